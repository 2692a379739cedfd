//! A condition in, cheap looks at the bytes of a line by which it can be refuted out.
//!
//! Some literals stand in nearly every line, such as `via_upstream`; what tells the few lines of
//! interest apart is a number or a truth value. In a JSON object, these can be read without taking
//! the line apart.

use crate::bytes::Finder;
use crate::field::Field;
use crate::symptom::{Bound, Condition, Op, Operand, Side, Test};

/// Something that must hold in a line, which is an object as writers write it, for a condition to
/// hold.
#[derive(Debug, Clone)]
pub struct Gate {
    /// The key with its quotes and the colon.
    key: Finder<'static>,
    op: Op,
}

/// What can be looked at of a condition.
pub fn gates(condition: &Condition) -> Vec<Gate> {
    match condition {
        Condition::And(parts) => parts.iter().flat_map(gates).collect(),
        Condition::Test(Test { field: Field::Named(name), op }) if is_simple(op) => {
            let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
            if !name.bytes().all(is_plain) {
                return Vec::new();
            }
            let key = Finder::new(&format!("\"{name}\":")).into_owned();
            vec![Gate { key, op: op.clone() }]
        }
        _ => Vec::new(),
    }
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
    /// Whether the condition cannot hold on the record of this line. A key that comes twice, or
    /// whose value is no plain number or truth value, refutes nothing.
    pub fn refutes(&self, line: &[u8]) -> bool {
        let Some(at) = self.key.find(line) else { return false };
        let behind = &line[at + self.key.needle().len()..];
        if self.key.find(behind).is_some() {
            return false;
        }
        let behind = behind.trim_ascii_start();
        let end = behind.iter().take(32).position(|byte| matches!(byte, b',' | b'}'));
        let value = end.and_then(|end| std::str::from_utf8(&behind[..end]).ok());
        value.is_some_and(|value| self.fails(value.trim_ascii_end()))
    }

    /// Whether a value, if it is one of those that are understood here, fails the test.
    fn fails(&self, value: &str) -> bool {
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
        match &self.op {
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
}
