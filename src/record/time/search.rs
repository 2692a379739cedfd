//! The time that a line of plain text begins with, or has in its head: behind a level, a number of
//! a process, something in brackets.

use std::ops::Range;

use crate::record::cursor::{Cursor, is_blank};
use crate::record::format::ANY;
use crate::record::time::parse_prefix;
use crate::value::Level;

/// So many bytes of a line may be its head.
const HEAD: usize = 256;
/// No time is longer.
const LONGEST: usize = 64;
/// So many words may be the head of a line.
const WORDS: usize = 8;
/// Keys of a time in the middle of a text, in any case. Windows writes the last one into its events.
const KEYS: [&str; 5] = ["ts", "time", "timestamp", "t", "systemtime"];

/// Where the time stands at which a line says that it was written. A time that is rather a part
/// of what the line tells, since words stand before it, is none.
pub(crate) fn find(text: &str) -> Option<Range<usize>> {
    let line = text.trim_start();
    let start = text.len() - line.len();
    let line = line.get(..line.floor_char_boundary(HEAD + LONGEST)).unwrap_or_default();
    let line = line.split(['\n', '\r']).next().unwrap_or_default();
    let found = behind_heads(line).or_else(|| in_brackets(line)).or_else(|| behind_key(line))?;
    Some(start + found.start..start + found.end)
}

/// The time at the head of the line, levels, numbers and brackets before it aside.
fn behind_heads(line: &str) -> Option<Range<usize>> {
    let mut cursor = Cursor::new(line, 0);
    for _ in 0..WORDS {
        cursor.take_while(|byte| is_blank(byte) || b"|-".contains(&byte));
        let mut ahead = cursor;
        ahead.take_while(|byte| b"[(<*'\"".contains(&byte));
        if let Some(found) = time_at(line, ahead.at()) {
            return Some(found);
        }
        let group = if ahead.rest().len() < cursor.rest().len() && cursor.eat("[") {
            // What stands in brackets before a time is a thread, a process or a level.
            cursor.until(b']')?
        } else {
            cursor.word().filter(|word| is_head(line.get(word.clone()).unwrap_or_default()))?
        };
        if group.end > HEAD {
            return None;
        }
    }
    None
}

/// Whether a word may stand before a time: a level, a number of whatever, `1:M` of Redis,
/// `=INFO` and `REPORT====` of Erlang.
fn is_head(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let (first, _) = bare.split_once(':').unwrap_or((bare, ""));
    bare.is_empty()
        || Level::parse(bare).is_some()
        || first.bytes().all(|byte| byte.is_ascii_digit())
        || word.contains("==")
}

/// A time behind the first bracket that one stands behind.
fn in_brackets(line: &str) -> Option<Range<usize>> {
    let head = line.as_bytes().get(..line.len().min(HEAD))?;
    let places = head.iter().enumerate().filter(|(_, byte)| **byte == b'[');
    let found = |at: usize| {
        let range = time_at(line, at + 1)?;
        let next = line.as_bytes().get(range.end);
        next.is_some_and(|next| b"], ".contains(next)).then_some(range)
    };
    places.map(|(at, _)| at).find_map(found)
}

/// A time behind a key that says so, whatever stands before.
fn behind_key(line: &str) -> Option<Range<usize>> {
    let head = line.as_bytes().get(..line.len().min(HEAD))?;
    let places = head.iter().enumerate().filter(|(_, byte)| **byte == b'=');
    let found = |at: usize| {
        let before = line.get(..at)?;
        let key = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next()?;
        if !KEYS.iter().any(|known| known.eq_ignore_ascii_case(key)) {
            return None;
        }
        let mut cursor = Cursor::new(line, at + 1);
        let _quote = cursor.eat("\"") || cursor.eat("'");
        time_at(line, cursor.at())
    };
    places.map(|(at, _)| at).find_map(found)
}

/// The time here, if it names a day and is more than a whole number.
fn time_at(line: &str, at: usize) -> Option<Range<usize>> {
    let rest = line.get(at..)?;
    let (moment, length) = parse_prefix(rest, &ANY)?;
    let is_number = rest.get(..length)?.bytes().all(|byte| byte.is_ascii_digit());
    (moment.is_some() && !is_number).then_some(at..at + length)
}
