//! Answers for people, through templates: what was found.

use std::collections::BTreeMap;

use serde::Serialize;

use super::arrange::{Answer, Shown};
use super::excerpt::{Piece, broken, carets, excerpt};
use super::inert::Values;
use super::template::{Markup, Target, TemplateFault, fill};
use super::terminal::{Look, Style};
use super::timeline::{TimelineView, timeline};
use super::unknown::UnknownView;
use super::{html, inert, markdown, page, terminal, unknown};
use crate::rule::{Prose, Rule, Severity};
use crate::scan::{Evidence, FoundCause, Report};
use crate::source::Source;

/// Columns by which evidence and texts of a finding are indented on a terminal.
pub(super) const INDENT: usize = 2;
/// Columns by which what belongs to a cause is.
const CAUSE_INDENT: usize = 5;
/// How many lines of a terminal a record may take.
const LINES: usize = 3;
/// How many values of a capture are shown.
const VALUES: usize = 3;
/// How much of a line of evidence a ticket shows, in bytes.
const MARKDOWN_WIDTH: usize = 400;

const ANSWER_TEXT: &str = include_str!("templates/answer.txt.j2");
const ANSWER_MARKDOWN: &str = include_str!("templates/answer.md.j2");
const ANSWER_HTML: &str = include_str!("templates/answer.html.j2");

/// The answer for a terminal.
pub(super) fn text(answer: &Answer<'_>, look: Look) -> String {
    ours(
        "answer.txt.j2",
        ANSWER_TEXT,
        Target::Terminal(look),
        &View::new(answer, Target::Terminal(look)),
    )
}

/// The answer for a ticket.
pub(super) fn markdown(answer: &Answer<'_>) -> String {
    ours("answer.md.j2", ANSWER_MARKDOWN, Target::Markdown, &View::new(answer, Target::Markdown))
}

/// The answer as a part of a page.
pub(super) fn html(answer: &Answer<'_>) -> String {
    ours("answer.html.j2", ANSWER_HTML, Target::Html, &View::new(answer, Target::Html))
}

/// The answer with somebody's own template.
pub(super) fn with_template(
    answer: &Answer<'_>,
    template: &Source,
    look: Look,
) -> Result<String, TemplateFault> {
    let target = Target::of(&template.name, look);
    fill(template, target, &View::new(answer, target))
}

/// Fills one of our own templates. These are tried by the tests, so that a fault is a bug; it is
/// shown in the place of the answer rather than hidden.
pub(super) fn ours(
    name: &'static str,
    text: &'static str,
    target: Target,
    view: &impl Serialize,
) -> String {
    let filled = fill(&Source::new(name, text), target, view);
    filled.unwrap_or_else(|fault| format!("{name}: {}\n", fault.message))
}

#[derive(Serialize)]
struct View<'a> {
    findings: Vec<FindingView<'a>>,
    /// Findings that are neither harmless nor a consequence of others.
    problems: usize,
    /// Those that are a consequence.
    consequences: usize,
    /// Those that are harmless.
    harmless: usize,
    unexplained: UnknownView<'a>,
    /// When things were found, if the log says so.
    timeline: Option<TimelineView<'a>>,
    /// Findings that are less grave than what was asked for.
    left_out: usize,
    stats: StatsView,
    sources: Vec<SourceView<'a>>,
    losses: Vec<LossView<'a>>,
}

#[derive(Serialize)]
struct StatsView {
    bytes: u64,
    lines: u64,
    records: u64,
    rules: u64,
    sources: usize,
}

#[derive(Serialize)]
struct SourceView<'a> {
    name: &'a str,
    bytes: u64,
    lines: u64,
    records: u64,
    nul_bytes: u64,
    invalid_utf8_lines: u64,
    skipped_bytes: u64,
    cut_lines: u64,
}

/// A rule that had to let records go.
#[derive(Serialize)]
struct LossView<'a> {
    rule: &'a str,
    late: u64,
    dropped: u64,
}

#[derive(Serialize)]
struct FindingView<'a> {
    rule: &'a str,
    area: &'a str,
    title: &'a str,
    severity: &'static str,
    count: u64,
    first: Option<String>,
    last: Option<String>,
    summary: Markup,
    /// As the JSON has them.
    captures: BTreeMap<&'a str, &'a [String]>,
    /// The same, ready to be shown.
    values: Vec<CaptureView<'a>>,
    evidence: Vec<EvidenceView>,
    more: u64,
    causes: Vec<CauseView<'a>>,
    consequence_of: Option<&'a str>,
    refined_by: Option<&'a str>,
    see: &'a [String],
    url: String,
}

#[derive(Serialize)]
struct CaptureView<'a> {
    name: &'a str,
    /// The name, filled up to the longest one.
    padded: String,
    /// The first values, shortened.
    shown: Vec<String>,
    /// Whether there are more.
    more: bool,
}

#[derive(Serialize)]
pub(super) struct EvidenceView {
    source: String,
    origin: Option<String>,
    line: u64,
    text: String,
    /// The line around what matched, marked, fit for the output.
    excerpt: Markup,
}

/// What is said about a cause.
#[derive(Serialize)]
pub(super) struct CauseView<'a> {
    name: &'a str,
    title: &'a str,
    why: Markup,
    remedy: Markup,
    verify: Markup,
    /// Placeholders that stay in commands, since a shell would act on their values.
    withheld: Vec<&'a str>,
    /// The first record that speaks for it, if it asks for something.
    shown_by: Option<PlaceView>,
}

#[derive(Serialize)]
struct PlaceView {
    source: String,
    line: u64,
}

impl<'a> View<'a> {
    fn new(answer: &'a Answer<'a>, target: Target) -> Self {
        let report = answer.report;
        let sums = report.stats();
        let sources = report.sources.iter().map(|source| SourceView {
            name: &source.name,
            bytes: source.bytes,
            lines: source.lines,
            records: source.records,
            nul_bytes: source.nul_bytes,
            invalid_utf8_lines: source.invalid_utf8_lines,
            skipped_bytes: source.skipped_bytes,
            cut_lines: source.cut_lines,
        });
        let findings = answer.shown().iter();
        let (harmless, alarming): (Vec<&Shown<'_>>, Vec<&Shown<'_>>) =
            findings.clone().partition(|shown| shown.rule.severity == Severity::Harmless);
        let consequences = alarming.iter().filter(|shown| shown.consequence_of.is_some()).count();
        Self {
            findings: findings.map(|shown| FindingView::new(report, shown, target)).collect(),
            problems: alarming.len() - consequences,
            consequences,
            harmless: harmless.len(),
            unexplained: UnknownView::new(answer, target),
            timeline: timeline(answer, unknown::SHOWN),
            left_out: answer.left_out(),
            stats: StatsView {
                bytes: sums.bytes,
                lines: sums.lines,
                records: sums.records,
                rules: report.rules,
                sources: report.sources.len(),
            },
            sources: sources.collect(),
            losses: report
                .losses
                .iter()
                .map(|loss| LossView {
                    rule: answer.kb.rule(loss.rule).id.as_str(),
                    late: loss.late,
                    dropped: loss.dropped,
                })
                .collect(),
        }
    }
}

impl<'a> FindingView<'a> {
    fn new(report: &'a Report, shown: &Shown<'a>, target: Target) -> Self {
        let (rule, finding) = (shown.rule, shown.finding);
        let first_values = |name: &str| {
            let values = finding.captures.iter().find(|(known, _)| known == name);
            values.and_then(|(_, values)| values.first()).map(String::as_str)
        };
        let captures = finding.captures.iter();
        let widest = captures.clone().map(|(name, _)| name.len()).max().unwrap_or(0);
        let captures = captures.map(|(name, values)| CaptureView {
            name,
            padded: format!("{name:widest$}"),
            shown: values
                .iter()
                .take(VALUES)
                .map(|value| inert::short(value).into_owned())
                .collect(),
            more: values.len() > VALUES,
        });
        // What has no causes of its own to tell is said in few lines.
        let is_short = shown.consequence_of.is_some() || rule.severity == Severity::Harmless;
        // Of matches of several records the first is enough to read.
        let is_several = finding.evidence.iter().filter(|one| one.part == 0).count() > 1;
        let evidence = finding.evidence.iter().filter(|one| !is_several || one.part == 0);
        let shown_matches = evidence.clone().next_back().map_or(0, |one| one.part + 1);
        let evidence = evidence.enumerate().map(|(ix, one)| {
            EvidenceView::new(report, one, !is_short && (ix == 0 || is_several), target)
        });
        Self {
            rule: rule.id.as_str(),
            area: rule.area.as_str(),
            title: &rule.title,
            severity: rule.severity.name(),
            count: finding.count,
            first: finding.first.map(|time| time.to_string()),
            last: finding.last.map(|time| time.to_string()),
            summary: prose(&rule.summary, &first_values, target, INDENT),
            captures: finding
                .captures
                .iter()
                .map(|(name, values)| (name.as_str(), values.as_slice()))
                .collect(),
            values: captures.collect(),
            evidence: evidence.collect(),
            more: finding.count - shown_matches,
            causes: finding
                .causes
                .iter()
                .map(|found| CauseView::found((report, rule), found, target))
                .collect(),
            consequence_of: shown.consequence_of.map(|reason| reason.title.as_str()),
            refined_by: shown.refined_by.map(|refining| refining.title.as_str()),
            see: &rule.see,
            url: page::url(rule),
        }
    }
}

impl EvidenceView {
    /// The first record of a finding is shown at length, the others in a line each.
    pub(super) fn new(
        report: &Report,
        evidence: &Evidence,
        is_first: bool,
        target: Target,
    ) -> Self {
        let lines = if is_first { LINES } else { 1 };
        let excerpt = match target {
            Target::Terminal(look) => {
                // Bar and blank stand before the line.
                let width = look.width.saturating_sub(INDENT + 2).max(20);
                // The two marks of a cut line take a column each.
                let pieces = excerpt(&evidence.text, &evidence.spans, lines * width - 2);
                marked(&pieces, look, INDENT)
            }
            Target::Markdown => {
                let pieces = excerpt(&evidence.text, &evidence.spans, MARKDOWN_WIDTH);
                let line: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
                let fence = inert::fence(&line);
                format!("{fence}text\n{line}\n{fence}")
            }
            Target::Html => {
                let pieces = excerpt(&evidence.text, &evidence.spans, MARKDOWN_WIDTH);
                let html = pieces.iter().map(|piece| match piece.marked {
                    true => format!("<mark>{}</mark>", inert::html(&piece.text)),
                    false => inert::html(&piece.text),
                });
                html.collect()
            }
        };
        Self {
            source: report.source_name(evidence.source).to_owned(),
            origin: evidence.origin.clone(),
            line: evidence.line,
            text: evidence.text.clone(),
            excerpt: Markup::new(excerpt),
        }
    }
}

/// The line behind a bar, broken where the terminal ends, with what matched in colour or with carets
/// under it.
pub(super) fn marked(pieces: &[Piece], look: Look, indent: usize) -> String {
    // Bar and blank stand before the line.
    let width = look.width.saturating_sub(indent + 2).max(20);
    let bar = look.paint(Style::Dim, "│");
    let mut shown = Vec::new();
    for line in broken(pieces, width) {
        let mut text = format!("{:indent$}{bar} ", "");
        for piece in &line {
            match piece.marked {
                true => text.push_str(&look.paint(Style::Match, &piece.text)),
                false => text.push_str(&piece.text),
            }
        }
        shown.push(text);
        let carets = carets(&line);
        if !look.colour && !carets.is_empty() {
            shown.push(format!("{:indent$}{bar} {carets}", ""));
        }
    }
    shown.join("\n")
}

impl<'a> CauseView<'a> {
    fn found((report, rule): (&Report, &'a Rule), found: &FoundCause, target: Target) -> Self {
        let value = |name: &str| {
            let known = found.captures.iter().find(|(known, _)| known == name);
            known.map(|(_, value)| value.as_str())
        };
        let shown_by = found.shown_by.map(|spot| PlaceView {
            source: report.source_name(spot.source).to_owned(),
            line: spot.line,
        });
        Self { shown_by, ..Self::new(&rule.causes[found.cause.0 as usize], &value, target) }
    }

    pub(super) fn new(cause: &'a crate::rule::Cause, values: Values<'_>, target: Target) -> Self {
        let texts = [&cause.why, &cause.remedy, &cause.verify];
        let mut withheld: Vec<&str> =
            texts.into_iter().flat_map(|text| inert::withheld(text, values)).collect();
        withheld.sort_unstable();
        withheld.dedup();
        Self {
            name: &cause.name,
            title: &cause.title,
            shown_by: None,
            withheld,
            why: prose(&cause.why, values, target, CAUSE_INDENT),
            remedy: prose(&cause.remedy, values, target, CAUSE_INDENT),
            verify: prose(&cause.verify, values, target, CAUSE_INDENT),
        }
    }
}

/// Prose for an output, of which a terminal indents every line.
pub(super) fn prose(prose: &Prose, values: Values<'_>, target: Target, indent: usize) -> Markup {
    Markup::new(match target {
        Target::Terminal(look) => terminal::prose(prose, values, look, indent),
        Target::Markdown => markdown::prose(prose, values),
        Target::Html => html::prose(prose, values),
    })
}
