//! Runs the samples of rules: what should be found is found, what should be quiet is.

mod cross_fire;
mod healthy;
mod mutate;
mod proof;

pub use cross_fire::{Because, CrossFire, cross_fire};
pub use healthy::{HealthyLog, alarms, lines as healthy_lines, logs as healthy_logs};
pub use mutate::{Mutation, mutate};

use crate::diagnostic::{Code, Diagnostic};
use crate::kb::KnowledgeBase;
use crate::program::RuleIx;
use crate::record::Calendar;
use crate::rule::{Expect, Expected, Rule, Sample};
use crate::scan::{Finding, Limits, Report, Scanner};
use crate::source::Span;
use cross_fire::because;

/// What came of all samples.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trial {
    /// How many samples were run.
    pub samples: u64,
    /// How many of them did what they say.
    pub passed: u64,
    /// What went wrong, by file and place.
    pub failures: Vec<Diagnostic>,
    /// What is missing before rules are proven, by file.
    pub missing: Vec<Diagnostic>,
    /// The samples, one by one.
    pub cases: Vec<Case>,
}

/// What came of one sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The rule that it is of.
    pub rule: RuleIx,
    /// Its number in the rule, from 1.
    pub number: usize,
    /// What went wrong.
    pub failures: Vec<Diagnostic>,
}

/// Samples are read as if in this year; what matters of their times is the order.
const CALENDAR: Calendar = Calendar::of_year(2026);

/// Runs the samples of the rules that `wanted` picks, each against all rules of the base.
pub fn run(kb: &KnowledgeBase, mut wanted: impl FnMut(&Rule) -> bool) -> Trial {
    let mut trial = Trial::default();
    for (ix, rule) in kb.rules().filter(|(_, rule)| wanted(rule)) {
        trial.missing.extend(proof::missing(rule));
        for (sample, number) in rule.samples.iter().zip(1..) {
            let failures =
                Run { kb, ix, rule, sample, report: &scan(kb, "sample", sample.log.as_bytes()) }
                    .failures();
            trial.samples += 1;
            trial.passed += u64::from(failures.is_empty());
            trial.failures.extend(failures.iter().cloned());
            trial.cases.push(Case { rule: ix, number, failures });
        }
    }
    trial.failures.sort_by_key(|found| (found.source, found.label.span));
    trial.missing.sort_by_key(|found| found.source);
    trial
}

/// What all rules of the base find in a log.
pub fn scan(kb: &KnowledgeBase, name: &str, log: &[u8]) -> Report {
    let mut scanner = Scanner::new(kb.program(), Limits::default(), CALENDAR);
    scanner.feed(name, log);
    scanner.finish()
}

/// One sample and what the rules made of it.
struct Run<'r> {
    kb: &'r KnowledgeBase,
    ix: RuleIx,
    rule: &'r Rule,
    sample: &'r Sample,
    report: &'r Report,
}

impl Run<'_> {
    fn failures(&self) -> Vec<Diagnostic> {
        let own = self.report.findings.iter().find(|finding| finding.rule == self.ix);
        let mut failures = match (&self.sample.expect, own) {
            (Expect::Finds(expected), Some(finding)) => self.differences(expected, finding),
            (Expect::Finds(expected), None) => {
                let failure = self.failure(expected.span, "this rule is not found in its sample");
                let line = self.line(expected.line.value);
                vec![failure.label("found nowhere").context(line, "here it should be")]
            }
            (Expect::Quiet { because }, Some(finding)) => {
                let message = "this rule is found in a sample that should be quiet";
                let failure = self.failure(self.line_of(finding), message);
                let failure = failure.label("found here");
                vec![failure.note(format!("it should not be found because: {because}"))]
            }
            (Expect::Quiet { .. }, None) => Vec::new(),
        };
        failures.extend(self.others());
        failures
    }

    /// Rules that the sample sets off and that neither side declares.
    fn others(&self) -> Vec<Diagnostic> {
        let found = |ix: &RuleIx| self.report.findings.iter().any(|one| one.rule == *ix);
        let mut failures = Vec::new();
        for finding in self.report.findings.iter().filter(|finding| finding.rule != self.ix) {
            let other = self.kb.rule(finding.rule);
            if because(self.kb, self.ix, self.sample, finding.rule).is_none() {
                let message = format!("this sample sets off the rule `{}` too", other.id);
                let failure = self.failure(self.line_of(finding), &message).label("found here");
                failures.push(failure.note(format!(
                    "make one of the symptoms narrower, let one of the rules refine or explain the other, or write `also = [\"{}\"]`",
                    other.id
                )));
            }
        }
        for id in &self.sample.also {
            if !self.kb.find(id.value.as_str()).is_some_and(|ix| found(&ix)) {
                let message = format!("this sample does not set off `{}`", id.value);
                failures.push(self.failure(id.span, &message));
            }
        }
        failures
    }

    fn differences(&self, expected: &Expected, finding: &Finding) -> Vec<Diagnostic> {
        let mut failures = Vec::new();
        let line = finding.evidence.first().map_or(0, |evidence| evidence.line);
        if line != expected.line.value {
            let failure = self.failure(expected.line.span, "the rule is found at another line");
            let failure = failure.label(format!("found at line {line}"));
            failures.push(failure.context(self.line_of(finding), "found here"));
        }
        if let Some(cause) = &expected.cause {
            let first = finding.causes.first();
            let first = first.map(|found| self.rule.causes[found.cause.0 as usize].name.as_str());
            if first != Some(cause.value.as_str()) {
                failures.push(match first {
                    Some(first) => self
                        .failure(cause.span, "another cause is shown first")
                        .label(format!("it is `{first}`")),
                    None => self
                        .failure(cause.span, "no cause is shown")
                        .label("no `when` holds, of this cause or another"),
                });
            }
        }
        if let Some(causes) = &expected.causes {
            let shown = finding.causes.iter();
            let shown = shown.map(|found| self.rule.causes[found.cause.0 as usize].name.as_str());
            if !shown.clone().eq(causes.value.iter().map(String::as_str)) {
                let shown: Vec<String> = shown.map(|name| format!("`{name}`")).collect();
                let failure = self.failure(causes.span, "other causes are shown");
                failures.push(match shown.as_slice() {
                    [] => failure.label("none is shown"),
                    [one] => failure.label(format!("it is {one}")),
                    more => failure.label(format!("they are {}", more.join(", "))),
                });
            }
        }
        for (name, value) in &expected.captures {
            let of_causes = finding.causes.iter().flat_map(|found| &found.captures);
            let mut seen: Vec<&str> = of_causes
                .filter(|(known, _)| *known == name.value)
                .map(|(_, value)| value.as_str())
                .collect();
            let own = finding.captures.iter().filter(|(known, _)| *known == name.value);
            seen.extend(own.flat_map(|(_, values)| values).map(String::as_str));
            if !seen.contains(&value.value.as_str()) {
                let message = format!("`{}` is captured differently", name.value);
                let seen = seen
                    .first()
                    .map_or("nothing was captured".to_owned(), |seen| format!("it is {seen:?}"));
                failures.push(self.failure(value.span, &message).label(seen));
            }
        }
        failures
    }

    /// Where the line of the log that a finding begins with stands in the rule file.
    fn line_of(&self, finding: &Finding) -> Span {
        self.line(finding.evidence.first().map_or(0, |evidence| evidence.line))
    }

    /// Where a line of the log, from 1, stands in the rule file; the whole log if it has no such
    /// line.
    fn line(&self, number: u64) -> Span {
        let mut start = self.sample.log_span.start;
        for (line, at) in self.sample.log.split_inclusive('\n').zip(1..) {
            if at == number {
                return Span::new(start, start + line.trim_end().len());
            }
            start += line.len();
        }
        self.sample.log_span
    }

    fn failure(&self, span: Span, message: &str) -> Diagnostic {
        Diagnostic::new(Code::SampleFails, self.rule.source, span, message)
    }
}
