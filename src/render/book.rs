//! The knowledge in, the pages of a book about it out.

use std::collections::BTreeMap;

use serde::Serialize;

use super::answer::ours;
use super::template::{Markup, Target};
use super::{inert, page};
use crate::kb::KnowledgeBase;
use crate::rule::{Area, Expect, Rule, Severity};
use crate::symptom::{Condition, Needle, Op, Operand};

/// A file of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it lies, from the book's `src` folder, with `/` between folders.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The line of a summary in whose place the knowledge goes.
const SUMMARY_MARK: &str = "<!-- the knowledge -->";

const AREA: &str = include_str!("templates/area.md.j2");
const MESSAGES: &str = include_str!("templates/messages.md.j2");
const SEVERITIES: &str = include_str!("templates/severities.md.j2");
const UNLOGGED: &str = include_str!("templates/unlogged.md.j2");

/// All pages of the knowledge and, made of `summary` by putting the knowledge in the place of its
/// mark, the book's `SUMMARY.md`. The same rules give the same bytes.
pub fn pages(kb: &KnowledgeBase, summary: &str) -> Vec<Page> {
    let mut rules: Vec<&Rule> = kb.rules().map(|(_, rule)| rule).collect();
    rules.sort_by(|one, other| one.id.cmp(&other.id));
    let mut areas: BTreeMap<&Area, Vec<&Rule>> = BTreeMap::new();
    for rule in &rules {
        areas.entry(&rule.area).or_default().push(rule);
    }

    let page = |path: &str, text| Page { path: path.to_owned(), text };
    let mut pages = vec![
        page("SUMMARY.md", self::summary(summary, &areas)),
        page("messages.md", messages(&rules)),
        page("severities.md", severities(&rules)),
        page("unlogged.md", unlogged(&rules)),
    ];
    for (area, rules) in &areas {
        let view = AreaView { area: area.as_str(), rules: entries(rules, "../") };
        let text = ours("area.md.j2", AREA, Target::Markdown, &view);
        pages.push(Page { path: format!("areas/{area}.md"), text });
    }
    for rule in rules {
        pages.push(Page { path: page::path(&rule.id), text: page::rule(kb, rule) });
    }
    pages
}

/// Addresses of pages that rules had under former ids, and where they are now, from the site's
/// root.
pub fn redirects(kb: &KnowledgeBase) -> Vec<(String, String)> {
    let mut redirects = Vec::new();
    for (_, rule) in kb.rules() {
        for old in &rule.formerly {
            redirects.push((format!("/rules/{old}.html"), format!("{}.html", rule.id)));
        }
    }
    redirects.sort();
    redirects
}

fn summary(summary: &str, areas: &BTreeMap<&Area, Vec<&Rule>>) -> String {
    let mut list = vec![
        "- [By message](messages.md)".to_owned(),
        "- [By severity](severities.md)".to_owned(),
        "- [In the browser, or nowhere](unlogged.md)".to_owned(),
    ];
    for (area, rules) in areas {
        list.push(format!("- [{area}](areas/{area}.md)"));
        for rule in rules {
            let title = inert::markdown(&rule.title);
            list.push(format!("  - [{title}]({})", page::path(&rule.id)));
        }
    }
    summary.replace(SUMMARY_MARK, &list.join("\n"))
}

#[derive(Serialize)]
struct AreaView<'a> {
    area: &'a str,
    rules: Vec<EntryView<'a>>,
}

#[derive(Serialize)]
struct EntryView<'a> {
    title: &'a str,
    severity: &'static str,
    is_article: bool,
    path: String,
}

fn entries<'a>(rules: &[&'a Rule], up: &str) -> Vec<EntryView<'a>> {
    let entry = |rule: &&'a Rule| EntryView {
        title: &rule.title,
        severity: rule.severity.name(),
        is_article: rule.detection.is_none(),
        path: format!("{up}{}", page::path(&rule.id)),
    };
    rules.iter().map(entry).collect()
}

#[derive(Serialize)]
struct SeveritiesView<'a> {
    severities: Vec<SeverityView<'a>>,
}

#[derive(Serialize)]
struct SeverityView<'a> {
    severity: &'static str,
    rules: Vec<EntryView<'a>>,
}

/// The worst first.
fn severities(rules: &[&Rule]) -> String {
    let mut by: BTreeMap<Severity, Vec<&Rule>> = BTreeMap::new();
    for rule in rules {
        by.entry(rule.severity).or_default().push(rule);
    }
    let severities = by.iter().rev().map(|(severity, rules)| SeverityView {
        severity: severity.name(),
        rules: entries(rules, ""),
    });
    let view = SeveritiesView { severities: severities.collect() };
    ours("severities.md.j2", SEVERITIES, Target::Markdown, &view)
}

#[derive(Serialize)]
struct UnloggedView<'a> {
    shown: Vec<ShownView<'a>>,
    articles: Vec<EntryView<'a>>,
}

/// What a browser shows.
#[derive(Serialize)]
struct ShownView<'a> {
    text: Markup,
    title: &'a str,
    path: String,
}

/// For those who have no log: what browsers show, and the problems that leave no line.
fn unlogged(rules: &[&Rule]) -> String {
    let mut shown = Vec::new();
    for rule in rules {
        for sample in &rule.samples {
            let is_browser = sample.from.as_ref().is_some_and(|from| from.contains("browser"));
            if is_browser && matches!(sample.expect, Expect::Finds(_)) {
                let text = sample.log.lines().next().unwrap_or_default();
                shown.push(ShownView {
                    text: Markup::new(inert::code_span(text.trim())),
                    title: &rule.title,
                    path: page::path(&rule.id),
                });
            }
        }
    }
    let articles: Vec<&Rule> =
        rules.iter().filter(|rule| rule.detection.is_none()).copied().collect();
    let view = UnloggedView { shown, articles: entries(&articles, "") };
    ours("unlogged.md.j2", UNLOGGED, Target::Markdown, &view)
}

#[derive(Serialize)]
struct MessagesView<'a> {
    messages: Vec<MessageView<'a>>,
}

#[derive(Serialize)]
struct MessageView<'a> {
    text: String,
    title: &'a str,
    path: String,
}

/// The texts that rules look for, in alphabetical order, for those who come with a line.
fn messages(rules: &[&Rule]) -> String {
    let mut messages = Vec::new();
    for rule in rules {
        let mut texts = Vec::new();
        if let Some(detection) = &rule.detection {
            for condition in detection.symptom.pattern.wanted() {
                looked_for(condition, &mut texts);
            }
        }
        texts.sort();
        texts.dedup();
        messages.extend(texts.into_iter().map(|text| MessageView {
            text,
            title: &rule.title,
            path: page::path(&rule.id),
        }));
    }
    messages.sort_by_key(|message| (message.text.to_lowercase(), message.path.clone()));
    ours("messages.md.j2", MESSAGES, Target::Markdown, &MessagesView { messages })
}

/// The texts that a record must or may have for the condition to hold.
fn looked_for(condition: &Condition, texts: &mut Vec<String>) {
    let mut needle = |needle: &Needle| texts.push(needle.text.clone());
    match condition {
        Condition::And(inner) | Condition::Or(inner) => {
            inner.iter().for_each(|inner| looked_for(inner, texts));
        }
        Condition::Test(test) => match &test.op {
            Op::Contains(text) | Op::StartsWith(text) | Op::EndsWith(text) => needle(text),
            Op::Equals(Operand::Text(text)) => needle(text),
            Op::OneOf(operands) => operands.iter().for_each(|operand| {
                if let Operand::Text(text) = operand {
                    needle(text);
                }
            }),
            Op::Matches(regex) => texts.push(regex.pattern().to_owned()),
            Op::Equals(_) | Op::Differs(_) | Op::Order(..) => {}
        },
        Condition::Exists(_) | Condition::Not(_) => {}
    }
}
