//! A record that something broke over lines in the middle of a word or of a quoted cell: how many
//! of the lines behind it make it whole.

use crate::record::envelope::csv;
use crate::record::split::entry::{Entry, is_own};
use crate::record::split::nesting::{Fed, Nesting};
use crate::record::time::Calendar;

/// A record is not looked for beyond so many lines, nor in more bytes: this is done again for each
/// line that looks broken, so it must be cheap.
pub(super) const MOST_LINES: usize = 50;
pub(super) const MOST_BYTES: usize = 64 * 1024;

/// A record that lacks its end.
#[derive(Debug)]
pub(super) enum Wrapped {
    /// An object that a screen's edge broke; its lines are joined without anything between them.
    Object(Nesting),
    /// A row of a table with a cell of several lines.
    Row,
}

impl Wrapped {
    /// What a line looks like the first part of.
    pub(super) fn begin(line: &str, calendar: &Calendar) -> Option<Self> {
        if line.len() > MOST_BYTES {
            return None;
        }
        if line.starts_with('{') {
            let mut nesting = Nesting::default();
            return (nesting.feed(line) == Fed::Open).then_some(Self::Object(nesting));
        }
        csv::is_open(line, calendar).then_some(Self::Row)
    }

    /// What stands between its lines.
    pub(super) const fn separator(&self) -> &'static str {
        match self {
            Self::Object(_) => "",
            Self::Row => "\n",
        }
    }

    /// Reads the next line: `Some(true)` if it makes the record whole, `Some(false)` if more is
    /// needed, `None` if it is no part.
    pub(super) fn feed(&mut self, first: &Entry<'_>, next: &Entry<'_>) -> Option<bool> {
        let has_head = !next.peeled.envelope.carriers.is_empty() && !next.is_like(first);
        if has_head || next.peeled.is_partial {
            return None;
        }
        match self {
            Self::Object(_) if next.is_blank() || is_own(next.text()) => None,
            Self::Object(nesting) => match nesting.feed(next.text()) {
                Fed::Open => Some(false),
                Fed::Closed(end) => {
                    let behind = next.text().get(end..).unwrap_or_default();
                    behind.trim().trim_start_matches(',').is_empty().then_some(true)
                }
                Fed::Broken => None,
            },
            Self::Row => Some(csv::is_odd(next.text())),
        }
    }
}
