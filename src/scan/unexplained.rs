//! Records that no rule explains in, kinds of them out: counted, each with its first records.

mod join;

use std::collections::{BTreeSet, HashMap};

use super::Limits;
use super::collect::shortened;
use super::eval::{self, Subject};
use super::report::{Evidence, Kind, SourceId, Unexplained};
use super::shape::{self, Shape};
use crate::program::{EntryIx, Program};
use crate::symptom::Pattern;
use crate::value::{Level, Timestamp};

/// Words of a shape by which it is kept when there is no room for more shapes.
const WORDS_OF_ROUGH: usize = 4;

/// The kinds that were met, in the order in which they were met first.
///
/// As many shapes are kept as the limits allow, those that come first; what is of another shape
/// then is kept by its first words, and what there is no room for is counted. So it does not
/// matter in which pieces the records come, as long as they come in their order.
#[derive(Debug)]
pub(super) struct Kinds {
    limits: Limits,
    fine: Table<Shape>,
    rough: Table<Shape>,
    /// Records of which nothing is kept.
    lost: u64,
    /// The shape of the record at hand; kept for its room.
    shape: Shape,
}

/// What is known of a kind.
#[derive(Debug)]
struct Known {
    shape: Shape,
    count: u64,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    evidence: Vec<Evidence>,
    /// Rules over several records of which the first record may be a part.
    parts_of: Vec<EntryIx>,
}

/// Kinds by a key.
#[derive(Debug)]
struct Table<K> {
    places: HashMap<K, usize>,
    kinds: Vec<Known>,
}

impl<K> Table<K> {
    fn new() -> Self {
        Self { places: HashMap::new(), kinds: Vec::new() }
    }
}

impl Kinds {
    pub(super) fn new(limits: Limits) -> Self {
        let (fine, rough) = (Table::new(), Table::new());
        Self { limits, fine, rough, lost: 0, shape: Shape::empty() }
    }

    /// Takes in a record that no rule over one record explains. `level` is what it counts as,
    /// `woken` are the rules of `program` that may hold on it. A part of a log holds no more
    /// records than there is room for.
    pub(super) fn add(
        &mut self,
        level: Level,
        source: SourceId,
        subject: &Subject<'_>,
        (program, woken): (&Program, &[EntryIx]),
    ) {
        let record = subject.record;
        let longest = self.limits.unexplained_text;
        shape::write(record, level, longest, &mut self.shape);
        let known = match self.fine.places.get(&self.shape) {
            Some(place) => &mut self.fine.kinds[*place],
            None => {
                let parts_of = parts_of(program, woken, subject);
                self.fine.places.insert(self.shape.clone(), self.fine.kinds.len());
                self.fine.kinds.push(Known {
                    shape: self.shape.clone(),
                    count: 0,
                    first: None,
                    last: None,
                    evidence: Vec::new(),
                    parts_of,
                });
                let last = self.fine.kinds.len() - 1;
                &mut self.fine.kinds[last]
            }
        };
        let part = known.count;
        known.count += 1;
        if let Some(time) = record.time() {
            known.first = Some(known.first.map_or(time, |first| first.min(time)));
            known.last = Some(known.last.map_or(time, |last| last.max(time)));
        }
        if known.evidence.len() < self.limits.evidence {
            let (text, spans) = shortened(record.text(), Vec::new(), longest);
            let (origin, line) = (record.envelope().origin(), record.line());
            known.evidence.push(Evidence { part, source, origin, line, text, spans });
        }
    }

    /// Takes in what was met behind this, in a part of a source before which `lines` lines stand.
    pub(super) fn merge(&mut self, other: Self, lines: u64) {
        for mut later in other.fine.kinds {
            for evidence in &mut later.evidence {
                evidence.line += lines;
            }
            if let Some(place) = self.fine.places.get(&later.shape) {
                self.fine.kinds[*place].merge(later, self.limits.evidence);
            } else if self.fine.kinds.len() < self.limits.unexplained {
                self.fine.places.insert(later.shape.clone(), self.fine.kinds.len());
                self.fine.kinds.push(later);
            } else {
                self.merge_roughly(later);
            }
        }
    }

    /// Keeps a kind by its first words.
    fn merge_roughly(&mut self, later: Known) {
        let text = &later.shape.text;
        let end = text.match_indices(' ').nth(WORDS_OF_ROUGH - 1).map_or(text.len(), |(at, _)| at);
        let key = Shape { level: later.shape.level, text: text[..end].to_owned() };
        if let Some(place) = self.rough.places.get(&key) {
            self.rough.kinds[*place].merge(later, self.limits.evidence);
        } else if self.rough.kinds.len() < self.limits.unexplained {
            self.rough.places.insert(key, self.rough.kinds.len());
            self.rough.kinds.push(later);
        } else {
            self.lost += later.count;
        }
    }

    /// All kinds, most frequent first, but for those that rules over several records explain which
    /// were found.
    pub(super) fn finish(self, found: &BTreeSet<EntryIx>) -> Unexplained {
        let kinds = self.fine.kinds.into_iter().chain(self.rough.kinds);
        let is_open = |known: &Known| !known.parts_of.iter().any(|entry| found.contains(entry));
        let kinds = join::joined(kinds.filter(is_open).collect(), self.limits.evidence);
        let mut kinds: Vec<Kind> = kinds.into_iter().map(Known::into_kind).collect();
        kinds.sort_by_key(|kind| {
            let place = kind.evidence.first().map(|one| (one.source, one.line));
            (std::cmp::Reverse(kind.count), place)
        });
        Unexplained { kinds, lost: self.lost }
    }
}

impl Known {
    /// Takes in what is of the same kind and was met behind this.
    fn merge(&mut self, mut later: Self, most: usize) {
        for evidence in &mut later.evidence {
            evidence.part += self.count;
        }
        self.count += later.count;
        self.first = [self.first, later.first].into_iter().flatten().min();
        self.last = self.last.max(later.last);
        let room = most.saturating_sub(self.evidence.len());
        self.evidence.extend(later.evidence.into_iter().take(room));
    }

    fn into_kind(self) -> Kind {
        let Self { shape, count, first, last, evidence, .. } = self;
        Kind { shape: shape.text, level: shape.level, count, first, last, evidence }
    }
}

/// The rules over several records of which a record may be a part: those with a step that it could
/// serve.
fn parts_of(program: &Program, woken: &[EntryIx], subject: &Subject<'_>) -> Vec<EntryIx> {
    let serves = |entry: &EntryIx| match &program.entry(*entry).compiled().pattern {
        Pattern::One(_) => false,
        Pattern::Several(several) => {
            several.steps.iter().any(|step| eval::holds(&step.condition, subject))
        }
    };
    let mut found: Vec<EntryIx> = woken.iter().copied().filter(serves).collect();
    found.sort_unstable();
    found
}
