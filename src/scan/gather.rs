//! What was found in chunks, in the order of the log, put together.

use std::collections::{BTreeMap, BTreeSet};

use super::collect::Collector;
use super::correlate::Correlator;
use super::hit::Hit;
use super::moment::Moment;
use super::recent::{Kept, Recent};
use super::report::{Cost, Report, SourceId, SourceStats};
use super::search::{Partial, Search};
use super::unexplained::Kinds;
use crate::program::{EntryIx, KeyHash};
use crate::record::Format;
use crate::value::Timestamp;

/// The report so far.
#[derive(Debug)]
pub struct Gather<'p> {
    search: Search<'p>,
    collector: Collector,
    correlator: Correlator<'p>,
    recent: Recent,
    sources: Vec<Gathered>,
    rules: u64,
    costs: Vec<Cost>,
    kinds: Kinds,
}

/// What was read of a source so far.
#[derive(Debug)]
struct Gathered {
    stats: SourceStats,
    formats: BTreeMap<Format, u64>,
    /// The last time that a record of it has.
    last_time: Option<Timestamp>,
}

impl<'p> Gather<'p> {
    /// Nothing was found yet. `search` is what finds it.
    pub fn new(search: &Search<'p>) -> Self {
        let (search, program, limits) = (*search, search.program(), search.limits());
        let costs =
            program.entries().map(|(_, entry)| Cost { rule: entry.rule, ..Cost::default() });
        Self {
            search,
            collector: Collector::new(limits),
            correlator: Correlator::new(program, limits),
            recent: Recent::new(limits.waiting),
            sources: Vec::new(),
            rules: program.len() as u64,
            costs: costs.collect(),
            kinds: Kinds::new(limits),
        }
    }

    /// Begins the next source. `name` is how answers call it.
    pub fn source(&mut self, name: &str) -> SourceId {
        let source = SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX));
        let (stats, formats) = (SourceStats::new(name), BTreeMap::new());
        self.sources.push(Gathered { stats, formats, last_time: None });
        source
    }

    /// Adds what was found in the next chunk of a source. Gives the room of chunks that are not
    /// needed any more.
    pub fn add(&mut self, source: SourceId, partial: Partial) -> Vec<Vec<u8>> {
        let Gathered { stats, last_time, .. } = &mut self.sources[source.0 as usize];
        let before = *last_time;
        *last_time = partial.last_time.or(before);
        let kept = Kept {
            source,
            name: stats.name.clone(),
            bytes: partial.room,
            lines: stats.lines,
            before,
            last: *last_time,
            waiting: partial.waiting,
        };
        self.collector.merge(partial.collector, stats.lines);
        self.kinds.merge(partial.kinds, stats.lines);
        let room = self.correlate(kept, partial.hits);

        let Gathered { stats, formats, .. } = &mut self.sources[source.0 as usize];
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
        room
    }

    /// Correlates the hits of a chunk. Gives the room of chunks that are not needed any more.
    fn correlate(&mut self, mut kept: Kept, hits: Vec<(EntryIx, Hit)>) -> Vec<Vec<u8>> {
        let before = kept.before.map_or(Moment::BEFORE_ALL, Moment::of_time);
        let mut of_rules: BTreeMap<EntryIx, Vec<Hit>> = BTreeMap::new();
        for (entry, mut hit) in hits {
            hit.place.line += kept.lines;
            if hit.place.moment == Moment::BEFORE_ALL {
                hit.place.moment = before;
            }
            of_rules.entry(entry).or_default().push(hit);
        }
        for entry in kept.waiting.keys() {
            of_rules.entry(*entry).or_default();
        }
        for (entry, mut hits) in of_rules {
            let woken = match hits.is_empty() {
                true => BTreeSet::new(),
                false => self.correlator.wakes(entry, &hits),
            };
            if !woken.is_empty() {
                let matters = |key: Option<KeyHash>| key.is_none_or(|key| woken.contains(&key));
                hits.extend(self.recent.hits(entry, &self.search, &matters));
            }
            let matters = |key| self.correlator.is_awake(entry, key, before);
            hits.extend(kept.hits(entry, &self.search, &matters));
            // Lines that waited come behind the others, though they stand between them.
            hits.sort_by_key(|hit| (hit.place.source, hit.place.line));
            if !hits.is_empty() {
                self.correlator.add(entry, hits, &mut self.collector);
            }
        }
        kept.waiting.retain(|_, lines| !lines.is_empty());
        if kept.waiting.is_empty() {
            return vec![kept.bytes];
        }
        let gone = self.recent.keep(kept);
        for kept in &gone {
            for (entry, lines) in &kept.waiting {
                let keys = lines.iter().map(|line| line.key);
                self.correlator.give_up(*entry, keys, kept.end());
            }
        }
        gone.into_iter().map(|kept| kept.bytes).collect()
    }

    /// Takes the lines apart that still wait, if they may matter.
    fn wake_the_rest(&mut self) {
        for entry in self.search.program().entries().map(|(ix, _)| ix) {
            let matters = |key| self.correlator.was_awake(entry, key);
            let hits = self.recent.hits(entry, &self.search, &matters);
            if !hits.is_empty() {
                self.correlator.add(entry, hits, &mut self.collector);
            }
        }
    }

    /// The report.
    pub fn finish(mut self) -> Report {
        self.wake_the_rest();
        let losses = self.correlator.finish(&mut self.collector);
        let sources = self.sources.into_iter().map(|Gathered { mut stats, formats, .. }| {
            stats.formats = formats.into_iter().collect();
            stats
        });
        let findings = self.collector.finish();
        let is_found = |rule| findings.iter().any(|finding| finding.rule == rule);
        let entries = self.search.program().entries();
        let found = entries.filter(|(_, entry)| is_found(entry.rule)).map(|(ix, _)| ix).collect();
        Report {
            findings,
            sources: sources.collect(),
            rules: self.rules,
            costs: self.costs,
            losses,
            unexplained: self.kinds.finish(&found),
        }
    }
}
