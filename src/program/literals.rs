//! A condition in, the texts of which one must stand in the bytes of every record for which it
//! holds out.
//!
//! Bytes are not the decoded text: a writer may have escaped quotes, backslashes, slashes, signs of
//! HTML, control characters and what is not ASCII. So a literal is a run of characters that no
//! writer escapes.

use super::grams::{Table, WINDOW};
use crate::field::Field;
use crate::symptom::{Condition, Needle, Op, Operand, Required, Test};

/// A text that is looked for in bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Literal {
    /// Its bytes; in lower case if case does not matter.
    pub bytes: Box<[u8]>,
    /// Whether ASCII letters match in either case.
    pub fold: bool,
}

/// Literals of which one must occur, and what looking for them costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The literals.
    pub literals: Vec<Literal>,
    /// About how often they stop the search in a sample of ordinary logs.
    pub stops: u64,
}

/// What a short literal, which needs a search of its own, counts for when there is a choice.
const SHORT: u64 = 1 << 32;

/// The cheapest literals of which one must occur for the condition to hold; `None` if it may hold
/// without any text that is known.
pub fn anchor(condition: &Condition, table: &Table) -> Option<Anchor> {
    match condition {
        Condition::Test(test) => of_test(test, table),
        Condition::Exists(_) | Condition::Not(_) => None,
        Condition::And(parts) => best(parts.iter().map(|part| anchor(part, table))),
        Condition::Or(parts) => all(parts.iter().map(|part| anchor(part, table))),
    }
}

fn of_test(test: &Test, table: &Table) -> Option<Anchor> {
    match test.field {
        // These do not stand in the record as they are asked for.
        Field::Level | Field::Time | Field::Source | Field::Line => return None,
        Field::Text | Field::Message | Field::Error | Field::Named(_) => {}
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
        let literal = Literal { bytes: run.as_bytes().into(), fold: needle.fold };
        Some(Anchor { literals: vec![literal], stops })
    }))
}

/// Whether every writer of logs writes the character as it is.
fn is_written_as_it_is(c: char) -> bool {
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
