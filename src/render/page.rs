//! A rule in, its page of the book out.

use std::ops::Range;

use serde::Serialize;

use super::answer::ours;
use super::template::{Markup, Target};
use super::wording::wording;
use super::{inert, markdown};
use crate::kb::KnowledgeBase;
use crate::rule::{Expect, Prose, Rule, RuleId, Sample};
use crate::source::Spanned;
use crate::trial;

/// Where the site of the knowledge is.
const SITE: &str = env!("CARGO_PKG_HOMEPAGE");
/// Where rule files are kept.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

const RULE: &str = include_str!("templates/rule.md.j2");

/// The address of a rule's page. It has no area in it, so that a rule can move to another.
pub(super) fn url(rule: &Rule) -> String {
    format!("{SITE}/rules/{}.html", rule.id)
}

/// Where the page of a rule lies in the book.
pub(super) fn path(id: &RuleId) -> String {
    format!("rules/{id}.md")
}

/// The symptom as it is written in the rule's file; `None` for an article.
pub(super) fn symptom<'a>(kb: &'a KnowledgeBase, rule: &Rule) -> Option<&'a str> {
    let written = rule.detection.as_ref()?.written;
    kb.sources().of(rule.source).text.get(written.range())
}

#[derive(Serialize)]
struct RuleView<'a> {
    rule: &'a str,
    area: &'a str,
    title: &'a str,
    severity: &'static str,
    affects: Option<&'a str>,
    summary: Markup,
    /// In words.
    looked_for: Option<Markup>,
    symptom: Option<Markup>,
    found: Vec<SampleView<'a>>,
    quiet: Vec<SampleView<'a>>,
    causes: Vec<CauseView<'a>>,
    refines: Vec<LinkView<'a>>,
    refined_by: Vec<LinkView<'a>>,
    explains: Vec<LinkView<'a>>,
    explained_by: Vec<LinkView<'a>>,
    see: Vec<Markup>,
    /// Its file in the repository; `None` if it is a user's own.
    file: Option<Markup>,
}

#[derive(Serialize)]
struct SampleView<'a> {
    from: Option<&'a str>,
    because: Option<&'a str>,
    log: Markup,
}

#[derive(Serialize)]
struct CauseView<'a> {
    name: &'a str,
    title: &'a str,
    when: Option<Markup>,
    why: Markup,
    remedy: Markup,
    verify: Markup,
}

#[derive(Serialize)]
struct LinkView<'a> {
    title: &'a str,
    path: String,
}

/// The page of one rule.
pub(super) fn rule(kb: &KnowledgeBase, rule: &Rule) -> String {
    let prose = |prose: &Prose| Markup::new(markdown::prose(prose, &|_| None));
    let text = &kb.sources().of(rule.source).text;
    let causes = rule.causes.iter().map(|cause| CauseView {
        name: &cause.name,
        title: &cause.title,
        when: cause.when_written.and_then(|span| text.get(span.range())).map(block),
        why: prose(&cause.why),
        remedy: prose(&cause.remedy),
        verify: prose(&cause.verify),
    });
    let detection = rule.detection.as_ref();
    let mut view = RuleView {
        rule: rule.id.as_str(),
        area: rule.area.as_str(),
        title: &rule.title,
        severity: rule.severity.name(),
        affects: rule.affects.as_deref(),
        summary: prose(&rule.summary),
        looked_for: detection.map(|it| Markup::new(wording(&it.symptom.pattern))),
        symptom: symptom(kb, rule).map(block),
        found: Vec::new(),
        quiet: Vec::new(),
        causes: causes.collect(),
        refines: links(kb, &rule.refines),
        refined_by: backlinks(kb, rule, |other| &other.refines),
        explains: links(kb, &rule.explains),
        explained_by: backlinks(kb, rule, |other| &other.explains),
        // Addresses are checked when the rule is read: they have no bracket that would end this.
        see: rule.see.iter().map(|link| Markup::new(format!("<{link}>"))).collect(),
        file: file(kb, rule),
    };
    for sample in &rule.samples {
        let from = sample.from.as_deref();
        match &sample.expect {
            Expect::Finds(_) => {
                let log = marked(&sample.log, &places(kb, rule, sample));
                view.found.push(SampleView { from, because: None, log });
            }
            Expect::Quiet { because } => {
                let log = marked(&sample.log, &[]);
                view.quiet.push(SampleView { from, because: Some(because.as_str()), log });
            }
        }
    }
    ours("rule.md.j2", RULE, Target::Markdown, &view)
}

/// Where to edit a rule that the program brings along.
fn file(kb: &KnowledgeBase, rule: &Rule) -> Option<Markup> {
    let is_builtin = kb.find(rule.id.as_str()).is_some_and(|ix| kb.is_builtin(ix));
    let path = &kb.sources().of(rule.source).name;
    is_builtin.then(|| Markup::new(format!("[`{path}`](<{REPOSITORY}/edit/main/{path}>)")))
}

fn links<'a>(kb: &'a KnowledgeBase, ids: &[Spanned<RuleId>]) -> Vec<LinkView<'a>> {
    let found = ids.iter().filter_map(|id| kb.find(id.value.as_str()));
    found.map(|ix| link(kb.rule(ix))).collect()
}

/// The rules that name this one.
fn backlinks<'a>(
    kb: &'a KnowledgeBase,
    rule: &Rule,
    names: impl Fn(&'a Rule) -> &'a [Spanned<RuleId>],
) -> Vec<LinkView<'a>> {
    kb.rules()
        .map(|(_, other)| other)
        .filter(|other| names(other).iter().any(|id| id.value == rule.id))
        .map(link)
        .collect()
}

fn link(rule: &Rule) -> LinkView<'_> {
    LinkView { title: &rule.title, path: format!("{}.md", rule.id) }
}

/// What of a sample makes the rule be found in it: byte ranges, sorted, none touching another.
fn places(kb: &KnowledgeBase, rule: &Rule, sample: &Sample) -> Vec<Range<usize>> {
    let report = trial::scan(kb, "sample", sample.log.as_bytes());
    let own = report.findings.iter().find(|finding| kb.rule(finding.rule).id == rule.id);
    let mut places: Vec<Range<usize>> = Vec::new();
    for evidence in own.iter().flat_map(|finding| &finding.evidence) {
        let line = usize::try_from(evidence.line).unwrap_or(1).saturating_sub(1);
        let mut at: usize = sample.log.split_inclusive('\n').take(line).map(str::len).sum();
        for span in &evidence.spans {
            // What stands in an envelope of JSON may be spelt otherwise in the sample: it stays
            // unmarked.
            let Some(piece) = evidence.text.get(span.clone()) else { continue };
            let Some(found) = sample.log.get(at..).and_then(|rest| rest.find(piece)) else {
                continue;
            };
            let start = at + found;
            at = start + piece.len();
            places.push(start..at);
        }
    }
    places.sort_by_key(|place| (place.start, place.end));
    places.dedup_by(|later, kept| {
        later.start <= kept.end && {
            kept.end = kept.end.max(later.end);
            true
        }
    });
    places
}

/// A log with what matched in it. HTML, as Markdown marks nothing in code.
fn marked(log: &str, places: &[Range<usize>]) -> Markup {
    let log = log.trim_end();
    let mut out = String::from("<pre class=\"log\"><code class=\"nohighlight\">");
    let mut at = 0;
    for place in places {
        let (Some(before), Some(piece)) = (log.get(at..place.start), log.get(place.clone())) else {
            continue;
        };
        out.push_str(&html(before));
        out.push_str("<mark>");
        out.push_str(&html(piece));
        out.push_str("</mark>");
        at = place.end;
    }
    out.push_str(&html(log.get(at..).unwrap_or_default()));
    out.push_str("</code></pre>");
    Markup::new(out)
}

/// Text of several lines for HTML in Markdown.
fn html(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(inert::visible).collect();
    let text = lines.join("\n").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    // mdBook carries out `{{#include …}}` and its kin in HTML, too.
    text.replace("{{", "&#123;&#123;")
}

/// A block of text that nothing in it can close.
fn block(text: &str) -> Markup {
    let fence = inert::fence(text);
    let lines: Vec<String> = text.lines().map(|line| inert::visible(line).into_owned()).collect();
    // mdBook carries out `{{#include …}}` and its kin in code, too, unless a backslash is before.
    let text = lines.join("\n").replace("{{#", "\\{{#");
    Markup::new(format!("{fence}symptom\n{text}\n{fence}"))
}
