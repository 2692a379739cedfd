//! A place in a text that moves forward over what is recognised there; gives ranges of bytes.

use std::ops::Range;

/// A place in a text. It only ever stands before a whole character or at the end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    /// The place `at`, which must lie between two characters.
    pub(crate) const fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    /// The place of the first character that is no white space.
    pub(crate) fn at_head(text: &'t str) -> Self {
        Self { text, at: text.len() - text.trim_start().len() }
    }

    /// How many bytes lie before this place.
    pub(crate) const fn at(self) -> usize {
        self.at
    }

    /// What lies behind this place.
    pub(crate) fn rest(self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next byte.
    pub(crate) fn peek(self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Whether the text, or its line, ends here, blanks aside.
    pub(crate) fn is_at_end_of_line(mut self) -> bool {
        self.blanks();
        matches!(self.peek(), None | Some(b'\n' | b'\r'))
    }

    /// Passes a piece of text if it stands here.
    pub(crate) fn eat(&mut self, piece: &str) -> bool {
        let found = self.rest().starts_with(piece);
        if found {
            self.at += piece.len();
        }
        found
    }

    /// Passes all bytes that `wanted` holds for, which must hold for all or none of the bytes
    /// that are not ASCII; gives their range.
    pub(crate) fn take_while(&mut self, mut wanted: impl FnMut(u8) -> bool) -> Range<usize> {
        let rest = self.rest().as_bytes();
        let length = rest.iter().position(|byte| !wanted(*byte)).unwrap_or(rest.len());
        let start = self.at;
        self.at += length;
        start..self.at
    }

    /// Passes spaces and tabs; tells how many.
    pub(crate) fn blanks(&mut self) -> usize {
        self.take_while(is_blank).len()
    }

    /// Passes all up to the next blank or the end of the line; `None` if that is nothing.
    pub(crate) fn word(&mut self) -> Option<Range<usize>> {
        let word = self.take_while(|byte| !is_blank(byte) && byte != b'\n' && byte != b'\r');
        (!word.is_empty()).then_some(word)
    }

    /// Passes all up to `end` on this line and that byte too; gives the range before it.
    pub(crate) fn until(&mut self, end: u8) -> Option<Range<usize>> {
        let mut ahead = *self;
        let range = ahead.take_while(|byte| byte != end && byte != b'\n');
        if ahead.peek() != Some(end) {
            return None;
        }
        self.at = range.end + 1;
        Some(range)
    }

    /// Passes a text between double quotes, in which a backslash escapes a quote, if one stands
    /// here and ends on this line; gives the range inside.
    pub(crate) fn quoted(&mut self) -> Option<Range<usize>> {
        let mut ahead = *self;
        let mut is_escaped = false;
        let inside = ahead.eat("\"").then(|| {
            ahead.take_while(|byte| {
                let is_end = byte == b'\n' || byte == b'"' && !is_escaped;
                is_escaped = byte == b'\\' && !is_escaped;
                !is_end
            })
        })?;
        let is_closed = ahead.eat("\"");
        if is_closed {
            *self = ahead;
        }
        is_closed.then_some(inside)
    }

    /// Passes a number of at most `most` digits; gives its value.
    pub(crate) fn number(&mut self, most: usize) -> Option<u64> {
        let mut ahead = *self;
        let digits = ahead.take_while(|byte| byte.is_ascii_digit());
        if digits.is_empty() || digits.len() > most {
            return None;
        }
        let value = self.text.get(digits)?.parse().ok()?;
        *self = ahead;
        Some(value)
    }
}

/// A space or a tab.
pub(crate) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
