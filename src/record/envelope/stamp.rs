//! A time at the head of a line, as many carriers write one; and what stands behind it.

use crate::record::format::ANY;
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

/// Where a text goes on behind a time in RFC 3339, with its zone, and a space at its very head.
pub(crate) fn behind_stamp(text: &str) -> Option<usize> {
    let looks_like_one = text.as_bytes().get(10) == Some(&b'T') && text.starts_with(['1', '2']);
    let stamp = looks_like_one.then(|| Stamp::read(text, &ANY))??;
    let is_whole = stamp.is_iso() && stamp.has_zone() && stamp.rest.starts_with(' ');
    is_whole.then(|| stamp.spelling.len() + 1)
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

    /// Whether a time in that form names its distance from UTC.
    pub(super) fn has_zone(&self) -> bool {
        let behind_date = self.spelling.get(10..).unwrap_or_default();
        behind_date.ends_with(['Z', 'z']) || behind_date.contains(['+', '-'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_on_behind_a_time_with_its_zone() {
        let rows = [
            ("2024-05-02T10:11:12Z ERROR a", Some("ERROR a")),
            ("2024-05-02T10:11:12.345+02:00  info", Some(" info")),
            ("2024-05-02T10:11:12Z ", Some("")),
            ("2024-05-02T10:11:12Z", None),
            ("2024-05-02T10:11:12Z\ta\tb", None),
            ("2024-05-02T10:11:12 no zone", None),
            ("2024-05-02 10:11:12Z no letter", None),
            (" 2024-05-02T10:11:12Z indented", None),
            ("2024-05-02T99:11:12Z no time", None),
            ("é2024-05-T a", None),
            ("", None),
        ];
        for (text, expected) in rows {
            let rest = behind_stamp(text).and_then(|start| text.get(start..));
            assert_eq!(rest, expected, "{text}");
        }
    }
}
