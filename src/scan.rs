//! Runs a program over logs: bytes in, a report of what was found out.

mod collect;
mod eval;
mod report;

pub use report::{Captures, Evidence, Finding, FoundCause, Report, SourceId, SourceStats, Stats};

use std::collections::BTreeMap;

use crate::program::Program;
use crate::record::{Calendar, Format, Record, Tally, split};
use collect::Collector;
use eval::Subject;

/// After so many records whoever waits is told how far it is.
const WATCH_EVERY: u64 = 4096;

/// How much of what was found is kept. Counts are never cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Pieces of evidence for each finding.
    pub evidence: usize,
    /// Distinct values of each capture.
    pub values: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { evidence: 3, values: 10 }
    }
}

/// A run of a program over any number of sources.
#[derive(Debug)]
pub struct Scanner<'p> {
    program: &'p Program,
    calendar: Calendar,
    collector: Collector,
    sources: Vec<SourceStats>,
}

impl<'p> Scanner<'p> {
    /// A run that keeps as much as `limits` says. `calendar` is what times without a year or a
    /// zone mean.
    pub fn new(program: &'p Program, limits: Limits, calendar: Calendar) -> Self {
        let collector = Collector::new(limits);
        Self { program, calendar, collector, sources: Vec::new() }
    }

    /// Reads one whole source. `name` is how answers call it; `watch` is told now and then how many
    /// bytes are done.
    pub fn feed(&mut self, name: &str, bytes: &[u8], watch: &mut dyn FnMut(u64)) {
        let source = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        let mut formats = BTreeMap::<Format, u64>::new();
        let mut records = split(bytes, &self.calendar);
        let mut seen = 0_u64;
        while let Some(record) = records.next() {
            *formats.entry(record.format()).or_default() += 1;
            self.look_at(source, name, &record);
            seen += 1;
            if seen.is_multiple_of(WATCH_EVERY) {
                watch(records.bytes_read());
            }
        }
        let Tally { lines, records, nul_bytes, invalid_utf8_lines } = records.tally();
        self.sources.push(SourceStats {
            name: name.to_owned(),
            bytes: bytes.len() as u64,
            lines,
            records,
            nul_bytes,
            invalid_utf8_lines,
            formats: formats.into_iter().collect(),
        });
    }

    /// Ends the run.
    pub fn finish(self) -> Report {
        let rules = self.program.entries().len() as u64;
        Report { findings: self.collector.finish(), sources: self.sources, rules }
    }

    fn look_at(&mut self, source: SourceId, name: &str, record: &Record<'_>) {
        let subject = Subject::new(record, name);
        let holds = |entry: &&crate::program::Entry| eval::holds(&entry.condition, &subject);
        let hits: Vec<_> = self.program.entries().iter().filter(holds).collect();
        for entry in &hits {
            let is_refined = hits.iter().any(|other| other.refines.contains(&entry.rule));
            if !is_refined {
                self.collector.hit(entry, source, &subject);
            }
        }
    }
}
