//! A pattern in, the texts of which one must stand in the bytes of every record that it asks for
//! out.
//!
//! Bytes are not the decoded text: a writer may have escaped quotes, backslashes, slashes, signs of
//! HTML, control characters and what is not ASCII. So a literal is a run of characters that no
//! writer escapes.

use std::borrow::Cow;

use super::grams::{Table, WINDOW};
use crate::field::Field;
use crate::symptom::{
    Axis, Condition, Needle, Op, Operand, Order, Pattern, Required, Several, Step, Test,
};

/// A text that is looked for in bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Literal {
    /// Its bytes; in lower case if case does not matter.
    pub bytes: Cow<'static, [u8]>,
    /// Whether ASCII letters match in either case.
    pub fold: bool,
}

/// Literals of which one must occur, and what looking for them costs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Anchor {
    /// The literals.
    literals: Vec<Literal>,
    /// About how often they stop the search in a sample of ordinary logs.
    stops: u64,
}

/// The literals of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchors {
    /// Those of what must occur and is rarest in ordinary logs; of a pattern over one record, all.
    pub rare: Vec<Literal>,
    /// Those of what else is asked for. As long as none of the rare was seen, they tell nothing.
    pub others: Vec<Literal>,
}

/// The steps of a pattern over several records which are rarest in ordinary logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rare {
    /// A bit for each of these steps, which all ask for the same.
    pub steps: u64,
    /// How many records a match needs that serve them.
    pub records: usize,
}

/// What a short literal, which needs a search of its own, counts for when there is a choice.
const SHORT: u64 = 1 << 32;

/// The cheapest literals of which one must occur in a record for any condition of the pattern to
/// hold; `None` if one may hold without any text that is known.
pub fn anchors(pattern: &Pattern, table: &Table) -> Option<Anchors> {
    let all_of = |conditions: &mut dyn Iterator<Item = &Condition>| {
        let anchors = conditions.map(|condition| of_condition(condition, table));
        all(anchors).map(|anchor| anchor.literals)
    };
    let several = match pattern {
        // The lines of a source are counted, whichever they are: nothing of them can wait.
        Pattern::Several(several) if several.axis == Axis::Time => several,
        Pattern::One(_) | Pattern::Several(_) => {
            let rare = all_of(&mut pattern.conditions())?;
            return Some(Anchors { rare, others: Vec::new() });
        }
    };
    let Rare { steps, .. } = rare(several, table)?;
    let is_rare = |(ix, _): &(usize, _)| steps >> ix & 1 == 1;
    let conditions = || several.conditions().enumerate();
    let rare = all_of(&mut conditions().filter(is_rare).map(|(_, one)| one))?;
    let mut others = all_of(&mut conditions().filter(|one| !is_rare(one)).map(|(_, one)| one))?;
    others.retain(|literal| !rare.contains(literal));
    Some(Anchors { rare, others })
}

/// The steps that are rarest in ordinary logs; `None` if one has no literal.
pub(super) fn rare(several: &Several, table: &Table) -> Option<Rare> {
    let stops = |step: &Step| of_condition(&step.condition, table).map(|anchor| anchor.stops);
    let stops: Option<Vec<u64>> = several.steps.iter().map(stops).collect();
    let (rarest, _) = stops?.into_iter().enumerate().min_by_key(|(_, stops)| *stops)?;
    let wanted = &several.steps[rarest].condition;
    let same = several.steps.iter().enumerate().filter(|(_, step)| step.condition == *wanted);
    // Shared, a record serves all of them at once.
    let is_shared = several.is_sharing && several.order == Order::Any;
    Some(same.fold(Rare { steps: 0, records: 0 }, |rare, (ix, step)| Rare {
        steps: rare.steps | 1 << ix,
        records: match is_shared {
            true => rare.records.max(step.times),
            false => rare.records + step.times,
        },
    }))
}

fn of_condition(condition: &Condition, table: &Table) -> Option<Anchor> {
    match condition {
        Condition::Test(test) => of_test(test, table),
        Condition::Exists(_) | Condition::Not(_) => None,
        Condition::And(parts) => best(parts.iter().map(|part| of_condition(part, table))),
        Condition::Or(parts) => all(parts.iter().map(|part| of_condition(part, table))),
    }
}

fn of_test(test: &Test, table: &Table) -> Option<Anchor> {
    if !stands_in_line(&test.field) {
        return None;
    }
    match &test.op {
        Op::Contains(needle) | Op::StartsWith(needle) | Op::EndsWith(needle) => {
            of_needle(needle, table)
        }
        Op::Equals(operand) => of_operand(operand, table),
        Op::OneOf(operands) => all(operands.iter().map(|operand| of_operand(operand, table))),
        Op::Matches(regex) => of_regex(regex.required(), table),
        Op::Differs(_) | Op::Order(..) => None,
    }
}

fn of_operand(operand: &Operand, table: &Table) -> Option<Anchor> {
    match operand {
        Operand::Text(needle) => of_needle(needle, table),
        _ => None,
    }
}

fn of_regex(required: &Required, table: &Table) -> Option<Anchor> {
    match required {
        Required::Nothing => None,
        Required::Text(needle) => of_needle(needle, table),
        Required::All(parts) => best(parts.iter().map(|part| of_regex(part, table))),
        Required::Any(parts) => all(parts.iter().map(|part| of_regex(part, table))),
    }
}

fn of_needle(needle: &Needle, table: &Table) -> Option<Anchor> {
    let runs = needle.text.split(|c| !is_written_as_it_is(c)).filter(|run| !run.is_empty());
    best(runs.map(|run| {
        let stops = match table.rarest_window(run.as_bytes()) {
            Some(window) => window.stops,
            None => SHORT + (1 << (4 * (WINDOW - run.len()))),
        };
        let literal = Literal { bytes: run.as_bytes().to_vec().into(), fold: needle.fold };
        Some(Anchor { literals: vec![literal], stops })
    }))
}

/// Whether a field's value stands in the bytes of its record as it is asked for.
pub(super) const fn stands_in_line(field: &Field) -> bool {
    match field {
        Field::Level | Field::Time | Field::Source | Field::Line => false,
        Field::Text | Field::Message | Field::Error | Field::Named(_) => true,
    }
}

/// Whether every writer of logs writes the character as it is.
pub(super) fn is_written_as_it_is(c: char) -> bool {
    matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '\'' | '<' | '>' | '&' | '/')
}

/// One is enough where all must occur: the cheapest.
fn best(anchors: impl Iterator<Item = Option<Anchor>>) -> Option<Anchor> {
    anchors.flatten().min_by_key(|anchor| anchor.stops)
}

/// Every one counts where any may occur.
fn all(anchors: impl Iterator<Item = Option<Anchor>>) -> Option<Anchor> {
    let mut sum = Anchor { literals: Vec::new(), stops: 0 };
    for anchor in anchors {
        let Anchor { mut literals, stops } = anchor?;
        sum.literals.append(&mut literals);
        sum.stops = sum.stops.saturating_add(stops);
    }
    sum.literals.sort();
    sum.literals.dedup();
    Some(sum)
}
