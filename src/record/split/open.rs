//! A record that may still grow: whether the next line belongs to it.

use crate::record::envelope::{Carrier, journald};
use crate::record::split::REACH;
use crate::record::split::entry::{Entry, indent, is_own};
use crate::record::split::object::{Element, Object};
use crate::record::split::pieces;
use crate::record::split::trace::{self, Trace};
use crate::record::time::Calendar;

/// A record that may still grow.
#[derive(Debug)]
pub(super) struct Open<'a> {
    /// What it has so far.
    pub(super) entry: Entry<'a>,
    pub(super) kind: Kind<'a>,
    /// Blank lines since the last one that was taken.
    blanks: usize,
}

/// What makes the next line a part of it.
#[derive(Debug)]
pub(super) enum Kind<'a> {
    /// Indentation, or a stack trace.
    Text { indent: usize, trace: Option<Trace> },
    /// An object that is not closed yet.
    Object(Object),
    /// A block of `journalctl -o export`.
    Block,
    /// A line that its carrier cut into pieces; the first one is the entry.
    Pieces(Vec<Entry<'a>>),
}

/// What becomes of the next line.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It is a part, behind this separator.
    Taken(&'static str),
    /// It is the last part, behind this separator.
    Completed(&'static str),
    /// It is a part, and with it an element inside is complete that is a record of its own.
    Element(Element),
    /// It is no part.
    Refused,
}

impl<'a> Open<'a> {
    pub(super) const fn new(entry: Entry<'a>, kind: Kind<'a>) -> Self {
        Self { entry, kind, blanks: 0 }
    }

    /// A record of a line that is no object and no piece.
    pub(super) fn text(mut entry: Entry<'a>) -> Self {
        let line = entry.text();
        let trace = trace::begins(line).or_else(|| trace::goes_on(line));
        let kind = Kind::Text { indent: indent(line), trace };
        entry.outdent();
        Self::new(entry, kind)
    }

    /// Meets a blank line. Whether the record may go on behind it.
    pub(super) fn pass_blank(&mut self) -> bool {
        self.blanks += 1;
        match &self.kind {
            Kind::Text { trace, .. } => trace.is_some_and(Trace::has_blanks),
            Kind::Object(_) => true,
            Kind::Block | Kind::Pieces(_) => false,
        }
    }

    /// Whether the next line, which is not blank, is a part.
    pub(super) fn offer(&mut self, next: &Entry<'a>, calendar: &Calendar) -> Verdict {
        if next.at.saturating_sub(self.entry.at) > REACH {
            return Verdict::Refused;
        }
        match &mut self.kind {
            Kind::Pieces(more) => pieces::offer(&self.entry, more, next),
            _ if next.peeled.is_partial => Verdict::Refused,
            Kind::Object(object) => object.offer(&self.entry, next, calendar),
            Kind::Block => {
                let is_field = self.entry.is_like(next)
                    && journald::is_field(next.text())
                    && !journald::begins_block(next.text());
                if is_field { Verdict::Taken("\n") } else { Verdict::Refused }
            }
            Kind::Text { indent, trace } => match next_of(*indent, *trace, &self.entry, next) {
                Some(next_trace) => {
                    *trace = next_trace;
                    Verdict::Taken("\n")
                }
                None => Verdict::Refused,
            },
        }
    }

    /// Takes a line that belongs to it, with the blank ones before it.
    pub(super) fn take(&mut self, next: Entry<'a>, separator: &str) {
        let blanks = std::mem::take(&mut self.blanks);
        match &mut self.kind {
            Kind::Pieces(more) => more.push(next),
            _ => {
                if separator == "\n" {
                    (0..blanks).for_each(|_| self.entry.peeled.text.to_mut().push('\n'));
                }
                self.entry.append(&next, separator);
            }
        }
    }
}

/// The trace in which a record of text is behind a line, if the line is a part of it.
fn next_of(
    indented: usize,
    trace: Option<Trace>,
    entry: &Entry<'_>,
    next: &Entry<'_>,
) -> Option<Option<Trace>> {
    let line = next.text();
    let depth = indent(line);
    // journalctl prints the further lines of a message without a head, but indented.
    let is_below = || {
        let carriers = &entry.peeled.envelope.carriers;
        let is_journal = matches!(carriers.last(), Some(Carrier::Syslog | Carrier::Journald));
        is_journal && next.peeled.envelope.carriers.is_empty() && depth > 0
    };
    // Some programs write a time before the first line of a message only, and so does who pastes
    // a trace that began in a log: columns are counted from the time then.
    let is_bare = entry.has_stamp_before(next);
    if !entry.is_like(next) && !is_below() && !is_bare {
        return None;
    }
    let indented = if is_bare { 0 } else { indented };
    if let Some(next_trace) = trace.and_then(|trace| trace.next(line)) {
        return Some(Some(next_trace));
    }
    if let Some(next_trace) = trace::goes_on(line) {
        return Some(Some(next_trace));
    }
    (depth > indented && !is_own(line)).then_some(trace)
}
