//! Changes one part of each symptom at a time, and names the changes that no sample notices.
//!
//! A part that can be left out without a sample failing is not proven: it may be needless, or a
//! sample is missing. All changed symptoms run side by side in one program, so that every sample is
//! read once.

mod change;

use std::collections::BTreeSet;
use std::ops::Range;

use super::{CALENDAR, Run, healthy};
use crate::diagnostic::{Code, Diagnostic};
use crate::kb::KnowledgeBase;
use crate::program::{Compiled, Form, Program, RuleIx, Subject};
use crate::rule::{Detection, Expect, Rule};
use crate::scan::{Finding, Limits, Report, Scanner};
use crate::source::Span;
use crate::symptom::{Condition, lower, lower_when};
use crate::syntax;
use change::{How, of_symptom, of_when};

/// What came of changing symptoms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mutation {
    /// How many rules were changed.
    pub rules: u64,
    /// How many changes were tried.
    pub changes: u64,
    /// Those that no sample and no healthy log noticed, by file and place.
    pub unnoticed: Vec<Diagnostic>,
}

/// Changes the symptoms of the rules that `wanted` picks. Samples of all rules of the base and the
/// healthy logs are what may notice.
pub fn mutate(kb: &KnowledgeBase, mut wanted: impl FnMut(&Rule) -> bool) -> Mutation {
    let mut mutation = Mutation::default();
    let (mut mutants, mut forms) = (Vec::new(), Vec::new());
    for (ix, rule) in kb.rules().filter(|(_, rule)| wanted(rule)) {
        let Some(detection) = &rule.detection else { continue };
        mutation.rules += 1;
        let original = mutants.len();
        for (change, form) in forms_of(kb, rule, detection) {
            mutants.push(Mutant { rule: ix, original, change });
            forms.push(form);
        }
    }
    let subjects = (0..).map(RuleIx).zip(forms).map(|(rule, compiled)| {
        let form = Form::Compiled(compiled);
        Subject { rule, refines: Vec::new(), form }
    });
    let trial = Trial { kb, program: Program::compile(subjects), mutants };

    let noticed = trial.noticed();
    for (at, mutant) in trial.mutants.iter().enumerate() {
        let Some((span, how)) = mutant.change else { continue };
        mutation.changes += 1;
        if !noticed.contains(&at) {
            mutation.unnoticed.push(unnoticed(kb.rule(mutant.rule), span, how));
        }
    }
    mutation.unnoticed.sort_by_key(|found| (found.source, found.label.span));
    mutation
}

/// A symptom, changed or not.
struct Mutant {
    rule: RuleIx,
    /// The number of the mutant that is not changed.
    original: usize,
    /// What was changed, and how; `None` for the original.
    change: Option<(Span, How)>,
}

/// The symptom of a rule as it is, then every change of it.
fn forms_of(
    kb: &KnowledgeBase,
    rule: &Rule,
    detection: &Detection,
) -> Vec<(Option<(Span, How)>, Compiled)> {
    let whens: Vec<_> = rule.causes.iter().map(|cause| cause.when.clone()).collect();
    let original = Compiled {
        pattern: detection.symptom.pattern.clone(),
        keep: detection.keep.clone(),
        causes: whens,
    };
    let with_cause = |at: usize, when: Option<Condition>| {
        let mut changed = original.clone();
        changed.causes[at] = when;
        changed
    };
    let mut forms = vec![(None, original.clone())];

    let text = &kb.sources().of(rule.source).text;
    let written = detection.written;
    let (tree, _) = syntax::parse(&text[written.range()], written.start, rule.source);
    for change in tree.iter().flat_map(of_symptom) {
        // What makes no sense when changed proves itself.
        let Some(symptom) = lower(&change.tree, rule.source).symptom else { continue };
        let changed = Compiled { pattern: symptom.pattern, ..original.clone() };
        forms.push((Some((change.span, change.how)), changed));
    }

    for (at, cause) in rule.causes.iter().enumerate() {
        let Some(span) = cause.when_written else { continue };
        forms.push((Some((span, How::Cause)), with_cause(at, Some(Condition::Or(Vec::new())))));
        forms.push((Some((span, How::When)), with_cause(at, None)));
        let (tree, _) = syntax::parse_when(&text[span.range()], span.start, rule.source);
        for change in tree.iter().flat_map(of_when) {
            let (lowered, _) = lower_when(&change.tree, &detection.captures(), rule.source);
            let Some(lowered) = lowered else { continue };
            let changed = with_cause(at, Some(lowered.condition));
            forms.push((Some((change.span, change.how)), changed));
        }
    }
    forms
}

/// All mutants, and what they are tried on.
struct Trial<'k> {
    kb: &'k KnowledgeBase,
    program: Program,
    mutants: Vec<Mutant>,
}

impl Trial<'_> {
    /// The numbers of the mutants that anything notices.
    fn noticed(&self) -> BTreeSet<usize> {
        let mut noticed = BTreeSet::new();
        for (ix, rule) in self.kb.rules() {
            let own = self.own(ix);
            for sample in &rule.samples {
                let report = self.scan(sample.log.as_bytes());
                self.stray(&report, ix, &mut noticed);
                let is_right = |at: usize| {
                    let finding = finding(&report, at);
                    let run = Run { kb: self.kb, ix, rule, sample, report: &report };
                    match (&sample.expect, finding) {
                        (Expect::Finds(expected), Some(finding)) => {
                            run.differences(expected, finding).is_empty()
                        }
                        (Expect::Finds(_), None) => false,
                        (Expect::Quiet { .. }, finding) => finding.is_none(),
                    }
                };
                // A sample that fails with the symptom as it is tells nothing about changes.
                if !own.is_empty() && is_right(own.start) {
                    noticed.extend(own.clone().filter(|at| !is_right(*at)));
                }
            }
        }
        for log in healthy::logs() {
            let report = self.scan(log.bytes);
            // No rule has this number.
            self.stray(&report, RuleIx(u32::MAX), &mut noticed);
        }
        noticed
    }

    /// Mutants that are found where the symptom as it is was not, in a log that is not of their own
    /// rule.
    fn stray(&self, report: &Report, rule: RuleIx, noticed: &mut BTreeSet<usize>) {
        for one in &report.findings {
            let at = one.rule.at();
            let mutant = &self.mutants[at];
            if mutant.rule != rule && finding(report, mutant.original).is_none() {
                noticed.insert(at);
            }
        }
    }

    /// The numbers of a rule's mutants, its original first.
    fn own(&self, rule: RuleIx) -> Range<usize> {
        let start = self.mutants.partition_point(|mutant| mutant.rule < rule);
        let count = self.mutants[start..].partition_point(|mutant| mutant.rule == rule);
        start..start + count
    }

    fn scan(&self, log: &[u8]) -> Report {
        let mut scanner = Scanner::new(&self.program, Limits::default(), CALENDAR);
        scanner.feed("sample", log);
        scanner.finish()
    }
}

fn finding(report: &Report, at: usize) -> Option<&Finding> {
    let found = report.findings.binary_search_by_key(&at, |finding| finding.rule.at());
    found.ok().map(|found| &report.findings[found])
}

fn unnoticed(rule: &Rule, span: Span, how: How) -> Diagnostic {
    let message = format!("no sample notices if {}", how.text());
    let found = Diagnostic::new(Code::Unproven, rule.source, span, message);
    found.note(if how.is_wider() {
        "if it is needed, add a near miss that only this keeps quiet; if not, take it out"
    } else {
        "if it happens, add a sample that shows it; if not, take it out"
    })
}
