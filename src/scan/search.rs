//! A chunk and a program in, what was found in it out.

use std::collections::BTreeMap;

use super::cut::Chunk;
use super::eval::{self, Subject};
use super::failure;
use super::hit::Hit;
use super::look_back::LookBack;
use super::period::Period;
use super::recent::Waiting;
use super::report::{Cost, SourceId};
use super::unexplained::Kinds;
use super::{Limits, collect::Collector};
use crate::bytes::memchr_iter;
use crate::program::{EntryIx, Program, Wake};
use crate::record::{Calendar, Format, Record, is_onset, is_plain, names_time, split, split_from};
use crate::symptom::Pattern;
use crate::value::Timestamp;

/// Records whose formats are counted for a source.
const FORMATS_OF: usize = 1000;

/// So many times lines of a chunk may wait for rules; what comes then is looked at at once.
const MOST_WAITING: usize = 1 << 16;

/// A program with all that a search needs to know; it can be shared by threads.
#[derive(Debug, Clone, Copy)]
pub struct Search<'p> {
    program: &'p Program,
    limits: Limits,
    calendar: Calendar,
    engine: Engine,
    period: Period,
    clock: Option<fn() -> u64>,
    explains: bool,
}

/// How records are found that deserve a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// By the literals of the rules.
    #[default]
    Filtered,
    /// Not at all: every rule is tried on every record. Slow, and plainly right.
    Plain,
}

/// What was found in a chunk. Lines are counted from the chunk's first.
#[derive(Debug)]
pub struct Partial {
    pub(super) bytes: u64,
    pub(super) lines: u64,
    pub(super) records: u64,
    pub(super) nul_bytes: u64,
    pub(super) invalid_utf8_lines: u64,
    pub(super) skipped_bytes: u64,
    pub(super) cut_lines: u64,
    pub(super) formats: BTreeMap<Format, u64>,
    pub(super) collector: Collector,
    /// Records on which conditions of patterns over several held, in their order.
    pub(super) hits: Vec<(EntryIx, Hit)>,
    /// Lines on which only such conditions may hold as matter beside rarer ones.
    pub(super) waiting: BTreeMap<EntryIx, Vec<Waiting>>,
    /// The chunk's bytes.
    pub(super) room: Vec<u8>,
    /// The last time that stands in it, if that may be asked for.
    pub(super) last_time: Option<Timestamp>,
    pub(super) costs: Vec<Cost>,
    /// Records of failures that no rule over one record explains.
    pub(super) kinds: Kinds,
}

impl<'p> Search<'p> {
    /// A search that keeps as much as `limits` says.
    pub fn new(program: &'p Program, limits: Limits, calendar: Calendar) -> Self {
        let (engine, period, clock) = (Engine::default(), Period::default(), None);
        Self { program, limits, calendar, engine, period, clock, explains: true }
    }

    /// The same with another engine.
    #[must_use]
    pub const fn with_engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        self
    }

    /// The same, for records of some period only. One that names no time of its own is looked at
    /// all the same.
    #[must_use]
    pub const fn within(mut self, period: Period) -> Self {
        self.period = period;
        self
    }

    /// The same, with the cost of every rule measured; `clock` gives nanoseconds.
    #[must_use]
    pub const fn with_clock(mut self, clock: fn() -> u64) -> Self {
        self.clock = Some(clock);
        self
    }

    /// The same, but nothing is gathered that has no explanation: a part of the rules cannot tell
    /// what is unknown.
    #[must_use]
    pub const fn without_unexplained(mut self) -> Self {
        self.explains = false;
        self
    }

    /// How much is held and kept.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// What times without a year or a zone mean.
    pub const fn calendar(&self) -> Calendar {
        self.calendar
    }

    /// Searches a chunk of the source that answers call `name`.
    pub fn chunk(&self, source: SourceId, name: &str, chunk: Chunk) -> Partial {
        let mut formats = BTreeMap::new();
        if chunk.is_first {
            for record in split(&chunk.bytes, &self.calendar).take(FORMATS_OF) {
                *formats.entry(record.format()).or_default() += 1;
            }
        }
        let costs = if self.clock.is_some() { self.program.len() } else { 0 };
        let mut pass = Pass {
            search: self,
            source,
            name,
            look_back: LookBack::new(&chunk.bytes, self.calendar),
            waiting: 0,
            base: 0,
            woken: Vec::new(),
            waiters: Vec::new(),
            hits: Vec::new(),
            partial: Partial {
                bytes: chunk.bytes.len() as u64 + chunk.skipped_bytes,
                lines: 0,
                records: 0,
                nul_bytes: 0,
                invalid_utf8_lines: 0,
                skipped_bytes: chunk.skipped_bytes,
                cut_lines: chunk.cut_lines,
                formats,
                collector: Collector::new(self.limits),
                hits: Vec::new(),
                waiting: BTreeMap::new(),
                room: Vec::new(),
                last_time: None,
                costs: vec![Cost::default(); costs],
                kinds: Kinds::new(self.limits),
            },
        };
        if self.engine == Engine::Plain || !self.program.always().is_empty() {
            pass.region(&chunk.bytes, 0, 1);
        } else {
            pass.sift(&chunk.bytes);
        }
        if self.program.has_several() {
            pass.partial.last_time = pass.look_back.before(chunk.bytes.len());
        }
        let mut partial = pass.partial;
        partial.room = chunk.bytes;
        partial
    }

    /// What is searched for.
    pub(super) const fn program(&self) -> &'p Program {
        self.program
    }

    /// Whether a record lies in the period that is searched.
    pub(super) fn is_in_period(&self, record: &Record<'_>) -> bool {
        self.period == Period::default() || self.period.contains(record.time())
    }
}

/// A search on its way through a chunk.
struct Pass<'s, 'p> {
    search: &'s Search<'p>,
    source: SourceId,
    name: &'s str,
    look_back: LookBack<'s>,
    /// How many times a line of the chunk waits for a rule.
    waiting: usize,
    /// Where in the chunk the part begins whose records are looked at.
    base: usize,
    /// The entries that the record at hand wakes; kept for its room.
    woken: Vec<Wake>,
    /// Those of them for which the line waits; as a rule, none.
    waiters: Vec<EntryIx>,
    hits: Vec<EntryIx>,
    partial: Partial,
}

/// Wakes an entry whose record cannot wait.
const fn at_once(entry: EntryIx) -> Wake {
    Wake { entry, can_wait: false }
}

/// A place where a literal stands: its offset, and its number.
type Stop = (usize, u32);

impl Pass<'_, '_> {
    /// Looks for literals in all bytes. A line that is a record by itself, as most are, is only
    /// counted if none stands in it.
    fn sift(&mut self, bytes: &[u8]) {
        let mut stops: Vec<Stop> = Vec::new();
        let filter = self.search.program.filter();
        let all_plain = filter.scan(bytes, &mut |literal, at| stops.push((at, literal)));
        stops.sort_unstable();
        let mut stops = stops.as_slice();

        // What lies between two onsets: its first byte, and its lines.
        let (mut from, mut lines, mut begins_with_onset) = (0, 0, false);
        let mut start = 0;
        let ends = memchr_iter(b'\n', bytes);
        let last = (bytes.last() != Some(&b'\n')).then_some(bytes.len());
        for end in ends.chain(last.filter(|end| *end > 0)) {
            let line = &bytes[start..end];
            let is_plain = || is_plain(line.strip_suffix(b"\r").unwrap_or(line));
            if is_onset(line) && (all_plain || is_plain()) {
                self.between(bytes, from..start, lines, begins_with_onset, &mut stops);
                (from, lines, begins_with_onset) = (start, 0, true);
            }
            lines += 1;
            start = end + 1;
        }
        self.between(bytes, from..bytes.len(), lines, begins_with_onset, &mut stops);
    }

    /// Looks at what lies between two onsets.
    fn between(
        &mut self,
        bytes: &[u8],
        range: std::ops::Range<usize>,
        lines: u64,
        begins_with_onset: bool,
        stops: &mut &[Stop],
    ) {
        if !(begins_with_onset && lines == 1) {
            let before = self.partial.lines;
            self.region(&bytes[range.clone()], range.start, before + 1);
            while let Some(((at, _), rest)) = stops.split_first()
                && *at < range.end
            {
                *stops = rest;
            }
            return;
        }
        self.partial.lines += 1;
        let (line, base, end) = (&bytes[range.clone()], range.start, range.end);
        let mut is_suspect = self.search.explains && failure::may_be(line);
        if !is_suspect && stops.first().is_none_or(|(at, _)| *at >= end) {
            self.partial.records += 1;
            return;
        }
        let program = self.search.program;
        self.woken.clear();
        while let Some(((at, literal), rest)) = stops.split_first()
            && *at < end
        {
            self.wake(*literal);
            is_suspect |= self.search.explains && program.marks(*literal);
            *stops = rest;
        }
        self.base = base;
        self.sort_woken();
        let is_room = self.waiting < MOST_WAITING;
        if is_room && self.woken.iter().any(|wake| wake.can_wait) && names_time(line) {
            self.wait(line);
        }
        self.woken.retain(|wake| !program.entry(wake.entry).is_refuted_by(line));
        if self.woken.is_empty() && !is_suspect {
            self.waiters.clear();
            self.partial.records += 1;
            return;
        }
        let calendar = self.search.calendar;
        for record in split_from(line, self.partial.lines, &calendar) {
            self.partial.records += 1;
            self.look_at(&record);
        }
    }

    /// Leaves the line to those entries that can wait.
    fn wait(&mut self, line: &[u8]) {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let (start, end) = (narrow(self.base), narrow(self.base + line.len()));
        for wake in self.woken.extract_if(.., |wake| wake.can_wait) {
            let key = self.search.program.entry(wake.entry).peek().read(line, self.name);
            let waiting = Waiting { start, end, line: self.partial.lines, key };
            self.partial.waiting.entry(wake.entry).or_default().push(waiting);
            self.waiters.push(wake.entry);
            self.waiting += 1;
        }
    }

    /// Reads every record of a part, which begins at `base`, and looks at those in whose text a
    /// literal stands.
    fn region(&mut self, bytes: &[u8], base: usize, first_line: u64) {
        self.base = base;
        let calendar = self.search.calendar;
        let mut records = split_from(bytes, first_line, &calendar);
        for record in &mut records {
            self.woken.clear();
            match self.search.engine {
                Engine::Plain => {
                    let all = self.search.program.entries().map(|(ix, _)| at_once(ix));
                    self.woken.extend(all);
                }
                Engine::Filtered => {
                    let always = self.search.program.always();
                    self.woken.extend(always.iter().copied().map(at_once));
                    let program = self.search.program;
                    program.filter().scan(record.text().as_bytes(), &mut |literal, _| {
                        self.wake(literal);
                    });
                }
            }
            if !self.woken.is_empty() || self.search.explains {
                self.look_at(&record);
            }
        }
        let tally = records.tally();
        self.partial.lines += tally.lines;
        self.partial.records += tally.records;
        self.partial.nul_bytes += tally.nul_bytes;
        self.partial.invalid_utf8_lines += tally.invalid_utf8_lines;
    }

    fn wake(&mut self, literal: u32) {
        let woken = self.search.program.woken_by(literal);
        self.woken.extend_from_slice(woken);
        if self.search.clock.is_some() {
            for wake in woken {
                self.partial.costs[wake.entry.at()].stops += 1;
            }
        }
    }

    /// Each entry once; it can wait only if no literal says otherwise.
    fn sort_woken(&mut self) {
        self.woken.sort_unstable();
        self.woken.dedup_by_key(|wake| wake.entry);
    }

    /// Tries the woken entries on a record, each once, and looks whether it tells of a failure.
    fn look_at(&mut self, record: &Record<'_>) {
        if !self.search.is_in_period(record) {
            return;
        }
        self.sort_woken();
        let subject = Subject::new(record, self.name);
        let program = self.search.program;
        self.hits.clear();
        for Wake { entry: ix, .. } in &self.woken {
            let start = self.search.clock.map(|clock| clock());
            match &program.entry(*ix).compiled().pattern {
                Pattern::One(condition) if eval::holds(condition, &subject) => self.hits.push(*ix),
                Pattern::One(_) => {}
                Pattern::Several(_) => {
                    let entry = (program, program.entry(*ix));
                    let earlier = || self.look_back.before(self.base + record.offset());
                    let hit = Hit::of(entry, &subject, self.source, earlier);
                    self.partial.hits.extend(hit.map(|hit| (*ix, hit)));
                }
            }
            if let (Some(clock), Some(start)) = (self.search.clock, start) {
                let cost = &mut self.partial.costs[ix.at()];
                cost.tries += 1;
                cost.nanos += clock().saturating_sub(start);
            }
        }
        for ix in &self.hits {
            let entry = program.entry(*ix);
            let is_refined =
                self.hits.iter().any(|other| program.entry(*other).refines.contains(&entry.rule));
            if !is_refined {
                let may_be_refined = program.is_refined_by_several(entry.rule);
                self.partial.collector.hit(entry, self.source, &subject, may_be_refined);
            }
        }
        if self.search.explains
            && self.hits.is_empty()
            && let Some(level) = failure::level(record)
        {
            self.waiters.extend(self.woken.iter().map(|wake| wake.entry));
            let woken = (program, self.waiters.as_slice());
            self.partial.kinds.add(level, self.source, &subject, woken);
        }
        self.waiters.clear();
    }
}
