//! Advice that only a whole rule allows: what is missing, what contradicts.

use crate::diagnostic::{Code, Diagnostic};
use crate::rule::{Expect, Rule};
use crate::source::Span;

/// What is to be said about a rule. `head` is the place for what belongs to no other.
pub(super) fn lint(rule: &Rule, head: Span) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let at = |code, span, message: &str| Diagnostic::new(code, rule.source, span, message);

    if rule.causes.is_empty() {
        found.push(
            at(Code::NoCause, head, "this rule has no cause")
                .note("a table `[cause.some-name]` says why it happens and what to do"),
        );
    }
    let finds = |sample: &&crate::rule::Sample| matches!(sample.expect, Expect::Finds(_));
    match &rule.detection {
        Some(_) => {
            if !rule.samples.iter().any(|sample| finds(&sample)) {
                let advice = at(Code::NoFinds, head, "no sample shows that this rule is found");
                found.push(
                    advice.note("add a `[[sample]]` with a `log` and `finds = { line = 1 }`"),
                );
            }
            if rule.samples.iter().all(|sample| finds(&sample)) {
                let advice = at(Code::NoQuiet, head, "no sample shows what this rule is not");
                found.push(advice.note(
                    "add a `[[sample]]` with a log that is near, and `quiet = \"why it is not this\"`",
                ));
            }
        }
        None => {
            if let Some(sample) = rule.samples.first() {
                let advice = at(
                    Code::ArticleWithSamples,
                    sample.log_span,
                    "an article has no samples, since nothing finds it",
                );
                found.push(advice.note("add a `symptom`, or leave the samples out"));
            }
        }
    }
    for (ix, sample) in rule.samples.iter().enumerate() {
        if let Some(twin) = rule.samples[..ix].iter().find(|twin| twin.log == sample.log) {
            let advice = at(Code::SameSample, sample.log_span, "this sample is there already");
            found.push(advice.context(twin.log_span, "here"));
        }
    }
    for id in rule.refines.iter().chain(&rule.explains) {
        if id.value == rule.id {
            found.push(at(Code::RuleCircle, id.span, "a rule cannot point at itself"));
        }
    }
    if rule.title.ends_with('.') {
        found.push(at(Code::TitleWithStop, head, "the title ends with a full stop"));
    }
    found
}
