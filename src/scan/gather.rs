//! What was found in chunks, in the order of the log, put together.

use std::collections::BTreeMap;

use super::Limits;
use super::collect::Collector;
use super::report::{Cost, Report, SourceId, SourceStats};
use super::search::Partial;
use crate::program::Program;
use crate::record::Format;

/// The report so far.
#[derive(Debug)]
pub struct Gather {
    collector: Collector,
    sources: Vec<(SourceStats, BTreeMap<Format, u64>)>,
    rules: u64,
    costs: Vec<Cost>,
}

impl Gather {
    /// Nothing was found yet.
    pub fn new(program: &Program, limits: Limits) -> Self {
        let costs =
            program.entries().map(|(_, entry)| Cost { rule: entry.rule, ..Cost::default() });
        let (collector, rules) = (Collector::new(limits), program.len() as u64);
        Self { collector, sources: Vec::new(), rules, costs: costs.collect() }
    }

    /// Begins the next source. `name` is how answers call it.
    pub fn source(&mut self, name: &str) -> SourceId {
        let source = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        self.sources.push((SourceStats::new(name), BTreeMap::new()));
        source
    }

    /// Adds what was found in the next chunk of a source.
    pub fn add(&mut self, source: SourceId, partial: Partial) {
        let (stats, formats) = &mut self.sources[source.0 as usize];
        self.collector.merge(partial.collector, stats.lines);
        stats.bytes += partial.bytes;
        stats.lines += partial.lines;
        stats.records += partial.records;
        stats.nul_bytes += partial.nul_bytes;
        stats.invalid_utf8_lines += partial.invalid_utf8_lines;
        stats.skipped_bytes += partial.skipped_bytes;
        stats.cut_lines += partial.cut_lines;
        for (format, count) in partial.formats {
            *formats.entry(format).or_default() += count;
        }
        for (sum, cost) in self.costs.iter_mut().zip(partial.costs) {
            sum.stops += cost.stops;
            sum.tries += cost.tries;
            sum.nanos += cost.nanos;
        }
    }

    /// The report.
    pub fn finish(self) -> Report {
        let sources = self.sources.into_iter().map(|(mut stats, formats)| {
            stats.formats = formats.into_iter().collect();
            stats
        });
        Report {
            findings: self.collector.finish(),
            sources: sources.collect(),
            rules: self.rules,
            costs: self.costs,
        }
    }
}
