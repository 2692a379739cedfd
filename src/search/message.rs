//! A record in, the parts of it that say what went wrong out.

use crate::field::Field;
use crate::record::{Calendar, Record};

/// Nothing of what is looked for depends on times.
pub(super) const CALENDAR: Calendar = Calendar::of_year(2000);

/// A part of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// What it says.
    pub(super) text: String,
    /// Whether it only says who speaks.
    pub(super) is_aside: bool,
}

/// Fields that say what went wrong, beside message and error.
const TELLING: &[&str] = &[
    "allow-why-false",
    "deny-why-true",
    "details",
    "downstream-transport-failure-reason",
    "grpc.error",
    "http-message",
    "reason",
    "response-code-details",
    "upstream-transport-failure-reason",
];

/// Fields that say who speaks.
const ASIDE: &[&str] =
    &["caller", "component", "grpc.method", "grpc.service", "logger", "name", "service"];

/// Bytes of a part that are looked at: nobody says more in words.
const LONGEST: usize = 4 << 10;

/// The telling parts of a record; of one that has none, its text.
pub(super) fn parts(record: &Record<'_>) -> Vec<Part> {
    let named = |name: &&str| Field::Named((*name).to_owned());
    let telling = [Field::Message, Field::Error].into_iter().chain(TELLING.iter().map(named));
    let mut parts = Vec::new();
    for field in telling {
        add(record, &field, false, &mut parts);
    }
    if parts.is_empty() {
        add(record, &Field::Text, false, &mut parts);
        parts.truncate(1);
    }
    for field in ASIDE.iter().map(named) {
        add(record, &field, true, &mut parts);
    }
    parts
}

fn add(record: &Record<'_>, field: &Field, is_aside: bool, parts: &mut Vec<Part>) {
    // A text without fields is its own message and error; of an array the whole comes first.
    let Some(value) = record.values(field).into_iter().next() else { return };
    let text = value.text();
    let text = &text[..text.floor_char_boundary(LONGEST)];
    if !text.is_empty() && parts.iter().all(|part| part.text != text) {
        parts.push(Part { text: text.to_owned(), is_aside });
    }
}
