//! What a screen, a chat or a search put around a line (a prompt, a quote mark, a number, other
//! quotes and blanks than were written), taken off if the rest is a line that is known.

use std::ops::Range;

use crate::record::envelope::Carrier;
use crate::record::envelope::layer::{Inner, Layer};
use crate::record::envelope::stamp::Stamp;

/// The known line inside. Asked only for texts that are not known as they stand.
pub(super) fn peel(text: &str, is_known: impl Fn(&str) -> bool) -> Option<Layer> {
    let head = text.trim_start();
    if head.starts_with('>') && head.trim_matches(['>', ' ']).is_empty() {
        return Some(Layer::new(Carrier::Screen, Inner::Part(text.len()..text.len())));
    }
    let rest = prefixes(head).into_iter().flatten().find(|rest| is_known(rest));
    let inner = match rest {
        Some(rest) => Inner::Part(text.len() - rest.len()..text.len()),
        None => {
            match code(text).filter(|code| is_known(text.get(code.clone()).unwrap_or_default())) {
                Some(code) => Inner::Part(code),
                None => Inner::Made(retyped(text).filter(|retyped| is_known(retyped))?),
            }
        }
    };
    Some(Layer::new(Carrier::Screen, inner))
}

/// Whether a line does nothing but begin or end a block of code in Markdown.
pub(crate) fn is_fence(line: &str) -> bool {
    let line = line.trim();
    let language = line.strip_prefix("```").or_else(|| line.strip_prefix("~~~"));
    language.is_some_and(|language| {
        language.len() <= 20
            && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-".contains(&byte))
    })
}

/// What is left of a line without each of the marks that it may begin with.
fn prefixes(head: &str) -> [Option<&str>; 4] {
    [mark(head), number(head), prompt(head), file(head)]
}

/// Quote marks, a bar, or a bare prompt.
fn mark(head: &str) -> Option<&str> {
    const BLANKS: [char; 2] = [' ', '\u{a0}'];
    if let Some(rest) = head.strip_prefix(['$', '#', '%']) {
        return rest.strip_prefix(BLANKS);
    }
    let mut rest = head;
    while let Some(inside) = rest.strip_prefix(['>', '|', '│']) {
        rest = inside.strip_prefix(BLANKS).unwrap_or(inside);
    }
    (rest.len() < head.len()).then_some(rest)
}

/// The number of a line: `12:` and `12-` as grep writes it, `12 |`, `12\t`.
fn number(head: &str) -> Option<&str> {
    let digits = head.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=9).contains(&digits) {
        return None;
    }
    let rest = head.get(digits..)?;
    let rest = match rest.strip_prefix(['\t', ':', '-']) {
        Some(rest) => rest,
        None => rest.trim_start_matches(' ').strip_prefix(['|', '│'])?,
    };
    Some(rest.strip_prefix(' ').unwrap_or(rest))
}

/// `user@host:~$ `, `[user@host dir]# `.
fn prompt(head: &str) -> Option<&str> {
    // Longer prompts are not worth the search.
    const LONGEST: usize = 80;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"@:~/.-_ []()".contains(byte);
    let length = head.bytes().take(LONGEST).take_while(is_part).count();
    let (user, rest) = head.split_at_checked(length)?;
    let rest = rest.strip_prefix(['$', '#', '%'])?.strip_prefix(' ')?;
    (user.contains('@') || user.contains(':')).then_some(rest)
}

/// `name.log:` and `name.log:12:`, as grep writes them for several files.
fn file(head: &str) -> Option<&str> {
    const LONGEST: usize = 256;
    let is_part =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'/');
    let length = head.bytes().take(LONGEST).take_while(is_part).count();
    let (name, rest) = head.split_at_checked(length)?;
    let rest = rest.strip_prefix(':')?;
    let is_file = name.contains(['.', '/']) && name.contains(|c: char| c.is_ascii_alphabetic());
    is_file.then(|| number(rest).unwrap_or(rest))
}

/// A time with a bar behind it, as some viewers write: `2023-03-07 13:47:18 | `.
pub(super) fn clock(stamp: &Stamp<'_>, is_known: impl Fn(&str) -> bool) -> Option<Layer> {
    if stamp.is_iso() {
        return None;
    }
    let line = stamp.rest.strip_prefix(" | ").filter(|line| is_known(line))?;
    let inner = Inner::Part(stamp.end - line.len()..stamp.end);
    Some(Layer { time: stamp.time, ..Layer::new(Carrier::Screen, inner) })
}

/// The place of what stands between backticks.
fn code(text: &str) -> Option<Range<usize>> {
    const AROUND: [char; 2] = [' ', '`'];
    let code = text.trim_start_matches(AROUND);
    let start = text.len() - code.len();
    text.trim_start_matches(' ')
        .starts_with('`')
        .then(|| start..start + code.trim_end_matches(AROUND).len())
}

/// The text with the quotes and blanks that a keyboard writes.
fn retyped(text: &str) -> Option<String> {
    const DOUBLE: [char; 4] = ['“', '”', '„', '‟'];
    const SINGLE: [char; 4] = ['‘', '’', '‚', '‛'];
    const BLANK: [char; 3] = ['\u{a0}', '\u{202f}', '\u{2007}'];
    let is_foreign = |c: char| DOUBLE.contains(&c) || SINGLE.contains(&c) || BLANK.contains(&c);
    if text.is_ascii() || !text.contains(is_foreign) {
        return None;
    }
    let typed = |c| match c {
        c if DOUBLE.contains(&c) => '"',
        c if SINGLE.contains(&c) => '\'',
        c if BLANK.contains(&c) => ' ',
        c => c,
    };
    Some(text.chars().map(typed).collect())
}
