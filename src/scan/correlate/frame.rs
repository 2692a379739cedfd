//! Records that could make up a match: a history and the record at which it ends in, the frame out.

use std::collections::VecDeque;
use std::ops::Range;

use super::history::Held;
use crate::symptom::{Order, Several};

/// The records of a possible match, in their numbering.
pub(super) type Frame = Vec<Part>;

/// A record of a frame, and the step that it serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// Its number in the history.
    pub(super) record: usize,
    /// The number of the step.
    pub(super) step: usize,
}

/// The frame that ends at the record `last`; `None` if there is none. Of several it is the one
/// with the earliest records.
pub(super) fn ending_at(last: usize, records: &VecDeque<Held>, several: &Several) -> Option<Frame> {
    let end = records.get(last)?;
    if end.free == 0 {
        return None;
    }
    let in_window = |held: &Held| end.moment().since(held.moment()) <= several.window;
    let first = records.partition_point(|held| !in_window(held));
    let candidates = first..last + 1;
    match (several.order, several.is_sharing) {
        (Order::Given, _) => in_order(candidates, records, several),
        (Order::Any, false) => together(candidates, records, several),
        (Order::Any, true) => sharing(candidates, records, several),
    }
}

/// One step after another, the last one served by the last candidate. The earliest record that can
/// go on is never a worse choice than a later one.
fn in_order(
    candidates: Range<usize>,
    records: &VecDeque<Held>,
    several: &Several,
) -> Option<Frame> {
    let steps = several.steps.iter().enumerate();
    let mut wanted = steps.flat_map(|(ix, step)| std::iter::repeat_n(ix, step.times)).peekable();
    let last = candidates.end - 1;
    let last_step = several.steps.len() - 1;
    if records[last].free >> last_step & 1 == 0 {
        return None;
    }
    let all = several.records();
    let mut frame = Vec::with_capacity(all);
    for (record, held) in (candidates.start..).zip(records.range(candidates.start..last)) {
        if frame.len() + 1 == all {
            break;
        }
        if let Some(step) = wanted.next_if(|step| held.free >> step & 1 == 1) {
            frame.push(Part { record, step });
        }
    }
    (frame.len() + 1 == all).then(|| {
        frame.push(Part { record: last, step: last_step });
        frame
    })
}

/// Each step served by records of its own. The sets of records that can serve steps of their own
/// are the independent sets of a matroid, so that taking each record if it still fits gives the
/// earliest ones (J. Edmonds, "Matroids and the greedy algorithm", 1971). Whether one fits is told
/// by an augmenting path.
fn together(
    candidates: Range<usize>,
    records: &VecDeque<Held>,
    several: &Several,
) -> Option<Frame> {
    let all = several.records();
    if candidates.len() < all {
        return None;
    }
    let mut seats = Seats { records, several, taken: vec![Vec::new(); several.steps.len()] };
    let mut seated = 0;
    for record in candidates {
        if records[record].free != 0 && seats.seat(record) {
            seated += 1;
            if seated == all {
                return Some(seats.frame());
            }
        }
    }
    None
}

/// Which records serve which steps.
struct Seats<'h> {
    records: &'h VecDeque<Held>,
    several: &'h Several,
    taken: Vec<Vec<usize>>,
}

impl Seats<'_> {
    /// Gives a record a step, if need be by moving others to other steps.
    fn seat(&mut self, record: usize) -> bool {
        // A search in breadth: for each step from whom it was reached, to move along the path.
        let steps = self.several.steps.len();
        let mut reached: Vec<Option<usize>> = vec![None; steps];
        let mut queue = VecDeque::from([record]);
        let mut step_of: Vec<(usize, usize)> = Vec::new();
        while let Some(moving) = queue.pop_front() {
            for step in 0..steps {
                let can = self.records[moving].free >> step & 1 == 1;
                if !can || reached[step].is_some() {
                    continue;
                }
                reached[step] = Some(moving);
                if self.taken[step].len() < self.several.steps[step].times {
                    self.shift(step, record, &reached, &step_of);
                    return true;
                }
                for sitting in &self.taken[step] {
                    step_of.push((*sitting, step));
                    queue.push_back(*sitting);
                }
            }
        }
        false
    }

    /// Moves each record on the path to the step from which the next one left.
    fn shift(
        &mut self,
        mut step: usize,
        new: usize,
        reached: &[Option<usize>],
        step_of: &[(usize, usize)],
    ) {
        while let Some(moving) = reached[step] {
            self.taken[step].push(moving);
            if moving == new {
                return;
            }
            let left = step_of.iter().find(|(record, _)| *record == moving);
            let Some((_, left)) = left else { return };
            self.taken[*left].retain(|record| *record != moving);
            step = *left;
        }
    }

    fn frame(self) -> Frame {
        let parts = self.taken.into_iter().enumerate();
        let parts = parts.flat_map(|(step, records)| {
            records.into_iter().map(move |record| Part { record, step })
        });
        let mut frame: Frame = parts.collect();
        frame.sort_unstable_by_key(|part| part.record);
        frame
    }
}

/// Each step served by the first records that can, whatever else they serve.
fn sharing(candidates: Range<usize>, records: &VecDeque<Held>, several: &Several) -> Option<Frame> {
    let mut frame = Frame::new();
    for (step, wanted) in several.steps.iter().enumerate() {
        let can = |record: &usize| records[*record].free >> step & 1 == 1;
        let before = frame.len();
        let first = candidates.clone().filter(can).take(wanted.times);
        frame.extend(first.map(|record| Part { record, step }));
        if frame.len() - before < wanted.times {
            return None;
        }
    }
    frame.sort_by_key(|part| (part.record, part.step));
    Some(frame)
}
