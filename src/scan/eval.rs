//! A condition and a record in, whether it holds out; and for one that holds, what it caught.

use std::ops::Range;

use crate::field::{Field, Kind, kind};
use crate::record::{Record, Value};
use crate::symptom::{Bound, Condition, Needle, Op, Operand, Side, Test};
use crate::value::{Duration, Level};

/// What a condition is asked of: a record, where it was read, and what was captured so far.
#[derive(Debug)]
pub(super) struct Subject<'s> {
    pub(super) record: &'s Record<'s>,
    source: &'s str,
    captures: &'s [(String, String)],
}

impl<'s> Subject<'s> {
    pub(super) fn new(record: &'s Record<'s>, source: &'s str) -> Self {
        Self { record, source, captures: &[] }
    }

    /// The same record with captures, which are fields for the conditions of causes.
    pub(super) fn with<'t>(&self, captures: &'t [(String, String)]) -> Subject<'t>
    where
        's: 't,
    {
        Subject { record: self.record, source: self.source, captures }
    }

    /// The first value of a field, which stands for all of an array.
    pub(super) fn first(&self, field: &Field) -> Option<Value<'_>> {
        let first = self.record.values(field).into_iter().next();
        match field {
            Field::Source => Some(first.unwrap_or_else(|| Value::elsewhere(self.source))),
            _ => first,
        }
    }

    /// The values of a field, with the name of the source where no envelope names one.
    fn any(&self, field: &Field, mut passes: impl FnMut(&Value<'_>) -> bool) -> bool {
        if let Field::Named(name) = field
            && let Some((_, value)) = self.captures.iter().find(|(capture, _)| capture == name)
        {
            return passes(&Value::elsewhere(value));
        }
        if *field == Field::Source && passes(&Value::elsewhere(self.source)) {
            return true;
        }
        self.record.values(field).iter().any(passes)
    }
}

/// Whether a condition holds on a record that was read from the log `source`.
pub fn record_holds(condition: &Condition, record: &Record<'_>, source: &str) -> bool {
    holds(condition, &Subject::new(record, source))
}

/// Whether a condition holds.
pub(super) fn holds(condition: &Condition, subject: &Subject<'_>) -> bool {
    match condition {
        Condition::Test(test) => subject.any(&test.field, |value| passes(test, value, subject)),
        Condition::Exists(field) => subject.any(field, |_| true),
        Condition::Not(inner) => !holds(inner, subject),
        Condition::And(all) => all.iter().all(|inner| holds(inner, subject)),
        Condition::Or(any) => any.iter().any(|inner| holds(inner, subject)),
    }
}

/// What a condition that holds has caught.
#[derive(Debug, Default)]
pub(super) struct Catch {
    /// Captures in the order in which they were met; a name comes once.
    pub(super) captures: Vec<(String, String)>,
    /// What matched in the record's text.
    pub(super) spans: Vec<Range<usize>>,
}

/// What a condition that holds has caught. Of an `or`, every branch that holds takes part; what
/// stands under a `not` catches nothing.
pub(super) fn catch(condition: &Condition, subject: &Subject<'_>) -> Catch {
    let mut caught = Catch::default();
    collect(condition, subject, &mut caught);
    caught
}

fn collect(condition: &Condition, subject: &Subject<'_>, caught: &mut Catch) {
    match condition {
        Condition::And(all) => all.iter().for_each(|inner| collect(inner, subject, caught)),
        Condition::Or(any) => {
            for inner in any.iter().filter(|inner| holds(inner, subject)) {
                collect(inner, subject, caught);
            }
        }
        Condition::Test(test) => {
            subject.any(&test.field, |value| {
                let Some(found) = find(test, value, subject) else { return false };
                caught.spans.extend(value.locate(found.range, subject.record));
                for (name, value) in found.captures {
                    if !caught.captures.iter().any(|(known, _)| *known == name) {
                        caught.captures.push((name, value));
                    }
                }
                true
            });
        }
        Condition::Exists(_) | Condition::Not(_) => {}
    }
}

struct Found {
    range: Range<usize>,
    captures: Vec<(String, String)>,
}

/// Where in a value the test finds what it asks for.
fn find(test: &Test, value: &Value<'_>, subject: &Subject<'_>) -> Option<Found> {
    let text = value.text();
    let range = match &test.op {
        Op::Matches(regex) => {
            let found = regex.find(text)?;
            let group = |(name, range): (String, Range<usize>)| {
                (name, super::collect::shorten(&text[range]).to_owned())
            };
            let captures = found.groups.into_iter().map(group).collect();
            return Some(Found { range: found.range, captures });
        }
        Op::Contains(needle) => position(needle, text)?,
        Op::StartsWith(needle) if starts_with(needle, text) => 0..needle.text.len(),
        Op::EndsWith(needle) if ends_with(needle, text) => {
            text.len() - needle.text.len()..text.len()
        }
        _ if passes(test, value, subject) => 0..text.len(),
        _ => return None,
    };
    Some(Found { range, captures: Vec::new() })
}

fn passes(test: &Test, value: &Value<'_>, subject: &Subject<'_>) -> bool {
    let text = value.text();
    match &test.op {
        Op::Contains(needle) => position(needle, text).is_some(),
        Op::StartsWith(needle) => starts_with(needle, text),
        Op::EndsWith(needle) => ends_with(needle, text),
        Op::Equals(operand) => equals(operand, &test.field, text, subject),
        Op::Differs(operand) => !equals(operand, &test.field, text, subject),
        Op::OneOf(operands) => {
            operands.iter().any(|operand| equals(operand, &test.field, text, subject))
        }
        Op::Order(side, bound) => order(*side, *bound, &test.field, text, subject),
        Op::Matches(regex) => regex.is_match(text),
    }
}

fn equals(operand: &Operand, field: &Field, text: &str, subject: &Subject<'_>) -> bool {
    match operand {
        Operand::Text(needle) if needle.fold => text.eq_ignore_ascii_case(&needle.text),
        Operand::Text(needle) => text == needle.text,
        Operand::Number(number) => text.trim().parse::<f64>() == Ok(*number),
        Operand::Duration(length) => duration(field, text) == Some(*length),
        Operand::Level(level) => level_of(field, text, subject) == Some(*level),
        Operand::Bool(bool) => text == if *bool { "true" } else { "false" },
    }
}

fn order(side: Side, bound: Bound, field: &Field, text: &str, subject: &Subject<'_>) -> bool {
    let order = match bound {
        Bound::Number(bound) => {
            text.trim().parse::<f64>().ok().and_then(|value| value.partial_cmp(&bound))
        }
        Bound::Duration(bound) => duration(field, text).and_then(|value| value.partial_cmp(&bound)),
        Bound::Level(bound) => level_of(field, text, subject).map(|level| level.cmp(&bound)),
    };
    order.is_some_and(|order| match side {
        Side::Below => order.is_lt(),
        Side::AtMost => order.is_le(),
        Side::AtLeast => order.is_ge(),
        Side::Above => order.is_gt(),
    })
}

/// A length of time: with its unit, or a bare number in a field that counts milliseconds.
fn duration(field: &Field, text: &str) -> Option<Duration> {
    Duration::parse(text).or_else(|| {
        let counts_millis = kind(field) == Some(Kind::Millis);
        let number = || text.trim().parse().ok().map(Duration::from_millis);
        counts_millis.then(number).flatten()
    })
}

fn level_of(field: &Field, text: &str, subject: &Subject<'_>) -> Option<Level> {
    match field {
        Field::Level => subject.record.level(),
        _ => Level::parse(text),
    }
}

fn position(needle: &Needle, text: &str) -> Option<Range<usize>> {
    let at = if needle.fold {
        let (needle, text) = (needle.text.as_bytes(), text.as_bytes());
        text.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))?
    } else {
        text.find(&needle.text)?
    };
    Some(at..at + needle.text.len())
}

fn starts_with(needle: &Needle, text: &str) -> bool {
    let head = text.as_bytes().get(..needle.text.len());
    head.is_some_and(|head| same(needle, head))
}

fn ends_with(needle: &Needle, text: &str) -> bool {
    let from = text.len().checked_sub(needle.text.len());
    from.is_some_and(|from| same(needle, &text.as_bytes()[from..]))
}

fn same(needle: &Needle, bytes: &[u8]) -> bool {
    let needle_bytes = needle.text.as_bytes();
    if needle.fold { bytes.eq_ignore_ascii_case(needle_bytes) } else { bytes == needle_bytes }
}
