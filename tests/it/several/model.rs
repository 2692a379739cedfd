//! A pattern over several records and a whole history in, its matches out: slow, plain, and as the
//! definition says it, line by line, so that an engine can be held against it.
//!
//! Conditions are simple here: texts, and texts joined with `or`. A text holds on an entry that
//! has it among its words.

use std::collections::{BTreeMap, BTreeSet};

use pomkb::symptom::{Axis, Condition, From, Op, Order, Point, Several, Until};

/// A record as far as patterns see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The number of its source.
    pub(crate) source: usize,
    /// Its first line there.
    pub(crate) line: u64,
    /// Its own time.
    pub(crate) time: Option<i64>,
    /// What its message says.
    pub(crate) words: Vec<String>,
    /// The fields that it has.
    pub(crate) fields: Vec<(String, String)>,
}

/// Where a record stands: source and line.
pub(crate) type Place = (usize, u64);

/// What a rule found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The matches, each with its records as they are numbered.
    pub(crate) matches: Vec<Vec<Place>>,
    /// How many frames were given up for a record that must not occur.
    pub(crate) refusals: usize,
}

/// All matches in the order of their last record. The entries of a source stand in their order.
pub(crate) fn find(several: &Several, entries: &[Entry]) -> Outcome {
    let mut found: Vec<(Place3, Vec<Place>)> = Vec::new();
    let mut refusals = 0;
    for records in histories(several, entries) {
        let mut history = History::new(several, &records);
        while let Some(frame) = history.next() {
            let served: Vec<usize> = frame.iter().map(|(position, _)| *position).collect();
            let last = served.iter().max().map(|last| records[*last].key(several.axis));
            found.extend(last.zip(Some(served.iter().map(|it| records[*it].place()).collect())));
        }
        refusals += history.refusals;
    }
    found.sort_by_key(|(last, _)| *last);
    Outcome { matches: found.into_iter().map(|(_, records)| records).collect(), refusals }
}

/// A moment on the axis. `None` is before all others, equal to itself, and infinitely far from
/// every other.
type Moment = Option<i128>;
/// What records are ordered by: moment, source, line. Lines are counted source by source.
type Place3 = (Moment, usize, u64);

/// A record that takes part.
#[derive(Debug, Clone)]
struct Record<'e> {
    entry: &'e Entry,
    moment: Moment,
}

impl Record<'_> {
    fn place(&self) -> Place {
        (self.entry.source, self.entry.line)
    }

    fn key(&self, axis: Axis) -> Place3 {
        match axis {
            Axis::Time => (self.moment, self.entry.source, self.entry.line),
            Axis::Lines => (None, self.entry.source, self.entry.line),
        }
    }
}

/// The records that take part, apart by key and in order.
fn histories<'e>(several: &Several, entries: &'e [Entry]) -> Vec<Vec<Record<'e>>> {
    let mut latest: BTreeMap<usize, i64> = BTreeMap::new();
    let mut apart: BTreeMap<(Option<usize>, Vec<&str>), Vec<Record<'e>>> = BTreeMap::new();
    for entry in entries {
        if let Some(time) = entry.time {
            latest.insert(entry.source, time);
        }
        let moment = match several.axis {
            Axis::Time => latest.get(&entry.source).map(|time| i128::from(*time)),
            Axis::Lines => Some(i128::from(entry.line)),
        };
        let value = |name: &str| entry.fields.iter().find(|(field, _)| field == name);
        let by = several.by.iter().map(|field| value(field.name()).map(|(_, it)| it.as_str()));
        let (Some(by), true) =
            (by.collect::<Option<Vec<_>>>(), several.conditions().any(|it| holds(it, entry)))
        else {
            continue;
        };
        let source = (several.axis == Axis::Lines).then_some(entry.source);
        apart.entry((source, by)).or_default().push(Record { entry, moment });
    }
    let mut histories: Vec<_> = apart.into_values().collect();
    for history in &mut histories {
        history.sort_by_key(|record| record.key(several.axis));
    }
    histories
}

/// Whether a simple condition holds.
fn holds(condition: &Condition, entry: &Entry) -> bool {
    match condition {
        Condition::Or(all) => all.iter().any(|it| holds(it, entry)),
        Condition::Test(test) => match &test.op {
            Op::Contains(needle) => entry.words.contains(&needle.text),
            _ => panic!("no simple test: {test:?}"),
        },
        _ => panic!("no simple condition: {condition:?}"),
    }
}

/// A position in the history and the step that the record there serves.
type Served = (usize, usize);

/// The records of one key on the way through the definition.
struct History<'s> {
    several: &'s Several,
    moments: Vec<Moment>,
    /// For which steps each record is free.
    free: Vec<BTreeSet<usize>>,
    /// Which records must not occur for which `without`.
    against: Vec<BTreeSet<usize>>,
    refusals: usize,
}

impl<'s> History<'s> {
    fn new(several: &'s Several, records: &[Record<'_>]) -> Self {
        let numbers = |conditions: Vec<&Condition>, entry: &Entry| -> BTreeSet<usize> {
            (0..conditions.len()).filter(|ix| holds(conditions[*ix], entry)).collect()
        };
        let steps = |entry| numbers(several.steps.iter().map(|it| &it.condition).collect(), entry);
        let nots =
            |entry| numbers(several.withouts.iter().map(|it| &it.condition).collect(), entry);
        Self {
            several,
            moments: records.iter().map(|record| record.moment).collect(),
            free: records.iter().map(|record| steps(record.entry)).collect(),
            against: records.iter().map(|record| nots(record.entry)).collect(),
            refusals: 0,
        }
    }

    /// The next match, its records as they are numbered.
    fn next(&mut self) -> Option<Vec<Served>> {
        loop {
            let frame = (0..self.moments.len()).find_map(|j| self.frame(j))?;
            let objection = self.several.withouts.iter().enumerate();
            let mut objection = objection.filter(|(ix, _)| self.is_seen(*ix, &frame));
            match objection.next().map(|(_, without)| without.gives_up) {
                Some(number) => {
                    self.refusals += 1;
                    self.give_up(frame[number]);
                }
                None => {
                    frame.iter().for_each(|served| self.give_up(*served));
                    return Some(frame);
                }
            }
        }
    }

    /// The frame that ends at `j`, its records as they are numbered.
    fn frame(&self, j: usize) -> Option<Vec<Served>> {
        let steps = self.several.steps.iter().enumerate();
        let places: Vec<usize> =
            steps.clone().flat_map(|(ix, step)| vec![ix; step.times]).collect();
        match (self.several.order, self.several.is_sharing) {
            (Order::Given, _) => {
                let fits = |positions: &[usize]| {
                    let (at, position) = (positions.len() - 1, positions[positions.len() - 1]);
                    self.free[position].contains(&places[at])
                };
                let frame = self.smallest(j, places.len(), &fits)?;
                Some(frame.into_iter().zip(places.iter().copied()).collect())
            }
            (Order::Any, false) => {
                let frame = self.smallest(j, places.len(), &|it| self.can_serve(it))?;
                Some(frame.into_iter().map(|position| (position, 0)).collect())
            }
            (Order::Any, true) => {
                let start = shift(self.moments[j], -self.several.window);
                let mut frame = Vec::new();
                for (ix, step) in steps {
                    let of_step = (0..=j).filter(|it| self.moments[*it] >= start);
                    let of_step = of_step.filter(|it| self.free[*it].contains(&ix));
                    let of_step: Vec<usize> = of_step.take(step.times).collect();
                    if of_step.len() < step.times {
                        return None;
                    }
                    frame.extend(of_step.into_iter().map(|position| (position, ix)));
                }
                frame.sort_unstable();
                Some(frame)
            }
        }
    }

    /// The smallest rising positions, compared from the first on, that end at `j`, of which every
    /// head `fits`, and that lie within the window.
    fn smallest(
        &self,
        j: usize,
        count: usize,
        fits: &dyn Fn(&[usize]) -> bool,
    ) -> Option<Vec<usize>> {
        let mut frame = Vec::new();
        self.extend(&mut frame, j, count, fits).then_some(frame)
    }

    fn extend(
        &self,
        frame: &mut Vec<usize>,
        j: usize,
        count: usize,
        fits: &dyn Fn(&[usize]) -> bool,
    ) -> bool {
        let start = shift(self.moments[j], -self.several.window);
        let next = frame.last().map_or(0, |last| last + 1);
        for position in next..=j {
            // The last record is rj and no other is; none lies before the window.
            let is_last = frame.len() + 1 == count;
            if (position == j) != is_last || self.moments[position] < start {
                continue;
            }
            frame.push(position);
            if fits(frame) && (is_last || self.extend(frame, j, count, fits)) {
                return true;
            }
            frame.pop();
        }
        false
    }

    /// Whether each of these records can serve a step for which it is free, none more than that
    /// step asks for.
    fn can_serve(&self, positions: &[usize]) -> bool {
        let asked: Vec<usize> = self.several.steps.iter().map(|step| step.times).collect();
        // What the steps may still be short of, over all ways to assign the records so far.
        let mut short = BTreeSet::from([asked]);
        for position in positions {
            let mut next = BTreeSet::new();
            for (left, step) in short
                .iter()
                .flat_map(|left| self.free[*position].iter().map(move |step| (left, *step)))
            {
                if left[step] > 0 {
                    let mut left = left.clone();
                    left[step] -= 1;
                    next.insert(left);
                }
            }
            short = next;
        }
        !short.is_empty()
    }

    /// Whether a record that must not occur lies in its stretch.
    fn is_seen(&self, ix: usize, frame: &[Served]) -> bool {
        let without = &self.several.withouts[ix];
        let position = |number: usize| frame[number].0;
        let at = |point: Point| shift(self.moments[position(point.record)], point.shift);
        let length = match (self.moments[position(0)], self.moments[position(frame.len() - 1)]) {
            (Some(first), Some(last)) => last - first,
            // Only equal moments fit into a window when one is infinitely far from all others.
            _ => 0,
        };
        (0..self.moments.len()).filter(|q| self.against[*q].contains(&ix)).any(|q| {
            let start = match without.from {
                From::Behind(number) => self.moments[position(number)],
                From::Point(point) => at(point),
            };
            let has_begun = match without.from {
                From::Behind(number) => q > position(number),
                From::Point(_) => self.moments[q] >= start,
            };
            let is_before_end = match without.until {
                Until::Before(number) => q < position(number),
                Until::Point(point) => self.moments[q] <= at(point),
                Until::Length(length) => self.moments[q] <= shift(start, length),
                Until::Match(more) => {
                    let length = (i128::from(more) + length).max(0);
                    self.moments[q] <= start.map(|start| start + length)
                }
            };
            has_begun && is_before_end
        })
    }

    /// The record at this position is no longer free; sharing, no longer for this step.
    fn give_up(&mut self, (position, step): Served) {
        if self.several.is_sharing {
            self.free[position].remove(&step);
        } else {
            self.free[position].clear();
        }
    }
}

/// So far behind a moment.
fn shift(moment: Moment, by: i64) -> Moment {
    moment.map(|moment| moment + i128::from(by))
}
