//! A place in a chunk, to the time of the nearest record before it that has one.

use std::cell::Cell;

use crate::bytes::memrchr;
use crate::record::{Calendar, split};
use crate::value::Timestamp;

/// Looks for times in the lines before a place.
#[derive(Debug)]
pub(super) struct LookBack<'c> {
    bytes: &'c [u8],
    calendar: Calendar,
    /// Up to here it was looked, and what was found; so no line is looked at twice.
    known: Cell<(usize, Option<Timestamp>)>,
}

impl<'c> LookBack<'c> {
    pub(super) const fn new(bytes: &'c [u8], calendar: Calendar) -> Self {
        Self { bytes, calendar, known: Cell::new((0, None)) }
    }

    /// The last time that stands in the lines before `offset`, where a line begins; each line is
    /// read by itself.
    pub(super) fn before(&self, offset: usize) -> Option<Timestamp> {
        let (until, known) = self.known.get();
        // Places come in the order of the log.
        let until = until.min(offset);
        let mut end = offset;
        let mut found = None;
        while found.is_none() && end > until {
            let start = memrchr(b'\n', &self.bytes[..end - 1]).map_or(0, |newline| newline + 1);
            let records = split(&self.bytes[start..end], &self.calendar);
            found = records.filter_map(|record| record.time()).last();
            end = start;
        }
        let found = found.or(known);
        self.known.set((offset, found));
        found
    }
}
