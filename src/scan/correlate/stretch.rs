//! Whether a record was seen that must not occur around a possible match.

use std::collections::VecDeque;

use super::frame::Frame;
use super::history::Held;
use crate::scan::moment::Moment;
use crate::symptom::{From, Point, Several, Until, Without};

/// What becomes of a possible match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is one.
    Match,
    /// It is none: a record was seen that must not occur. This one of its records is given up.
    GivesUp(usize),
    /// Records that are still to come decide.
    Open,
}

/// Judges a possible match by all records that are known up to `now`; `None` is the end of all.
pub(super) fn verdict(
    frame: &Frame,
    records: &VecDeque<Held>,
    several: &Several,
    now: Option<Moment>,
) -> Verdict {
    for (bit, without) in several.withouts.iter().enumerate() {
        let stretch = Stretch::of(without, frame, records);
        let first = stretch.first(records);
        let mut inside = records.iter().skip(first).zip(first..);
        let mut inside = inside.by_ref().take_while(|(held, ix)| stretch.reaches(held, *ix));
        if inside.any(|(held, _)| held.hit.withouts >> bit & 1 == 1) {
            return Verdict::GivesUp(without.gives_up);
        }
        if stretch.is_open(now) {
            return Verdict::Open;
        }
    }
    Verdict::Match
}

/// A part of a history.
struct Stretch {
    start: Start,
    end: End,
}

enum Start {
    Behind(usize),
    At(Moment),
}

enum End {
    Before(usize),
    At(Moment),
}

impl Stretch {
    fn of(without: &Without, frame: &Frame, records: &VecDeque<Held>) -> Self {
        let moment = |record: usize| records[frame[record].record].moment();
        let at = |point: Point| moment(point.record).shifted(point.shift);
        let start = match without.from {
            From::Behind(record) => Start::Behind(frame[record].record),
            From::Point(point) => Start::At(at(point)),
        };
        let begins = match (&start, without.from) {
            (Start::At(moment), _) => *moment,
            (Start::Behind(_), From::Behind(record)) => moment(record),
            (Start::Behind(_), From::Point(point)) => at(point),
        };
        let last = frame.len() - 1;
        let end = match without.until {
            Until::Before(record) => End::Before(frame[record].record),
            Until::Point(point) => End::At(at(point)),
            Until::Length(length) => End::At(begins.shifted(length.max(0))),
            Until::Match(more) => {
                let length = moment(last).since(moment(0));
                End::At(begins.shifted(length.saturating_add(more).max(0)))
            }
        };
        Self { start, end }
    }

    /// The first record that can lie inside.
    fn first(&self, records: &VecDeque<Held>) -> usize {
        match self.start {
            Start::Behind(record) => record + 1,
            Start::At(start) => records.partition_point(|held| held.moment() < start),
        }
    }

    /// Whether a record does not lie behind the end.
    fn reaches(&self, held: &Held, ix: usize) -> bool {
        match self.end {
            End::Before(record) => ix < record,
            End::At(end) => held.moment() <= end,
        }
    }

    /// Whether records that are still to come may lie inside.
    fn is_open(&self, now: Option<Moment>) -> bool {
        match self.end {
            End::Before(_) => false,
            End::At(end) => now.is_some_and(|now| now <= end),
        }
    }
}
