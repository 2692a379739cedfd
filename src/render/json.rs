//! The answer for programs: JSON, schema 1.

use std::collections::BTreeMap;
use std::iter;

use serde::Serialize;

use super::arrange::{Answer, Shown};
use super::closest::closest;
use super::{inert, markdown};
use crate::rule::Prose;
use crate::scan::{Evidence, FoundCause, Report};

/// The version of the shape below. It grows when a program that reads the answer would have to
/// change.
pub(super) const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Root<'a> {
    schema: u32,
    findings: Vec<Finding<'a>>,
    /// Records that tell of a failure and that no rule explains, by kind.
    unexplained: Vec<Unexplained<'a>>,
    stats: Stats<'a>,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    area: &'a str,
    title: &'a str,
    severity: &'static str,
    count: u64,
    first: Option<String>,
    last: Option<String>,
    summary: String,
    captures: BTreeMap<&'a str, &'a [String]>,
    evidence: Vec<Line<'a>>,
    causes: Vec<Cause<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consequence_of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refined_by: Option<&'a str>,
    see: &'a [String],
    url: String,
}

#[derive(Serialize)]
struct Line<'a> {
    /// The number of the match that the record belongs to, from 0.
    r#match: u64,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'a str>,
    line: u64,
    text: &'a str,
    spans: Vec<[usize; 2]>,
}

#[derive(Serialize)]
struct Cause<'a> {
    name: &'a str,
    title: &'a str,
    /// The first record that speaks for it, if it asks for something.
    #[serde(skip_serializing_if = "Option::is_none")]
    shown_by: Option<Place<'a>>,
    why: String,
    remedy: String,
    verify: String,
}

#[derive(Serialize)]
struct Place<'a> {
    source: &'a str,
    line: u64,
}

#[derive(Serialize)]
struct Unexplained<'a> {
    /// What the records have in common, with `<…>` for what varies.
    shape: &'a str,
    level: &'static str,
    count: u64,
    first: Option<String>,
    last: Option<String>,
    evidence: Vec<Line<'a>>,
    /// Articles that may be near, nearest first.
    closest: Vec<Article<'a>>,
}

#[derive(Serialize)]
struct Article<'a> {
    rule: &'a str,
    title: &'a str,
    /// How near it is, from 0 to 1.
    score: f64,
}

#[derive(Serialize)]
struct Stats<'a> {
    bytes: u64,
    lines: u64,
    records: u64,
    rules: u64,
    sources: Vec<Source<'a>>,
    /// What patterns over several records had to let go.
    losses: Vec<Loss<'a>>,
    /// Records without an explanation of more kinds than there was room for.
    unexplained_lost: u64,
}

#[derive(Serialize)]
struct Loss<'a> {
    rule: &'a str,
    late: u64,
    dropped: u64,
}

#[derive(Serialize)]
struct Source<'a> {
    name: &'a str,
    bytes: u64,
    lines: u64,
    records: u64,
    nul_bytes: u64,
    invalid_utf8_lines: u64,
    skipped_bytes: u64,
    cut_lines: u64,
    formats: BTreeMap<&'static str, u64>,
}

/// The answer as JSON, with a line end behind it.
pub(super) fn answer(answer: &Answer<'_>) -> String {
    let findings = answer.shown().iter().map(|shown| finding(answer.report, shown)).collect();
    let unexplained = unexplained(answer);
    pretty(&Root { schema: SCHEMA, findings, unexplained, stats: stats(answer) })
}

/// Any value as JSON, with a line end behind it.
pub(super) fn pretty(value: &impl Serialize) -> String {
    let mut text = ascii_controls(&serde_json::to_string_pretty(value).unwrap_or_default());
    text.push('\n');
    text
}

/// The same JSON with characters that act in a terminal written as `\u009b`: JSON allows them as
/// they are, but someone may look at it there. They only stand in strings.
fn ascii_controls(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && inert::is_active(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            text.push(c);
        }
    }
    text
}

fn finding<'a>(report: &'a Report, shown: &Shown<'a>) -> Finding<'a> {
    let (rule, finding) = (shown.rule, shown.finding);
    let first_values = |name: &str| {
        let values = finding.captures.iter().find(|(known, _)| known == name);
        values.and_then(|(_, values)| values.first()).map(String::as_str)
    };
    let values = finding.captures.iter().map(|(name, values)| (name.as_str(), values.as_slice()));
    Finding {
        rule: rule.id.as_str(),
        area: rule.area.as_str(),
        title: &rule.title,
        severity: rule.severity.name(),
        count: finding.count,
        first: finding.first.map(|time| time.to_string()),
        last: finding.last.map(|time| time.to_string()),
        summary: markdown::prose(&rule.summary, &first_values),
        captures: values.collect(),
        evidence: finding.evidence.iter().map(|one| line(report, one)).collect(),
        causes: finding.causes.iter().map(|found| cause(report, shown, found)).collect(),
        consequence_of: shown.consequence_of.map(|reason| reason.id.as_str()),
        refined_by: shown.refined_by.map(|refining| refining.id.as_str()),
        see: &rule.see,
        url: super::page::url(rule),
    }
}

fn line<'a>(report: &'a Report, evidence: &'a Evidence) -> Line<'a> {
    Line {
        r#match: evidence.part,
        source: report.source_name(evidence.source),
        origin: evidence.origin.as_deref(),
        line: evidence.line,
        text: &evidence.text,
        spans: evidence.spans.iter().map(|span| [span.start, span.end]).collect(),
    }
}

fn cause<'a>(report: &'a Report, shown: &Shown<'a>, found: &FoundCause) -> Cause<'a> {
    let cause = &shown.rule.causes[found.cause.0 as usize];
    let value = |name: &str| {
        let known = found.captures.iter().find(|(known, _)| known == name);
        known.map(|(_, value)| value.as_str())
    };
    let prose = |prose: &Prose| markdown::prose(prose, &value);
    Cause {
        name: &cause.name,
        title: &cause.title,
        shown_by: found
            .shown_by
            .map(|spot| Place { source: report.source_name(spot.source), line: spot.line }),
        why: prose(&cause.why),
        remedy: prose(&cause.remedy),
        verify: prose(&cause.verify),
    }
}

fn unexplained<'a>(answer: &Answer<'a>) -> Vec<Unexplained<'a>> {
    let kinds = &answer.report.unexplained.kinds;
    let closest = closest(answer.kb, kinds).into_iter().chain(iter::repeat(Vec::new()));
    let of_kind = kinds.iter().zip(closest).map(|(kind, closest)| Unexplained {
        shape: &kind.shape,
        level: kind.level.name(),
        count: kind.count,
        first: kind.first.map(|time| time.to_string()),
        last: kind.last.map(|time| time.to_string()),
        evidence: kind.evidence.iter().map(|one| line(answer.report, one)).collect(),
        closest: closest
            .into_iter()
            .map(|near| Article {
                rule: near.rule.id.as_str(),
                title: &near.rule.title,
                score: (f64::from(near.score) * 100.0).round() / 100.0,
            })
            .collect(),
    });
    of_kind.collect()
}

fn stats<'a>(answer: &Answer<'a>) -> Stats<'a> {
    let report = answer.report;
    let sums = report.stats();
    let sources = report.sources.iter().map(|source| Source {
        name: &source.name,
        bytes: source.bytes,
        lines: source.lines,
        records: source.records,
        nul_bytes: source.nul_bytes,
        invalid_utf8_lines: source.invalid_utf8_lines,
        skipped_bytes: source.skipped_bytes,
        cut_lines: source.cut_lines,
        formats: source.formats.iter().map(|(format, count)| (format.name(), *count)).collect(),
    });
    Stats {
        bytes: sums.bytes,
        lines: sums.lines,
        records: sums.records,
        rules: report.rules,
        sources: sources.collect(),
        losses: report
            .losses
            .iter()
            .map(|loss| Loss {
                rule: answer.kb.rule(loss.rule).id.as_str(),
                late: loss.late,
                dropped: loss.dropped,
            })
            .collect(),
        unexplained_lost: report.unexplained.lost,
    }
}
