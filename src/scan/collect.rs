//! Hits in, findings out: counted, grouped by rule, with evidence up to a limit.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Limits;
use super::eval::{self, Catch, Subject};
use super::report::{Captures, Evidence, Finding, FoundCause, SourceId};
use crate::program::{CauseIx, Entry, RuleIx};

/// The findings so far.
#[derive(Debug)]
pub(super) struct Collector {
    limits: Limits,
    findings: BTreeMap<RuleIx, Finding>,
}

impl Collector {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, findings: BTreeMap::new() }
    }

    /// Takes in that a rule's condition holds on a record.
    pub(super) fn hit(&mut self, entry: &Entry, source: SourceId, subject: &Subject<'_>) {
        let Catch { mut captures, spans } = eval::catch(&entry.condition, subject);
        let record = subject.record;
        for field in &entry.keep {
            let name = field.capture_name();
            let value = record.values(field).first().map(|value| value.text().to_owned());
            let is_new = !captures.iter().any(|(known, _)| *known == name);
            captures.extend(value.filter(|value| is_new && !value.is_empty()).map(|v| (name, v)));
        }

        let finding = self.findings.entry(entry.rule).or_insert_with(|| Finding {
            rule: entry.rule,
            count: 0,
            first: None,
            last: None,
            captures: Vec::new(),
            evidence: Vec::new(),
            causes: Vec::new(),
        });
        finding.count += 1;
        if let Some(time) = record.time() {
            finding.first = Some(finding.first.map_or(time, |first| first.min(time)));
            finding.last = Some(finding.last.map_or(time, |last| last.max(time)));
        }
        add_causes(entry, subject, &captures, finding);
        for (name, value) in captures {
            add_value(&mut finding.captures, name, value, self.limits.values);
        }
        if finding.evidence.len() < self.limits.evidence {
            finding.evidence.push(Evidence {
                source,
                origin: record.envelope().origin(),
                line: record.line(),
                text: record.text().to_owned(),
                spans: merge(spans),
            });
        }
    }

    /// All findings, by the number of their rule.
    pub(super) fn finish(self) -> Vec<Finding> {
        self.findings.into_values().collect()
    }
}

/// Adds the causes for which this record speaks and that are not there yet.
fn add_causes(
    entry: &Entry,
    subject: &Subject<'_>,
    captures: &[(String, String)],
    finding: &mut Finding,
) {
    for (ix, when) in (0..).map(CauseIx).zip(&entry.causes) {
        if finding.causes.iter().any(|found| found.cause == ix) {
            continue;
        }
        let mut captures = captures.to_vec();
        if let Some(when) = when {
            let subject = subject.with(&captures);
            if !eval::holds(when, &subject) {
                continue;
            }
            let more = eval::catch(when, &subject).captures;
            captures.extend(more);
        }
        finding.causes.push(FoundCause { cause: ix, captures });
        finding.causes.sort_by_key(|found| found.cause);
    }
}

fn add_value(captures: &mut Captures, name: String, value: String, limit: usize) {
    let at = match captures.binary_search_by(|(known, _)| known.cmp(&name)) {
        Ok(at) => at,
        Err(at) => {
            captures.insert(at, (name, Vec::new()));
            at
        }
    };
    let values = &mut captures[at].1;
    if values.len() < limit && !values.contains(&value) {
        values.push(value);
    }
}

/// Sorts ranges and joins those that touch.
fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges.into_iter().filter(|range| !range.is_empty()) {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}
