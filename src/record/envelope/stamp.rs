//! A time at the head of a line, as many carriers write one; and what stands behind it.

use crate::record::time::{self, Calendar};
use crate::value::Timestamp;

/// A time at the head of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp<'t> {
    /// The moment; `None` for a time of day.
    pub(super) time: Option<Timestamp>,
    /// The time as it is written.
    pub(super) spelling: &'t str,
    /// What stands behind it, the blank included.
    pub(super) rest: &'t str,
    /// Where the whole text ends: an offset from its start.
    pub(super) end: usize,
}

impl<'t> Stamp<'t> {
    /// The time at the head of `text`, blanks before it aside.
    pub(super) fn read(text: &'t str, calendar: &Calendar) -> Option<Self> {
        let head = text.trim_start();
        let may_be = |first: u8| first.is_ascii_digit() || first.is_ascii_uppercase();
        head.bytes().next().filter(|first| may_be(*first))?;
        let (time, length) = time::parse_prefix(head, calendar)?;
        let (spelling, rest) = head.split_at_checked(length)?;
        Some(Self { time, spelling, rest, end: text.len() })
    }

    /// Whether it is written as RFC 3339 and ISO 8601 have it: `2024-05-02T10:11:12…`.
    pub(super) fn is_iso(&self) -> bool {
        self.spelling.as_bytes().get(10) == Some(&b'T')
    }
}
