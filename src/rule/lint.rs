//! Advice that only a whole rule allows: what is missing, what contradicts.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::rule::Rule;
use crate::source::Span;

/// What the file says beside the rule itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    /// Where the title stands.
    pub(super) title: Span,
    /// What its samples are written to show.
    pub(super) shown: Shown,
    /// Whether no symptom is written, not even one that could not be read.
    pub(super) is_article: bool,
}

/// What samples are written to show, whether they could be read or not.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shown {
    /// That the rule is found.
    pub(super) finds: bool,
    /// That it is not found where it should not be.
    pub(super) quiet: bool,
}

/// What is to be said about a rule.
pub(super) fn lint(rule: &Rule, written: &Written) -> Vec<Diagnostic> {
    let mut found = missing_samples(rule, written);
    found.extend(needless_samples(rule, written));
    found.extend(same_samples(rule));
    found.extend(own_relation(rule));
    found.extend(title(rule, written));
    found
}

fn missing_samples(rule: &Rule, written: &Written) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let missing = |code, message| Diagnostic::of_file(code, rule.source, message);
    if !written.is_article && !written.shown.finds {
        let advice = missing(Code::NoFinds, "no sample shows that this rule is found");
        found.push(advice.note("add a `[[sample]]` with a `log` and `finds = { line = 1 }`"));
    }
    if !written.is_article && !written.shown.quiet {
        let advice = missing(Code::NoQuiet, "no sample shows what this rule is not");
        found.push(advice.note(
            "add a `[[sample]]` with a `log` that is near, and `quiet = \"why it is not this\"`",
        ));
    }
    found
}

fn needless_samples(rule: &Rule, written: &Written) -> Option<Diagnostic> {
    let sample = rule.samples.first().filter(|_| written.is_article)?;
    let message = "an article has no samples, since nothing finds it";
    let advice = Diagnostic::new(Code::ArticleWithSamples, rule.source, sample.log_span, message);
    Some(advice.note("add a `symptom`, or leave the samples out"))
}

fn same_samples(rule: &Rule) -> Vec<Diagnostic> {
    let mut first = BTreeMap::new();
    let mut found = Vec::new();
    for sample in &rule.samples {
        let twin = *first.entry(sample.log.as_str()).or_insert(sample.log_span);
        if twin != sample.log_span {
            let message = "two samples have the same log";
            let advice = Diagnostic::new(Code::SameSample, rule.source, sample.log_span, message);
            found.push(advice.label("remove this one, or change it").context(twin, "first here"));
        }
    }
    found
}

fn own_relation(rule: &Rule) -> Option<Diagnostic> {
    let mut others = rule.refines.iter().chain(&rule.explains);
    let own = others.find(|id| id.value == rule.id)?;
    let message = "a rule cannot point at itself";
    let circle = Diagnostic::new(Code::RuleCircle, rule.source, own.span, message);
    Some(circle.label("this is its own id"))
}

fn title(rule: &Rule, written: &Written) -> Option<Diagnostic> {
    if !rule.title.ends_with('.') || rule.title.ends_with("..") {
        return None;
    }
    let end = written.title.end;
    // Where the title does not stand in the file letter by letter, its place is the whole string.
    let is_exact = end - written.title.start == rule.title.len();
    let stop = if is_exact { Span::new(end - 1, end) } else { written.title };
    let message = "the title ends with a full stop";
    let advice = Diagnostic::new(Code::TitleWithStop, rule.source, stop, message);
    let advice = advice.label("titles stand in lists, without one");
    Some(if is_exact { advice.fix(stop, "") } else { advice })
}
