//! Chunks with lines that wait in, hits out when something makes these lines matter.
//!
//! Of a pattern over several records some steps stand in ordinary logs, such as a check that
//! allowed a request. Lines with these are not taken apart; the last chunks are kept as they are,
//! until a record of the rarest step tells that there may be a match.

use std::collections::{BTreeMap, VecDeque};

use super::eval::Subject;
use super::hit::Hit;
use super::moment::Moment;
use super::report::SourceId;
use super::search::Search;
use crate::program::{EntryIx, KeyHash};
use crate::record::split_from;
use crate::value::Timestamp;

/// A line that may matter to a rule: where it stands in its chunk, and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) line: u64,
    /// What ties it to others, if that can be read off.
    pub(super) key: Option<KeyHash>,
}

/// A chunk with lines that wait.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) source: SourceId,
    /// How answers call the source.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Lines of its source before it.
    pub(super) lines: u64,
    /// The last time in its source before it.
    pub(super) before: Option<Timestamp>,
    /// The last time in its source up to its end.
    pub(super) last: Option<Timestamp>,
    pub(super) waiting: BTreeMap<EntryIx, Vec<Waiting>>,
}

/// The last chunks with lines that wait, as many as there is room for.
#[derive(Debug)]
pub(super) struct Recent {
    chunks: VecDeque<Kept>,
    bytes: usize,
    room: usize,
}

impl Kept {
    /// Takes the lines apart that wait for a rule, those with a key that matters.
    pub(super) fn hits(
        &mut self,
        entry: EntryIx,
        search: &Search<'_>,
        matters: &dyn Fn(Option<KeyHash>) -> bool,
    ) -> Vec<Hit> {
        let Some(lines) = self.waiting.get_mut(&entry) else { return Vec::new() };
        let program = search.program();
        let entry = (program, program.entry(entry));
        let mut hits = Vec::new();
        for Waiting { start, end, line, .. } in lines.extract_if(.., |one| matters(one.key)) {
            let bytes = &self.bytes[start as usize..end as usize];
            for record in split_from(bytes, self.lines + line, &search.calendar()) {
                if search.is_in_period(&record) {
                    let subject = Subject::new(&record, &self.name);
                    hits.extend(Hit::of(entry, &subject, self.source, || self.before));
                }
            }
        }
        hits
    }

    /// How much room it takes, in bytes.
    fn size(&self) -> usize {
        let lines: usize = self.waiting.values().map(Vec::capacity).sum();
        self.bytes.len() + lines * size_of::<Waiting>()
    }

    /// The latest moment of its lines.
    pub(super) fn end(&self) -> Moment {
        self.last.map_or(Moment::BEFORE_ALL, Moment::of_time)
    }
}

impl Recent {
    pub(super) const fn new(room: usize) -> Self {
        Self { chunks: VecDeque::new(), bytes: 0, room }
    }

    /// Takes the lines apart that wait for a rule, those with a key that matters.
    pub(super) fn hits(
        &mut self,
        entry: EntryIx,
        search: &Search<'_>,
        matters: &dyn Fn(Option<KeyHash>) -> bool,
    ) -> Vec<Hit> {
        self.chunks.iter_mut().flat_map(|kept| kept.hits(entry, search, matters)).collect()
    }

    /// Keeps a chunk, and gives those for which there is no room any more.
    pub(super) fn keep(&mut self, kept: Kept) -> Vec<Kept> {
        self.bytes += kept.size();
        self.chunks.push_back(kept);
        let mut gone = Vec::new();
        while self.bytes > self.room
            && let Some(first) = self.chunks.pop_front()
        {
            self.bytes -= first.size();
            gone.push(first);
        }
        gone
    }
}
