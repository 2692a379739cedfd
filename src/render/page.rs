//! The knowledge as pages of a book: one a rule, one an area, an index by message, the summary.

use std::collections::BTreeMap;

use serde::Serialize;

use super::answer::ours;
use super::template::{Markup, Target};
use super::{inert, markdown};
use crate::kb::KnowledgeBase;
use crate::rule::{Area, Expect, Prose, Rule, RuleId};
use crate::source::Spanned;
use crate::symptom::{Condition, Needle, Op, Operand};

/// A file of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it lies, from the book's `src` folder, with `/` between folders.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Where the site of the knowledge is.
const SITE: &str = env!("CARGO_PKG_HOMEPAGE");
/// The line of a summary in whose place the knowledge goes.
const SUMMARY_MARK: &str = "<!-- the knowledge -->";

const RULE: &str = include_str!("templates/rule.md.j2");
const AREA: &str = include_str!("templates/area.md.j2");
const MESSAGES: &str = include_str!("templates/messages.md.j2");

/// The address of a rule's page.
pub(super) fn url(rule: &Rule) -> String {
    format!("{SITE}/rules/{}/{}.html", rule.area, rule.id)
}

/// The symptom as it is written in the rule's file; `None` for an article.
pub(super) fn symptom<'a>(kb: &'a KnowledgeBase, rule: &Rule) -> Option<&'a str> {
    let written = rule.detection.as_ref()?.written;
    kb.sources().of(rule.source).text.get(written.range())
}

/// All pages of the knowledge and, made of `summary` by putting the knowledge in the place of its
/// mark, the book's `SUMMARY.md`. The same rules give the same bytes.
pub fn pages(kb: &KnowledgeBase, summary: &str) -> Vec<Page> {
    let mut areas: BTreeMap<&Area, Vec<&Rule>> = BTreeMap::new();
    for (_, rule) in kb.rules() {
        areas.entry(&rule.area).or_default().push(rule);
    }
    for rules in areas.values_mut() {
        rules.sort_by(|one, other| one.id.cmp(&other.id));
    }

    let mut pages = vec![
        Page { path: "SUMMARY.md".to_owned(), text: self::summary(summary, &areas) },
        Page { path: "messages.md".to_owned(), text: messages(kb) },
    ];
    for (area, rules) in &areas {
        let path = format!("rules/{area}.md");
        pages.push(Page { path, text: self::area(area, rules) });
        for rule in rules {
            let path = format!("rules/{area}/{}.md", rule.id);
            pages.push(Page { path, text: self::rule(kb, rule) });
        }
    }
    pages
}

fn summary(summary: &str, areas: &BTreeMap<&Area, Vec<&Rule>>) -> String {
    let mut list = vec!["- [By message](messages.md)".to_owned()];
    for (area, rules) in areas {
        list.push(format!("- [{area}](rules/{area}.md)"));
        for rule in rules {
            let title = inert::markdown(&rule.title);
            list.push(format!("  - [{title}](rules/{area}/{}.md)", rule.id));
        }
    }
    summary.replace(SUMMARY_MARK, &list.join("\n"))
}

#[derive(Serialize)]
struct RuleView<'a> {
    rule: &'a str,
    area: &'a str,
    title: &'a str,
    severity: &'static str,
    affects: Option<&'a str>,
    summary: Markup,
    symptom: Option<Markup>,
    found: Vec<SampleView<'a>>,
    quiet: Vec<SampleView<'a>>,
    causes: Vec<CauseView<'a>>,
    refines: Vec<LinkView<'a>>,
    explains: Vec<LinkView<'a>>,
    see: Vec<Markup>,
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
    when: bool,
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
    let causes = rule.causes.iter().map(|cause| CauseView {
        name: &cause.name,
        title: &cause.title,
        when: cause.when.is_some(),
        why: prose(&cause.why),
        remedy: prose(&cause.remedy),
        verify: prose(&cause.verify),
    });
    let mut view = RuleView {
        rule: rule.id.as_str(),
        area: rule.area.as_str(),
        title: &rule.title,
        severity: rule.severity.name(),
        affects: rule.affects.as_deref(),
        summary: prose(&rule.summary),
        symptom: symptom(kb, rule).map(block),
        found: Vec::new(),
        quiet: Vec::new(),
        causes: causes.collect(),
        refines: links(kb, &rule.refines),
        explains: links(kb, &rule.explains),
        // Addresses are checked when the rule is read: they have no bracket that would end this.
        see: rule.see.iter().map(|link| Markup::new(format!("<{link}>"))).collect(),
    };
    for sample in &rule.samples {
        let because = match &sample.expect {
            Expect::Finds(_) => None,
            Expect::Quiet { because } => Some(because.as_str()),
        };
        let list = if because.is_some() { &mut view.quiet } else { &mut view.found };
        list.push(SampleView { from: sample.from.as_deref(), because, log: block(&sample.log) });
    }
    ours("rule.md.j2", RULE, Target::Markdown, &view)
}

fn links<'a>(kb: &'a KnowledgeBase, ids: &[Spanned<RuleId>]) -> Vec<LinkView<'a>> {
    let found = ids.iter().filter_map(|id| kb.find(id.value.as_str()));
    let rules = found.map(|ix| kb.rule(ix));
    rules
        .map(|rule| LinkView {
            title: &rule.title,
            path: format!("../{}/{}.md", rule.area, rule.id),
        })
        .collect()
}

/// A block of text that nothing in it can close.
fn block(text: &str) -> Markup {
    let fence = inert::fence(text);
    let lines: Vec<String> = text.lines().map(|line| inert::visible(line).into_owned()).collect();
    // mdBook carries out `{{#include …}}` and its kin in code, too, unless a backslash is before.
    let text = lines.join("\n").replace("{{#", "\\{{#");
    Markup::new(format!("{fence}text\n{text}\n{fence}"))
}

#[derive(Serialize)]
struct AreaView<'a> {
    area: &'a str,
    rules: Vec<EntryView<'a>>,
}

#[derive(Serialize)]
struct EntryView<'a> {
    rule: &'a str,
    title: &'a str,
    severity: &'static str,
    is_article: bool,
    path: String,
}

fn area(area: &Area, rules: &[&Rule]) -> String {
    let rules = rules
        .iter()
        .map(|rule| EntryView {
            rule: rule.id.as_str(),
            title: &rule.title,
            severity: rule.severity.name(),
            is_article: rule.detection.is_none(),
            path: format!("{area}/{}.md", rule.id),
        })
        .collect();
    ours("area.md.j2", AREA, Target::Markdown, &AreaView { area: area.as_str(), rules })
}

#[derive(Serialize)]
struct MessageView<'a> {
    text: String,
    title: &'a str,
    path: String,
}

#[derive(Serialize)]
struct MessagesView<'a> {
    messages: Vec<MessageView<'a>>,
}

/// The texts that rules look for, in alphabetical order, for those who come with a line.
fn messages(kb: &KnowledgeBase) -> String {
    let mut messages = Vec::new();
    for (_, rule) in kb.rules() {
        let mut texts = Vec::new();
        if let Some(detection) = &rule.detection {
            for condition in detection.symptom.pattern.conditions() {
                looked_for(condition, &mut texts);
            }
        }
        texts.sort();
        texts.dedup();
        messages.extend(texts.into_iter().map(|text| MessageView {
            text,
            title: &rule.title,
            path: format!("rules/{}/{}.md", rule.area, rule.id),
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
