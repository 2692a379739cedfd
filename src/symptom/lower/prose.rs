//! Steps that are words: what a person says where the language has another form, or a text
//! without quotes.

use std::ops::Range;

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{ExprKind, Step, StepKind};

impl Lowering<'_> {
    /// Says what is meant by steps that are nothing but words in a row, none of which a `let`
    /// gives. Gives the steps back of which all was said.
    pub(super) fn words(&mut self, steps: &[Step]) -> Vec<Range<usize>> {
        let mut runs = Vec::new();
        let mut at = 0;
        while at < steps.len() {
            let start = at;
            let rest = steps.get(start..).unwrap_or_default();
            let mut words: Vec<_> =
                rest.first().and_then(|step| self.word(step)).into_iter().collect();
            if !words.is_empty() {
                let pairs = rest.iter().zip(rest.iter().skip(1));
                let beside =
                    pairs.take_while(|(step, next)| is_once(next) && is_beside(step, next));
                words.extend(beside.map_while(|(_, next)| self.word(next)));
            }
            let length = words.len().max(1);
            let run = rest.get(..words.len()).unwrap_or_default();
            let ([first, ..], [.., last]) = (run, run) else {
                at += 1;
                continue;
            };
            let span = first.condition.span.to(last.condition.span);
            let next = rest.get(length).map(first_word);
            let meant = match is_once(first) {
                true => self.meant(&words, span, next),
                false => self.meant_without(&words, span),
            };
            if let Some(diagnostic) = meant {
                self.diagnostics.push(diagnostic);
                runs.push(start..start + length);
            }
            at += length;
        }
        runs
    }

    /// The word that the condition of a step consists of, if no `let` gives it.
    fn word<'s>(&self, step: &'s Step) -> Option<&'s str> {
        let ExprKind::Name(name) = &step.condition.kind else { return None };
        let is_known = self.names.iter().any(|it| it.value == *name);
        (!is_known).then_some(name.as_str())
    }

    /// Words behind a `without`.
    fn meant_without(&self, words: &[&str], span: Span) -> Option<Diagnostic> {
        let fault = |code, message: String| Diagnostic::new(code, self.source, span, message);
        Some(match words {
            ["to" | "for" | "until" | "till" | "during" | "between" | "before" | "after", ..] => {
                fault(Code::InvalidStretch, "this stretch has no start".to_owned())
                    .label("write `from first to last`, or `within 5s`")
            }
            [_, _, ..] => without_quotes(fault, words),
            _ => return None,
        })
    }

    /// Words that are steps.
    fn meant(&self, words: &[&str], span: Span, next: Option<Span>) -> Option<Diagnostic> {
        let said = words.join(" ");
        // Up to the next step, so that no blank is left over.
        let whole = next.map_or(span, |next| Span::new(span.start, next.start));
        let fault = |code, message: String| Diagnostic::new(code, self.source, span, message);
        Some(match words {
            ["at", "least"] => fault(Code::InvalidTimes, "`at least` is not needed".to_owned())
                .label("`5 times` is at least so often: more records are no harm")
                .fix(whole, ""),
            ["once" | "one"] => fault(Code::InvalidTimes, format!("`{said}` is not needed"))
                .label("a condition alone asks for one record")
                .fix(whole, ""),
            ["twice"] => fault(Code::InvalidTimes, format!("`{said}` is no condition"))
                .label("two records are written `2 times` before their condition")
                .fix(span, "2 times"),
            ["thrice"] => fault(Code::InvalidTimes, "`thrice` is no condition".to_owned())
                .label("three records are written `3 times` before their condition")
                .fix(span, "3 times"),
            ["then" | "afterwards"] => {
                fault(Code::MisplacedWord, format!("`{said}` does not join steps"))
                    .label("steps follow each other without a word")
                    .note("a `sequence` asks for them in this order, `all` in any")
                    .fix(whole, "")
            }
            ["never"] => fault(Code::MisplacedWord, format!("`{said}` is no condition"))
                .label("what must not occur is written `without` before its condition")
                .fix(span, "without"),
            ["from" | "to" | "for" | "until", ..] => {
                fault(Code::MisplacedWord, format!("`{said}` is no condition"))
                    .label("a stretch stands between `without` and its condition")
                    .note("such as `without from first - 2s to last + 10s \"…\"`")
            }
            ["times"] => fault(Code::InvalidTimes, "`times` is no condition".to_owned())
                .label("how often is written `3 times` before a condition"),
            ["sharing"] => fault(Code::MisplacedWord, "`sharing` is no condition".to_owned())
                .label("it stands before the `{` of the block"),
            [_, _, ..] => without_quotes(fault, words),
            _ => return None,
        })
    }
}

/// The place with which a step begins.
pub(super) fn first_word(step: &Step) -> Span {
    match &step.kind {
        StepKind::Once => step.condition.span,
        StepKind::Times(times) => times.span,
        StepKind::Without(without) => without.keyword,
    }
}

fn without_quotes(fault: impl Fn(Code, String) -> Diagnostic, words: &[&str]) -> Diagnostic {
    let said = words.join(" ");
    let diagnostic = fault(Code::MissingQuotes, format!("`{said}` is text without quotes"));
    let span = diagnostic.label.span;
    diagnostic.label("text stands in double quotes").fix(span, format!("\"{said}\""))
}

fn is_once(step: &Step) -> bool {
    matches!(step.kind, StepKind::Once)
}

/// Whether two steps stand on one line with a blank between them. A step on a line of its own is
/// further away, for steps are indented.
fn is_beside(step: &Step, next: &Step) -> bool {
    first_word(next).start == step.condition.span.end + 1
}
