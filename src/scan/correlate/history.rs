//! The records of one history, in order: what is added in, matches out.

use std::collections::VecDeque;

use super::frame;
use super::stretch::{self, Verdict};
use crate::scan::hit::Hit;
use crate::scan::moment::Moment;
use crate::symptom::Several;

/// Records that belong together, as far as they may still matter.
#[derive(Debug, Default)]
pub(super) struct History {
    pub(super) records: VecDeque<Held>,
    /// The record at which the search for matches goes on.
    next: usize,
}

/// A record of a history.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) hit: Hit,
    /// The steps that it can still serve, a bit each.
    pub(super) free: u64,
}

impl Held {
    pub(super) const fn moment(&self) -> Moment {
        self.hit.place.moment
    }
}

/// Up to when records are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    /// Up to the last one that was added; more may follow at the same moment.
    At,
    /// Up to this moment; more may follow at it.
    Later(Moment),
    /// All of them.
    End,
}

impl History {
    /// How many records it holds.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Adds the next record in order.
    pub(super) fn add(&mut self, hit: Hit) {
        self.records.push_back(Held { free: hit.steps, hit });
    }

    /// Gives the matches that are certain now to `take`, each with its records in their numbering.
    ///
    /// A match ends at the earliest record at which one can; a record that must not occur makes it
    /// give up one of its records, and the search goes on with those that are left.
    pub(super) fn matches(
        &mut self,
        several: &Several,
        clock: Clock,
        take: &mut impl FnMut(&[&Hit]),
    ) {
        let now = match clock {
            Clock::At => self.records.back().map(Held::moment),
            Clock::Later(now) => Some(now),
            Clock::End => None,
        };
        while self.next < self.records.len() {
            let Some(frame) = frame::ending_at(self.next, &self.records, several) else {
                self.next += 1;
                continue;
            };
            match stretch::verdict(&frame, &self.records, several, now) {
                Verdict::Open => break,
                Verdict::GivesUp(record) => self.use_up(frame[record], several),
                Verdict::Match => {
                    let hits = frame.iter().map(|part| &self.records[part.record].hit);
                    take(&hits.collect::<Vec<_>>());
                    frame.iter().for_each(|part| self.use_up(*part, several));
                }
            }
        }
    }

    fn use_up(&mut self, part: frame::Part, several: &Several) {
        let held = &mut self.records[part.record];
        held.free = if several.is_sharing { held.free & !(1 << part.step) } else { 0 };
    }

    /// Lets go of the records that no match can need.
    pub(super) fn forget(&mut self, several: &Several) {
        let at = self.records.get(self.next).or(self.records.back()).map(Held::moment);
        let Some(at) = at else { return };
        while let Some(first) = self.records.front()
            && self.next > 0
            && (at.since(first.moment()) > several.reach_back() || self.is_idle(several))
        {
            self.records.pop_front();
            self.next -= 1;
        }
    }

    /// Whether the first record serves nothing any more.
    fn is_idle(&self, several: &Several) -> bool {
        let first = self.records.front();
        several.withouts.is_empty() && first.is_some_and(|first| first.free == 0)
    }

    /// Lets go of the first records until there are only so many, and tells of how many.
    pub(super) fn shrink(&mut self, most: usize) -> u64 {
        let surplus = self.records.len().saturating_sub(most);
        self.records.drain(..surplus);
        self.next = self.next.saturating_sub(surplus);
        surplus as u64
    }

    /// How many records could still be part of a match.
    pub(super) fn live(&self, several: &Several, clock: Clock) -> u64 {
        let now = match clock {
            Clock::Later(now) => Some(now),
            Clock::At | Clock::End => self.records.back().map(Held::moment),
        };
        let is_live = |held: &&Held| {
            held.free != 0 && now.is_some_and(|now| now.since(held.moment()) <= several.window)
        };
        self.records.iter().filter(is_live).count() as u64
    }
}
