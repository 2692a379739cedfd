//! One entry of a log: its text with the envelopes off, and its fields, decoded when asked for.

mod cursor;
mod decode;
mod envelope;
mod format;
mod split;
mod time;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

pub use envelope::{Carrier, Envelope};
pub use format::Format;
pub use split::{ODD, REACH, Split, Tally, is_onset, is_plain, names_time, split, split_from};
pub use time::Calendar;

use crate::field::Field;
use crate::value::{Level, Timestamp};
use decode::Writing;
use format::{Name, Slot, Slots};

/// One entry of a log.
#[derive(Debug)]
pub struct Record<'a> {
    place: Place,
    text: Cow<'a, str>,
    format: Format,
    envelope: Envelope,
    calendar: Calendar,
    slots: OnceCell<Slots>,
}

/// Where a record stands in its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The offset of its first byte.
    pub(crate) offset: usize,
    /// The number of its first line, from 1.
    pub(crate) line: u64,
    /// How many lines it takes.
    pub(crate) line_count: u32,
}

impl<'a> Record<'a> {
    /// A record out of the text that is left when the envelopes are off, all lines joined.
    pub(crate) fn new(
        place: Place,
        text: Cow<'a, str>,
        envelope: Envelope,
        calendar: Calendar,
    ) -> Self {
        let format = format::recognise(&text);
        Self { place, text, format, envelope, calendar, slots: OnceCell::new() }
    }

    /// The number of the first line in the source, from 1.
    pub const fn line(&self) -> u64 {
        self.place.line
    }

    /// The offset of the first line's first byte in the bytes that were split.
    pub const fn offset(&self) -> usize {
        self.place.offset
    }

    /// How many lines of the source the record takes.
    pub const fn line_count(&self) -> u32 {
        self.place.line_count
    }

    /// What was written, envelopes off; lines joined with `\n`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Which format the core was taken for.
    pub const fn format(&self) -> Format {
        self.format
    }

    /// What carried the record, and what that tells about it.
    pub const fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The level that the record itself names, else the one of its envelope.
    pub fn level(&self) -> Option<Level> {
        let own = self.slot(&Field::Level).and_then(|slot| {
            let text = self.decode(slot);
            Level::parse(&text).or_else(|| level_of_number(&text))
        });
        own.or(self.envelope.level)
    }

    /// When it was written: by the record itself if it says a date, else by the innermost
    /// envelope that does.
    pub fn time(&self) -> Option<Timestamp> {
        let slots = self.slots().all.iter().rev().filter(|slot| !slot.is_element);
        // What stands behind a time may tell how it is meant, so it is read in its place.
        let in_place = slots.clone().find(|slot| matches!(slot.name, Name::Fixed("time")));
        let in_place = in_place.and_then(|slot| self.text.get(slot.range.start..));
        let fields = slots.map(|slot| (slot.name.key(&self.text), slot));
        in_place
            .and_then(|text| time::parse_prefix(text, &self.calendar)?.0)
            .or_else(|| time::moment(fields, |slot| self.decode(slot), &self.calendar))
            .or(self.envelope.time)
    }

    /// What a field holds. Several values stand for the elements of an array, which comes first
    /// as a whole; `text` gives, after the text as it stands, what stands behind a time at its
    /// head, which may be the program's own or a carrier's, and the decoded fields that were
    /// written with escapes. `message` and `error` of a record without them, that could not be
    /// split into fields, are its whole text.
    pub fn values<'r>(&'r self, field: &Field) -> Vec<Value<'r>> {
        match field {
            Field::Text => {
                let slots = self.slots().all.iter();
                let escaped = slots.filter(|slot| slot.is_escaped(&self.text));
                let bare = envelope::behind_stamp(&self.text);
                let bare = bare.map(|start| self.part(start..self.text.len()));
                let whole = std::iter::once(self.whole()).chain(bare);
                whole.chain(escaped.map(|slot| self.value(slot))).collect()
            }
            Field::Source => self.envelope.origin().map(Value::elsewhere).into_iter().collect(),
            Field::Line => vec![Value::elsewhere(self.line().to_string())],
            Field::Level if self.slot(field).is_none() => {
                let level = self.envelope.level.map(|level| Value::elsewhere(level.name()));
                level.into_iter().collect()
            }
            Field::Message | Field::Error if self.slot(field).is_none() => {
                if self.slots().complete { Vec::new() } else { vec![self.whole()] }
            }
            _ => self.slots_of(field).map(|slot| self.value(slot)).collect(),
        }
    }

    fn slots(&self) -> &Slots {
        self.slots.get_or_init(|| format::slots(self.format, &self.text))
    }

    /// The last field of that name: where a key repeats, later ones win.
    fn slot(&self, field: &Field) -> Option<&Slot> {
        self.slots_of(field).next()
    }

    /// The last field of that name and, if it is an array, its elements.
    fn slots_of(&self, field: &Field) -> impl Iterator<Item = &Slot> {
        let all = &self.slots().all;
        let is_named = |slot: &Slot| slot.name.names(field, &self.text);
        let last = all.iter().rposition(|slot| !slot.is_element && is_named(slot));
        let start = last.unwrap_or(all.len());
        let elements = all.iter().skip(start + 1).take_while(|slot| slot.is_element);
        all.get(start).into_iter().chain(elements)
    }

    fn decode(&self, slot: &Slot) -> Cow<'_, str> {
        slot.writing.decode(&self.text[slot.range.clone()])
    }

    fn value<'r>(&'r self, slot: &Slot) -> Value<'r> {
        let stand = Stand::Written { range: slot.range.clone(), writing: slot.writing };
        Value { text: self.decode(slot), stand }
    }

    fn whole(&self) -> Value<'_> {
        self.part(0..self.text.len())
    }

    /// A part of the text as it stands; it must begin and end between characters.
    fn part(&self, range: Range<usize>) -> Value<'_> {
        Value {
            text: Cow::Borrowed(self.text.get(range.clone()).unwrap_or_default()),
            stand: Stand::Written { range, writing: Writing::Plain },
        }
    }
}

/// Levels as numbers, as bunyan and pino write them.
fn level_of_number(text: &str) -> Option<Level> {
    Some(match text {
        "10" => Level::Trace,
        "20" => Level::Debug,
        "30" => Level::Info,
        "40" => Level::Warning,
        "50" => Level::Error,
        "60" => Level::Fatal,
        _ => return None,
    })
}

/// What a field holds, decoded, with the way back to where it stands in the record's text.
#[derive(Debug, Clone)]
pub struct Value<'r> {
    text: Cow<'r, str>,
    stand: Stand,
}

#[derive(Debug, Clone)]
enum Stand {
    /// In the record's text, written in some way.
    Written { range: Range<usize>, writing: Writing },
    /// Somewhere else: in the envelope, or counted.
    Elsewhere,
}

impl<'r> Value<'r> {
    /// A value that does not stand in the text of a record.
    pub(crate) fn elsewhere(text: impl Into<Cow<'r, str>>) -> Self {
        Self { text: text.into(), stand: Stand::Elsewhere }
    }

    /// The decoded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where a range of the decoded text stands in the text of `record`, which must be the one
    /// that gave this value. `None` for what stands in the envelope.
    pub fn locate(&self, part: Range<usize>, record: &Record<'_>) -> Option<Range<usize>> {
        let Stand::Written { range, writing } = &self.stand else { return None };
        let inside = writing.locate(&record.text[range.clone()], part);
        Some(range.start + inside.start..range.start + inside.end)
    }
}
