//! A record on which a condition of a pattern over several records held: all of it that a finding
//! may show.

use std::ops::Range;

use super::collect::{merge, shorten, shortened};
use super::eval::{self, Subject};
use super::moment::Moment;
use super::report::SourceId;
use crate::program::{CauseIx, Compiled, Entry, Key, Program, RuleIx};
use crate::record::Value;
use crate::symptom::{Axis, Pattern, Several};
use crate::value::Timestamp;

/// A record that takes part in the correlation of one rule.
#[derive(Debug)]
pub(super) struct Hit {
    /// Where it stands in the history. The moment of a record that has no time of its own is known
    /// only when all before it was read.
    pub(super) place: Place,
    /// The values of the fields by which records belong together.
    pub(super) key: Key,
    /// The steps that it can serve, a bit each.
    pub(super) steps: u64,
    /// Which of the records it is that must not occur, a bit each.
    pub(super) withouts: u64,
    /// What is shown of it; apart, so that hits are cheap to move.
    pub(super) sight: Box<Sight>,
}

/// The order of records in a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) moment: Moment,
    pub(super) source: SourceId,
    pub(super) line: u64,
}

/// What is shown of a record.
#[derive(Debug)]
pub(super) struct Sight {
    pub(super) time: Option<Timestamp>,
    pub(super) origin: Option<String>,
    pub(super) text: String,
    pub(super) spans: Vec<Range<usize>>,
    pub(super) captures: Vec<(String, String)>,
    /// The causes whose `when` holds, with what this captured besides.
    pub(super) causes: Vec<(CauseIx, Vec<(String, String)>)>,
    /// The rules over one record that this rule refines and whose condition holds, too.
    pub(super) refined: Vec<RuleIx>,
}

impl Hit {
    /// What a rule with a pattern over several records makes of a record; `None` if it takes no
    /// part. `earlier` gives the time of the nearest record before it that has one.
    pub(super) fn of(
        (program, entry): (&Program, &Entry),
        subject: &Subject<'_>,
        source: SourceId,
        earlier: impl FnOnce() -> Option<Timestamp>,
    ) -> Option<Self> {
        let compiled = entry.compiled();
        let Pattern::Several(several) = &compiled.pattern else { return None };
        let bits = |holds: &mut dyn Iterator<Item = bool>| {
            (0..).zip(holds).fold(0_u64, |bits, (bit, holds)| bits | u64::from(holds) << bit)
        };
        let holds = |condition| eval::holds(condition, subject);
        let steps = bits(&mut several.steps.iter().map(|step| holds(&step.condition)));
        let withouts = bits(&mut several.withouts.iter().map(|one| holds(&one.condition)));
        if steps | withouts == 0 {
            return None;
        }
        let values: Option<Vec<_>> = several.by.iter().map(|field| subject.first(field)).collect();
        let values = values?;
        let key = Key::of(values.iter().map(Value::text));
        let record = subject.record;
        let moment = match several.axis {
            // Lines are counted from the chunk's first so far.
            Axis::Lines => Moment::BEFORE_ALL,
            Axis::Time => {
                let time = record.time().or_else(earlier);
                time.map_or(Moment::BEFORE_ALL, Moment::of_time)
            }
        };
        let mut sight = Sight::of(compiled, several, steps, subject);
        let refined = program.refined(entry);
        sight.refined.extend(refined.filter(|(_, one)| holds(one)).map(|(rule, _)| rule));
        Some(Self {
            place: Place { moment, source, line: record.line() },
            key,
            steps,
            withouts,
            sight: Box::new(sight),
        })
    }
}

impl Sight {
    fn of(compiled: &Compiled, several: &Several, steps: u64, subject: &Subject<'_>) -> Self {
        let record = subject.record;
        let (mut captures, mut spans) = (Vec::new(), Vec::new());
        let mut add = |name: String, value: String| {
            let is_new = |(known, _): &(String, String)| *known != name;
            if !value.is_empty() && captures.iter().all(is_new) {
                captures.push((name, value));
            }
        };
        for (bit, step) in several.steps.iter().enumerate() {
            if steps >> bit & 1 == 1 {
                let caught = eval::catch(&step.condition, subject);
                spans.extend(caught.spans);
                caught.captures.into_iter().for_each(|(name, value)| add(name, value));
            }
        }
        for field in compiled.keep.iter().chain(&several.by) {
            if let Some(value) = subject.first(field) {
                add(field.capture_name(), shorten(value.text()).to_owned());
            }
        }
        let whens = (0..).map(CauseIx).zip(&compiled.causes);
        let causes = whens.filter_map(|(ix, when)| {
            let subject = subject.with(&captures);
            let when = when.as_ref().filter(|when| eval::holds(when, &subject))?;
            Some((ix, eval::catch(when, &subject).captures))
        });
        let causes = causes.collect();
        let (text, spans) = shortened(record.text(), merge(spans), LONGEST_TEXT);
        let origin = record.envelope().origin();
        let refined = Vec::new();
        Self { time: record.time(), origin, text, spans, captures, causes, refined }
    }
}

/// The longest text of a record that is held, in bytes: thousands may be held at a time.
const LONGEST_TEXT: usize = 4 << 10;
