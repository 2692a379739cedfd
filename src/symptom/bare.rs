//! The operands of an `or`, to advice where one is a bare text that reads as if it belonged to the
//! field before it.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::SourceId;
use crate::syntax::ast::{self, Comparison, Expr, ExprKind, Literal, Op, Test, Text};
use crate::syntax::print_when;

/// Says that in `message == "a" or "b"` the field is not asked for `"b"`. `is_text` tells of a
/// field's name whether it can hold text.
pub(super) fn advise(
    operands: &[Expr],
    is_text: impl Fn(&str) -> bool,
    source: SourceId,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut rest = operands;
    while let [left, tail @ ..] = rest {
        rest = tail;
        let Some(asked) = Asked::of(left).filter(|asked| is_text(&asked.test.field.value)) else {
            continue;
        };
        let texts: Vec<_> = tail.iter().map_while(whole_text).collect();
        let bare = match (texts.as_slice(), tail.first().and_then(first_text)) {
            ([first, .., last], _) => first.span.to(last.span),
            ([only], _) => only.span,
            ([], Some(first)) => first.span,
            ([], None) => continue,
        };
        let field = &asked.test.field.value;
        let message = format!("`{field}` is not asked for this text");
        let diagnostic = Diagnostic::new(Code::BareTextOperand, source, bare, message)
            .label("a text alone is looked for in the whole record")
            .note("if that is meant, write `text contains …`");
        diagnostics.push(match texts.last() {
            Some(last) => {
                let span = asked.test.field.span.to(last.span);
                diagnostic.fix(span, asked.also(&texts))
            }
            None => diagnostic,
        });
    }
    diagnostics
}

/// The test that stands directly before the `or`.
struct Asked<'a> {
    test: &'a Test,
    /// Whether it is bound tighter than the `or`, by a `not` or an `and`.
    is_bound: bool,
}

impl<'a> Asked<'a> {
    /// The last test of a condition without parentheses, if it looks for a text. A bare text says
    /// the same as `text contains` does.
    fn of(mut condition: &'a Expr) -> Option<Self> {
        let mut is_bound = false;
        loop {
            condition = match &condition.kind {
                ExprKind::Not(inner) => inner,
                ExprKind::And(operands) => operands.last()?,
                ExprKind::Test(test) => {
                    let is_same = matches!(test.op, Op::Contains(_)) && test.field.value == "text";
                    return (!is_same && is_for_text(&test.op)).then_some(Self { test, is_bound });
                }
                _ => return None,
            };
            is_bound = true;
        }
    }

    /// The test with the texts taken in.
    fn also(&self, texts: &[&Text]) -> String {
        let span = self.test.field.span;
        let test = |op| {
            let test = Test { op, ..self.test.clone() };
            Expr { kind: ExprKind::Test(test), span }
        };
        let repeated = |op: &dyn Fn(Text) -> Op| {
            let first = test(self.test.op.clone());
            let others = texts.iter().map(|text| test(op((*text).clone())));
            std::iter::once(first).chain(others).collect::<Vec<_>>()
        };
        let literals = texts.iter().map(|text| Literal::Text((*text).clone()));
        let kind = match &self.test.op {
            Op::Compare(Comparison::Equal, literal) => {
                let all = std::iter::once(literal.clone()).chain(literals).collect();
                test(Op::OneOf(all)).kind
            }
            Op::OneOf(known) => {
                test(Op::OneOf(known.iter().cloned().chain(literals).collect())).kind
            }
            // Who writes `message != "a" or "b"` wants neither.
            Op::Compare(comparison, _) => {
                ExprKind::And(repeated(&|text| Op::Compare(*comparison, Literal::Text(text))))
            }
            Op::StartsWith(_) => ExprKind::Or(repeated(&Op::StartsWith)),
            Op::EndsWith(_) => ExprKind::Or(repeated(&Op::EndsWith)),
            Op::Contains(_) | Op::Matches(_) => ExprKind::Or(repeated(&Op::Contains)),
        };
        let is_chain = matches!(kind, ExprKind::And(_) | ExprKind::Or(_));
        let condition = Expr { kind, span };
        let condition = if is_chain && self.is_bound {
            Expr { kind: ExprKind::Group(Box::new(condition)), span }
        } else {
            condition
        };
        print_when(&ast::When { condition, comments: Vec::new() })
    }
}

fn is_for_text(op: &Op) -> bool {
    let is_text = |literal: &Literal| matches!(literal, Literal::Text(_) | Literal::Word(_));
    match op {
        Op::Contains(_) | Op::StartsWith(_) | Op::EndsWith(_) | Op::Matches(_) => true,
        Op::OneOf(literals) => literals.iter().all(is_text),
        Op::Compare(Comparison::Equal | Comparison::NotEqual, literal) => is_text(literal),
        Op::Compare(..) => false,
    }
}

/// The text, if the condition is nothing else.
fn whole_text(condition: &Expr) -> Option<&Text> {
    match &condition.kind {
        ExprKind::Text(text) => Some(text),
        _ => None,
    }
}

/// The text with which the condition begins.
fn first_text(condition: &Expr) -> Option<&Text> {
    match &condition.kind {
        ExprKind::And(operands) => operands.first().and_then(whole_text),
        _ => whole_text(condition),
    }
}
