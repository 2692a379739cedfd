//! JSON objects, whole or damaged: which of the three JSON formats a text is in, and its fields.

mod dialect;
mod members;
mod string;
#[cfg(test)]
mod tests;

use crate::record::cursor::Cursor;
use crate::record::format::{Format, Slots};
use dialect::dialect;

pub(super) use members::value;

/// Which JSON format a text is in that begins with an object or a member; `None` for another text.
pub(super) fn recognise(text: &str) -> Option<Format> {
    let start = start(text)?;
    Some(dialect(text.as_bytes(), start))
}

/// The same for a text that begins in the middle of a member. This looks for a quote and is worth
/// it only when the text is in no other format.
pub(super) fn recognise_rest(text: &str) -> Option<Format> {
    let start = start_of_rest(text)?;
    Some(dialect(text.as_bytes(), start))
}

/// The fields of a text in one of the JSON formats.
pub(super) fn slots(text: &str) -> Slots {
    match start(text).or_else(|| start_of_rest(text)) {
        Some(start) => members::read(text, start),
        None => Slots::default(),
    }
}

/// Where the object or its first member begins, dots for what was left out aside.
fn start(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut head = Cursor::at_head(text);
    if let Some(dots) = string::ellipsis(bytes, head.at()) {
        head = Cursor::new(text, head.at() + dots);
        head.take_while(|byte| byte.is_ascii_whitespace() || byte == b',');
    }
    let at = head.at();
    if head.eat("{") {
        head.take_while(|byte| byte.is_ascii_whitespace());
        let inside = head.at();
        let is_object = head.peek() == Some(b'}')
            || string::quote(bytes, inside).is_some()
            || string::ellipsis(bytes, inside).is_some();
        return is_object.then_some(at);
    }
    (begins_member(bytes, at) && !closes(bytes, at)).then_some(at)
}

/// Where the first whole member of a text begins that was cut in the middle of one:
/// `orize","error":"…`, `vel":"error"`, `false,"deny":true`. The first quote tells.
fn start_of_rest(text: &str) -> Option<usize> {
    // A cut text is as long as a line of a screen or so; a stack trace may be longer.
    const LONGEST: usize = 16 * 1024;
    let bytes = text.as_bytes();
    let head = bytes.get(..bytes.len().min(LONGEST))?;
    let mut is_escape = false;
    let quote = head.iter().position(|byte| {
        let is_quote = *byte == b'"' && !is_escape;
        is_escape = *byte == b'\\' && !is_escape;
        is_quote
    })?;
    if closes(bytes, quote) {
        return Some(quote + 1);
    }
    let before = text.get(..quote)?.trim();
    let last = before.strip_suffix(',')?.trim_end_matches([']', '}']);
    let is_value = last.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    (is_value && begins_member(bytes, quote)).then(|| text.len() - text.trim_start().len())
}

/// Whether a quote is the closing one of a key or value that was cut.
fn closes(text: &[u8], quote: usize) -> bool {
    let behind = string::blanks(text, quote + 1);
    match text.get(behind) {
        Some(b':') => {
            let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.@/".contains(byte);
            quote < 64
                && text.get(..quote).is_some_and(|name| name.iter().all(is_name))
                && begins_value(text, behind + 1)
        }
        Some(b',') => {
            let next = text.get(behind + 1..).unwrap_or_default();
            let space = next.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            begins_member(text, behind + 1 + space)
        }
        _ => false,
    }
}

fn begins_member(text: &[u8], at: usize) -> bool {
    string::key(text, at).is_some_and(|(_, behind)| begins_value(text, behind))
}

/// Whether a value begins at `at`, or nothing does, since the text was cut there.
fn begins_value(text: &[u8], at: usize) -> bool {
    let at = string::blanks(text, at);
    let rest = text.get(at..).unwrap_or_default();
    match rest.first() {
        None | Some(b'{' | b'[' | b'-' | b'0'..=b'9' | b'\n') => true,
        Some(_) => {
            string::quote(text, at).is_some()
                || string::ellipsis(text, at).is_some()
                || [&b"true"[..], b"false", b"null"].iter().any(|word| rest.starts_with(word))
        }
    }
}
