//! One string of JSON in a text, also a damaged one: where it begins and where it ends.

use std::ops::Range;

use crate::bytes::memchr3;

/// A string as it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quoted {
    /// What is between the quotes.
    pub(super) inside: Range<usize>,
    /// The place behind the closing quote, or where the string was cut off.
    pub(super) end: usize,
    /// Whether it has a closing quote.
    pub(super) is_closed: bool,
    /// Whether text behind a quote left it open which one closes the string.
    pub(super) is_doubtful: bool,
}

/// What a string is for, which tells how to find its end when it is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A key: ends at the first quote on its line.
    Key,
    /// A value of a member: may hold quotes that somebody forgot to escape.
    Value,
    /// An element of an array, or text that is passed: ends at the first quote.
    Element,
}

/// The length of the quote at `at`: `"`, or one of the curly ones that chat clients make of it.
pub(super) fn quote(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at..)? {
        [b'"', ..] => Some(1),
        [0xE2, 0x80, 0x9C..=0x9F, ..] => Some(3),
        _ => None,
    }
}

/// The string whose opening quote stands at `at`; `None` if no quote does.
///
/// A line break ends a string if the next line begins with a key: then the end of the line was
/// lost. Otherwise it belongs to the string, which was wrapped. A quote in a value with text
/// behind it is a part of the value if a better one follows, before the next key, on this line.
pub(super) fn read(text: &[u8], at: usize, role: Role) -> Option<Quoted> {
    let width = quote(text, at)?;
    let start = at + width;
    let ended = |end, width| Quoted {
        inside: start..end,
        end: end + width,
        is_closed: width > 0,
        is_doubtful: false,
    };
    let mut at = start;
    while let Some(stop) = next_stop(text, at, width) {
        at = match text.get(stop) {
            Some(b'\\') => stop + 2,
            Some(b'\n') if role == Role::Key => return Some(ended(stop, 0)),
            Some(b'\n') if key(text, blanks(text, stop + 1)).is_some() => {
                return Some(ended(trimmed(text, start, stop), 0));
            }
            Some(b'\n') => stop + 1,
            _ if role == Role::Value && width == 1 && is_text(text, stop + 1) => {
                let end = better_end(text, stop + 1).unwrap_or(stop);
                return Some(Quoted { is_doubtful: true, ..ended(end, width) });
            }
            _ => return Some(ended(stop, width)),
        };
    }
    Some(ended(text.len(), 0))
}

/// The quote that really closes a value with quotes inside, of which the first stands before
/// `at`; `None` if the first one closes it.
fn better_end(text: &[u8], mut at: usize) -> Option<usize> {
    // Nobody who forgets to escape quotes writes values that are longer.
    const LONGEST: usize = 16 * 1024;
    let text = text.get(..text.len().min(at + LONGEST))?;
    let mut last = None;
    loop {
        let stop = next_stop(text, at, 1)?;
        at = match text.get(stop)? {
            b'\\' => {
                at = stop + 2;
                continue;
            }
            b'\n' => return None,
            // `desc = "…""`: two quotes end, and the second is JSON's.
            _ if text.get(stop + 1) == Some(&b'"') && !is_text(text, stop + 2) => {
                return Some(stop + 1);
            }
            _ if text.get(blanks(text, stop + 1)) == Some(&b':') => {
                if last.is_some_and(|quote| follows_comma(text, quote)) {
                    return None;
                }
                // `Get "https://…": EOF`
                stop + 1
            }
            _ if is_text(text, stop + 1) => stop + 1,
            _ => return Some(stop),
        };
        last = Some(stop);
    }
}

/// Whether a comma stands before `at`, blanks aside, as it does before a member.
fn follows_comma(text: &[u8], at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) == Some(&b',')
}

/// The key at `at`, if one stands there, quotes and the colon behind it included: the range of
/// its name and the place behind the colon.
pub(super) fn key(text: &[u8], at: usize) -> Option<(Range<usize>, usize)> {
    // No name of a field is longer, and so a lookahead costs no more than this.
    const LONGEST: usize = 128;
    let window = text.get(..text.len().min(at.saturating_add(LONGEST)))?;
    let name = read(window, at, Role::Key).filter(|name| name.is_closed)?;
    let colon = blanks(window, name.end);
    (window.get(colon) == Some(&b':')).then_some((name.inside, colon + 1))
}

/// The first place from `at` on that is no space, no-break space, tab or carriage return.
pub(super) fn blanks(text: &[u8], mut at: usize) -> usize {
    loop {
        at += match text.get(at..) {
            Some([b' ' | b'\t' | b'\r', ..]) => 1,
            Some([0xC2, 0xA0, ..]) => 2,
            _ => return at,
        };
    }
}

/// Whether something is left out at `at`: `...` or `…`. Its length.
pub(super) fn ellipsis(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at..)? {
        rest @ [b'.', b'.', ..] => Some(rest.iter().take_while(|byte| **byte == b'.').count()),
        [0xE2, 0x80, 0xA6, ..] => Some(3),
        _ => None,
    }
}

/// The next backslash, line break or quote as wide as the opening one.
fn next_stop(text: &[u8], from: usize, width: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = text.get(at..)?;
        at += match width {
            1 => memchr3(b'"', b'\\', b'\n', rest)?,
            _ => memchr3(0xE2, b'\\', b'\n', rest)?,
        };
        if width == 1 || text.get(at) != Some(&0xE2) || quote(text, at).is_some() {
            return Some(at);
        }
        at += 1;
    }
}

/// Whether a value cannot have ended before `at`, since text stands there.
fn is_text(text: &[u8], at: usize) -> bool {
    let at = blanks(text, at);
    !matches!(text.get(at), None | Some(b',' | b':' | b'}' | b']' | b'\n'))
        && quote(text, at).is_none()
        && ellipsis(text, at).is_none()
}

/// `end` without the blanks before it.
fn trimmed(text: &[u8], start: usize, end: usize) -> usize {
    let line = text.get(start..end).unwrap_or_default();
    let blank = line.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
    end - blank
}
