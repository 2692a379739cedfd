//! Bytes to lines of text: any line end, bytes that are no text replaced or left out, all counted.

use std::borrow::Cow;

use crate::bytes::{memchr, memchr2};
use crate::record::split::Tally;

/// The lines of a source, one after another.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether the last piece ended with a carriage return and its line goes on.
    is_in_line: bool,
    /// Whether this line was counted as one with bytes that are no UTF-8.
    is_known_invalid: bool,
    /// The number of the line before the first.
    before: u64,
    tally: Tally,
}

/// A line, or a piece of one that a progress bar wrote over with the next.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// The number of the line, from 1.
    pub(super) number: u64,
    /// The offset of the first byte in the source.
    pub(super) at: usize,
    /// Whether it is the first piece of its line.
    pub(super) is_first: bool,
    pub(super) text: Cow<'a, str>,
}

impl<'a> Lines<'a> {
    /// The lines of bytes of which the first is the line `first` of its source.
    pub(super) fn new(bytes: &'a [u8], first: u64) -> Self {
        let (tally, before) = (Tally::default(), first.saturating_sub(1));
        Self { bytes, at: 0, is_in_line: false, is_known_invalid: false, before, tally }
    }

    /// The offset of the first byte that was not read yet.
    pub(super) const fn position(&self) -> usize {
        self.at
    }

    /// What was read so far; records are not counted here.
    pub(super) const fn tally(&self) -> Tally {
        self.tally
    }

    /// The text of a piece: without NUL bytes, with U+FFFD for what is no UTF-8.
    fn text(&mut self, raw: &'a [u8]) -> Cow<'a, str> {
        let text = if memchr(0, raw).is_some() {
            let kept: Vec<u8> = raw.iter().copied().filter(|byte| *byte != 0).collect();
            self.tally.nul_bytes += (raw.len() - kept.len()) as u64;
            match String::from_utf8(kept) {
                Ok(text) => return Cow::Owned(text),
                Err(error) => Cow::Owned(String::from_utf8_lossy(error.as_bytes()).into_owned()),
            }
        } else {
            match std::str::from_utf8(raw) {
                Ok(text) => return Cow::Borrowed(text),
                Err(_) => String::from_utf8_lossy(raw),
            }
        };
        if !self.is_known_invalid {
            self.is_known_invalid = true;
            self.tally.invalid_utf8_lines += 1;
        }
        text
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let mut at = self.at;
        let mut rest = self.bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let is_first = !self.is_in_line;
        if is_first {
            self.tally.lines += 1;
            self.is_known_invalid = false;
            // A byte order mark at the head of a file, or of one that was appended to another.
            if let Some(behind) = rest.strip_prefix(b"\xef\xbb\xbf") {
                at += 3;
                rest = behind;
            }
        }
        let length = memchr2(b'\n', b'\r', rest);
        let (piece, end) = rest.split_at_checked(length.unwrap_or(rest.len()))?;
        let returns = end.iter().take_while(|byte| **byte == b'\r').count();
        let has_newline = end.get(returns) == Some(&b'\n');
        self.at = at + piece.len() + returns + usize::from(has_newline);
        self.is_in_line = !has_newline && self.at < self.bytes.len();
        Some(Line { number: self.before + self.tally.lines, at, is_first, text: self.text(piece) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &[(u64, &str)], (lines, nuls, invalid): (u64, u64, u64)) {
        let mut read = Lines::new(bytes, 1);
        let found: Vec<_> = read.by_ref().map(|line| (line.number, line.text)).collect();
        let found: Vec<_> = found.iter().map(|(number, text)| (*number, text.as_ref())).collect();
        assert_eq!(found, expected, "{bytes:?}");
        let tally = read.tally();
        let counts = (tally.lines, tally.nul_bytes, tally.invalid_utf8_lines);
        assert_eq!(counts, (lines, nuls, invalid), "{bytes:?}");
    }

    #[test]
    fn lines_end_in_many_ways() {
        check(b"", &[], (0, 0, 0));
        check(b"\n", &[(1, "")], (1, 0, 0));
        check(b"a", &[(1, "a")], (1, 0, 0));
        check(b"a\nb\n", &[(1, "a"), (2, "b")], (2, 0, 0));
        check(b"a\r\nb\r\n", &[(1, "a"), (2, "b")], (2, 0, 0));
        check(b"a\r\r\nb\r", &[(1, "a"), (2, "b")], (2, 0, 0));
        check(b"10%\r20%\r30%\nx", &[(1, "10%"), (1, "20%"), (1, "30%"), (2, "x")], (2, 0, 0));
        check(b"\xef\xbb\xbfa\n\xef\xbb\xbfb", &[(1, "a"), (2, "b")], (2, 0, 0));
    }

    #[test]
    fn bytes_that_are_no_text_are_counted() {
        check(b"a\0\0b\n\0\n", &[(1, "ab"), (2, "")], (2, 3, 0));
        check(b"a\xffb\nc", &[(1, "a\u{fffd}b"), (2, "c")], (2, 0, 1));
        check(
            b"\xff\r\xff\n\0\xff",
            &[(1, "\u{fffd}"), (1, "\u{fffd}"), (2, "\u{fffd}")],
            (2, 1, 2),
        );
    }
}
