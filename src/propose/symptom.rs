//! A record in, a symptom that is as narrow as its kind out.

use super::CALENDAR;
use super::phrase::Phrase;
use crate::field::Field;
use crate::program::grams::Table;
use crate::record::{Record, split};
use crate::scan::holds;
use crate::source::{Source, Sources};
use crate::symptom::{Condition, Pattern, lower};
use crate::syntax::{parse, print, quote};

/// Fields with codes: what they hold tells kinds apart as it stands.
const CODES: [&str; 6] = [
    "response-code-details",
    "reason",
    "http-message",
    "grpc.error",
    "downstream-transport-failure-reason",
    "code",
];
/// Fields with the number of a code, which stand beside these.
const NUMBERS: [&str; 3] = ["response-code", "http-code", "grpc.code"];
/// Fields that say who speaks.
const SPEAKERS: [&str; 4] = ["service", "logger", "component", "name"];
/// A text that stands in the sample of ordinary logs so often tells nothing.
const COMMON: u64 = 64;

/// A symptom that was put together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Proposed {
    /// As it is written.
    pub(super) text: String,
    /// As it is meant.
    pub(super) condition: Condition,
    /// The phrase that tells most.
    pub(super) phrase: Phrase,
    /// What the captures hold.
    pub(super) captures: Vec<(String, String)>,
    /// On how many records of healthy logs it holds.
    pub(super) healthy_hits: usize,
}

/// The symptom of a record: the phrase that is rarest in ordinary logs, and what else must be said
/// so that it holds on no record of the healthy logs. `None` if nothing can be said.
pub(super) fn of(record: &Record<'_>, healthy: &[&[u8]], table: &Table) -> Option<Proposed> {
    let mut taken = Vec::new();
    let mut candidates: Vec<(Field, Phrase)> = Vec::new();
    let codes = CODES.iter().map(|name| Field::of(name));
    for field in [Field::Error, Field::Message].into_iter().chain(codes) {
        let Some(value) = value(record, &field) else { continue };
        // A record without fields answers for both with its whole text.
        if field == Field::Error && value == record.text() {
            continue;
        }
        if let Some(phrase) = Phrase::of(&value, table, &taken) {
            taken.extend(phrase.captures().map(|(name, _)| name));
            candidates.push((field, phrase));
        }
    }
    let best = candidates.iter().enumerate().min_by_key(|(_, (_, phrase))| phrase.stops)?.0;
    let (field, phrase) = candidates.remove(best);
    let is_code = !matches!(field, Field::Error | Field::Message);
    let mut chosen = vec![(test(&field, &phrase), phrase.captures().collect::<Vec<_>>())];
    // What is said beside it, most telling first; of this only as much as is needed is taken.
    candidates.retain(|(_, phrase)| phrase.stops < COMMON);
    candidates.sort_by_key(|(_, phrase)| phrase.stops);
    let mut beside: Vec<(String, Vec<(String, String)>)> = candidates
        .iter()
        .map(|(field, phrase)| (test(field, phrase), phrase.captures().collect()))
        .collect();
    let numbers = NUMBERS.iter().filter_map(|name| {
        let value = value(record, &Field::of(name))?;
        value.parse::<u32>().ok().map(|number| (format!("{name} == {number}"), Vec::new()))
    });
    if is_code || phrase.stops >= COMMON {
        beside.extend(numbers);
    }
    let speakers = SPEAKERS.iter().filter_map(|name| {
        Some((format!("{name} == {}", quote(&value(record, &Field::of(name))?)), Vec::new()))
    });
    let speakers: Vec<_> = speakers.take(1).collect();

    let mut beside: Vec<_> = beside.into_iter().chain(speakers).rev().collect();
    // One more test than the phrase, if there is one: two narrow ones are a kind, one is a word.
    if phrase.words() < 3 {
        chosen.extend(beside.pop());
    }
    loop {
        let text: Vec<&str> = chosen.iter().map(|(text, _)| text.as_str()).collect();
        let (text, condition) = lowered(&text.join(" and "))?;
        if !holds(&condition, record, "log") {
            return None;
        }
        let healthy_hits = hits(&condition, healthy);
        let next = if healthy_hits > 0 { beside.pop() } else { None };
        let Some(next) = next else {
            let captures = chosen.into_iter().flat_map(|(_, captures)| captures).collect();
            return Some(Proposed { text, condition, phrase, captures, healthy_hits });
        };
        chosen.push(next);
    }
}

/// The program or the service that wrote a record.
pub(super) fn speaker(record: &Record<'_>) -> Option<String> {
    SPEAKERS.iter().find_map(|name| value(record, &Field::of(name)))
}

fn value(record: &Record<'_>, field: &Field) -> Option<String> {
    let values = record.values(field);
    let text = values.first()?.text();
    (!text.trim().is_empty() && text != "-").then(|| text.to_owned())
}

fn test(field: &Field, phrase: &Phrase) -> String {
    let operator = match (field, phrase.is_whole) {
        (Field::Error | Field::Message, _) | (_, false) => "contains",
        (_, true) => "==",
    };
    phrase.test(field.name(), operator)
}

/// The condition that a text means, with the text in its canonical form.
fn lowered(text: &str) -> Option<(String, Condition)> {
    let id = Sources::default().add(Source::new("symptom", text.to_owned()));
    let tree = parse(text, 0, id).0?;
    match lower(&tree, id).symptom?.pattern {
        Pattern::One(condition) => Some((print(&tree), condition)),
        Pattern::Several(_) => None,
    }
}

/// On how many records of logs a condition holds.
fn hits(condition: &Condition, logs: &[&[u8]]) -> usize {
    let records = logs.iter().flat_map(|log| split(log, &CALENDAR));
    records.filter(|record| holds(condition, record, "log")).count()
}
