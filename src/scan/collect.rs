//! Hits in, findings out: counted, grouped by rule, with evidence up to a limit.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use super::Limits;
use super::eval::{self, Catch, Subject};
use super::hit::Hit;
use super::report::{Captures, Evidence, Finding, FoundCause, SourceId};
use crate::program::{self, CauseIx, RuleIx};
use crate::symptom::Pattern;

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
    pub(super) fn hit(&mut self, entry: &program::Entry, source: SourceId, subject: &Subject<'_>) {
        let Pattern::One(condition) = &entry.compiled().pattern else { return };
        let Catch { mut captures, spans } = eval::catch(condition, subject);
        let record = subject.record;
        for field in &entry.compiled().keep {
            let name = field.capture_name();
            let value = record.values(field).first().map(|value| shorten(value.text()).to_owned());
            let is_new = !captures.iter().any(|(known, _)| *known == name);
            captures.extend(value.filter(|value| is_new && !value.is_empty()).map(|v| (name, v)));
        }

        let finding = self.findings.entry(entry.rule).or_insert_with(|| Finding::new(entry.rule));
        let part = finding.count;
        finding.count += 1;
        if let Some(time) = record.time() {
            finding.first = Some(finding.first.map_or(time, |first| first.min(time)));
            finding.last = Some(finding.last.map_or(time, |last| last.max(time)));
        }
        add_causes(entry, subject, &captures, finding);
        for (name, value) in captures {
            add_value(&mut finding.captures, &name, value, self.limits.values);
        }
        if finding.evidence.len() < self.limits.evidence {
            let (text, spans) = shortened(record.text(), merge(spans), LONGEST_TEXT);
            let (origin, line) = (record.envelope().origin(), record.line());
            finding.evidence.push(Evidence { part, source, origin, line, text, spans });
        }
    }

    /// Takes in a match of a pattern over several records, which are in their numbering.
    pub(super) fn found(&mut self, entry: &program::Entry, hits: &[&Hit]) {
        let finding = self.findings.entry(entry.rule).or_insert_with(|| Finding::new(entry.rule));
        finding.count += 1;
        let times = || hits.iter().filter_map(|hit| hit.sight.time);
        finding.first = finding.first.into_iter().chain(times()).min();
        finding.last = finding.last.into_iter().chain(times()).max();

        let mut captures: Vec<(String, String)> = Vec::new();
        for (name, value) in hits.iter().flat_map(|hit| &hit.sight.captures) {
            if captures.iter().all(|(known, _)| known != name) {
                captures.push((name.clone(), value.clone()));
            }
            add_value(&mut finding.captures, name, value.clone(), self.limits.values);
        }
        for (ix, when) in (0..).map(CauseIx).zip(&entry.compiled().causes) {
            let mut speaking = hits.iter().flat_map(|hit| &hit.sight.causes);
            let more = speaking.find(|(cause, _)| *cause == ix).map(|(_, more)| more.as_slice());
            let is_known = finding.causes.iter().any(|found| found.cause == ix);
            if is_known || when.is_some() && more.is_none() {
                continue;
            }
            let more = more.unwrap_or_default();
            let captures = captures.iter().chain(more).cloned().collect();
            finding.causes.push(FoundCause { cause: ix, captures });
        }
        finding.causes.sort_by_key(|found| found.cause);
    }

    /// Takes in the records of the first matches of a pattern over several.
    pub(super) fn show(&mut self, rule: RuleIx, matches: impl Iterator<Item = Vec<Evidence>>) {
        let Some(finding) = self.findings.get_mut(&rule) else { return };
        for (part, records) in (0..).zip(matches) {
            finding.evidence.extend(records.into_iter().map(|one| Evidence { part, ..one }));
        }
    }

    /// Takes in what was found behind this, in a part of a source before which `lines` lines stand.
    pub(super) fn merge(&mut self, other: Self, lines: u64) {
        for (rule, mut later) in other.findings {
            for evidence in &mut later.evidence {
                evidence.line += lines;
            }
            let finding = match self.findings.entry(rule) {
                Entry::Vacant(place) => {
                    place.insert(later);
                    continue;
                }
                Entry::Occupied(place) => place.into_mut(),
            };
            for evidence in &mut later.evidence {
                evidence.part += finding.count;
            }
            finding.count += later.count;
            finding.first = [finding.first, later.first].into_iter().flatten().min();
            finding.last = finding.last.max(later.last);
            let room = self.limits.evidence.saturating_sub(finding.evidence.len());
            finding.evidence.extend(later.evidence.into_iter().take(room));
            for (name, values) in later.captures {
                for value in values {
                    add_value(&mut finding.captures, &name, value, self.limits.values);
                }
            }
            for cause in later.causes {
                if !finding.causes.iter().any(|found| found.cause == cause.cause) {
                    finding.causes.push(cause);
                }
            }
            finding.causes.sort_by_key(|found| found.cause);
        }
    }

    /// All findings, by the number of their rule.
    pub(super) fn finish(self) -> Vec<Finding> {
        self.findings.into_values().collect()
    }
}

/// Adds the causes for which this record speaks and that are not there yet.
fn add_causes(
    entry: &program::Entry,
    subject: &Subject<'_>,
    captures: &[(String, String)],
    finding: &mut Finding,
) {
    for (ix, when) in (0..).map(CauseIx).zip(&entry.compiled().causes) {
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

fn add_value(captures: &mut Captures, name: &str, value: String, limit: usize) {
    let at = match captures.binary_search_by(|(known, _)| known.as_str().cmp(name)) {
        Ok(at) => at,
        Err(at) => {
            captures.insert(at, (name.to_owned(), Vec::new()));
            at
        }
    };
    let values = &mut captures[at].1;
    if values.len() < limit && !values.contains(&value) {
        values.push(value);
    }
}

/// The longest value that is kept, in bytes.
const LONGEST_VALUE: usize = 4 << 10;
/// The longest text of a record that is kept, in bytes.
const LONGEST_TEXT: usize = 64 << 10;

/// A value as far as it is kept.
pub(super) fn shorten(value: &str) -> &str {
    &value[..value.floor_char_boundary(LONGEST_VALUE)]
}

/// The text of a record as far as it is kept, around what matched first.
pub(super) fn shortened(
    text: &str,
    spans: Vec<Range<usize>>,
    longest: usize,
) -> (String, Vec<Range<usize>>) {
    if text.len() <= longest {
        return (text.to_owned(), spans);
    }
    let first = spans.first().map_or(0, |span| span.start);
    // A quarter stands before what matched.
    let start = text.floor_char_boundary(first.saturating_sub(longest / 4));
    let end = text.floor_char_boundary(start + longest);
    let inside = spans.into_iter().map(|span| span.start.max(start)..span.end.min(end));
    let spans =
        inside.filter(|span| !span.is_empty()).map(|span| span.start - start..span.end - start);
    (text[start..end].to_owned(), spans.collect())
}

/// Sorts ranges and joins those that touch.
pub(super) fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
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
