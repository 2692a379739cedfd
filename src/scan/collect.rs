//! Hits in, findings out: counted, grouped by rule, with evidence up to a limit.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use super::Limits;
use super::eval::{self, Catch, Subject};
use super::hit::{Hit, Place};
use super::refined::Refined;
use super::report::{Evidence, Finding, FoundCause, SourceId, Spot, add_value};
use crate::program::{self, CauseIx, RuleIx};
use crate::symptom::{Condition, Pattern};

/// The findings so far.
#[derive(Debug)]
pub(super) struct Collector {
    limits: Limits,
    findings: BTreeMap<RuleIx, Finding>,
    /// What is found of rules that others over several records refine.
    refined: Refined,
}

impl Collector {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, findings: BTreeMap::new(), refined: Refined::new(limits) }
    }

    /// Takes in that a rule's condition holds on a record. `may_be_refined` says whether the record
    /// may turn out to be part of a match of a rule over several that refines this one.
    pub(super) fn hit(
        &mut self,
        entry: &program::Entry,
        source: SourceId,
        subject: &Subject<'_>,
        may_be_refined: bool,
    ) {
        let Pattern::One(condition) = &entry.compiled().pattern else { return };
        if may_be_refined {
            let mut finding = Finding::new(entry.rule);
            add(entry, condition, (source, subject), &mut finding, self.limits);
            return self.refined.hit(finding, Spot { source, line: subject.record.line() });
        }
        let finding = self.findings.entry(entry.rule).or_insert_with(|| Finding::new(entry.rule));
        add(entry, condition, (source, subject), finding, self.limits);
    }

    /// Takes in a match of a pattern over several records, which are in their numbering.
    pub(super) fn found(&mut self, entry: &program::Entry, hits: &[&Hit]) {
        let finding = self.findings.entry(entry.rule).or_insert_with(|| Finding::new(entry.rule));
        finding.count += 1;
        for hit in hits {
            let spot = Spot { source: hit.place.source, line: hit.place.line };
            for refined in &hit.sight.refined {
                self.refined.tell(entry.rule, *refined, spot);
            }
        }
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
            let mut speaking = hits.iter().flat_map(|hit| {
                let causes = hit.sight.causes.iter();
                causes.map(|(cause, more)| (*cause, more.as_slice(), hit.place))
            });
            let speaking = speaking.find(|(cause, ..)| *cause == ix);
            let is_known = finding.causes.iter().any(|found| found.cause == ix);
            if is_known || when.is_some() && speaking.is_none() {
                continue;
            }
            let more = speaking.map_or(&[][..], |(_, more, _)| more);
            let captures = captures.iter().chain(more).cloned().collect();
            let spot = |place: Place| Spot { source: place.source, line: place.line };
            let shown_by = speaking.map(|(.., place)| spot(place));
            finding.causes.push(FoundCause { cause: ix, captures, shown_by });
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
            later.shift(lines);
            match self.findings.entry(rule) {
                Entry::Vacant(place) => {
                    place.insert(later);
                }
                Entry::Occupied(place) => place.into_mut().merge(later, self.limits),
            }
        }
        self.refined.merge(other.refined, lines);
    }

    /// All findings, by the number of their rule.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        for finding in self.refined.finish() {
            self.findings.insert(finding.rule, finding);
        }
        self.findings.into_values().collect()
    }
}

/// Adds a record on which the rule's condition holds.
fn add(
    entry: &program::Entry,
    condition: &Condition,
    (source, subject): (SourceId, &Subject<'_>),
    finding: &mut Finding,
    limits: Limits,
) {
    let Catch { mut captures, spans } = eval::catch(condition, subject);
    let record = subject.record;
    for field in &entry.compiled().keep {
        let name = field.capture_name();
        let value = record.values(field).first().map(|value| shorten(value.text()).to_owned());
        let is_new = !captures.iter().any(|(known, _)| *known == name);
        captures.extend(value.filter(|value| is_new && !value.is_empty()).map(|v| (name, v)));
    }

    let part = finding.count;
    finding.count += 1;
    if let Some(time) = record.time() {
        finding.first = Some(finding.first.map_or(time, |first| first.min(time)));
        finding.last = Some(finding.last.map_or(time, |last| last.max(time)));
    }
    add_causes(entry, (source, subject), &captures, finding);
    for (name, value) in captures {
        add_value(&mut finding.captures, &name, value, limits.values);
    }
    if finding.evidence.len() < limits.evidence {
        let (text, spans) = shortened(record.text(), merge(spans), LONGEST_TEXT);
        let (origin, line) = (record.envelope().origin(), record.line());
        finding.evidence.push(Evidence { part, source, origin, line, text, spans });
    }
}

/// Adds the causes for which this record speaks and that are not there yet.
fn add_causes(
    entry: &program::Entry,
    (source, subject): (SourceId, &Subject<'_>),
    captures: &[(String, String)],
    finding: &mut Finding,
) {
    for (ix, when) in (0..).map(CauseIx).zip(&entry.compiled().causes) {
        if finding.causes.iter().any(|found| found.cause == ix) {
            continue;
        }
        let mut captures = captures.to_vec();
        let mut shown_by = None;
        if let Some(when) = when {
            shown_by = Some(Spot { source, line: subject.record.line() });
            let subject = subject.with(&captures);
            if !eval::holds(when, &subject) {
                continue;
            }
            let more = eval::catch(when, &subject).captures;
            captures.extend(more);
        }
        finding.causes.push(FoundCause { cause: ix, captures, shown_by });
        finding.causes.sort_by_key(|found| found.cause);
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
