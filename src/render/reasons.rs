//! What a rule asks for and what logs have in, the reason why it is not found out, for a terminal.

use serde::Serialize;

use super::answer::{marked, ours};
use super::excerpt::excerpt;
use super::inert;
use super::template::{Markup, Target};
use super::terminal::Look;
use crate::kb::KnowledgeBase;
use crate::program::RuleIx;
use crate::source::Span;
use crate::why::{Check, Closest, Part, Seen, Why};

const REASONS_TEXT: &str = include_str!("templates/reasons.txt.j2");

/// Columns by which a record is indented.
const INDENT: usize = 2;
/// Columns before what is asked, which has `yes` or `no` before it.
const MARK: usize = 7;
/// How many lines of a terminal a record may take.
const LINES: usize = 4;
/// How many values of a field are shown.
const VALUES: usize = 3;

/// Says why a rule is not found in logs of these names.
pub fn reasons(kb: &KnowledgeBase, rule: RuleIx, why: &Why, logs: &[&str], look: Look) -> String {
    let text = &kb.sources().of(kb.rule(rule).source).text;
    let written = |span: Span| &text[span.range()];
    let is_several = why.parts.len() > 1 || head(kb, rule).is_some();
    let is_seen = |part: &Part| part.is_without || part.holds_on > 0;
    let view = View {
        rule: kb.rule(rule).id.as_str(),
        records: why.records,
        log: if logs.len() == 1 { Some(inert::visible(logs[0]).into_owned()) } else { None },
        logs: logs.len(),
        is_several,
        head: head(kb, rule).filter(|_| why.parts.iter().all(is_seen)),
        parts: why.parts.iter().map(|part| PartView::new(part, &written, logs, look)).collect(),
    };
    ours("reasons.txt.j2", REASONS_TEXT, Target::Terminal(look), &view)
}

/// Of a pattern over several records the words that tie these together.
fn head(kb: &KnowledgeBase, rule: RuleIx) -> Option<String> {
    let rule = kb.rule(rule);
    let detection = rule.detection.as_ref()?;
    let crate::symptom::Pattern::Several(_) = &detection.symptom.pattern else { return None };
    let text = &kb.sources().of(rule.source).text[detection.written.range()];
    let words = ["sequence", "all", "count"];
    let is_head = |line: &&str| words.iter().any(|word| line.trim_start().starts_with(word));
    let line = text.lines().find(is_head)?;
    Some(one_line(line.split('{').next().unwrap_or(line)))
}

/// Text of a rule file in one line if that fits into so many columns, otherwise in the lines in which
/// it is written; without the comments that have a line of their own.
fn in_lines(text: &str, width: usize) -> Vec<String> {
    let one = one_line(text);
    if one.chars().count() <= width {
        return vec![one];
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let lines = lines.filter(|line| !line.trim_start().starts_with('#'));
    lines.map(|line| inert::visible(line.trim_end()).into_owned()).collect()
}

/// Text of a rule file in one line, without the comments that have a line of their own.
fn one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    inert::visible(&words.join(" ")).into_owned()
}

#[derive(Serialize)]
struct View<'a> {
    rule: &'a str,
    records: u64,
    log: Option<String>,
    logs: usize,
    is_several: bool,
    /// What ties the records together, if each was seen.
    head: Option<String>,
    parts: Vec<PartView>,
}

#[derive(Serialize)]
struct PartView {
    written: String,
    is_without: bool,
    holds_on: u64,
    closest: Option<ClosestView>,
}

#[derive(Serialize)]
struct ClosestView {
    log: String,
    line: u64,
    excerpt: Markup,
    checks: Vec<CheckView>,
}

#[derive(Serialize)]
struct CheckView {
    /// In one line or more.
    written: Vec<String>,
    holds: bool,
    seen: Vec<String>,
}

impl PartView {
    fn new<'t>(part: &Part, written: &impl Fn(Span) -> &'t str, logs: &[&str], look: Look) -> Self {
        let closest = part.closest.as_ref();
        Self {
            written: one_line(written(part.written)),
            is_without: part.is_without,
            holds_on: part.holds_on,
            closest: closest.map(|it| ClosestView::new(it, written, logs, look)),
        }
    }
}

impl ClosestView {
    fn new<'t>(
        closest: &Closest,
        written: &impl Fn(Span) -> &'t str,
        logs: &[&str],
        look: Look,
    ) -> Self {
        let width = look.width.saturating_sub(INDENT + 2).max(20);
        let pieces = excerpt(&closest.text, &[], LINES * width);
        let check = |check: &Check| CheckView {
            written: in_lines(written(check.span), look.width.saturating_sub(MARK)),
            holds: check.holds,
            seen: check.seen.iter().filter(|_| !check.holds).map(seen).collect(),
        };
        Self {
            log: inert::visible(logs.get(closest.log).copied().unwrap_or_default()).into_owned(),
            line: closest.line,
            excerpt: Markup::new(marked(&pieces, look, INDENT)),
            checks: closest.checks.iter().map(check).collect(),
        }
    }
}

/// What the record has, in words.
fn seen(seen: &Seen) -> String {
    match seen {
        Seen::NoField(name) => format!("the record has no field {}", inert::visible(name)),
        Seen::Values(name, values) => {
            let shown = values.iter().take(VALUES).map(|value| inert::short(value).into_owned());
            let shown: Vec<String> = shown.map(|value| format!("\"{value}\"")).collect();
            let more = if values.len() > VALUES { " and more" } else { "" };
            format!("{} is {}{more}", inert::visible(name), shown.join(", "))
        }
    }
}
