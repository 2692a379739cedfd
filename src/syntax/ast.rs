//! A symptom as it was written: every node knows its place in the file.

use std::fmt;

use crate::source::{Span, Spanned};
use crate::value::Duration;

/// A whole symptom: named conditions, then what must be found.
#[derive(Debug, Clone, PartialEq)]
pub struct Symptom {
    /// The `let`s in the order in which they stand.
    pub bindings: Vec<Binding>,
    /// What must be found.
    pub pattern: Pattern,
    /// All comments in the order in which they stand.
    pub comments: Vec<Comment>,
}

/// The `when` of a cause.
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// What must hold.
    pub condition: Expr,
    /// All comments in the order in which they stand.
    pub comments: Vec<Comment>,
}

/// A remark from `#` to the end of its line.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// The text with its `#`, without blanks at the end.
    pub text: String,
    /// The place.
    pub span: Span,
    /// Whether something else stands before it on its line.
    pub trailing: bool,
}

/// `let name = condition`
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// The name.
    pub name: Spanned<String>,
    /// What the name stands for.
    pub condition: Expr,
    /// From `let` to the end of the condition.
    pub span: Span,
}

/// What must be found, over how many records.
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// One record for which the condition holds.
    One(Expr),
    /// `sequence`: the steps, one after another.
    Sequence(Steps),
    /// `all`: the steps, in any order.
    All(Steps),
    /// `count`: many records for which one condition holds.
    Count(Count),
}

impl Pattern {
    /// From its first word to its end.
    pub fn span(&self) -> Span {
        match self {
            Self::One(condition) => condition.span,
            Self::Sequence(steps) | Self::All(steps) => steps.span,
            Self::Count(count) => count.span,
        }
    }
}

/// A block of steps and what ties them together.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    /// The word `sequence` or `all`.
    pub keyword: Span,
    /// How far apart the records may lie.
    pub window: Window,
    /// Fields that must agree in all records; empty without `by`.
    pub by: Vec<Spanned<String>>,
    /// The word `sharing`, with which one record may serve several steps.
    pub sharing: Option<Span>,
    /// The steps; never empty.
    pub steps: Vec<Step>,
    /// From the keyword to the closing brace.
    pub span: Span,
}

/// `count >= 5 within 1m by user { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Count {
    /// The word `count`.
    pub keyword: Span,
    /// How many records at least.
    pub at_least: Spanned<u64>,
    /// How far apart the first and the last may lie.
    pub window: Window,
    /// Fields that must agree in all records; empty without `by`.
    pub by: Vec<Spanned<String>>,
    /// What must hold of each.
    pub condition: Expr,
    /// From the keyword to the closing brace.
    pub span: Span,
}

/// One part of a block.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// How often, or that never.
    pub kind: StepKind,
    /// What must hold of the record.
    pub condition: Expr,
}

/// How often a record of a block occurs.
#[derive(Debug, Clone, PartialEq)]
pub enum StepKind {
    /// Once.
    Once,
    /// `3 times`; the place is that of both words.
    Times(Spanned<u64>),
    /// `without`: never.
    Without(Without),
}

/// `without`, perhaps with a place in time of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Without {
    /// The word.
    pub keyword: Span,
    /// When the record must stay away.
    pub during: During,
}

/// When a record must stay away.
#[derive(Debug, Clone, PartialEq)]
pub enum During {
    /// Where the `without` stands in its block.
    Here,
    /// From there on, so long.
    Within(Window),
    /// `from … to …`, `from … for …`
    Stretch(Stretch),
}

/// `from first - 2s to last + 10s`
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// Where it begins.
    pub from: Point,
    /// Where it ends.
    pub until: Until,
    /// From `from` to its end.
    pub span: Span,
}

/// A place in time, told by a record of the match.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The record.
    pub mark: Mark,
    /// How far from it.
    pub shift: Option<Shift>,
    /// The place in the text.
    pub span: Span,
}

/// A record of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// `first`
    First,
    /// `last`
    Last,
    /// `record 2`, counted from 1.
    Record(u64),
}

/// `+ 30s`, `- 2 lines`
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// Whether it goes back.
    pub is_back: bool,
    /// How far.
    pub size: WindowSize,
    /// From the sign to the end of the size.
    pub span: Span,
}

/// Where a stretch ends.
#[derive(Debug, Clone, PartialEq)]
pub enum Until {
    /// `to last + 10s`
    Point(Point),
    /// `for 10s`
    Size(Spanned<WindowSize>),
    /// `for match + 10s`: as long as the match, and so much longer.
    Match(Option<Shift>),
}

/// `within 30s`, `within 20 lines`
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// The size.
    pub size: WindowSize,
    /// From `within` to the end of the size.
    pub span: Span,
}

/// A distance between records.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WindowSize {
    /// On the records' own times.
    Time(Length),
    /// In lines, for a log without times.
    Lines(u64),
}

impl fmt::Display for WindowSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(length) => write!(f, "{}{}", length.number, length.unit.sign()),
            Self::Lines(lines) => write!(f, "{lines} lines"),
        }
    }
}

/// A condition on one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it says.
    pub kind: ExprKind,
    /// From its first character to its last; blanks and comments around it do not belong to it.
    pub span: Span,
}

/// What a condition says.
///
/// Trees that come out of the parser keep to this: `And` and `Or` have at least two operands; an
/// operand of `And` is no bare `And` or `Or`, one of `Or` no bare `Or`, and that of `Not` neither;
/// where one is meant, it stands in a `Group`.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// Bare text: the record's text contains it.
    Text(Text),
    /// The name of a `let`.
    Name(String),
    /// `exists field`
    Exists(Spanned<String>),
    /// A comparison of a field.
    Test(Test),
    /// `not …`
    Not(Box<Expr>),
    /// `… and …`
    And(Vec<Expr>),
    /// `… or …`
    Or(Vec<Expr>),
    /// `( … )`
    Group(Box<Expr>),
}

/// A comparison of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// The field's name as it was written.
    pub field: Spanned<String>,
    /// The word or sign between the field and what it is compared with.
    pub operator: Span,
    /// What is asked.
    pub op: Op,
}

/// What a field is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// `contains "text"`
    Contains(Text),
    /// `starts with "text"`
    StartsWith(Text),
    /// `ends with "text"`
    EndsWith(Text),
    /// `in [a, b]`; never empty.
    OneOf(Vec<Literal>),
    /// `~ /regex/`
    Matches(Regex),
    /// `== value` and its kin.
    Compare(Comparison, Literal),
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `>`
    Above,
}

impl Comparison {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Equal, Self::NotEqual, Self::Below, Self::AtMost, Self::AtLeast, Self::Above];

    /// The sign.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::Above => ">",
        }
    }
}

/// What a field is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `"text"`
    Text(Text),
    /// `502`; always finite.
    Number(Spanned<f64>),
    /// `10s`
    Length(Spanned<Length>),
    /// `error`, `true`, `envoy`
    Word(Spanned<String>),
}

impl Literal {
    /// The place.
    pub fn span(&self) -> Span {
        match self {
            Self::Text(text) => text.span,
            Self::Number(number) => number.span,
            Self::Length(length) => length.span,
            Self::Word(word) => word.span,
        }
    }
}

/// A text in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text, escapes undone.
    pub value: String,
    /// Whether upper and lower case are the same: an `i` follows the closing quote.
    pub fold: bool,
    /// The place, quotes and `i` included.
    pub span: Span,
}

/// A regex between slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regex {
    /// What stands between the slashes, letter for letter: `\/` stays `\/`, which a regex reads as
    /// a slash.
    pub pattern: String,
    /// The letters behind the closing slash.
    pub flags: Spanned<String>,
    /// The place, slashes and flags included.
    pub span: Span,
}

impl Regex {
    /// The place of the pattern, slashes off.
    pub fn pattern_span(&self) -> Span {
        let start = self.span.start + 1;
        Span::new(start, start + self.pattern.len())
    }
}

/// A length of time as it was written: a number and a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Length {
    /// How many; always finite.
    pub number: f64,
    /// Of what.
    pub unit: Unit,
}

impl Length {
    /// The length in the one unit in which lengths are compared.
    pub fn duration(self) -> Duration {
        Duration::from_nanos(self.number * self.unit.duration().as_nanos())
    }
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// `ms`
    Millis,
    /// `s`
    Seconds,
    /// `m`
    Minutes,
    /// `h`
    Hours,
}

impl Unit {
    /// All units, smallest first.
    pub const ALL: [Self; 4] = [Self::Millis, Self::Seconds, Self::Minutes, Self::Hours];

    /// The sign.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Millis => "ms",
            Self::Seconds => "s",
            Self::Minutes => "m",
            Self::Hours => "h",
        }
    }

    /// How long one of it is.
    pub const fn duration(self) -> Duration {
        Duration::from_nanos(match self {
            Self::Millis => 1e6,
            Self::Seconds => 1e9,
            Self::Minutes => 6e10,
            Self::Hours => 3.6e12,
        })
    }
}
