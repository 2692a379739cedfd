//! Records of the rarest step in, for which keys the other steps matter out.

use std::collections::VecDeque;

use super::LruCache;

use crate::program::{KeyHash, Rare};
use crate::scan::hit::Hit;
use crate::scan::moment::Moment;
use crate::symptom::Several;

/// Lines behind the end of a window are still taken apart at once if the log comes in disorder of
/// less than this, in nanoseconds.
const DISORDER: i64 = 60 * 1_000_000_000;

/// Looks out for keys with as many records of the rarest step as a match needs.
#[derive(Debug)]
pub(super) struct Watch {
    rare: Rare,
    window: i64,
    reach_back: i64,
    reach_on: i64,
    keys: LruCache<KeyHash, Seen>,
    most: usize,
    /// Up to when lines matter of which the key is not known; `None` if none ever did.
    awake_until: Option<Moment>,
    /// The keys of lines for which there was no room, sorted, chunk by chunk, with the last moment
    /// of each chunk.
    given_up: VecDeque<(Moment, Vec<Option<KeyHash>>)>,
    /// How many lines these are.
    lines: usize,
}

/// At least so many moments are remembered of a key, for a log in disorder.
const MOMENTS: usize = 64;

/// Of so many lines it is remembered that they were given up, and whose they were.
const LINES: usize = 1 << 18;

/// What was seen of a key.
#[derive(Debug, Default)]
struct Seen {
    /// The moments of its rare records, sorted.
    moments: Vec<Moment>,
    /// Up to when its other records matter; `None` if they never did.
    awake_until: Option<Moment>,
}

impl Watch {
    /// Remembers at most so many keys. `None` if nothing is asked for but what is rarest: then
    /// nothing waits.
    pub(super) fn new(rare: Option<Rare>, several: &Several, most: usize) -> Option<Self> {
        let rare = rare?;
        let steps = (0..several.steps.len()).fold(0, |steps, step| steps | 1_u64 << step);
        if several.withouts.is_empty() && rare.steps == steps {
            return None;
        }
        Some(Self {
            rare,
            window: several.window,
            reach_back: several.reach_back(),
            reach_on: several.reach_on(),
            keys: LruCache::unbounded(),
            most,
            awake_until: None,
            given_up: VecDeque::new(),
            lines: 0,
        })
    }

    /// Takes in a hit, in any order of time. Gives its key if it may be the last rare record that a
    /// match needs, and surely if it is.
    pub(super) fn wakes(&mut self, hit: &Hit) -> Option<KeyHash> {
        if hit.steps & self.rare.steps == 0 {
            return None;
        }
        let key = hit.key.hash();
        let needed = self.rare.records;
        let seen = self.keys.get_or_insert_mut(key, Seen::default);
        let moment = hit.place.moment;
        let at = seen.moments.partition_point(|known| *known <= moment);
        seen.moments.insert(at, moment);
        // Only runs with the new one in them were not looked at before.
        let near = at.saturating_sub(needed - 1)..(at + needed).min(seen.moments.len());
        let mut runs = seen.moments[near].windows(needed);
        let is_enough = runs.any(|run| run[needed - 1].since(run[0]) <= self.window);
        if is_enough {
            let until = moment.shifted(self.reach_on.saturating_add(DISORDER));
            seen.awake_until = seen.awake_until.max(Some(until));
            self.awake_until = self.awake_until.max(Some(until));
        }
        if seen.moments.len() > 4 * needed + MOMENTS {
            seen.moments.remove(0);
        }
        if self.keys.len() > self.most {
            self.keys.pop_lru();
        }
        is_enough.then_some(key)
    }

    /// Whether lines with a key matter that come behind a moment.
    pub(super) fn is_awake(&self, key: Option<KeyHash>, behind: Moment) -> bool {
        self.until(key).is_some_and(|until| behind <= until)
    }

    /// Whether lines with a key ever mattered.
    pub(super) fn was_awake(&self, key: Option<KeyHash>) -> bool {
        self.until(key).is_some()
    }

    /// Takes in that lines with these keys, up to a moment, wait no longer.
    pub(super) fn give_up(&mut self, keys: impl Iterator<Item = Option<KeyHash>>, until: Moment) {
        let mut keys: Vec<_> = keys.collect();
        keys.sort_unstable();
        self.lines += keys.len();
        self.given_up.push_back((until, keys));
        while self.lines > LINES
            && let Some((_, keys)) = self.given_up.pop_front()
        {
            self.lines -= keys.len();
        }
    }

    /// How many lines were given up that matter to a match with a record at
    /// a moment; each counts once.
    pub(super) fn missed(&mut self, key: KeyHash, moment: Moment) -> u64 {
        let begin = moment.shifted(-self.reach_back);
        let mut missed = 0;
        for (_, keys) in self.given_up.iter_mut().filter(|(until, _)| begin <= *until) {
            for key in [None, Some(key)] {
                let first = keys.partition_point(|one| *one < key);
                let behind = keys.partition_point(|one| *one <= key);
                missed += (behind - first) as u64;
                self.lines -= behind - first;
                keys.drain(first..behind);
            }
        }
        missed
    }

    fn until(&self, key: Option<KeyHash>) -> Option<Moment> {
        match key {
            Some(key) => self.keys.peek(&key)?.awake_until,
            None => self.awake_until,
        }
    }
}
