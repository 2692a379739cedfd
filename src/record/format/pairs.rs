//! `key=value key="quoted value"` to slots: what console, logfmt and klog lines share.

use std::ops::Range;

use crate::record::cursor::is_blank;
use crate::record::decode::Writing;
use crate::record::format::{Name, Slot, json};

/// No real line has as many pairs; what is beyond is left out.
const MOST: usize = 20_000;

/// Where the first pair begins, at `from` or behind a blank after it, on the same line.
pub(super) fn first(text: &str, from: usize) -> Option<usize> {
    let line = line(text, from);
    if key(line, from).is_some() { Some(from) } else { next(line, from) }
}

/// Whether a pair begins at `at`; the range of its key.
pub(super) fn key_at(text: &str, at: usize) -> Option<Range<usize>> {
    key(text.as_bytes(), at)
}

/// Reads pairs from `from` on, to the end of the line, into `all`. `true` if the text ends there
/// too and was written as it should: quotes where a value has spaces, nothing between the pairs.
///
/// A quote ends a value only before the next pair or the end of the line, since people forget to
/// escape those inside; a value without quotes goes on in the same way.
pub(super) fn read(text: &str, from: usize, all: &mut Vec<Slot>) -> bool {
    let line = line(text, from);
    let mut reader = Reader { text, line, is_damaged: false, may_nest: true };
    let mut at = from;
    while let Some(found) = key(line, at) {
        if all.len() >= MOST {
            return false;
        }
        let behind = reader.value(found, all);
        at = behind
            + line.get(behind..).unwrap_or_default().iter().take_while(|b| is_blank(**b)).count();
        if key(line, at).is_none() {
            let Some(pair) = next(line, at) else { break };
            reader.is_damaged = true;
            at = pair;
        }
    }
    let is_whole = text.get(at..).is_some_and(|rest| rest.trim().is_empty());
    is_whole && !reader.is_damaged
}

struct Reader<'t> {
    text: &'t str,
    /// The text up to the end of the line.
    line: &'t [u8],
    is_damaged: bool,
    /// Whether values may still be read as JSON. After one that looked like it and was none, no
    /// other is tried, so that a line of brackets is not read again and again.
    may_nest: bool,
}

impl Reader<'_> {
    /// Reads the value of a key into `all`; gives the place behind it.
    fn value(&mut self, key: Range<usize>, all: &mut Vec<Slot>) -> usize {
        let start = key.end + 1;
        let name = Name::Written(key);
        let known = all.len();
        let (range, end, writing) = match self.line.get(start) {
            Some(b'"') => {
                let (range, end) = self.quoted(start + 1);
                (range, end, Writing::Go)
            }
            Some(b'[' | b'{') if self.may_nest => match self.nested(start, name.clone(), all) {
                Some(end) => return end,
                None => {
                    all.truncate(known);
                    self.may_nest = false;
                    self.bare(start)
                }
            },
            _ => self.bare(start),
        };
        let is_null = matches!(self.text.get(range.clone()), Some("null" | "<nil>"));
        if !is_null || writing == Writing::Go {
            all.push(Slot { name, range, writing, is_element: false });
        }
        end
    }

    /// A value that is JSON, as zerolog's console writer prints arrays and objects.
    fn nested(&self, start: usize, name: Name, all: &mut Vec<Slot>) -> Option<usize> {
        let line = self.text.get(..self.line.len())?;
        let end = json::value(line, start, name, all)?;
        self.line.get(end).is_none_or(|byte| is_blank(*byte)).then_some(end)
    }

    /// A value without quotes: to the next pair or the end of the line.
    fn bare(&mut self, start: usize) -> (Range<usize>, usize, Writing) {
        let end = next(self.line, start).unwrap_or(self.line.len());
        let value = self.line.get(start..end).unwrap_or_default();
        let blanks = value.iter().rev().take_while(|byte| is_blank(**byte)).count();
        let value = start..end - blanks;
        self.is_damaged |=
            self.line.get(value.clone()).is_some_and(|v| v.iter().any(|b| is_blank(*b)));
        (value, end, Writing::Plain)
    }

    /// A value with quotes, from behind the opening one: its range and the place behind it.
    fn quoted(&mut self, start: usize) -> (Range<usize>, usize) {
        let mut first = None;
        let mut at = start;
        loop {
            let rest = self.line.get(at..).unwrap_or_default();
            let Some(length) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')) else {
                self.is_damaged = true;
                return (start..self.line.len(), self.line.len());
            };
            let stop = at + length;
            if self.line.get(stop) == Some(&b'\\') {
                at = stop + 2;
                continue;
            }
            if self.ends_value(stop + 1) {
                return (start..stop, stop + 1);
            }
            self.is_damaged = true;
            if let Some(first) = first
                && opens_value(self.line, stop)
            {
                // The next pair is reached: the value ended long before.
                return (start..first, first + 1);
            }
            first = first.or(Some(stop));
            at = stop + 1;
        }
    }

    /// Whether the line ends at `at`, or a pair follows a blank there.
    fn ends_value(&self, at: usize) -> bool {
        let rest = self.line.get(at..).unwrap_or_default();
        let blanks = rest.iter().take_while(|byte| is_blank(**byte)).count();
        blanks == rest.len() || blanks > 0 && key(self.line, at + blanks).is_some()
    }
}

/// No longer word is taken for a key, so that looking for one costs no more.
const LONGEST_KEY: usize = 64;

/// The key at `at`, which an equals sign follows, and not two.
fn key(line: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = line.get(at..)?;
    let window = rest.get(..rest.len().min(LONGEST_KEY))?;
    let length = window.iter().position(|byte| !is_key_byte(*byte))?;
    let begins =
        window.first().is_some_and(|byte| byte.is_ascii_alphabetic() || b"_@".contains(byte));
    let is_key = begins
        && window.get(length) == Some(&b'=')
        && !matches!(rest.get(length + 1), Some(b'=' | b'>' | b'~'));
    is_key.then_some(at..at + length)
}

const fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'@')
}

/// Where the next pair behind a blank begins.
fn next(line: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += line.get(at..)?.iter().position(|byte| is_blank(*byte))? + 1;
        if key(line, at).is_some() {
            return Some(at);
        }
    }
}

/// Whether the quote at `at` follows a key and its equals sign.
fn opens_value(line: &[u8], quote: usize) -> bool {
    let before = line.get(..quote).unwrap_or_default();
    let Some((b'=', before)) = before.split_last() else { return false };
    let length =
        before.iter().rev().take(LONGEST_KEY).take_while(|byte| is_key_byte(**byte)).count();
    let start = before.len() - length;
    start > 0
        && before.get(start - 1).is_some_and(|byte| is_blank(*byte))
        && key(line, start).is_some()
}

/// The text up to the end of the line on which `from` lies.
fn line(text: &str, from: usize) -> &[u8] {
    let bytes = text.as_bytes();
    let rest = bytes.get(from..).unwrap_or_default();
    let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let line = bytes.get(..from + length).unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line)
}
