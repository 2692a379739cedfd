//! One or several lines that are one text, envelopes off, on their way to becoming a record.

use std::borrow::Cow;

use crate::record::envelope::{Carrier, Peeled};
use crate::record::format::{self, Format};
use crate::record::split::nesting::{Fed, Nesting};
use crate::record::split::pretty;
use crate::record::{Calendar, Place, Record};

/// A text and the lines that it takes.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// The number of the first line, from 1.
    pub(super) first: u64,
    /// The number of the last line.
    pub(super) last: u64,
    /// The offset of the first line's first byte in the source.
    pub(super) at: usize,
    /// Whether it begins a record whatever stands before it.
    pub(super) is_onset: bool,
    pub(super) peeled: Peeled<'a>,
}

impl<'a> Entry<'a> {
    pub(super) fn text(&self) -> &str {
        &self.peeled.text
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text().trim_start().is_empty()
    }

    /// Appends another entry behind a separator.
    pub(super) fn append(&mut self, other: &Entry<'_>, separator: &str) {
        let text = self.peeled.text.to_mut();
        text.push_str(separator);
        text.push_str(other.text());
        self.last = self.last.max(other.last);
    }

    /// Takes further carriers off; gives what is inside, one entry mostly.
    pub(super) fn peel(self, calendar: &Calendar) -> Vec<Self> {
        let Self { first, last, at, mut peeled, .. } = self;
        peeled.lines = None;
        let mut found = Vec::new();
        peeled.peel(calendar, None, &mut found);
        let place = |peeled: Peeled<'a>| match peeled.lines {
            Some(lines) => {
                let first = last.min(first + u64::from(lines.before));
                let last = last.min(first + u64::from(lines.count.max(1) - 1));
                Self { first, last, at, is_onset: false, peeled }
            }
            None => Self { first, last, at, is_onset: false, peeled },
        };
        found.into_iter().map(place).collect()
    }

    /// Leaves a part of the text only.
    pub(super) fn narrow(&mut self, part: std::ops::Range<usize>) {
        self.peeled.text = match std::mem::take(&mut self.peeled.text) {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(part).unwrap_or_default()),
            Cow::Owned(text) if part == (0..text.len()) => Cow::Owned(text),
            Cow::Owned(text) => Cow::Owned(text.get(part).unwrap_or_default().to_owned()),
        };
    }

    /// Leaves out the blanks before the text.
    pub(super) fn outdent(&mut self) {
        let start = self.text().len() - self.text().trim_start().len();
        if start > 0 {
            self.narrow(start..self.text().len());
        }
    }

    pub(super) fn into_record(self, calendar: Calendar) -> Record<'a> {
        let count = u32::try_from(self.last - self.first + 1).unwrap_or(u32::MAX);
        let place = Place { offset: self.at, line: self.first, line_count: count };
        Record::new(place, self.peeled.text, self.peeled.envelope, calendar)
    }

    /// Whether both came out of the same carriers and place, but for a bare time before this one.
    pub(super) fn has_stamp_before(&self, other: &Self) -> bool {
        let (own, others) = (&self.peeled.envelope.carriers, &other.peeled.envelope.carriers);
        self.peeled.has_same_origin(&other.peeled)
            && own.split_last() == Some((&Carrier::KubectlTimestamps, others.as_slice()))
    }

    /// Whether both came out of the same carriers and place; what a screen did does not count.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        fn carriers<'e>(entry: &'e Entry<'_>) -> impl Iterator<Item = &'e Carrier> {
            entry.peeled.envelope.carriers.iter().filter(|carrier| **carrier != Carrier::Screen)
        }
        self.peeled.has_same_origin(&other.peeled) && carriers(self).eq(carriers(other))
    }
}

/// How far a line is indented; a tab reaches to the next eighth column.
pub(super) fn indent(line: &str) -> usize {
    let mut width = 0;
    for c in line.chars() {
        match c {
            '\t' => width += 8 - width % 8,
            c if c.is_whitespace() => width += 1,
            _ => break,
        }
    }
    width
}

/// Whether a line is a record by itself however far it is indented: a core that is whole or has a
/// head of its own, or the first line of an object.
pub(super) fn is_own(line: &str) -> bool {
    let head = line.trim_start();
    match format::recognise(head) {
        Format::ZerologJson | Format::ZapJson | Format::Json => {
            is_whole_object(head) || pretty::is_part(head)
        }
        Format::Logfmt => {
            let names = ["level=", "lvl=", "logger=", "t=", "time=", "ts="];
            names.iter().any(|name| head.starts_with(name))
        }
        Format::Plain => pretty::is_part(head),
        _ => true,
    }
}

/// Whether a text is one object and nothing more.
pub(super) fn is_whole_object(head: &str) -> bool {
    head.starts_with('{') && matches!(Nesting::default().feed(head), Fed::Closed(_))
}
