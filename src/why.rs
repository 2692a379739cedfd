//! Why a rule is not found: a rule and records in, of each of its conditions the record that came
//! closest and what did not hold there out.

mod check;

use crate::field::Field;
use crate::kb::KnowledgeBase;
use crate::program::RuleIx;
use crate::record::{Calendar, Record, split};
use crate::scan::holds;
use crate::source::Span;
use check::Conjunct;

/// What a rule asks for, compared with logs.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// How many records were looked at.
    pub records: u64,
    /// The conditions of the symptom: the steps of a pattern over several records, or the one.
    pub parts: Vec<Part>,
}

/// A condition of a symptom, compared with logs.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Where it stands in the rule file.
    pub written: Span,
    /// Whether it must not hold: a `without`.
    pub is_without: bool,
    /// On how many records it holds.
    pub holds_on: u64,
    /// The first record on which it holds; if there is none, the one that came closest. `None` if
    /// no record has anything of what is asked for.
    pub closest: Option<Closest>,
}

/// The record that came closest to a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Closest {
    /// The number of the log, from 0.
    pub log: usize,
    /// The number of its first line, from 1.
    pub line: u64,
    /// Its text.
    pub text: String,
    /// What is asked of it, in the order in which it is written.
    pub checks: Vec<Check>,
}

/// One thing that is asked of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Where it stands in the rule file.
    pub span: Span,
    /// Whether it holds.
    pub holds: bool,
    /// What the record has there, by field.
    pub seen: Vec<Seen>,
}

/// What a record has where something is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The field with its values.
    Values(String, Vec<String>),
    /// Not the field of that name.
    NoField(String),
}

/// The longest text that is kept of a record or a value, in bytes.
const LONGEST: usize = 16 << 10;

/// Compares a rule with logs, each with its name; `None` for an article.
pub fn why(
    kb: &KnowledgeBase,
    rule: RuleIx,
    logs: &[(String, Vec<u8>)],
    calendar: &Calendar,
) -> Option<Why> {
    let asked = check::asked(kb, rule)?;
    let mut records = 0;
    let mut parts: Vec<(Part, f64)> = asked
        .iter()
        .map(|part| {
            let (written, is_without) = (part.written, part.is_without);
            (Part { written, is_without, holds_on: 0, closest: None }, 0.0)
        })
        .collect();
    for (log, (name, bytes)) in logs.iter().enumerate() {
        for record in split(bytes, calendar) {
            records += 1;
            for (asked, (part, best)) in asked.iter().zip(&mut parts) {
                let is_met = |one: &Conjunct| holds(&one.condition, &record, name);
                let is_whole = asked.conjuncts.iter().all(is_met);
                part.holds_on += u64::from(is_whole);
                let nearness = match is_whole {
                    true => f64::INFINITY,
                    false => nearness(&asked.conjuncts, &record, name),
                };
                if nearness > *best {
                    *best = nearness;
                    part.closest = Some(closest(log, &record, name, &asked.conjuncts));
                }
            }
        }
    }
    Some(Why { records, parts: parts.into_iter().map(|(part, _)| part).collect() })
}

/// How much of what is asked a record has. Texts tell more than levels and codes, which many
/// records share: alone, these make no record close.
fn nearness(conjuncts: &[Conjunct], record: &Record<'_>, source: &str) -> f64 {
    let (mut told, mut shared) = (0.0, 0.0);
    for one in conjuncts {
        match (holds(&one.condition, record, source), one.words.is_empty()) {
            (true, true) => shared += 1.0,
            (true, false) => told += 3.0,
            (false, true) => {}
            (false, false) => {
                let text = record.text().as_bytes();
                let words_tell =
                    one.words.iter().map(|words| told_by(words, text)).fold(0.0, f64::max);
                let has_field = one.fields.iter().any(|field| {
                    matches!(field, Field::Named(_)) && !record.values(field).is_empty()
                });
                told += words_tell;
                told += if has_field { 0.5 } else { 0.0 };
            }
        }
    }
    if told == 0.0 && conjuncts.iter().any(|one| !one.words.is_empty()) {
        0.0
    } else {
        told + shared
    }
}

/// The share of the words of a text that makes another one close to it.
const NEAR: f64 = 0.5;
/// So many letters say as much as the share by itself: short words, such as `error`, are everywhere.
const LETTERS: f64 = 20.0;

/// What the words of a text tell of another one; nothing if too few of them stand there.
fn told_by(words: &[String], text: &[u8]) -> f64 {
    let found = words.iter().filter(|word| contains(text, word.as_bytes()));
    let (count, letters) =
        found.fold((0, 0), |(count, letters), word| (count + 1, letters + word.len()));
    let share = f64::from(count) / words.len() as f64;
    if share < NEAR { 0.0 } else { share + (letters as f64 / LETTERS).min(1.0) }
}

/// Whether a word in lower case stands in a text, whatever its case.
fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

fn closest(log: usize, record: &Record<'_>, source: &str, conjuncts: &[Conjunct]) -> Closest {
    let checks = conjuncts.iter().map(|one| Check {
        span: one.span,
        holds: holds(&one.condition, record, source),
        seen: one.fields.iter().map(|field| seen(record, field)).collect(),
    });
    Closest { log, line: record.line(), text: short(record.text()), checks: checks.collect() }
}

fn seen(record: &Record<'_>, field: &Field) -> Seen {
    let (values, name) = (record.values(field), field.name().to_owned());
    match values.is_empty() {
        true => Seen::NoField(name),
        false => Seen::Values(name, values.iter().map(|it| short(it.text())).collect()),
    }
}

fn short(text: &str) -> String {
    text[..text.floor_char_boundary(LONGEST)].to_owned()
}
