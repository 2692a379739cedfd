//! A condition in, cheap looks at the bytes of a line by which it can be refuted out.
//!
//! Some literals stand in nearly every line, such as `via_upstream`; what tells the few lines of
//! interest apart is a number, a truth value, a regex or another text. In a JSON object, these can
//! be looked at without taking the line apart.

use crate::bytes::{Finder, memchr};
use crate::field::Field;
use crate::program::literals::{is_written_as_it_is, stands_in_line};
use crate::symptom::{Bound, Condition, Needle, Op, Operand, Regex, Required, Side, Test};

/// Something that must hold in a line, which is an object as writers write it, for a condition to
/// hold.
#[derive(Debug, Clone)]
pub enum Gate {
    /// A number or a truth value.
    Member {
        /// The key with its quotes and the colon.
        key: Box<Finder<'static>>,
        /// The bare name of the field: where it does not stand, there is no such field.
        name: Box<Finder<'static>>,
        /// What is asked of it.
        op: Op,
    },
    /// A regex that matches in the text: if nothing in the line is escaped, the line is the text.
    Text(Regex),
    /// A piece of a field's text that no writer escapes: it stands in the line.
    Needle(Box<Finder<'static>>),
    /// All of these must hold.
    All(Vec<Gate>),
    /// One of these must hold.
    One(Vec<Gate>),
}

/// What can be looked at of a condition; `None` if nothing can.
pub fn gate(condition: &Condition) -> Option<Gate> {
    match condition {
        Condition::And(parts) => {
            let gates: Vec<Gate> = parts.iter().filter_map(gate).collect();
            (!gates.is_empty()).then_some(Gate::All(gates))
        }
        Condition::Or(parts) => {
            parts.iter().map(gate).collect::<Option<Vec<Gate>>>().map(Gate::One)
        }
        Condition::Test(Test { field: Field::Named(name), op }) if is_simple(op) => {
            let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
            name.bytes().all(is_plain).then(|| {
                let key = Box::new(Finder::new(&format!("\"{name}\":")).into_owned());
                let name = Box::new(Finder::new(name).into_owned());
                Gate::Member { key, name, op: op.clone() }
            })
        }
        Condition::Test(Test { field: Field::Text, op: Op::Matches(regex) }) => {
            let gates = required(regex.required()).into_iter();
            Some(Gate::All(gates.chain([Gate::Text(regex.clone())]).collect()))
        }
        Condition::Test(Test { field, op }) if stands_in_line(field) => match op {
            Op::Contains(text)
            | Op::StartsWith(text)
            | Op::EndsWith(text)
            | Op::Equals(Operand::Text(text)) => needle(text),
            Op::OneOf(operands) => {
                let gates = operands.iter().map(|operand| match operand {
                    Operand::Text(text) => needle(text),
                    _ => None,
                });
                gates.collect::<Option<Vec<Gate>>>().map(Gate::One)
            }
            Op::Matches(regex) => required(regex.required()),
            _ => None,
        },
        _ => None,
    }
}

/// What must stand in every text that a regex matches.
fn required(required: &Required) -> Option<Gate> {
    match required {
        Required::Nothing => None,
        Required::Text(text) => needle(text),
        Required::All(parts) => {
            let gates: Vec<Gate> = parts.iter().filter_map(self::required).collect();
            (!gates.is_empty()).then_some(Gate::All(gates))
        }
        Required::Any(parts) => {
            parts.iter().map(self::required).collect::<Option<Vec<Gate>>>().map(Gate::One)
        }
    }
}

/// The longest piece of a text that is written as it is. If case does not matter, that is nothing
/// to look for.
fn needle(Needle { text, fold }: &Needle) -> Option<Gate> {
    let pieces = text.split(|c| !is_written_as_it_is(c));
    let longest = pieces.max_by_key(|piece| piece.len()).filter(|piece| !piece.is_empty());
    let finder = |piece: &str| Gate::Needle(Box::new(Finder::new(piece).into_owned()));
    longest.filter(|_| !fold).map(finder)
}

fn is_simple(op: &Op) -> bool {
    let is_number = |operand: &Operand| matches!(operand, Operand::Number(_) | Operand::Bool(_));
    match op {
        Op::Equals(operand) => is_number(operand),
        Op::OneOf(operands) => operands.iter().all(is_number),
        Op::Order(_, bound) => matches!(bound, Bound::Number(_)),
        _ => false,
    }
}

impl Gate {
    /// Whether the condition cannot hold on the record of this line.
    pub fn refutes(&self, line: &[u8]) -> bool {
        match self {
            Self::Member { key, name, op } => {
                name.find(line).is_none() || refutes_member(key, op, line)
            }
            Self::Text(regex) => refutes_text(regex, line),
            Self::Needle(text) => text.find(line).is_none(),
            Self::All(gates) => gates.iter().any(|gate| gate.refutes(line)),
            Self::One(gates) => gates.iter().all(|gate| gate.refutes(line)),
        }
    }
}

/// Whether nothing in the line is escaped. An envelope before the object is no part of the text.
fn is_verbatim(line: &[u8]) -> bool {
    line.starts_with(b"{") && memchr(b'\\', line).is_none()
}

fn refutes_text(regex: &Regex, line: &[u8]) -> bool {
    let text = || std::str::from_utf8(line.trim_ascii_end()).ok();
    is_verbatim(line) && text().is_some_and(|text| !regex.is_match(text))
}

/// A key that comes twice, or whose value is no plain number or truth value, refutes nothing.
fn refutes_member(key: &Finder<'_>, op: &Op, line: &[u8]) -> bool {
    let Some(at) = key.find(line) else { return false };
    let behind = &line[at + key.needle().len()..];
    if key.find(behind).is_some() {
        return false;
    }
    let behind = behind.trim_ascii_start();
    let end = behind.iter().take(32).position(|byte| matches!(byte, b',' | b'}'));
    let value = end.and_then(|end| std::str::from_utf8(&behind[..end]).ok());
    value.is_some_and(|value| fails(op, value.trim_ascii_end()))
}

/// Whether a value, if it is one of those that are understood here, fails the test.
fn fails(op: &Op, value: &str) -> bool {
    let number: Option<f64> = value.parse().ok();
    let is_bool = matches!(value, "true" | "false");
    if number.is_none() && !is_bool {
        return false;
    }
    let equals = |operand: &Operand| match operand {
        Operand::Number(wanted) => number == Some(*wanted),
        Operand::Bool(wanted) => value == if *wanted { "true" } else { "false" },
        _ => true,
    };
    match op {
        Op::Equals(operand) => !equals(operand),
        Op::OneOf(operands) => !operands.iter().any(equals),
        Op::Order(side, Bound::Number(bound)) => number.is_none_or(|number| match side {
            Side::Below => number >= *bound,
            Side::AtMost => number > *bound,
            Side::AtLeast => number < *bound,
            Side::Above => number <= *bound,
        }),
        _ => false,
    }
}
