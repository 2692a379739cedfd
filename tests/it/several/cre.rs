//! A rule of the public collection of CRE and a history in, what its reference engine finds out.
//!
//! The engine takes a line at a time and keeps what it may still need; this follows it in that, so
//! that its outcome can be held against that of our definition, which looks at a history as a
//! whole. Two of its readings are known: the one that its matchers have, and the one that they are
//! meant to have.

use std::collections::VecDeque;

/// What a rule looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    /// `sequence` instead of `set`.
    pub(crate) is_sequence: bool,
    /// How far the last line may lie from the first.
    pub(crate) window: i64,
    /// What must occur; a term may stand there several times.
    pub(crate) terms: Vec<Term>,
    /// What must not.
    pub(crate) negate: Vec<Reset>,
}

/// Lines that must occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) letter: char,
    pub(crate) count: usize,
}

/// A line that must not occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reset {
    pub(crate) letter: char,
    pub(crate) window: i64,
    pub(crate) slide: i64,
    pub(crate) anchor: usize,
    pub(crate) is_absolute: bool,
}

/// A line: when, and what it says.
pub(crate) type Line = (i64, Vec<char>);

/// How faithful the matchers are to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As they are.
    Reference,
    /// As they are meant: a line of a later slot lies behind the last line that the slot before
    /// it needs, and every line that must not occur is remembered.
    Meant,
}

/// What a rule found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The hits, each with the numbers of its lines from 0, in order.
    pub(crate) hits: Vec<Vec<usize>>,
    /// Whether lines were taken for a sequence that do not follow one another.
    pub(crate) is_out_of_order: bool,
    /// Whether a line that must not occur lay in its stretch and was not remembered.
    pub(crate) is_forgetful: bool,
    /// Whether the anchor had the time of another line of the frame, in a set.
    pub(crate) is_tied: bool,
}

/// Terms that are one: in a set all equal ones, in a sequence those beside each other.
pub(crate) fn folded(rule: &Rule) -> Vec<Term> {
    let mut folded: Vec<Term> = Vec::new();
    for term in &rule.terms {
        let known = match rule.is_sequence {
            true => folded.last_mut().filter(|last| last.letter == term.letter),
            false => folded.iter_mut().find(|known| known.letter == term.letter),
        };
        match known {
            Some(known) => known.count += term.count,
            None => folded.push(term.clone()),
        }
    }
    folded
}

/// What the rule finds in lines that stand in the order of their times.
pub(crate) fn find(rule: &Rule, lines: &[Line], reading: Reading) -> Outcome {
    let mut matcher = Matcher::new(rule, reading);
    for (number, (now, letters)) in lines.iter().enumerate() {
        match (rule.is_sequence, rule.negate.is_empty()) {
            (false, true) => matcher.set((*now, number), letters),
            (true, true) => matcher.sequence((*now, number), letters),
            (false, false) => matcher.inverse_set((*now, number), letters),
            (true, false) => matcher.inverse_sequence((*now, number), letters),
        }
    }
    if !rule.negate.is_empty() {
        matcher.evaluate(i64::MAX);
    }
    matcher.outcome
}

/// When a line came, and its number.
type Seen = (i64, usize);

/// The lines that one term keeps.
#[derive(Debug)]
struct Slot {
    letter: char,
    count: usize,
    seen: VecDeque<Seen>,
}

impl Slot {
    fn is_complete(&self) -> bool {
        self.seen.len() >= self.count
    }
}

struct Matcher<'r> {
    rule: &'r Rule,
    reading: Reading,
    slots: Vec<Slot>,
    /// How many slots of a sequence are complete from the first on.
    active: usize,
    /// The times that are remembered of lines that must not occur, and all of them.
    resets: Vec<Vec<i64>>,
    all_resets: Vec<Vec<i64>>,
    lookback: i64,
    lookahead: i64,
    outcome: Outcome,
}

impl<'r> Matcher<'r> {
    fn new(rule: &'r Rule, reading: Reading) -> Self {
        let slots = folded(rule).into_iter().map(|term| Slot {
            letter: term.letter,
            count: term.count,
            seen: VecDeque::new(),
        });
        let slides = rule.negate.iter().map(|reset| reset.slide);
        let ends = rule.negate.iter().map(|reset| rule.window + reset.window + reset.slide);
        Self {
            rule,
            reading,
            slots: slots.collect(),
            active: 0,
            resets: vec![Vec::new(); rule.negate.len()],
            all_resets: vec![Vec::new(); rule.negate.len()],
            lookback: -slides.min().unwrap_or(0).min(0),
            lookahead: ends.max().unwrap_or(0).max(rule.window),
            outcome: Outcome::default(),
        }
    }

    /// Drops what is too old, takes the line, and fires at most once.
    fn set(&mut self, line: Seen, letters: &[char]) {
        for slot in &mut self.slots {
            slot.seen.retain(|(time, _)| *time >= line.0 - self.rule.window);
        }
        self.append(self.slots.len(), line, letters);
        if self.is_complete() {
            self.fire();
        }
    }

    fn sequence(&mut self, line: Seen, letters: &[char]) {
        let oldest = line.0 - self.rule.window;
        if self.slots[0].seen.front().is_some_and(|(time, _)| *time <= oldest) {
            self.slots[0].seen.retain(|(time, _)| *time >= oldest);
            self.prune();
        }
        self.append(self.active, line, letters);
        self.advance(line, letters);
        if self.active == self.slots.len() {
            self.fire();
            self.prune();
        }
    }

    fn inverse_set(&mut self, line: Seen, letters: &[char]) {
        self.collect(line.0);
        self.append(self.slots.len(), line, letters);
        let is_late = self.lookback > 0 || self.slots.iter().any(Slot::is_complete);
        self.remember(line, letters, is_late);
        if self.is_complete() {
            self.evaluate(line.0);
        }
    }

    fn inverse_sequence(&mut self, line: Seen, letters: &[char]) {
        self.collect(line.0);
        let first = &self.slots[0];
        let is_early =
            first.seen.is_empty() && self.lookback == 0 && !letters.contains(&first.letter);
        self.remember(line, letters, !is_early);
        if is_early {
            return;
        }
        self.append(self.active, line, letters);
        self.advance(line, letters);
        if self.active == self.slots.len() {
            self.evaluate(line.0);
        }
    }

    /// Gives the line to each of the first slots that wants it.
    fn append(&mut self, slots: usize, line: Seen, letters: &[char]) {
        for slot in &mut self.slots[..slots] {
            if letters.contains(&slot.letter) {
                slot.seen.push_back(line);
            }
        }
    }

    /// Gives the line to the first slot that is not complete; it may become so.
    fn advance(&mut self, line: Seen, letters: &[char]) {
        // `append` may have run over this slot only if it was complete.
        if let Some(slot) = self.slots.get_mut(self.active)
            && letters.contains(&slot.letter)
        {
            slot.seen.push_back(line);
            self.active += usize::from(slot.is_complete());
        }
    }

    /// Remembers the line if it must not occur; the engine itself does so only if it `is_kept`.
    fn remember(&mut self, line: Seen, letters: &[char], is_kept: bool) {
        for (ix, reset) in self.rule.negate.iter().enumerate() {
            if letters.contains(&reset.letter) {
                self.all_resets[ix].push(line.0);
                self.resets[ix].extend(is_kept.then_some(line.0));
            }
        }
    }

    fn is_complete(&self) -> bool {
        self.slots.iter().all(Slot::is_complete)
    }

    /// Drops what cannot matter any more, unless a frame waits.
    fn collect(&mut self, now: i64) {
        if self.is_complete() {
            return;
        }
        let oldest = now - self.lookahead;
        let kept = if self.rule.is_sequence { 1 } else { self.slots.len() };
        for slot in &mut self.slots[..kept] {
            slot.seen.retain(|(time, _)| *time >= oldest);
        }
        for times in &mut self.resets {
            times.retain(|time| *time >= oldest - self.lookback);
        }
        if self.rule.is_sequence {
            self.prune();
        }
    }

    /// Drops of the later slots of a sequence what does not lie behind those before; the first
    /// slot that is left short empties all behind it.
    fn prune(&mut self) {
        for ix in 0..self.slots.len() {
            let (before, rest) = self.slots.split_at_mut(ix);
            let slot = &mut rest[0];
            // The time of a line before which nothing may lie, or the number of one.
            match (before, self.reading) {
                ([], _) => {}
                ([.., last], Reading::Meant) => {
                    let needed = last.seen[last.count - 1].1;
                    slot.seen.retain(|(_, number)| *number > needed);
                }
                ([first, ..], Reading::Reference) if self.rule.negate.is_empty() => {
                    let needed = first.seen[first.count - 1].0;
                    slot.seen.retain(|(time, _)| *time >= needed);
                }
                ([.., last], Reading::Reference) => {
                    let first = last.seen[0].0;
                    slot.seen.retain(|(time, _)| *time >= first);
                }
            }
            if !slot.is_complete() {
                self.active = ix;
                self.slots[ix + 1..].iter_mut().for_each(|slot| slot.seen.clear());
                return;
            }
        }
        self.active = self.slots.len();
    }

    /// The oldest lines of every slot: slot, place in it, line. In a set by time.
    fn frame(&self) -> Vec<(usize, usize, Seen)> {
        let slots = self.slots.iter().enumerate();
        let mut frame: Vec<_> = slots
            .flat_map(|(ix, slot)| (0..slot.count).map(move |at| (ix, at, slot.seen[at])))
            .collect();
        if !self.rule.is_sequence {
            // The engine sorts by time alone; lines of one time stay as their slots stand.
            frame.sort_by_key(|(slot, _, (time, number))| match self.reading {
                Reading::Reference => (*time, *slot, *number),
                Reading::Meant => (*time, *number, *slot),
            });
        }
        frame
    }

    fn fire(&mut self) {
        let frame = self.frame();
        self.look_at(&frame);
        let mut hit: Vec<usize> = frame.into_iter().map(|(_, _, (_, number))| number).collect();
        hit.sort_unstable();
        self.outcome.hits.push(hit);
        for slot in &mut self.slots {
            slot.seen.drain(..slot.count);
        }
    }

    fn look_at(&mut self, frame: &[(usize, usize, Seen)]) {
        let is_rising = frame.windows(2).all(|pair| pair[0].2.1 < pair[1].2.1);
        self.outcome.is_out_of_order |= self.rule.is_sequence && !is_rising;
    }

    /// Fires as long as there is a frame to which no line that must not occur objects.
    fn evaluate(&mut self, now: i64) {
        while self.is_complete() {
            let frame = self.frame();
            self.look_at(&frame);
            let time = |number: usize| frame[number].2.0;
            let length = time(frame.len() - 1) - time(0);
            if length > self.rule.window {
                self.drop_line(frame[0].0, 0);
                continue;
            }
            match self.objection(&frame, now) {
                Objection::Line(anchor) => {
                    let times = frame.iter().filter(|(_, _, (it, _))| *it == time(anchor));
                    self.outcome.is_tied |= !self.rule.is_sequence && times.count() > 1;
                    self.drop_line(frame[anchor].0, frame[anchor].1);
                }
                Objection::Wait => return,
                Objection::None => {
                    self.fire();
                    if self.rule.is_sequence {
                        self.prune();
                    }
                }
            }
        }
    }

    fn objection(&mut self, frame: &[(usize, usize, Seen)], now: i64) -> Objection {
        let time = |number: usize| frame[number].2.0;
        for (ix, reset) in self.rule.negate.iter().enumerate() {
            let start = time(reset.anchor) + reset.slide;
            let length = if reset.is_absolute { 0 } else { time(frame.len() - 1) - time(0) };
            let end = start + (reset.window + length).max(0);
            let lies_in = |times: &[i64]| times.iter().any(|time| (start..=end).contains(time));
            let is_known = lies_in(&self.resets[ix]);
            let is_there = lies_in(&self.all_resets[ix]);
            self.outcome.is_forgetful |= is_there && !is_known;
            if is_known || self.reading == Reading::Meant && is_there {
                return Objection::Line(reset.anchor);
            }
            if end >= now {
                return Objection::Wait;
            }
        }
        Objection::None
    }

    fn drop_line(&mut self, slot: usize, at: usize) {
        self.slots[slot].seen.remove(at);
        if self.rule.is_sequence {
            self.prune();
        }
    }
}

/// What stands against a frame.
enum Objection {
    /// A line that must not occur; the line of the frame with this number is given up.
    Line(usize),
    /// One may still come.
    Wait,
    None,
}
