//! What a field is compared with: does it fit what the field holds?

use super::{Bound, Needle, Op, Operand, Side};
use crate::diagnostic::{Code, Diagnostic};
use crate::field::Kind;
use crate::source::{SourceId, Span};
use crate::spelling::nearest_within;
use crate::syntax::ast::{self, Comparison, Literal};
use crate::value::Level;

/// A comparison of a field of which it is known, or not, what it holds.
pub(super) struct Asked<'a> {
    pub(super) test: &'a ast::Test,
    pub(super) kind: Option<Kind>,
    pub(super) source: SourceId,
}

type Judged<T> = Result<T, Box<Diagnostic>>;

impl Asked<'_> {
    /// What `==` and its kin mean.
    pub(super) fn compare(&self, comparison: Comparison, literal: &Literal) -> Judged<Op> {
        let side = match comparison {
            Comparison::Equal => return Ok(Op::Equals(self.operand(literal)?)),
            Comparison::NotEqual => return Ok(Op::Differs(self.operand(literal)?)),
            Comparison::Below => Side::Below,
            Comparison::AtMost => Side::AtMost,
            Comparison::AtLeast => Side::AtLeast,
            Comparison::Above => Side::Above,
        };
        Ok(Op::Order(side, self.bound(comparison, literal)?))
    }

    /// What `in` means.
    pub(super) fn one_of(&self, literals: &[Literal]) -> Judged<Op> {
        if self.kind == Some(Kind::Bool) {
            return Err(self.wrong_operator());
        }
        Ok(Op::OneOf(literals.iter().map(|literal| self.operand(literal)).collect::<Judged<_>>()?))
    }

    /// Whether the field may be searched for text.
    pub(super) fn searched(&self) -> Judged<()> {
        match self.kind {
            None | Some(Kind::Text | Kind::Time) => Ok(()),
            Some(_) => Err(self.wrong_operator()),
        }
    }

    /// A text to search the field for.
    pub(super) fn search(&self, text: &ast::Text) -> Judged<Needle> {
        self.searched()?;
        if text.value.is_empty() {
            return Err(Box::new(empty_text(text, self.source)));
        }
        Ok(needle(text))
    }

    fn operand(&self, literal: &Literal) -> Judged<Operand> {
        match self.kind {
            Some(Kind::Level) => self.level(literal).map(Operand::Level),
            Some(Kind::Number) => self.number(literal).map(Operand::Number),
            Some(Kind::Millis) => self.duration(literal),
            Some(Kind::Bool) => self.bool(literal),
            Some(Kind::Time) if !matches!(literal, Literal::Text(_) | Literal::Word(_)) => {
                let fault = self.fault(Code::NotATime, literal, "a time");
                let label =
                    "write it as the log does, or a part of it: `… starts with \"2022-03-\"`";
                Err(Box::new(fault.label(label)))
            }
            None | Some(Kind::Text | Kind::Time) => Ok(match literal {
                Literal::Text(text) => Operand::Text(needle(text)),
                Literal::Word(word) => {
                    Operand::Text(Needle { text: word.value.clone(), fold: false })
                }
                Literal::Number(number) => Operand::Number(number.value),
                Literal::Length(length) => Operand::Duration(length.value.duration()),
            }),
        }
    }

    fn bound(&self, comparison: Comparison, literal: &Literal) -> Judged<Bound> {
        match (self.kind, literal) {
            (Some(Kind::Level), _) => self.level(literal).map(Bound::Level),
            (Some(Kind::Number), _) => self.number(literal).map(Bound::Number),
            (Some(Kind::Millis), _) => match self.duration(literal)? {
                Operand::Duration(duration) => Ok(Bound::Duration(duration)),
                _ => Err(self.no_order(comparison, literal)),
            },
            (None, Literal::Number(number)) => Ok(Bound::Number(number.value)),
            (None, Literal::Length(length)) => Ok(Bound::Duration(length.value.duration())),
            _ => Err(self.no_order(comparison, literal)),
        }
    }

    fn level(&self, literal: &Literal) -> Judged<Level> {
        let fault = self.fault(Code::NotALevel, literal, "a level");
        let names = "`trace`, `debug`, `info`, `warning`, `error` or `fatal`";
        let fault = fault.label(format!("a level is {names}"));
        match literal {
            Literal::Word(word) => Level::parse(&word.value).ok_or_else(|| {
                match nearest_within(&word.value, 2, Level::ALL.map(Level::name)) {
                    Some(level) => Box::new(fault.fix(word.span, level)),
                    None => Box::new(fault),
                }
            }),
            Literal::Text(text) => Err(Box::new(match Level::parse(&text.value) {
                Some(_) => fault
                    .label("a level stands without quotes")
                    .fix(text.span, text.value.to_ascii_lowercase()),
                None => fault,
            })),
            Literal::Number(_) | Literal::Length(_) => Err(Box::new(fault)),
        }
    }

    fn number(&self, literal: &Literal) -> Judged<f64> {
        let fault = self.fault(Code::NotANumber, literal, "a number");
        match literal {
            Literal::Number(number) => Ok(number.value),
            Literal::Text(text) if is_number(&text.value) => {
                let fault = fault.label("a number stands without quotes");
                Err(Box::new(fault.fix(text.span, text.value.clone())))
            }
            _ => Err(Box::new(fault.label("a number belongs here, such as `502`"))),
        }
    }

    fn duration(&self, literal: &Literal) -> Judged<Operand> {
        match literal {
            Literal::Length(length) => Ok(Operand::Duration(length.value.duration())),
            Literal::Number(number) => {
                let message = format!("`{}` has no unit", number.value);
                let diagnostic =
                    Diagnostic::new(Code::MissingUnit, self.source, number.span, message);
                let label = format!("write `{0}ms`, `{0}s`, `{0}m` or `{0}h`", number.value);
                let note = format!(
                    "a bare number in a log's `{}` counts milliseconds",
                    self.test.field.value
                );
                let fix = format!("{}ms", number.value);
                Err(Box::new(diagnostic.label(label).note(note).fix(number.span, fix)))
            }
            _ => {
                let fault = self.fault(Code::NotADuration, literal, "a length of time");
                Err(Box::new(fault.label("a number and a unit belong here, such as `10s`")))
            }
        }
    }

    fn bool(&self, literal: &Literal) -> Judged<Operand> {
        let fault = self.fault(Code::NotABool, literal, "`true` or `false`");
        let (word, is_quoted) = match literal {
            Literal::Word(word) => (word.value.as_str(), false),
            Literal::Text(text) => (text.value.as_str(), true),
            _ => ("", false),
        };
        match (word, is_quoted) {
            ("true", false) => Ok(Operand::Bool(true)),
            ("false", false) => Ok(Operand::Bool(false)),
            ("true" | "false", true) => {
                let fault = fault.label("a truth value stands without quotes");
                Err(Box::new(fault.fix(literal.span(), word)))
            }
            _ => Err(Box::new(fault.label("write `true` or `false`"))),
        }
    }

    /// The field holds one thing and is compared with another.
    fn fault(&self, code: Code, literal: &Literal, holds: &str) -> Diagnostic {
        let field = &self.test.field.value;
        let message = format!("`{field}` holds {holds} and is compared with {}", kind_of(literal));
        Diagnostic::new(code, self.source, literal.span(), message)
    }

    fn no_order(&self, comparison: Comparison, literal: &Literal) -> Box<Diagnostic> {
        let sign = comparison.sign();
        let what = match self.kind {
            Some(Kind::Bool) => "truth values have",
            Some(Kind::Time) => "times have here",
            _ => "text has",
        };
        let message = format!("`{sign}` asks for an order, which {what} not");
        let diagnostic = Diagnostic::new(Code::NoOrder, self.source, self.test.operator, message);
        let label = match (self.kind, literal) {
            (None, Literal::Text(text)) if is_number(&text.value) => {
                let diagnostic = diagnostic.label("compare it with a number, without quotes");
                return Box::new(diagnostic.fix(text.span, text.value.clone()));
            }
            (None, _) => "numbers, lengths of time and levels have an order",
            (Some(Kind::Time), _) => "ask for a part of it: `… starts with \"2022-03-\"`",
            _ => "write `==` or `!=`",
        };
        Box::new(diagnostic.label(label))
    }

    fn wrong_operator(&self) -> Box<Diagnostic> {
        let (holds, label) = match self.kind {
            Some(Kind::Level) => ("a level", "compare it with a level: `level >= error`"),
            Some(Kind::Number) => ("a number", "compare it with numbers: `== 502`, `>= 500`"),
            Some(Kind::Millis) => ("a length of time", "compare it with one: `duration > 10s`"),
            _ => ("`true` or `false`", "write `== true` or `== false`"),
        };
        let operator = match self.test.op {
            ast::Op::Contains(_) => "contains",
            ast::Op::StartsWith(_) => "starts with",
            ast::Op::EndsWith(_) => "ends with",
            ast::Op::OneOf(_) => "in",
            ast::Op::Matches(_) => "~",
            ast::Op::Compare(comparison, _) => comparison.sign(),
        };
        let field = &self.test.field.value;
        let message = format!("`{operator}` does not fit `{field}`, which holds {holds}");
        let span = self.test.operator;
        Box::new(Diagnostic::new(Code::WrongOperator, self.source, span, message).label(label))
    }
}

/// The text, ready to be looked for.
pub(super) fn needle(text: &ast::Text) -> Needle {
    let fold = text.fold;
    Needle { text: if fold { text.value.to_ascii_lowercase() } else { text.value.clone() }, fold }
}

/// A text that everything contains.
pub(super) fn empty_text(text: &ast::Text, source: SourceId) -> Diagnostic {
    let span: Span = text.span;
    Diagnostic::new(Code::EmptyText, source, span, "this text is empty")
        .label("every record contains it; write what must be there")
}

fn kind_of(literal: &Literal) -> &'static str {
    match literal {
        Literal::Text(_) => "a text",
        Literal::Number(_) => "a number",
        Literal::Length(_) => "a length of time",
        Literal::Word(_) => "a word",
    }
}

/// Whether the text would be a number without its quotes.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_decimal = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    is_decimal
        && digits.parse::<f64>().is_ok()
        && !digits.starts_with('.')
        && !digits.ends_with('.')
}
