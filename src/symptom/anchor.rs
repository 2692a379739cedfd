//! A condition, to the text by which its records are found fast, and advice if there is none.

use super::regex::Required;
use super::{Condition, Needle, Op, Operand, Test};
use crate::diagnostic::{Code, Diagnostic};
use crate::field::Field;
use crate::source::{SourceId, Span};

/// Shorter texts occur in too many records.
const SHORT: usize = 4;

/// Says what it costs if nothing in the condition must occur as text, or only very little.
pub(super) fn advise(condition: &Condition, source: SourceId, span: Span) -> Option<Diagnostic> {
    let advice = "add a text of seven letters or more that must occur, such as `error contains …`";
    let Some(anchor) = anchor(condition) else {
        let message = "no text must occur for this symptom to hold";
        let diagnostic = Diagnostic::new(Code::NoAnchor, source, span, message);
        return Some(diagnostic.label("it has to look at every record").note(advice));
    };
    if anchor.len() >= SHORT {
        return None;
    }
    let message = format!("the longest text that must occur is `{anchor}`");
    let diagnostic = Diagnostic::new(Code::ShortAnchor, source, span, message);
    Some(diagnostic.label("it has to look at many records").note(advice))
}

/// The longest text of which it is sure that it occurs in a record for which the condition holds;
/// for alternatives the shortest of theirs.
fn anchor(condition: &Condition) -> Option<&str> {
    match condition {
        Condition::Test(test) => of_test(test),
        Condition::Exists(_) | Condition::Not(_) => None,
        Condition::And(parts) => longest(parts.iter().map(anchor)),
        Condition::Or(parts) => shortest(parts.iter().map(anchor)),
    }
}

fn of_test(test: &Test) -> Option<&str> {
    match &test.field {
        // These do not stand in the record as they are asked for.
        Field::Level | Field::Time | Field::Source | Field::Line => return None,
        Field::Text | Field::Message | Field::Error | Field::Named(_) => {}
    }
    match &test.op {
        Op::Contains(needle) | Op::StartsWith(needle) | Op::EndsWith(needle) => plain(needle),
        Op::Equals(operand) => of_operand(operand),
        Op::OneOf(operands) => shortest(operands.iter().map(of_operand)),
        Op::Matches(regex) => of_regex(regex.required()),
        Op::Differs(_) | Op::Order(..) => None,
    }
}

fn of_operand(operand: &Operand) -> Option<&str> {
    match operand {
        Operand::Text(needle) => plain(needle),
        _ => None,
    }
}

fn of_regex(required: &Required) -> Option<&str> {
    match required {
        Required::Nothing => None,
        Required::Text(needle) => plain(needle),
        Required::All(parts) => longest(parts.iter().map(of_regex)),
        Required::Any(parts) => shortest(parts.iter().map(of_regex)),
    }
}

/// The longest piece of a text that every writer of logs writes as it is: no quotes, backslashes
/// or signs of HTML, no control characters, nothing outside of ASCII.
fn plain(needle: &Needle) -> Option<&str> {
    let is_escaped =
        |c: char| !matches!(c, ' '..='~') || matches!(c, '"' | '\\' | '\'' | '<' | '>' | '&');
    let pieces = needle.text.split(is_escaped).filter(|piece| !piece.is_empty());
    pieces.max_by_key(|piece| piece.len())
}

fn longest<'a>(anchors: impl Iterator<Item = Option<&'a str>>) -> Option<&'a str> {
    anchors.flatten().max_by_key(|anchor| anchor.len())
}

/// The shortest; `None` if one has none.
fn shortest<'a>(anchors: impl Iterator<Item = Option<&'a str>>) -> Option<&'a str> {
    let anchors: Option<Vec<_>> = anchors.collect();
    anchors?.into_iter().min_by_key(|anchor| anchor.len())
}
