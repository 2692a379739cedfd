//! A log, and how far the reference engine reads it in its own way, to entries.

use pomkb::field::Field;
use pomkb::record::{Calendar, Carrier, Format, split};
use pomkb::symptom::{Condition, Op, Pattern};

use crate::matcher::Trace;

/// A record as it is read here, and what the reference engine may make of it.
pub(crate) struct Line {
    /// The number of its first line.
    pub(crate) number: u64,
    /// Its time, and that of what carried it, in nanoseconds.
    pub(crate) time: Option<i64>,
    carrier_time: Option<i64>,
    /// Its text, and all texts that conditions are asked of.
    pub(crate) text: String,
    texts: Vec<String>,
    /// Its lines as they stand in the file, joined.
    raw: String,
    form: Form,
}

/// How a line is written: its core, and what is around it.
type Form = (Format, Vec<Carrier>);

/// Where the reference engine reads a log in another way, each a behaviour that is known of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) fold: Option<Fold>,
    pub(crate) clock: Option<Clock>,
    pub(crate) stamp: Option<Stamp>,
    /// Entries stay in the order of the file, and late ones are left out.
    pub(crate) leaves_out_late: bool,
}

/// What is appended to the entry before, or dropped if there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fold {
    /// What has no time.
    Timeless,
    /// What has none in this form, which is chosen once for a file.
    OtherThan(Form),
}

/// Which time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    /// That of the carrier.
    Carrier,
    /// The record's, without what is below the second.
    Seconds,
}

/// What becomes of a time before a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stamp {
    /// It is taken off, whoever wrote it.
    Off,
    /// It stays, whoever wrote it.
    Stays,
}

impl Reading {
    /// All ways to read, those with the fewest differences first.
    pub(crate) fn all(lines: &[Line]) -> Vec<Self> {
        // The form is one of those that the first lines have.
        const HEAD: usize = 51;
        let mut forms: Vec<&Form> = Vec::new();
        for line in lines.iter().take(HEAD).filter(|line| line.time.is_some()) {
            if !forms.contains(&&line.form) {
                forms.push(&line.form);
            }
        }
        let of_form = forms.into_iter().map(|form| Some(Fold::OtherThan(form.clone())));
        let folds = [None, Some(Fold::Timeless)].into_iter().chain(of_form);
        let mut all = Vec::new();
        for fold in folds {
            for clock in [None, Some(Clock::Carrier), Some(Clock::Seconds)] {
                for stamp in [None, Some(Stamp::Off), Some(Stamp::Stays)] {
                    for leaves_out_late in [false, true] {
                        all.push(Self { fold: fold.clone(), clock, stamp, leaves_out_late });
                    }
                }
            }
        }
        all.sort_by_key(|reading| reading.reasons().len());
        all
    }

    /// What is done there in another way, in words.
    pub(crate) fn reasons(&self) -> Vec<&'static str> {
        let fold = self.fold.as_ref().map(|fold| match fold {
            Fold::Timeless => "a line without a time is appended there",
            Fold::OtherThan(_) => "a line in another format is appended there",
        });
        let clock = self.clock.map(|clock| match clock {
            Clock::Carrier => "the carrier's time there, the record's own here",
            Clock::Seconds => "whole seconds there",
        });
        let stamp = self.stamp.map(|stamp| match stamp {
            Stamp::Off => "a time before the line is no part of the entry there",
            Stamp::Stays => "a time before the line is a part of the entry there",
        });
        let late = self.leaves_out_late.then_some("older lines are left out there");
        [fold, clock, stamp, late].into_iter().flatten().collect()
    }
}

/// The records of a log.
pub(crate) fn lines(bytes: &[u8], calendar: &Calendar) -> Vec<Line> {
    let whole = String::from_utf8_lossy(bytes);
    let all: Vec<&str> = whole.lines().collect();
    let read = |record: pomkb::record::Record<'_>| {
        let first = record.line() as usize - 1;
        let texts = record.values(&Field::Text);
        Line {
            number: record.line(),
            time: record.time().map(|time| time.as_nanos()),
            carrier_time: record.envelope().time.map(|time| time.as_nanos()),
            texts: texts.iter().map(|value| value.text().to_owned()).collect(),
            raw: all[first..first + record.line_count() as usize].concat(),
            form: (record.format(), record.envelope().carriers.clone()),
            text: record.text().to_owned(),
        }
    };
    split(bytes, calendar).map(read).collect()
}

/// An entry: its time in nanoseconds, its text, and the texts that conditions are asked of.
pub(crate) struct Entry {
    pub(crate) time: i64,
    pub(crate) text: String,
    texts: Vec<String>,
}

/// The entries of a log in one way to read it.
pub(crate) fn entries(lines: &[Line], reading: &Reading) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in lines {
        let time = match reading.clock {
            None => line.time,
            Some(Clock::Carrier) => line.carrier_time.or(line.time),
            Some(Clock::Seconds) => line.time.map(|time| time - time.rem_euclid(1_000_000_000)),
        };
        let is_part = match &reading.fold {
            None => false,
            Some(Fold::Timeless) => time.is_none(),
            Some(Fold::OtherThan(form)) => time.is_none() || line.form != *form,
        };
        let text = match reading.stamp {
            None => line.text.as_str(),
            Some(Stamp::Off) => behind_stamp(&line.text),
            Some(Stamp::Stays) => line.raw.as_str(),
        };
        if is_part {
            if let Some(last) = entries.last_mut() {
                last.text.push_str(&line.raw);
                last.texts = vec![last.text.clone()];
            }
            continue;
        }
        // A record without a time has that of the one before.
        let time = time.or(entries.last().map(|last| last.time)).unwrap_or(BEFORE_ALL);
        let texts = match reading.stamp {
            None => line.texts.clone(),
            Some(_) => vec![joined(text)],
        };
        entries.push(Entry { time, text: joined(text), texts });
    }
    if !reading.leaves_out_late {
        entries.sort_by_key(|entry| entry.time);
    }
    entries
}

/// The times of records in nanoseconds: one without a time has that of the one before.
pub(crate) fn times(lines: &[Line]) -> Vec<i64> {
    let mut last = BEFORE_ALL;
    let time = |line: &Line| {
        last = line.time.unwrap_or(last);
        last
    };
    lines.iter().map(time).collect()
}

/// The time of what comes before all times.
const BEFORE_ALL: i64 = i64::MIN / 4;

/// The lines of a text without anything between.
fn joined(text: &str) -> String {
    text.lines().collect()
}

/// The text behind a time in RFC 3339 and a space.
fn behind_stamp(text: &str) -> &str {
    let Some((time, rest)) = text.split_once(' ') else { return text };
    let is_stamp = time.starts_with(|c: char| c.is_ascii_digit())
        && time.as_bytes().get(10) == Some(&b'T')
        && time.get(10..).is_some_and(|zone| zone.ends_with('Z') || zone.contains(['+', '-']));
    if is_stamp { rest } else { text }
}

/// What the conditions of a pattern say to each entry.
pub(crate) fn trace(pattern: &Pattern, entries: &[Entry]) -> Trace {
    let holds = entries.iter().map(|entry| {
        pattern.conditions().map(|condition| holds(condition, &entry.texts)).collect()
    });
    Trace { times: entries.iter().map(|entry| entry.time).collect(), holds: holds.collect() }
}

/// Whether a condition holds, as far as it asks for the text only, as imported ones do.
fn holds(condition: &Condition, texts: &[String]) -> bool {
    match condition {
        Condition::Test(test) => texts.iter().any(|text| match &test.op {
            Op::Contains(needle) => text.contains(&needle.text),
            Op::Matches(regex) => regex.is_match(text),
            _ => false,
        }),
        Condition::Exists(_) => true,
        Condition::Not(inner) => !holds(inner, texts),
        Condition::And(all) => all.iter().all(|inner| holds(inner, texts)),
        Condition::Or(any) => any.iter().any(|inner| holds(inner, texts)),
    }
}
