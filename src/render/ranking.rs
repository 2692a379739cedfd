//! Articles that are near in, a list for a terminal or a program out.

use serde::Serialize;

use super::answer::{marked, ours};
use super::excerpt::excerpt;
use super::json;
use super::page;
use super::template::{Markup, Target};
use super::terminal::{Indent, Look, Style, hang};
use crate::kb::KnowledgeBase;
use crate::rule::Rule;
use crate::search::{Hit, Near, Seen};

const RANKING_TEXT: &str = include_str!("templates/ranking.txt.j2");

/// Columns by which what belongs to an article is indented.
const INDENT: usize = 3;
/// How many words that matched are shown, most telling first.
const WORDS: usize = 8;

/// What was asked for, and the articles that are near.
#[derive(Debug, Clone, Copy)]
pub enum Ranking<'a> {
    /// Words of a person.
    Words(&'a str, &'a [Hit]),
    /// A log, with its name.
    Log(&'a str, &'a Seen),
}

/// An output of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// For a terminal.
    Text(Look),
    /// For a program.
    Json,
}

/// Writes which articles are near, nearest first.
pub fn ranking(kb: &KnowledgeBase, ranking: Ranking<'_>, output: List) -> String {
    match output {
        List::Text(look) => {
            let view = View::new(kb, ranking, look);
            ours("ranking.txt.j2", RANKING_TEXT, Target::Terminal(look), &view)
        }
        List::Json => json::pretty(&Root::new(kb, ranking)),
    }
}

/// Rules that may have been meant, an id and a title each.
pub fn offer(rules: &[&Rule], look: Look) -> String {
    /// Columns by which a title is indented.
    const TITLE: usize = 4;
    let line = |rule: &&Rule| {
        let id = look.paint(Style::Bold, rule.id.as_str());
        let title = hang(&rule.title, look, Style::Plain, Indent::even(TITLE));
        format!("  {id}\n    {title}\n")
    };
    rules.iter().map(line).collect()
}

#[derive(Serialize)]
struct View<'a> {
    words: Option<&'a str>,
    log: Option<LogView<'a>>,
    near: Vec<NearView<'a>>,
}

#[derive(Serialize)]
struct LogView<'a> {
    name: &'a str,
    records: u64,
    errors: u64,
}

#[derive(Serialize)]
struct NearView<'a> {
    rule: &'a str,
    head: Markup,
    matched: Markup,
    line: Option<u64>,
    count: Option<u64>,
    excerpt: Option<Markup>,
}

impl<'a> View<'a> {
    fn new(kb: &'a KnowledgeBase, ranking: Ranking<'a>, look: Look) -> Self {
        let view = |(rank, hit): (usize, &'a Hit), near: Option<&'a Near>| {
            let rule = kb.rule(hit.rule);
            let head = format!("{}. ", rank + 1);
            let severity = rule.severity.name().to_uppercase();
            let column = head.len() + severity.len() + 2;
            let title =
                hang(&rule.title, look, Style::Bold, Indent { first: column, rest: INDENT });
            let severity = look.paint(Style::severity(rule.severity), &severity);
            let words = hit.matched.iter().take(WORDS).map(String::as_str);
            let words = words.collect::<Vec<_>>().join(", ");
            NearView {
                rule: rule.id.as_str(),
                head: Markup::new(format!("{head}{severity}  {title}")),
                matched: Markup::new(hang(&words, look, Style::Dim, Indent::even(INDENT + 8))),
                line: near.map(|near| near.line),
                count: near.map(|near| near.count),
                excerpt: near.map(|near| Markup::new(line(near, look))),
            }
        };
        match ranking {
            Ranking::Words(words, hits) => Self {
                words: Some(words),
                log: None,
                near: hits.iter().enumerate().map(|hit| view(hit, None)).collect(),
            },
            Ranking::Log(name, seen) => {
                let near = seen.near.iter().enumerate();
                let near = near.map(|(rank, near)| view((rank, &near.hit), Some(near)));
                Self {
                    words: None,
                    log: Some(LogView { name, records: seen.records, errors: seen.errors }),
                    near: near.collect(),
                }
            }
        }
    }
}

/// The line, cut around the first of the words that matched.
fn line(near: &Near, look: Look) -> String {
    let mut words = near.hit.matched.iter();
    let span = words.find_map(|word| {
        let start = near.text.find(word.as_str())?;
        Some(start..start + word.len())
    });
    let spans: Vec<_> = span.into_iter().collect();
    let width = look.width.saturating_sub(INDENT + 2).max(20);
    marked(&excerpt(&near.text, &spans, 2 * width - 2), look, INDENT)
}

#[derive(Serialize)]
struct Root<'a> {
    schema: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<LogView<'a>>,
    near: Vec<Article<'a>>,
}

#[derive(Serialize)]
struct Article<'a> {
    rule: &'a str,
    area: &'a str,
    title: &'a str,
    severity: &'static str,
    /// Rounded: it is no more exact than that.
    score: f64,
    matched: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    url: String,
}

impl<'a> Root<'a> {
    fn new(kb: &'a KnowledgeBase, ranking: Ranking<'a>) -> Self {
        let article = |hit: &'a Hit, near: Option<&'a Near>| {
            let rule = kb.rule(hit.rule);
            Article {
                rule: rule.id.as_str(),
                area: rule.area.as_str(),
                title: &rule.title,
                severity: rule.severity.name(),
                score: (f64::from(hit.score) * 100.0).round() / 100.0,
                matched: &hit.matched,
                line: near.map(|near| near.line),
                count: near.map(|near| near.count),
                text: near.map(|near| near.text.as_str()),
                url: page::url(rule),
            }
        };
        let (words, log, near) = match ranking {
            Ranking::Words(words, hits) => {
                (Some(words), None, hits.iter().map(|hit| article(hit, None)).collect())
            }
            Ranking::Log(name, seen) => (
                None,
                Some(LogView { name, records: seen.records, errors: seen.errors }),
                seen.near.iter().map(|near| article(&near.hit, Some(near))).collect(),
            ),
        };
        Self { schema: json::SCHEMA, words, log, near }
    }
}
