//! Rules in, a list of them by area out.

use serde::Serialize;

use super::answer::ours;
use super::json;
use super::page;
use super::ranking::List;
use super::template::{Markup, Target};
use super::terminal::{Indent, Look, Style, hang};
use crate::rule::{Rule, Severity};

const CATALOGUE_TEXT: &str = include_str!("templates/catalogue.txt.j2");

/// The list of rules, which come by area.
pub fn catalogue(rules: &[&Rule], output: List) -> String {
    match output {
        List::Text(look) => {
            let view = View::new(rules, look);
            ours("catalogue.txt.j2", CATALOGUE_TEXT, Target::Terminal(look), &view)
        }
        List::Json => {
            let rules = rules.iter().map(|rule| Entry::new(rule)).collect();
            json::pretty(&Root { schema: json::SCHEMA, rules })
        }
    }
}

#[derive(Serialize)]
struct View<'a> {
    /// Whether there is room for a title beside its id.
    is_wide: bool,
    areas: Vec<AreaView<'a>>,
    /// How many of each severity there are, the gravest first, without those of which there is
    /// none.
    severities: Vec<Count>,
    count: usize,
    articles: usize,
}

#[derive(Serialize)]
struct AreaView<'a> {
    name: &'a str,
    rules: Vec<LineView>,
}

#[derive(Serialize)]
struct LineView {
    id: String,
    severity: &'static str,
    padded: String,
    title: Markup,
    is_article: bool,
}

#[derive(Serialize)]
struct Count {
    count: usize,
    severity: &'static str,
}

impl<'a> View<'a> {
    fn new(rules: &[&'a Rule], look: Look) -> Self {
        /// Columns of the indent, of a severity with blanks behind it, and of a title at least.
        const INDENT: usize = 2;
        const SEVERITY: usize = 10;
        const TITLE: usize = 40;
        let widest = rules.iter().map(|rule| rule.id.as_str().len()).max().unwrap_or(0) + 2;
        // Below its title an id begins where the title does, if it fits there.
        let below = match INDENT + SEVERITY + widest <= look.width {
            true => INDENT + SEVERITY,
            false => 2 * INDENT,
        };
        let is_wide = INDENT + widest + SEVERITY + TITLE <= look.width;
        let start = INDENT + SEVERITY + if is_wide { widest } else { 0 };
        let mut areas: Vec<AreaView<'_>> = Vec::new();
        for rule in rules {
            let line = LineView {
                id: match is_wide {
                    true => format!("{:widest$}", rule.id),
                    false => format!("{:below$}{}", "", rule.id),
                },
                severity: rule.severity.name(),
                padded: format!("{:8}", rule.severity),
                title: Markup::new(hang(&rule.title, look, Style::Plain, Indent::even(start))),
                is_article: rule.detection.is_none(),
            };
            match areas.iter_mut().find(|area| area.name == rule.area.as_str()) {
                Some(area) => area.rules.push(line),
                None => areas.push(AreaView { name: rule.area.as_str(), rules: vec![line] }),
            }
        }
        let severities = Severity::ALL.into_iter().rev().map(|severity| Count {
            count: rules.iter().filter(|rule| rule.severity == severity).count(),
            severity: severity.name(),
        });
        Self {
            is_wide,
            areas,
            severities: severities.filter(|one| one.count > 0).collect(),
            count: rules.len(),
            articles: rules.iter().filter(|rule| rule.detection.is_none()).count(),
        }
    }
}

#[derive(Serialize)]
struct Root<'a> {
    schema: u32,
    rules: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'a str,
    area: &'a str,
    title: &'a str,
    severity: &'static str,
    /// Whether it has no symptom: it is read, not found.
    article: bool,
    url: String,
}

impl<'a> Entry<'a> {
    fn new(rule: &'a Rule) -> Self {
        Self {
            rule: rule.id.as_str(),
            area: rule.area.as_str(),
            title: &rule.title,
            severity: rule.severity.name(),
            article: rule.detection.is_none(),
            url: page::url(rule),
        }
    }
}
