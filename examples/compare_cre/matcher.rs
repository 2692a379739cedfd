//! What a pattern and entries give in the reference engine: a model of its five matchers.
//!
//! Written from what is known of them, not from their source; it has none of the cases in which
//! they fail.

use std::collections::VecDeque;

use pomkb::symptom::{From, Order, Pattern, Several, Until};

/// The entries of a log as a pattern sees them, in the order in which they are read.
pub(crate) struct Trace {
    /// The times in nanoseconds.
    pub(crate) times: Vec<i64>,
    /// For each entry which conditions of the pattern hold: the steps first.
    pub(crate) holds: Vec<Vec<bool>>,
}

/// The hits: the numbers of their entries, in the order in which they are listed.
pub(crate) fn hits(pattern: &Pattern, trace: &Trace) -> Vec<Vec<usize>> {
    let Pattern::Several(several) = pattern else {
        let held = trace.holds.iter().enumerate().filter(|(_, holds)| holds[0]);
        return held.map(|(ix, _)| vec![ix]).collect();
    };
    let slots = vec![VecDeque::new(); several.steps.len()];
    let mut matcher = Matcher { several, trace, slots, resets: Vec::new(), hits: Vec::new() };
    let mut clock = i64::MIN;
    for (ix, time) in trace.times.iter().enumerate() {
        // What is older than the newest is left out.
        if *time >= clock {
            clock = *time;
            matcher.add(ix);
        }
    }
    if !several.withouts.is_empty() {
        matcher.evaluate(i64::MAX);
    }
    matcher.hits
}

struct Matcher<'t> {
    several: &'t Several,
    trace: &'t Trace,
    /// For each step the entries that it waits with.
    slots: Vec<VecDeque<usize>>,
    /// The entries on which a condition holds that must not.
    resets: Vec<usize>,
    hits: Vec<Vec<usize>>,
}

impl Matcher<'_> {
    fn add(&mut self, ix: usize) {
        match (self.several.order, self.several.withouts.is_empty()) {
            (Order::Any, true) => self.set(ix),
            (Order::Given, true) => self.sequence(ix),
            (Order::Any, false) => self.set_without(ix),
            (Order::Given, false) => self.sequence_without(ix),
        }
    }

    fn set(&mut self, ix: usize) {
        self.drop_before(self.time(ix) - self.several.window);
        self.store_all(ix);
        if self.complete() == self.slots.len() {
            let hit = self.take_frame();
            self.hits.push(hit);
        }
    }

    fn sequence(&mut self, ix: usize) {
        let edge = self.time(ix) - self.several.window;
        if self.slots[0].front().is_some_and(|first| self.time(*first) <= edge) {
            let times = &self.trace.times;
            self.slots[0].retain(|entry| times[*entry] >= edge);
            self.prune_by_first();
        }
        if self.advance(ix) {
            let hit = self.take_frame();
            self.hits.push(hit);
            self.prune_by_first();
        }
    }

    fn set_without(&mut self, ix: usize) {
        self.collect(ix);
        self.store_all(ix);
        let is_any_complete = (0..self.slots.len()).any(|slot| self.is_complete(slot));
        if is_any_complete || self.look_back() > 0 {
            self.note_reset(ix);
        }
        self.evaluate(self.time(ix));
    }

    fn sequence_without(&mut self, ix: usize) {
        self.collect(ix);
        if self.slots[0].is_empty() && self.look_back() == 0 && !self.serves(ix, 0) {
            return;
        }
        self.note_reset(ix);
        self.advance(ix);
        self.evaluate(self.time(ix));
    }

    /// Stores an entry in the slots that are complete, and in the next one if it serves it. Whether
    /// all are complete then.
    fn advance(&mut self, ix: usize) -> bool {
        let complete = self.complete();
        for slot in 0..self.slots.len().min(complete + 1) {
            if self.serves(ix, slot) {
                self.slots[slot].push_back(ix);
            }
        }
        self.complete() == self.slots.len()
    }

    fn store_all(&mut self, ix: usize) {
        for slot in 0..self.slots.len() {
            if self.serves(ix, slot) {
                self.slots[slot].push_back(ix);
            }
        }
    }

    /// Lets go of what no frame can use any more.
    fn collect(&mut self, ix: usize) {
        if self.complete() == self.slots.len() {
            return;
        }
        let window = self.several.window;
        let beyond = self.several.withouts.iter().map(|without| {
            let Stretch { shift, width, .. } = Stretch::of(without);
            window + width + shift
        });
        let ahead = beyond.fold(window, i64::max);
        let edge = self.time(ix) - ahead;
        self.drop_before(edge);
        if self.several.order == Order::Given {
            self.prune_by_neighbour();
        }
        let (times, edge) = (&self.trace.times, edge - self.look_back());
        self.resets.retain(|reset| times[*reset] >= edge);
    }

    /// Fires what is complete and not spoken against, as far as that is certain.
    fn evaluate(&mut self, now: i64) {
        let mut hit = Vec::new();
        while self.complete() == self.slots.len() {
            let mut frame = self.frame();
            if self.several.order == Order::Any {
                frame.sort_by_key(|(_, entry)| (self.time(*entry), *entry));
            }
            let times: Vec<i64> = frame.iter().map(|(_, entry)| self.time(*entry)).collect();
            let (Some(first), Some(last)) = (times.first(), times.last()) else { break };
            if last - first > self.several.window {
                self.give_up(frame[0]);
                continue;
            }
            match self.objection(&times, now) {
                Objection::Wait => break,
                Objection::Against(anchor) => self.give_up(frame[anchor]),
                Objection::None => {
                    hit.extend(self.take_frame());
                    self.prune();
                }
            }
        }
        if !hit.is_empty() {
            self.hits.push(hit);
        }
    }

    fn objection(&self, times: &[i64], now: i64) -> Objection {
        for (number, without) in self.several.withouts.iter().enumerate() {
            let stretch = Stretch::of(without);
            let length = match stretch.is_absolute {
                true => stretch.width,
                false => stretch.width + times[times.len() - 1] - times[0],
            };
            let start = times[stretch.anchor] + stretch.shift;
            let end = start + length.max(0);
            let condition = self.several.steps.len() + number;
            let speaks = |reset: &&usize| {
                self.trace.holds[**reset][condition] && (start..=end).contains(&self.time(**reset))
            };
            if self.resets.iter().any(|reset| speaks(&reset)) {
                return Objection::Against(stretch.anchor);
            }
            if end >= now {
                return Objection::Wait;
            }
        }
        Objection::None
    }

    /// The oldest entries of every slot, as many as it needs.
    fn frame(&self) -> Vec<(usize, usize)> {
        let slots = self.slots.iter().zip(&self.several.steps).enumerate();
        slots
            .flat_map(|(slot, (entries, step))| {
                entries.iter().take(step.times).map(move |entry| (slot, *entry))
            })
            .collect()
    }

    fn take_frame(&mut self) -> Vec<usize> {
        let slots = self.slots.iter_mut().zip(&self.several.steps);
        slots.flat_map(|(slot, step)| slot.drain(..step.times)).collect()
    }

    fn give_up(&mut self, (slot, entry): (usize, usize)) {
        self.slots[slot].retain(|other| *other != entry);
        self.prune();
    }

    fn prune(&mut self) {
        if self.several.order == Order::Given {
            self.prune_by_neighbour();
        }
    }

    /// What stands before the last needed entry of the first slot is let go in all others.
    fn prune_by_first(&mut self) {
        let needed = self.several.steps[0].times;
        let edge = self.slots[0].get(needed - 1).map(|entry| self.time(*entry));
        self.prune_from(|_| edge);
    }

    /// What stands before the first entry of a slot is let go in the next one.
    fn prune_by_neighbour(&mut self) {
        let times = self.trace.times.clone();
        self.prune_from(|before| before.front().map(|entry| times[*entry]));
    }

    fn prune_from(&mut self, edge: impl Fn(&VecDeque<usize>) -> Option<i64>) {
        for slot in 1..self.slots.len() {
            if !self.is_complete(slot - 1) {
                self.slots[slot..].iter_mut().for_each(VecDeque::clear);
                return;
            }
            let (before, behind) = self.slots.split_at_mut(slot);
            if let Some(edge) = edge(&before[slot - 1]) {
                let times = &self.trace.times;
                behind[0].retain(|entry| times[*entry] >= edge);
            }
        }
    }

    fn drop_before(&mut self, edge: i64) {
        let times = &self.trace.times;
        self.slots.iter_mut().for_each(|slot| slot.retain(|entry| times[*entry] >= edge));
    }

    fn note_reset(&mut self, ix: usize) {
        let conditions = &self.trace.holds[ix][self.several.steps.len()..];
        if conditions.contains(&true) {
            self.resets.push(ix);
        }
    }

    /// How far a stretch reaches back before the first entry.
    fn look_back(&self) -> i64 {
        let shifts = self.several.withouts.iter().map(|without| -Stretch::of(without).shift);
        shifts.fold(0, i64::max)
    }

    /// How many slots are complete before one that is not.
    fn complete(&self) -> usize {
        (0..self.slots.len()).find(|slot| !self.is_complete(*slot)).unwrap_or(self.slots.len())
    }

    fn is_complete(&self, slot: usize) -> bool {
        self.slots[slot].len() >= self.several.steps[slot].times
    }

    fn serves(&self, ix: usize, slot: usize) -> bool {
        self.trace.holds[ix][slot]
    }

    fn time(&self, ix: usize) -> i64 {
        self.trace.times[ix]
    }
}

enum Objection {
    None,
    /// Nothing speaks against it yet.
    Wait,
    /// Something does; the entry of this number is given up.
    Against(usize),
}

/// Where nothing may occur, as the rules of the collection say it.
struct Stretch {
    anchor: usize,
    shift: i64,
    width: i64,
    is_absolute: bool,
}

impl Stretch {
    fn of(without: &pomkb::symptom::Without) -> Self {
        let From::Point(from) = without.from else { unreachable!("imported rules have points") };
        let (width, is_absolute) = match without.until {
            // `from first to last`: as long as the match.
            Until::Point(_) | Until::Before(_) => (0, false),
            Until::Match(width) => (width, false),
            Until::Length(width) => (width, true),
        };
        Self { anchor: from.record, shift: from.shift, width, is_absolute }
    }
}
