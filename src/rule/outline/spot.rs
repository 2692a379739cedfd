//! A place in a rule file: what stands there, or could.

use super::{Entry, Outline, Section, Text, Value};
use crate::rule::load::keys::{Key, Place};
use crate::source::Span;

/// What a place in a file is.
#[derive(Debug, Clone, Copy)]
pub enum Spot<'o> {
    /// In the head of a table.
    Head(&'o Section),
    /// Where a key stands, or a new one could.
    Key {
        /// The table with a head that it lies in.
        section: &'o Section,
        /// What table it is a key of.
        place: Place,
        /// The keys of that table.
        entries: &'o [Entry],
        /// What is written of the key; empty for a new one.
        written: Span,
    },
    /// In a value.
    Value {
        /// The table with a head that it lies in.
        section: &'o Section,
        /// What table the key is of.
        place: Place,
        /// The key, and all of its value.
        entry: &'o Entry,
        /// The string in which it lies.
        text: Option<&'o Text>,
    },
}

impl<'o> Spot<'o> {
    /// What the table knows of the key of this value, or of the key that is written whole here.
    pub fn key(&self, file: &str) -> Option<&'static Key> {
        match self {
            Self::Head(_) => None,
            Self::Key { place, written, .. } => place.key(file.get(written.range())?),
            Self::Value { place, entry, .. } => place.key(&entry.key.value),
        }
    }
}

impl Outline {
    /// What is at a place; `None` in comments and where rule files have nothing.
    pub fn at(&self, file: &str, at: usize) -> Option<Spot<'_>> {
        let section = self.section(at)?;
        if section.head.start < at && at <= section.head.end {
            return Some(Spot::Head(section));
        }
        let place = section.place?;
        let spot = within(section, place, &section.entries, file, at);
        spot.or_else(|| new_key(section, place, &section.entries, file, at))
    }
}

/// The key or the value among these that a place lies in.
fn within<'o>(
    section: &'o Section,
    place: Place,
    entries: &'o [Entry],
    file: &str,
    at: usize,
) -> Option<Spot<'o>> {
    for entry in entries {
        let key = entry.key.span;
        if key.start <= at && at <= key.end {
            return Some(Spot::Key { section, place, entries, written: key });
        }
        let Some(behind) = entry.behind_equals.filter(|behind| *behind <= at) else { continue };
        let Some(value) = &entry.value else {
            let between = file.get(behind..at).unwrap_or("\n");
            if between.bytes().all(|c| matches!(c, b' ' | b'\t')) {
                return Some(Spot::Value { section, place, entry, text: None });
            }
            continue;
        };
        if at < value.span.start && behind <= at {
            return Some(Spot::Value { section, place, entry, text: None });
        }
        if value.span.start <= at && at <= value.span.end {
            let text = entry.texts().iter().find(|text| text.holds(at));
            if let Value::Table(inner) = &value.value {
                let is_inside = value.span.start < at;
                let inner = is_inside.then(|| {
                    let spot = within(section, Place::Finds, inner, file, at);
                    spot.or_else(|| new_key(section, Place::Finds, inner, file, at))
                });
                return inner.flatten();
            }
            return Some(Spot::Value { section, place, entry, text });
        }
    }
    None
}

/// A place where a new key could stand: nothing but blanks before it on its line, or in its braces.
fn new_key<'o>(
    section: &'o Section,
    place: Place,
    entries: &'o [Entry],
    file: &str,
    at: usize,
) -> Option<Spot<'o>> {
    let before = file.get(..at)?;
    let start = match place {
        Place::Finds => before.rfind(['{', ',']).map_or(0, |sign| sign + 1),
        Place::Rule | Place::Cause | Place::Sample => {
            before.rfind('\n').map_or(0, |newline| newline + 1)
        }
    };
    let is_blank = before.get(start..)?.chars().all(|c| c.is_ascii_whitespace());
    is_blank.then_some(Spot::Key { section, place, entries, written: Span::empty(at) })
}
