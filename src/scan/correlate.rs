//! Correlation: hits of rules with patterns over several records in, matches out.
//!
//! It works on hits and never sees a line, so that the search stays parallel and filtered. The
//! hits of a rule are put in order ([`line_up`]), told apart by what ties them together, and each
//! [`history`] finds its matches. What a rule holds is bounded, and what it had to let go is
//! counted.

mod first;
mod frame;
mod history;
mod line_up;
mod stretch;
mod watch;

use std::collections::btree_map;
use std::collections::{BTreeMap, BTreeSet};

use lru::LruCache;

use super::Limits;
use super::collect::Collector;
use super::hit::Hit;
use super::moment::Moment;
use super::report::{Loss, SourceId};
use crate::program::{Entry, EntryIx, Key, KeyHash, Program};
use crate::symptom::{Axis, Pattern, Several};
use first::First;
use history::{Clock, History};
use line_up::LineUp;
use watch::Watch;

/// What was correlated so far.
#[derive(Debug)]
pub(super) struct Correlator<'p> {
    program: &'p Program,
    limits: Limits,
    rules: BTreeMap<EntryIx, Correlation<'p>>,
}

impl<'p> Correlator<'p> {
    pub(super) const fn new(program: &'p Program, limits: Limits) -> Self {
        Self { program, limits, rules: BTreeMap::new() }
    }

    /// Takes in the next hits of a rule, those of each source in its order. They were watched.
    pub(super) fn add(&mut self, entry: EntryIx, hits: Vec<Hit>, collector: &mut Collector) {
        if let Some(rule) = self.rule(entry) {
            hits.into_iter().for_each(|hit| rule.add(hit, collector));
        }
    }

    /// Looks at hits of a rule before they are added. Gives the keys whose lines matter from now
    /// on.
    pub(super) fn wakes(&mut self, entry: EntryIx, hits: &[Hit]) -> BTreeSet<KeyHash> {
        let Some(rule) = self.rule(entry) else { return BTreeSet::new() };
        hits.iter().filter_map(|hit| rule.wakes(hit)).collect()
    }

    /// Whether lines with a key matter to a rule that come behind a moment.
    pub(super) fn is_awake(&self, entry: EntryIx, key: Option<KeyHash>, behind: Moment) -> bool {
        self.watch(entry).is_some_and(|watch| watch.is_awake(key, behind))
    }

    /// Whether lines with a key ever mattered to a rule.
    pub(super) fn was_awake(&self, entry: EntryIx, key: Option<KeyHash>) -> bool {
        self.watch(entry).is_some_and(|watch| watch.was_awake(key))
    }

    fn watch(&self, entry: EntryIx) -> Option<&Watch> {
        self.rules.get(&entry)?.watch.as_ref()
    }

    /// Takes in that lines with these keys, up to a moment, wait no longer since there is no room.
    pub(super) fn give_up(
        &mut self,
        entry: EntryIx,
        keys: impl Iterator<Item = Option<KeyHash>>,
        until: Moment,
    ) {
        if let Some(watch) = self.rule(entry).and_then(|rule| rule.watch.as_mut()) {
            watch.give_up(keys, until);
        }
    }

    fn rule(&mut self, entry: EntryIx) -> Option<&mut Correlation<'p>> {
        match self.rules.entry(entry) {
            btree_map::Entry::Occupied(place) => Some(place.into_mut()),
            btree_map::Entry::Vacant(place) => {
                let entry = self.program.entry(entry);
                let Pattern::Several(several) = &entry.compiled().pattern else { return None };
                Some(place.insert(Correlation::new(entry, several, self.limits)))
            }
        }
    }

    /// Decides what is open, and tells what was let go.
    pub(super) fn finish(self, collector: &mut Collector) -> Vec<Loss> {
        let losses = self.rules.into_values().map(|rule| rule.finish(collector));
        losses.filter(|loss| loss.late + loss.dropped > 0).collect()
    }
}

/// The correlation of one rule.
#[derive(Debug)]
struct Correlation<'p> {
    entry: &'p Entry,
    several: &'p Several,
    limits: Limits,
    line_up: LineUp,
    histories: LruCache<Tie, History>,
    /// How many records all histories hold.
    held: usize,
    first: First,
    watch: Option<Watch>,
    /// The latest moment that was reached.
    now: Moment,
    loss: Loss,
}

/// What the records of a history have in common.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Tie {
    by: Key,
    /// Lines count in one source only.
    source: Option<SourceId>,
}

impl<'p> Correlation<'p> {
    fn new(entry: &'p Entry, several: &'p Several, limits: Limits) -> Self {
        Self {
            entry,
            several,
            limits,
            line_up: LineUp::new(limits.disorder),
            histories: LruCache::unbounded(),
            held: 0,
            first: First::new(several.axis, limits),
            watch: Watch::new(entry.rare(), several, limits.held),
            now: Moment::BEFORE_ALL,
            loss: Loss { rule: entry.rule, late: 0, dropped: 0 },
        }
    }

    /// Looks at a hit before it is added. Gives its key if lines with it matter from now on.
    fn wakes(&mut self, hit: &Hit) -> Option<KeyHash> {
        let watch = self.watch.as_mut()?;
        let key = watch.wakes(hit)?;
        self.loss.dropped += watch.missed(key, hit.place.moment);
        Some(key)
    }

    fn add(&mut self, mut hit: Hit, collector: &mut Collector) {
        match self.several.axis {
            // The lines of a source come in their order.
            Axis::Lines => {
                hit.place.moment = Moment::of_line(hit.place.line);
                self.deliver(hit, collector);
            }
            Axis::Time => match self.line_up.add(hit) {
                Ok(Some(first)) => self.deliver(first, collector),
                Ok(None) => {}
                Err(line_up::Late) => self.loss.late += 1,
            },
        }
    }

    /// Takes in the next hit in the order of time.
    fn deliver(&mut self, mut hit: Hit, collector: &mut Collector) {
        let source = (self.several.axis == Axis::Lines).then_some(hit.place.source);
        let key = Tie { by: std::mem::take(&mut hit.key), source };
        self.now = self.now.max(hit.place.moment);
        if self.several.withouts.is_empty() && self.first.is_full() {
            // Matches become certain in the order of their ends: this one is not going to be shown.
            hit.sight.text = String::new();
        }
        let history = self.histories.get_or_insert_mut(key, History::default);
        self.held -= history.len();
        history.add(hit);
        history.matches(self.several, Clock::At, &mut |hits| {
            collector.found(self.entry, hits);
            self.first.add(hits);
        });
        history.forget(self.several);
        self.loss.dropped += history.shrink(self.limits.held);
        self.held += history.len();
        if history.len() == 0 {
            // It is the one that was used last.
            self.histories.pop_mru();
        }
        self.make_room(collector);
    }

    /// Lets go of the histories to which nothing was added for the longest time.
    fn make_room(&mut self, collector: &mut Collector) {
        while self.held > self.limits.held
            && let Some((_, mut history)) = self.histories.pop_lru()
        {
            self.held -= history.len();
            let clock = match self.several.axis {
                Axis::Time => Clock::Later(self.now),
                Axis::Lines => Clock::At,
            };
            history.matches(self.several, clock, &mut |hits| {
                collector.found(self.entry, hits);
                self.first.add(hits);
            });
            self.loss.dropped += history.live(self.several, clock);
        }
    }

    fn finish(mut self, collector: &mut Collector) -> Loss {
        while let Some(hit) = self.line_up.next() {
            self.deliver(hit, collector);
        }
        while let Some((_, mut history)) = self.histories.pop_lru() {
            history.matches(self.several, Clock::End, &mut |hits| {
                collector.found(self.entry, hits);
                self.first.add(hits);
            });
        }
        collector.show(self.entry.rule, self.first.finish());
        self.loss
    }
}
