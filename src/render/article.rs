//! Everything that a rule says, for one that asks for it.

use std::ops::Range;

use serde::Serialize;

use super::answer::{CauseView, INDENT, marked, ours, prose};
use super::excerpt::excerpt;
use super::page;
use super::template::{Markup, Target};
use super::terminal::{Indent, Look, Style, hang};
use crate::field::Field;
use crate::kb::KnowledgeBase;
use crate::record::{Calendar, split};
use crate::rule::{Expect, Rule, RuleId, Sample};
use crate::source::Spanned;
use crate::symptom::Condition;
use crate::trial;

const ARTICLE_TEXT: &str = include_str!("templates/article.txt.j2");

/// How many records of a sample are shown, and lines of a terminal that each may take.
const RECORDS: usize = 3;
const LINES: usize = 3;
/// Lines that a near miss may take.
const NEAR_MISS_LINES: usize = 2;

/// An output of what a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Article {
    /// For a terminal.
    Text(Look),
    /// The page of the book.
    Markdown,
}

/// Everything that a rule says.
pub fn article(kb: &KnowledgeBase, rule: &Rule, output: Article) -> String {
    match output {
        Article::Markdown => page::rule(kb, rule),
        Article::Text(look) => text(&View::new(kb, rule, look), look),
    }
}

/// What a rule says about one of its causes; `None` if it has no cause of that name.
pub fn article_of_cause(
    kb: &KnowledgeBase,
    rule: &Rule,
    cause: &str,
    output: Article,
) -> Option<String> {
    let at = rule.causes.iter().position(|known| known.name == cause)?;
    match output {
        Article::Markdown => {
            let mut rule = rule.clone();
            rule.causes = vec![rule.causes.swap_remove(at)];
            Some(page::rule(kb, &rule))
        }
        Article::Text(look) => {
            let mut view = View::new(kb, rule, look);
            view.causes = vec![view.causes.swap_remove(at)];
            view.is_whole = false;
            Some(text(&view, look))
        }
    }
}

fn text(view: &View<'_>, look: Look) -> String {
    ours("article.txt.j2", ARTICLE_TEXT, Target::Terminal(look), view)
}

#[derive(Serialize)]
struct View<'a> {
    /// Whether all is shown, not one cause only.
    is_whole: bool,
    rule: &'a str,
    area: &'a str,
    head: Markup,
    affects: Option<&'a str>,
    is_article: bool,
    /// The records of a log in which it is found, with what matched in them.
    seen: Vec<Markup>,
    symptom: Vec<&'a str>,
    summary: Markup,
    causes: Vec<Cause<'a>>,
    quiet: Vec<Quiet>,
    refines: Vec<Link>,
    explains: Vec<Link>,
    see: &'a [String],
    url: String,
}

#[derive(Serialize)]
struct Cause<'a> {
    head: Markup,
    #[serde(flatten)]
    cause: CauseView<'a>,
}

/// What looks like it and is something else.
#[derive(Serialize)]
struct Quiet {
    because: Markup,
    log: Markup,
}

/// Another rule.
#[derive(Serialize)]
struct Link {
    id: String,
    title: Markup,
}

impl<'a> View<'a> {
    fn new(kb: &'a KnowledgeBase, rule: &'a Rule, look: Look) -> Self {
        let target = Target::Terminal(look);
        let severity = rule.severity.name().to_uppercase();
        let title = hang(
            &rule.title,
            look,
            Style::Bold,
            Indent { first: severity.len() + 2, rest: INDENT },
        );
        let severity = look.paint(Style::severity(rule.severity), &severity);
        let causes = rule.causes.iter().enumerate().map(|(ix, cause)| {
            let number = format!("{}.", ix + 1);
            let start = INDENT + number.len() + 1;
            let title = hang(&cause.title, look, Style::Bold, Indent::even(start));
            Cause {
                head: Markup::new(format!("{} {title}", look.paint(Style::Bold, &number))),
                cause: CauseView::new(cause, &|_| None, target),
            }
        });
        let quiet = rule.samples.iter().filter_map(|sample| match &sample.expect {
            Expect::Quiet { because } => Some(Quiet {
                because: Markup::new(hang(because, look, Style::Plain, Indent::even(INDENT))),
                log: Markup::new(near_miss(rule, &sample.log, look)),
            }),
            Expect::Finds(_) => None,
        });
        let found = |one: &&Sample| matches!(one.expect, Expect::Finds(_));
        Self {
            is_whole: true,
            rule: rule.id.as_str(),
            area: rule.area.as_str(),
            head: Markup::new(format!("{severity}  {title}")),
            affects: rule.affects.as_deref(),
            is_article: rule.detection.is_none(),
            seen: rule
                .samples
                .iter()
                .find(found)
                .map_or_else(Vec::new, |sample| seen(kb, rule, &sample.log, look)),
            symptom: page::symptom(kb, rule).map(|text| text.lines().collect()).unwrap_or_default(),
            summary: prose(&rule.summary, &|_| None, target, INDENT),
            causes: causes.collect(),
            quiet: quiet.collect(),
            refines: links(kb, &rule.refines, look),
            explains: links(kb, &rule.explains, look),
            see: &rule.see,
            url: page::url(rule),
        }
    }
}

/// The records by which a rule is found in a log.
fn seen(kb: &KnowledgeBase, rule: &Rule, log: &str, look: Look) -> Vec<Markup> {
    let report = trial::scan(kb, "sample", log.as_bytes());
    let mut findings = report.findings.iter();
    let Some(finding) = findings.find(|finding| kb.rule(finding.rule).id == rule.id) else {
        return Vec::new();
    };
    let first = finding.evidence.iter().filter(|one| one.part == 0).take(RECORDS);
    first.map(|one| Markup::new(record(&one.text, &one.spans, look))).collect()
}

/// A record with what matched in it, cut to a few lines.
fn record(text: &str, spans: &[Range<usize>], look: Look) -> String {
    marked(&excerpt(text, spans, columns(LINES, look)), look, INDENT)
}

/// The first record of a log in which the rule is not found, cut around the field that the rule
/// looks at: there it tells itself apart.
fn near_miss(rule: &Rule, log: &str, look: Look) -> String {
    let Some(record) = split(log.as_bytes(), &Calendar::of_year(2000)).next() else {
        return String::new();
    };
    let mut fields = Vec::new();
    if let Some(detection) = &rule.detection {
        for condition in detection.symptom.pattern.conditions() {
            self::fields(condition, &mut fields);
        }
    }
    let focus = fields.into_iter().filter(|field| *field != Field::Text).find_map(|field| {
        let values = record.values(&field);
        let value = values.first()?;
        // A field that is not there is looked for in the whole text.
        let place = value.locate(0..value.text().len(), &record)?;
        (place.len() < record.text().len()).then_some(place)
    });
    let spans: Vec<Range<usize>> = focus.into_iter().collect();
    let mut pieces = excerpt(record.text(), &spans, columns(NEAR_MISS_LINES, look));
    for piece in &mut pieces {
        piece.marked = false;
    }
    marked(&pieces, look, INDENT)
}

/// The fields that a condition looks at, in its order.
fn fields(condition: &Condition, found: &mut Vec<Field>) {
    match condition {
        Condition::Test(test) => found.push(test.field.clone()),
        Condition::Exists(field) => found.push(field.clone()),
        Condition::Not(inner) => fields(inner, found),
        Condition::And(inner) | Condition::Or(inner) => {
            inner.iter().for_each(|inner| fields(inner, found));
        }
    }
}

/// How much of a record fits so many lines of the terminal, but for the marks of a cut line, which
/// take a column each.
fn columns(lines: usize, look: Look) -> usize {
    lines * look.width.saturating_sub(INDENT + 2).max(20) - 2
}

fn links(kb: &KnowledgeBase, ids: &[Spanned<RuleId>], look: Look) -> Vec<Link> {
    let found = ids.iter().filter_map(|id| kb.find(id.value.as_str()));
    let rules = found.map(|ix| kb.rule(ix));
    let link = |rule: &Rule| Link {
        id: rule.id.to_string(),
        title: Markup::new(hang(&rule.title, look, Style::Plain, Indent::even(INDENT + 2))),
    };
    rules.map(link).collect()
}
