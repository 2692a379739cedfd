//! Runs a program over logs: bytes in, a report of what was found out.
//!
//! A run is a map and a reduce. A [`Cutter`] cuts each source, however its bytes come in, into
//! chunks between records; a [`Search`] makes of each chunk, in any order and on any thread, a
//! [`Partial`]; a [`Gather`] puts these together in the order of the log. The report does not
//! depend on where the bytes were cut.

mod collect;
mod correlate;
mod cut;
mod eval;
mod failure;
mod gather;
mod hit;
mod look_back;
mod moment;
mod period;
mod recent;
mod refined;
mod report;
mod search;
mod shape;
mod unexplained;

pub use cut::{Chunk, Cutter};
pub use eval::record_holds as holds;
pub use gather::Gather;
pub use period::Period;
pub use report::{
    Captures, Cost, Evidence, Finding, FoundCause, Kind, Loss, Report, SourceId, SourceStats, Spot,
    Stats, Unexplained,
};
pub use search::{Engine, Partial, Search};
pub use shape::{Piece, pieces};

use crate::program::Program;
use crate::record::Calendar;

/// How much of a log is held and kept. Counts are never cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Matches of each finding of which evidence is kept.
    pub evidence: usize,
    /// Records that are kept of one match.
    pub records: usize,
    /// Distinct values of each capture.
    pub values: usize,
    /// Bytes of a line: the rest of a longer one is skipped, counted and said.
    pub line: usize,
    /// Bytes that are looked at in one go.
    pub chunk: usize,
    /// Records that each pattern over several holds while others may still join them. Those of
    /// which none was seen for the longest time are let go first.
    pub held: usize,
    /// Records that each pattern over several holds back to put them in the order of time.
    pub disorder: usize,
    /// Bytes of chunks that are kept while lines in them wait for rarer ones.
    pub waiting: usize,
    /// Records of a rule over one that are kept apart until it is known whether they belong to
    /// matches of a rule over several that refines it.
    pub refined: usize,
    /// Kinds of records without an explanation that are told apart. Twice as many are kept, those
    /// that come behind by their first words only.
    pub unexplained: usize,
    /// Bytes of a text that are looked at, and kept, of such a record.
    pub unexplained_text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            evidence: 3,
            records: 8,
            values: 10,
            line: 1 << 20,
            chunk: 1 << 20,
            held: 1 << 14,
            disorder: 1 << 13,
            waiting: 8 << 20,
            refined: 1 << 10,
            unexplained: 1 << 11,
            unexplained_text: 2 << 10,
        }
    }
}

/// A run on one thread over sources that are read whole: the simplest use of the parts.
#[derive(Debug)]
pub struct Scanner<'p> {
    search: Search<'p>,
    gather: Gather<'p>,
}

impl<'p> Scanner<'p> {
    /// A run that keeps as much as `limits` says. `calendar` is what times without a year or a
    /// zone mean.
    pub fn new(program: &'p Program, limits: Limits, calendar: Calendar) -> Self {
        let search = Search::new(program, limits, calendar);
        Self { search, gather: Gather::new(&search) }
    }

    /// Reads one whole source. `name` is how answers call it.
    pub fn feed(&mut self, name: &str, bytes: &[u8]) {
        let source = self.gather.source(name);
        let mut cutter = Cutter::new(self.search.limits(), self.search.calendar());
        let mut take = |chunk: Chunk| {
            self.gather.add(source, self.search.chunk(source, name, chunk));
        };
        cutter.feed(bytes, &mut take);
        cutter.finish(&mut take);
    }

    /// Ends the run.
    pub fn finish(self) -> Report {
        self.gather.finish()
    }
}
