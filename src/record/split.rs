//! Bytes to records: lines, envelopes off, continuations joined.

mod entry;
mod lines;
mod nesting;
mod object;
mod onset;
mod open;
mod pieces;
pub(crate) mod pretty;
#[cfg(test)]
mod tests;
pub(crate) mod trace;
mod wrapped;

use std::collections::VecDeque;

use crate::record::envelope::{Peeled, journald, screen};
use crate::record::{Calendar, Record};
use entry::Entry;
use lines::{Line, Lines};
use nesting::{Fed, Nesting};
use object::{Element, Object};
pub use onset::{ODD, is_onset, is_plain, names_time};
use open::{Kind, Open, Verdict};
use wrapped::{MOST_BYTES, MOST_LINES, Wrapped};

/// How far a record reaches, in bytes: a line that begins further behind the record's first line is
/// no part of it.
///
/// So whether a line goes on with a record is told by so many bytes before it and by nothing
/// else. Splitting may begin at the head of any line: if that is the first line of a record, the
/// records from there on are the same as when reading from the start; if not, they are from the
/// end of that record on. To have all records from some line on, begin at a line this far before
/// it. One thing only may differ: where a run of lines is cut that is longer than this and of
/// which each goes on with the one before, such as the members of a huge object.
///
/// (To mend a broken record up to 50 lines or 64 KiB behind its first line are looked at, which is
/// within this reach.)
pub const REACH: usize = 1 << 20;

/// What was read, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Lines, a last one without a newline included.
    pub lines: u64,
    /// Records.
    pub records: u64,
    /// NUL bytes that were skipped.
    pub nul_bytes: u64,
    /// Lines with bytes that are no UTF-8; these are shown as U+FFFD.
    pub invalid_utf8_lines: u64,
}

/// The records of a log, one after another.
#[derive(Debug)]
pub struct Split<'a> {
    lines: Lines<'a>,
    calendar: Calendar,
    /// Lines that were read and have no place yet.
    ahead: VecDeque<Entry<'a>>,
    open: Option<Open<'a>>,
    done: VecDeque<Record<'a>>,
    records: u64,
    /// The envelope of the first piece of a line that progress bars wrote over.
    first_piece: Option<Peeled<'static>>,
}

impl Split<'_> {
    /// How many bytes were read so far.
    pub const fn bytes_read(&self) -> u64 {
        self.lines.position() as u64
    }

    /// What was read so far.
    pub const fn tally(&self) -> Tally {
        Tally { records: self.records, ..self.lines.tally() }
    }
}

/// Splits the bytes of one source into records. `calendar` says what times without year or zone
/// mean. Blank lines, fences of Markdown and brackets around records of their own are none.
pub fn split<'a>(bytes: &'a [u8], calendar: &Calendar) -> Split<'a> {
    split_from(bytes, 1, calendar)
}

/// Splits a part of a source that begins at the head of a record, in the line `first`.
pub fn split_from<'a>(bytes: &'a [u8], first: u64, calendar: &Calendar) -> Split<'a> {
    Split {
        lines: Lines::new(bytes, first),
        calendar: *calendar,
        ahead: VecDeque::new(),
        open: None,
        done: VecDeque::new(),
        records: 0,
        first_piece: None,
    }
}

impl<'a> Iterator for Split<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        loop {
            if let Some(record) = self.done.pop_front() {
                self.records += 1;
                return Some(record);
            }
            match self.ahead.pop_front() {
                Some(entry) => self.place(entry),
                None if self.read() => {}
                None => {
                    let open = self.open.take()?;
                    self.close(open, false);
                }
            }
        }
    }
}

impl<'a> Split<'a> {
    /// Reads a line; puts what its envelopes hold behind what was read. `false` at the end.
    fn read(&mut self) -> bool {
        let Some(Line { number, at, is_first, text }) = self.lines.next() else { return false };
        let is_onset = is_first && is_onset(text.as_bytes());
        let until = match &self.open {
            Some(Open { entry, kind: Kind::Pieces(_), .. }) => Some(&entry.peeled),
            _ => None,
        };
        let mut found = Vec::with_capacity(1);
        Peeled::new(text).peel(&self.calendar, until, &mut found);
        if is_first {
            self.first_piece = found.first().map(Peeled::without_text);
        } else if let (Some(first), [only]) = (&self.first_piece, found.as_mut_slice())
            && only.envelope.carriers.is_empty()
        {
            only.envelope = first.envelope.clone();
        }
        self.ahead.extend(found.into_iter().map(|peeled| {
            let peeled = Peeled { lines: None, ..peeled };
            Entry { first: number, last: number, at, is_onset, peeled }
        }));
        true
    }

    /// Puts what is next into the open record, or begins another one.
    fn place(&mut self, entry: Entry<'a>) {
        let Some(mut open) = self.open.take() else { return self.begin(entry) };
        if entry.is_onset {
            self.put_back(vec![entry]);
            return self.close(open, false);
        }
        let is_piece =
            matches!(open.kind, Kind::Pieces(_)) && entry.peeled.is_beside(&open.entry.peeled);
        if entry.is_blank() && !is_piece {
            match open.pass_blank() {
                true => self.open = Some(open),
                false => self.close(open, false),
            }
            return;
        }
        match open.offer(&entry, &self.calendar) {
            Verdict::Taken(separator) => {
                open.take(entry, separator);
                self.open = Some(open);
            }
            Verdict::Completed(separator) => {
                open.take(entry, separator);
                self.close(open, true);
            }
            Verdict::Element(element) => {
                open.take(entry, "\n");
                self.take_out(open.entry, &element);
            }
            Verdict::Refused => {
                let was_stopped = matches!(open.kind, Kind::Pieces(_));
                let entries = if was_stopped { entry.peel(&self.calendar) } else { vec![entry] };
                self.put_back(entries);
                self.close(open, false);
            }
        }
    }

    /// Begins a record, unless the line says nothing.
    fn begin(&mut self, mut entry: Entry<'a>) {
        if entry.peeled.is_partial {
            if !pieces::is_whole(&entry) {
                self.open = Some(Open::new(entry, Kind::Pieces(Vec::new())));
                return;
            }
            entry.peeled.is_partial = false;
            let entries = entry.peel(&self.calendar);
            self.put_back(entries);
            return;
        }
        let head = entry.text().trim();
        if head.is_empty() || says_nothing(head) {
            return;
        }
        if head.starts_with('{') && narrow_to_object(&mut entry) {
            self.open = Some(Open::text(entry));
            return;
        }
        if let Some(object) = Object::begin(entry.text()) {
            self.open = Some(Open::new(entry, Kind::Object(object)));
        } else if journald::begins_block(entry.text()) {
            self.open = Some(Open::new(entry, Kind::Block));
        } else if let Some(count) = self.look_ahead(&entry) {
            let separator =
                Wrapped::begin(entry.text(), &self.calendar).map_or("", |w| w.separator());
            for next in self.ahead.drain(..count) {
                entry.append(&next, separator);
            }
            let entries = entry.peel(&self.calendar);
            self.put_back(entries);
        } else {
            self.open = Some(Open::text(entry));
        }
    }

    /// How many of the lines behind an entry that lacks its end make it whole.
    fn look_ahead(&mut self, entry: &Entry<'a>) -> Option<usize> {
        let mut wrapped = Wrapped::begin(entry.text(), &self.calendar)?;
        let mut bytes = entry.text().len();
        for count in 0..MOST_LINES {
            if self.ahead.len() <= count && !self.read() {
                return None;
            }
            let next = self.ahead.get(count).filter(|next| !next.is_onset)?;
            bytes += next.text().len();
            if bytes > MOST_BYTES {
                return None;
            }
            if wrapped.feed(entry, next)? {
                return Some(count + 1);
            }
        }
        None
    }

    /// Ends a record; `is_complete` if its last part is there.
    fn close(&mut self, open: Open<'a>, is_complete: bool) {
        let Open { mut entry, kind, .. } = open;
        match kind {
            Kind::Pieces(more) => {
                let lines = pieces::join(entry, more, is_complete);
                let entries =
                    lines.into_iter().flat_map(|line| line.peel(&self.calendar)).collect();
                self.put_back(entries);
            }
            Kind::Object(_) if is_complete => self.settle(entry),
            Kind::Block => self.settle(entry),
            Kind::Object(_) | Kind::Text { .. } => {
                entry.outdent();
                self.done.push_back(entry.into_record(self.calendar));
            }
        }
    }

    /// Ends a record that is whole: what its lines make together may be an envelope.
    fn settle(&mut self, mut entry: Entry<'a>) {
        entry.outdent();
        narrow_to_object(&mut entry);
        let carriers = entry.peeled.envelope.carriers.len();
        let entries = entry.peel(&self.calendar);
        match <[Entry<'a>; 1]>::try_from(entries) {
            Ok([core]) if core.peeled.envelope.carriers.len() == carriers => {
                self.done.push_back(core.into_record(self.calendar));
            }
            Ok(one) => self.put_back(one.into()),
            Err(several) => self.put_back(several),
        }
    }

    /// Ends an object inside of which a record of its own was found: what stands before that is
    /// another one.
    fn take_out(&mut self, entry: Entry<'a>, element: &Element) {
        let Element { start, line, at, .. } = *element;
        let whole = entry.text();
        let inside = whole.get(start..).unwrap_or_default().to_owned();
        let peeled = Peeled { text: inside.into(), ..entry.peeled.without_text() };
        let found = Entry { first: line, last: entry.last, at, is_onset: false, peeled };
        let mut before = entry;
        let length = before.text().get(..start).unwrap_or_default().trim_end().len();
        before.narrow(0..length);
        before.last = line.saturating_sub(1).max(before.first);
        if !before.is_blank() {
            before.outdent();
            self.done.push_back(before.into_record(self.calendar));
        }
        self.settle(found);
    }

    fn put_back(&mut self, entries: Vec<Entry<'a>>) {
        for entry in entries.into_iter().rev() {
            self.ahead.push_front(entry);
        }
    }
}

/// Whether a line is only a frame around others: a fence of Markdown, or brackets of which the
/// contents are records of their own.
fn says_nothing(head: &str) -> bool {
    let are_closing = || head.bytes().all(|byte| matches!(byte, b']' | b'}' | b','));
    head == "[" || are_closing() || screen::is_fence(head)
}

/// Leaves out the comma or bracket behind an object that stood in an array. Whether the text
/// begins with a whole object.
fn narrow_to_object(entry: &mut Entry<'_>) -> bool {
    let text = entry.text();
    let start = text.len() - text.trim_start().len();
    let Some(head) = text.get(start..).filter(|head| head.starts_with('{')) else { return false };
    let Fed::Closed(end) = Nesting::default().feed(head) else { return false };
    let behind = head.get(end..).unwrap_or_default();
    if behind.bytes().all(|byte| matches!(byte, b',' | b']' | b' ' | b'\t' | b'\n')) {
        entry.narrow(start..start + end);
    }
    true
}
