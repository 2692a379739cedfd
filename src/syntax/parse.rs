//! The text of a symptom to its tree, or to the one place where it broke; pest ends here.

mod follow;
mod several;

pub use follow::follow;

use std::num::NonZeroUsize;
use std::sync::LazyLock;

use pest::Parser as _;
use pest::error::{Error, ErrorVariant, InputLocation};
use pest::iterators::{Pair, Pairs};
use pest::pratt_parser::{Assoc, Op as Precedence, PrattParser};

use super::ast::{
    Binding, Comment, Comparison, Expr, ExprKind, Length, Literal, Op, Pattern, Regex, Symptom,
    Test, Text, Unit, When,
};
use super::hint::{self, Broken, Expected};
use super::quote::unquote;
use super::token;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span, Spanned};

/// Longer symptoms are refused; the longest of a hundred rules has two thousand bytes.
const MAX_LENGTH: usize = 16 * 1024;

/// How many parentheses and `not`s may stand around one condition: pest and the builder recurse
/// on them.
const MAX_DEPTH: usize = 64;

/// Steps that pest may take; a text of full length needs a tenth of them.
const MAX_CALLS: NonZeroUsize = NonZeroUsize::new(4_000_000).unwrap();

/// Reads the text of a symptom. `at` is the offset of the text in its file; all places are places
/// in the file. There is a tree even with diagnostics, if the text is a sentence of the language.
pub fn parse(text: &str, at: usize, source: SourceId) -> (Option<Symptom>, Vec<Diagnostic>) {
    let mut builder = Builder { text, at, source, diagnostics: Vec::new() };
    let symptom = builder.read(Rule::symptom, Builder::symptom);
    (symptom, builder.diagnostics)
}

/// Reads the text of a `when`: one condition without names; otherwise as [`parse`].
pub fn parse_when(text: &str, at: usize, source: SourceId) -> (Option<When>, Vec<Diagnostic>) {
    let mut builder = Builder { text, at, source, diagnostics: Vec::new() };
    let when = builder.read(Rule::when, Builder::when);
    (when, builder.diagnostics)
}

/// How far a text can be read, and what would go on there; `None` if it can be read to its end.
fn furthest(entry: Rule, text: &str) -> Option<(usize, Vec<Rule>)> {
    pest::set_call_limit(Some(MAX_CALLS));
    let error = Grammar::parse(entry, text).err()?;
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    match error.variant {
        ErrorVariant::ParsingError { positives, .. } => Some((at, positives)),
        ErrorVariant::CustomError { .. } => None,
    }
}

#[derive(pest_derive::Parser)]
#[grammar = "grammar/symptom.pest"]
struct Grammar;

/// The lowest comes first.
static PRECEDENCE: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    PrattParser::new()
        .op(Precedence::infix(Rule::kw_or, Assoc::Left))
        .op(Precedence::infix(Rule::kw_and, Assoc::Left))
        .op(Precedence::prefix(Rule::kw_not))
});

/// The grammar promised a child that is not there.
struct Absent;

type Built<T> = Result<T, Absent>;

/// Makes the tree out of pest's pairs.
struct Builder<'t> {
    text: &'t str,
    at: usize,
    source: SourceId,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Builder<'t> {
    fn read<T>(
        &mut self,
        entry: Rule,
        build: fn(&mut Self, &Pairs<'t, Rule>) -> Built<T>,
    ) -> Option<T> {
        if let Some(refusal) = self.refuse() {
            self.diagnostics.push(refusal);
            return None;
        }
        pest::set_call_limit(Some(MAX_CALLS));
        let built = match Grammar::parse(entry, self.text) {
            Ok(pairs) => build(self, &pairs),
            Err(error) => {
                let diagnostic = self.broken(&error);
                self.diagnostics.push(diagnostic);
                return None;
            }
        };
        if built.is_err() {
            let span = Span::new(self.at, self.at + self.text.len());
            let message = "the grammar and the builder of its tree disagree";
            self.report(Code::Internal, span, message);
        }
        built.ok()
    }

    /// What pest must not see: it recurses.
    fn refuse(&self) -> Option<Diagnostic> {
        if self.text.len() > MAX_LENGTH {
            let message = format!("a symptom has at most {MAX_LENGTH} bytes");
            let span = Span::new(self.at, self.at + self.text.len());
            let diagnostic = Diagnostic::new(Code::TooLong, self.source, span, message);
            return Some(diagnostic.label(format!("this has {}", self.text.len())));
        }
        let token = token::deeper_than(MAX_DEPTH, self.text)?;
        let span = Span::new(self.at + token.start, self.at + token.end());
        let message = "the parentheses nest too deeply";
        let diagnostic = Diagnostic::new(Code::TooDeep, self.source, span, message);
        let label = format!("at most {MAX_DEPTH} levels of parentheses and `not`");
        Some(diagnostic.label(label).note("give parts of it a name with `let`"))
    }

    fn broken(&self, error: &Error<Rule>) -> Diagnostic {
        let at = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
        match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => {
                let mut expected: Vec<_> = positives.iter().filter_map(expected).collect();
                expected.sort_unstable();
                expected.dedup();
                hint::explain(&Broken {
                    text: self.text,
                    base: self.at,
                    source: self.source,
                    at,
                    expected,
                })
            }
            ErrorVariant::CustomError { .. } => {
                let span = Span::empty(self.at + at);
                let message = "the symptom takes too many steps to read";
                Diagnostic::new(Code::TooLong, self.source, span, message)
                    .note("write it in fewer or simpler conditions")
            }
        }
    }

    fn report(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, self.source, span, message));
    }

    fn symptom(&mut self, pairs: &Pairs<'t, Rule>) -> Built<Symptom> {
        let comments = self.comments(pairs);
        let mut bindings = Vec::new();
        let mut pattern = None;
        for pair in children(pairs.peek().ok_or(Absent)?) {
            match pair.as_rule() {
                Rule::binding => bindings.push(self.binding(pair)?),
                Rule::sequence => pattern = Some(Pattern::Sequence(self.steps(pair)?)),
                Rule::all => pattern = Some(Pattern::All(self.steps(pair)?)),
                Rule::count => pattern = Some(Pattern::Count(self.count(pair)?)),
                Rule::condition => pattern = Some(Pattern::One(self.condition(pair)?)),
                _ => {}
            }
        }
        Ok(Symptom { bindings, pattern: pattern.ok_or(Absent)?, comments })
    }

    fn when(&mut self, pairs: &Pairs<'t, Rule>) -> Built<When> {
        let comments = self.comments(pairs);
        let mut inner = children(pairs.peek().ok_or(Absent)?);
        Ok(When { condition: self.condition(next(&mut inner)?)?, comments })
    }

    fn comments(&self, pairs: &Pairs<'t, Rule>) -> Vec<Comment> {
        let comments = pairs.clone().flatten().filter(|pair| pair.as_rule() == Rule::COMMENT);
        let comment = |pair: Pair<'t, Rule>| {
            let written = pair.as_span();
            let before = self.text.get(..written.start()).unwrap_or_default();
            let line = before.rsplit(['\r', '\n']).next().unwrap_or_default();
            let text = written.as_str().trim_end();
            let start = self.at + written.start();
            Comment {
                text: text.to_owned(),
                span: Span::new(start, start + text.len()),
                trailing: !line.trim().is_empty(),
            }
        };
        comments.map(comment).collect()
    }

    fn binding(&mut self, pair: Pair<'t, Rule>) -> Built<Binding> {
        let mut inner = children(pair);
        let keyword = self.span(&next(&mut inner)?);
        let name = self.word(&next(&mut inner)?);
        next(&mut inner)?;
        let condition = self.condition(next(&mut inner)?)?;
        let span = keyword.to(condition.span);
        Ok(Binding { name, condition, span })
    }

    fn condition(&mut self, pair: Pair<'t, Rule>) -> Built<Expr> {
        let (at, pairs) = (self.at, children(pair));
        PRECEDENCE
            .map_primary(|pair| self.operand(pair))
            .map_prefix(|not, operand: Built<Expr>| {
                let operand = operand?;
                let span = operand.span.to(Span::empty(at + not.as_span().start()));
                Ok(Expr { kind: ExprKind::Not(Box::new(operand)), span })
            })
            .map_infix(|left, joiner, right| Ok(joined(left?, joiner.as_rule(), right?)))
            .parse(pairs)
    }

    fn operand(&mut self, pair: Pair<'t, Rule>) -> Built<Expr> {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::text => {
                let text = self.text(&pair);
                Ok(Expr { kind: ExprKind::Text(text), span })
            }
            Rule::name => Ok(Expr { kind: ExprKind::Name(pair.as_str().to_owned()), span }),
            Rule::exists => {
                let mut inner = children(pair);
                let keyword = self.span(&next(&mut inner)?);
                let field = self.word(&next(&mut inner)?);
                let span = keyword.to(field.span);
                Ok(Expr { kind: ExprKind::Exists(field), span })
            }
            Rule::group => {
                let mut inner = children(pair);
                let open = self.span(&next(&mut inner)?);
                let condition = self.condition(next(&mut inner)?)?;
                let span = open.to(self.span(&next(&mut inner)?));
                Ok(Expr { kind: ExprKind::Group(Box::new(condition)), span })
            }
            _ => self.test(pair),
        }
    }

    fn test(&mut self, pair: Pair<'t, Rule>) -> Built<Expr> {
        let mut inner = children(pair);
        let field = self.word(&next(&mut inner)?);
        let asked = next(&mut inner)?;
        let kind = asked.as_rule();
        let mut inner = children(asked);
        let sign = next(&mut inner)?;
        let mut operator = self.span(&sign);
        if matches!(kind, Rule::starts | Rule::ends) {
            operator = operator.to(self.span(&next(&mut inner)?));
        }
        let mut end = operator;
        let op = match kind {
            Rule::one_of => {
                let mut values = Vec::new();
                for pair in inner {
                    match pair.as_rule() {
                        Rule::open_list | Rule::comma => {}
                        Rule::close_list => end = self.span(&pair),
                        _ => values.push(self.literal(&pair)?),
                    }
                }
                Op::OneOf(values)
            }
            _ => {
                let operand = next(&mut inner)?;
                end = self.span(&operand);
                match kind {
                    Rule::contains => Op::Contains(self.text(&operand)),
                    Rule::starts => Op::StartsWith(self.text(&operand)),
                    Rule::ends => Op::EndsWith(self.text(&operand)),
                    Rule::matches => Op::Matches(self.regex(&operand)?),
                    _ => Op::Compare(comparison(sign.as_str())?, self.literal(&operand)?),
                }
            }
        };
        let span = field.span.to(end);
        Ok(Expr { kind: ExprKind::Test(Test { field, operator, op }), span })
    }

    fn literal(&mut self, pair: &Pair<'t, Rule>) -> Built<Literal> {
        Ok(match pair.as_rule() {
            Rule::text => Literal::Text(self.text(pair)),
            Rule::duration => Literal::Length(self.length(pair)?),
            Rule::number => {
                let span = self.span(pair);
                Literal::Number(Spanned::new(self.number(pair.as_str(), span)?, span))
            }
            _ => Literal::Word(self.word(pair)),
        })
    }

    fn length(&mut self, pair: &Pair<'t, Rule>) -> Built<Spanned<Length>> {
        let (written, span) = (pair.as_str(), self.span(pair));
        let split = written.find(|c: char| c.is_ascii_alphabetic()).ok_or(Absent)?;
        let (number, sign) = written.split_at(split);
        let unit = Unit::ALL.into_iter().find(|unit| unit.sign() == sign).ok_or(Absent)?;
        let number = self.number(number, span)?;
        Ok(Spanned::new(Length { number, unit }, span))
    }

    fn number(&mut self, written: &str, span: Span) -> Built<f64> {
        let number: f64 = written.parse().map_err(|_| Absent)?;
        // The largest number times the largest unit must still be one.
        if number.abs() < 1e290 {
            return Ok(number);
        }
        self.report(Code::NumberTooLarge, span, "this number is too large");
        Ok(0.0)
    }

    fn integer(&mut self, pair: &Pair<'t, Rule>) -> Spanned<u64> {
        let span = self.span(pair);
        let Ok(number) = pair.as_str().parse() else {
            self.report(Code::NumberTooLarge, span, "this number is too large");
            return Spanned::new(u64::MAX, span);
        };
        Spanned::new(number, span)
    }

    fn regex(&self, pair: &Pair<'t, Rule>) -> Built<Regex> {
        let (written, span) = (pair.as_str(), self.span(pair));
        let slash = written.rfind('/').ok_or(Absent)?;
        let pattern = written.get(1..slash).ok_or(Absent)?.to_owned();
        let flags = written.get(slash + 1..).ok_or(Absent)?.to_owned();
        let flags_span = Span::new(span.start + slash + 1, span.end);
        Ok(Regex { pattern, flags: Spanned::new(flags, flags_span), span })
    }

    /// Takes the quotes off and undoes the escapes.
    fn text(&mut self, pair: &Pair<'t, Rule>) -> Text {
        let (written, span) = (pair.as_str(), self.span(pair));
        let fold = written.ends_with('i');
        let quoted = written.strip_suffix('i').unwrap_or(written);
        let inside = quoted.get(1..quoted.len() - 1).unwrap_or_default();
        let (value, unknown) = unquote(inside);
        for escape in unknown {
            let start = span.start + 1;
            self.unknown_escape(Span::new(start + escape.start, start + escape.end));
        }
        Text { value, fold, span }
    }

    fn unknown_escape(&mut self, span: Span) {
        let written = self.text.get(span.start - self.at..span.end - self.at).unwrap_or_default();
        let message = format!("`{written}` means nothing in a text");
        let diagnostic = Diagnostic::new(Code::UnknownEscape, self.source, span, message)
            .label("a backslash itself is written `\\\\`")
            .note("the escapes are `\\\"`, `\\\\`, `\\n`, `\\r` and `\\t`; a text is no regex");
        self.diagnostics.push(diagnostic.fix(span, format!("\\{written}")));
    }

    fn word(&self, pair: &Pair<'t, Rule>) -> Spanned<String> {
        Spanned::new(pair.as_str().to_owned(), self.span(pair))
    }

    /// The place in the file. Exact only for rules that end in a character of their own: others
    /// take in the blanks before an absent optional part.
    fn span(&self, pair: &Pair<'t, Rule>) -> Span {
        let span = pair.as_span();
        Span::new(self.at + span.start(), self.at + span.end())
    }
}

/// What a pair is made of, comments left out.
fn children(pair: Pair<'_, Rule>) -> impl Iterator<Item = Pair<'_, Rule>> {
    pair.into_inner().filter(|pair| pair.as_rule() != Rule::COMMENT)
}

fn next<'t>(pairs: &mut impl Iterator<Item = Pair<'t, Rule>>) -> Built<Pair<'t, Rule>> {
    pairs.next().ok_or(Absent)
}

/// Joins two conditions; chains of one word become one list.
fn joined(left: Expr, joiner: Rule, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    let kind = match (left.kind, joiner) {
        (ExprKind::And(mut operands), Rule::kw_and) => {
            operands.push(right);
            ExprKind::And(operands)
        }
        (ExprKind::Or(mut operands), Rule::kw_or) => {
            operands.push(right);
            ExprKind::Or(operands)
        }
        (kind, joiner) => {
            let operands = vec![Expr { kind, span: left.span }, right];
            if joiner == Rule::kw_and { ExprKind::And(operands) } else { ExprKind::Or(operands) }
        }
    };
    Expr { kind, span }
}

fn comparison(sign: &str) -> Built<Comparison> {
    Comparison::ALL.into_iter().find(|comparison| comparison.sign() == sign).ok_or(Absent)
}

/// What to call a rule of the grammar where it was expected; `None` for what goes without saying.
fn expected(rule: &Rule) -> Option<Expected> {
    Some(match rule {
        Rule::kw_and | Rule::kw_or => Expected::Joiner,
        Rule::contains
        | Rule::starts
        | Rule::ends
        | Rule::one_of
        | Rule::matches
        | Rule::compare
        | Rule::operator
        | Rule::tilde
        | Rule::kw_contains
        | Rule::kw_starts
        | Rule::kw_ends
        | Rule::kw_in => Expected::Operator,
        Rule::symptom
        | Rule::when
        | Rule::condition
        | Rule::group
        | Rule::open_group
        | Rule::exists
        | Rule::test
        | Rule::step => Expected::Condition,
        Rule::text => Expected::Text,
        Rule::regex => Expected::Regex,
        Rule::number | Rule::duration | Rule::word => Expected::Value,
        Rule::field => Expected::Field,
        Rule::name => Expected::Name,
        Rule::is => Expected::Is,
        Rule::window | Rule::kw_within => Expected::Window,
        Rule::integer => Expected::Integer,
        Rule::kw_with => Expected::With,
        Rule::kw_lines => Expected::Lines,
        Rule::size | Rule::lasting => Expected::Size,
        Rule::kw_times => Expected::Times,
        Rule::kw_sharing => Expected::Sharing,
        Rule::point | Rule::kw_first | Rule::kw_last | Rule::kw_record => Expected::Point,
        Rule::kw_to | Rule::kw_for => Expected::Until,
        Rule::at_least => Expected::AtLeast,
        Rule::comma => Expected::Comma,
        Rule::close_group => Expected::CloseGroup,
        Rule::open_list => Expected::OpenList,
        Rule::close_list => Expected::CloseList,
        Rule::open_block => Expected::OpenBlock,
        Rule::close_block => Expected::CloseBlock,
        Rule::EOI => Expected::End,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
