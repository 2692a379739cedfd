//! What must be found over how many records: the shape of a match.

use serde::{Deserialize, Serialize};

use super::{Condition, Regex};
use crate::field::Field;

/// What must be found, over how many records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Pattern {
    /// One record for which the condition holds.
    One(Condition),
    /// Several records that belong together.
    Several(Several),
}

impl Pattern {
    /// All conditions that are asked of a record: the steps first, then what must not occur.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let (one, several) = match self {
            Self::One(condition) => (Some(condition), None),
            Self::Several(several) => (None, Some(several)),
        };
        one.into_iter().chain(several.into_iter().flat_map(Several::conditions))
    }

    /// The conditions that hold on the records of a match: those that must not occur left out.
    pub fn wanted(&self) -> impl Iterator<Item = &Condition> {
        let (one, steps) = match self {
            Self::One(condition) => (Some(condition), &[][..]),
            Self::Several(several) => (None, several.steps.as_slice()),
        };
        one.into_iter().chain(steps.iter().map(|step| &step.condition))
    }

    /// The names of the captures, sorted, of which `own` are those of its regexes: fields that tie
    /// records together are captures, too.
    pub(super) fn capture_names(&self, mut own: Vec<String>) -> Vec<String> {
        if let Self::Several(several) = self {
            own.extend(several.by.iter().map(Field::capture_name));
            own.sort();
            own.dedup();
        }
        own
    }

    /// Shows every regex to `look`.
    pub fn each_regex(&self, look: &mut impl FnMut(&Regex)) {
        self.conditions().for_each(|condition| condition.each_regex(look));
    }
}

/// Records that belong together. A match has as many records as its steps ask for; they are
/// numbered in the order of the steps or, where any order will do, in that of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Several {
    /// Whether the steps follow one another.
    pub order: Order,
    /// What must occur; never empty, and at most [`Several::MOST_STEPS`].
    pub steps: Vec<Step>,
    /// What must not occur; at most [`Several::MOST_STEPS`].
    pub withouts: Vec<Without>,
    /// In what distances are counted.
    pub axis: Axis,
    /// How far the last record may lie from the first, in units of the axis; at least 1.
    pub window: i64,
    /// Fields that must agree in all records.
    pub by: Vec<Field>,
    /// Whether one record may serve several steps, each in one match.
    pub is_sharing: bool,
}

impl Several {
    /// More steps than this, or more conditions that must not hold, are refused.
    pub const MOST_STEPS: usize = 64;
    /// More records than this in one match are refused.
    pub const MOST_RECORDS: u64 = 1000;

    /// How many records a match has.
    pub fn records(&self) -> usize {
        self.steps.iter().map(|step| step.times).sum()
    }

    /// How far before the last record of a match another may lie and still matter.
    pub fn reach_back(&self) -> i64 {
        let back = self.withouts.iter().map(|without| match without.from {
            From::Behind(_) => 0,
            From::Point(point) => point.shift.min(0).saturating_neg(),
        });
        self.window.saturating_add(back.max().unwrap_or(0))
    }

    /// How far behind the first record of a match another may lie and still matter.
    pub fn reach_on(&self) -> i64 {
        let on = self.withouts.iter().map(|without| {
            let start = match without.from {
                From::Behind(_) => 0,
                From::Point(point) => point.shift,
            };
            match without.until {
                Until::Before(_) => 0,
                Until::Point(point) => point.shift,
                Until::Length(length) => start.saturating_add(length),
                Until::Match(more) => start.saturating_add(more).saturating_add(self.window),
            }
        });
        self.window.saturating_add(on.max().unwrap_or(0).max(0))
    }

    /// All conditions: the steps first, then what must not occur.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let steps = self.steps.iter().map(|step| &step.condition);
        steps.chain(self.withouts.iter().map(|without| &without.condition))
    }
}

/// Whether records must come in the order of their steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// One step after another.
    Given,
    /// As they come.
    Any,
}

/// In what distances between records are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Axis {
    /// Nanoseconds.
    Time,
    /// Lines of one source.
    Lines,
}

/// Records of one kind that must occur.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What must hold of each.
    pub condition: Condition,
    /// How many; at least 1.
    pub times: usize,
}

/// A record that must not occur in a stretch around a match. A stretch whose end lies before its
/// start is empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Without {
    /// What must not hold of a record.
    pub condition: Condition,
    /// Where the stretch begins.
    pub from: From,
    /// Where it ends.
    pub until: Until,
    /// The record that is given up when one was seen, so that the others may serve another match.
    pub gives_up: usize,
}

/// A place on the axis, so far behind a record of the match, which is counted from 0. Records at
/// this very place belong to the stretch, wherever in the log they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The record.
    pub record: usize,
    /// How far behind it; before it if negative.
    pub shift: i64,
}

/// Where a stretch begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum From {
    /// Behind a record of the match in the order of the history, this record left out.
    Behind(usize),
    /// At a place of its own.
    Point(Point),
}

/// Where a stretch ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Until {
    /// Before a record of the match in the order of the history, this record left out.
    Before(usize),
    /// At a place of its own.
    Point(Point),
    /// So far behind its start, which is a point.
    Length(i64),
    /// As far behind its start, which is a point, as the match is long, and so much more; no less
    /// than nothing.
    Match(i64),
}
