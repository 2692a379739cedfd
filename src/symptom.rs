//! What a symptom means: typed, with every name resolved; evaluation has no error case.

mod anchor;
mod bare;
mod capture;
mod lower;
mod operand;
mod pattern;
mod regex;

pub use self::regex::{Flags, Found, Group, Regex, RegexFault, Required};
pub use lower::{Lowered, LoweredWhen, lower, lower_when};
pub use pattern::{Axis, From, Order, Pattern, Point, Several, Step, Until, Without};

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::value::{Duration, Level};

/// How a problem looks in a log.
#[derive(Debug, Clone, PartialEq)]
pub struct Symptom {
    /// What must be found.
    pub pattern: Pattern,
    /// The names of the captures that a find can give, sorted.
    pub captures: Vec<String>,
}

/// A condition on one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Condition {
    /// The field passes the test. Bare text is a test of `text`.
    Test(Test),
    /// The record has the field, and it is not null.
    Exists(Field),
    /// The other does not hold.
    Not(Box<Condition>),
    /// All hold.
    And(Vec<Condition>),
    /// At least one holds.
    Or(Vec<Condition>),
}

impl Condition {
    /// Shows every regex of the condition to `look`.
    pub fn each_regex(&self, look: &mut impl FnMut(&Regex)) {
        match self {
            Self::Test(Test { op: Op::Matches(regex), .. }) => look(regex),
            Self::Test(_) | Self::Exists(_) => {}
            Self::Not(inner) => inner.each_regex(look),
            Self::And(inner) | Self::Or(inner) => {
                inner.iter().for_each(|inner| inner.each_regex(look));
            }
        }
    }
}

/// One comparison of one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Test {
    /// The field; missing, the test fails.
    pub field: Field,
    /// What it must satisfy.
    pub op: Op,
}

/// What a field's value is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Op {
    /// The text occurs in it.
    Contains(Needle),
    /// It begins with the text.
    StartsWith(Needle),
    /// It ends with the text.
    EndsWith(Needle),
    /// It equals the operand.
    Equals(Operand),
    /// It is there and differs from the operand.
    Differs(Operand),
    /// It equals one of these.
    OneOf(Vec<Operand>),
    /// It lies on one side of the operand.
    Order(Side, Bound),
    /// The regex matches somewhere in it.
    Matches(Regex),
}

/// A text to look for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needle {
    /// The text; in lower case if the case does not matter.
    pub text: String,
    /// Whether upper and lower case are the same.
    pub fold: bool,
}

/// What a value may equal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Operand {
    /// A text.
    Text(Needle),
    /// A number: values are compared as numbers, `502` equals `502.0`.
    Number(f64),
    /// A length of time.
    Duration(Duration),
    /// A level.
    Level(Level),
    /// `true` or `false`.
    Bool(bool),
}

/// What a value may lie above or below.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Bound {
    /// A number.
    Number(f64),
    /// A length of time.
    Duration(Duration),
    /// A level.
    Level(Level),
}

/// On which side of the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `>`
    Above,
}
