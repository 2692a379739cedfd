//! Grafana's download as CSV: a row to the line in it. Each row is read by itself; what the
//! columns are is told by what is in them.

use std::borrow::Cow;
use std::ops::Range;

use crate::record::decode::Writing;
use crate::record::envelope::Carrier;
use crate::record::envelope::json::Object;
use crate::record::envelope::layer::{Inner, Layer};
use crate::record::envelope::loki;
use crate::record::time::{self, Calendar};

/// Grafana writes one column a label at most; what has more columns is no row of a log.
const COLUMNS: usize = 64;

/// The line in a row: `"<time>","<line>"`, in any order and with further columns.
pub(super) fn peel(
    text: &str,
    calendar: &Calendar,
    is_known: impl Fn(&str) -> bool,
) -> Option<Layer> {
    if !may_begin_row(text) {
        return None;
    }
    let columns = columns(text)?;
    if !columns.iter().any(|column| column.is_quoted) {
        return None;
    }
    let cells: Vec<_> = columns.iter().map(|column| column.read(text)).collect();
    let moment = cells.iter().position(|cell| is_time(cell, calendar))?;
    let labels = cells.iter().position(|cell| loki::are_labels(cell));
    let is_other = |place: &usize| *place != moment && Some(*place) != labels;
    let others: Vec<usize> = (0..cells.len()).filter(is_other).collect();
    let cell = |place: &usize| cells.get(*place).map_or("", |cell| cell.as_ref());
    let known = others.iter().find(|place| is_known(cell(place)));
    let is_quoted = |place: &&usize| columns.get(**place).is_some_and(|column| column.is_quoted);
    let is_text = |place: &&usize| cell(place).contains(' ') && !is_time(cell(place), calendar);
    let line = match (known, others.as_slice()) {
        (Some(known), _) => known,
        (None, [only]) => Some(only).filter(is_quoted)?,
        (None, _) => others.iter().find(|place| is_quoted(place) && is_text(place))?,
    };
    let inner = match cells.get(*line)? {
        Cow::Owned(made) => Inner::Made(made.clone()),
        Cow::Borrowed(_) => Inner::Part(columns.get(*line)?.range.clone()),
    };
    let layer = Layer {
        time: time::parse(cells.get(moment)?, calendar),
        ..Layer::new(Carrier::Loki, inner)
    };
    let labels = labels.and_then(|place| cells.get(place)).and_then(|cell| Object::parse(cell));
    Some(loki::labelled(layer, labels.as_ref()))
}

/// Whether a text may be a row of which only the first lines are there: it begins as a row does,
/// and a quote is open at its end.
pub(crate) fn is_open(text: &str, calendar: &Calendar) -> bool {
    may_begin_row(text)
        && is_odd(text)
        && text.split(',').take(COLUMNS).any(|cell| is_time(cell.trim_matches('"'), calendar))
}

/// Whether the number of quotes in a text is odd.
pub(crate) fn is_odd(text: &str) -> bool {
    text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1
}

fn may_begin_row(text: &str) -> bool {
    text.starts_with('"') || text.starts_with(|first: char| first.is_ascii_digit())
}

fn is_time(cell: &str, calendar: &Calendar) -> bool {
    // The longest spelling of a time has fewer letters.
    cell.len() <= 40 && time::parse(cell, calendar).is_some()
}

struct Column {
    /// The cell without its quotes.
    range: Range<usize>,
    is_quoted: bool,
}

impl Column {
    fn read<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let raw = text.get(self.range.clone()).unwrap_or_default();
        if self.is_quoted { Writing::Csv.decode(raw) } else { Cow::Borrowed(raw) }
    }
}

/// The cells of a row, RFC 4180; `None` for a text that is no row of two or more.
fn columns(text: &str) -> Option<Vec<Column>> {
    let mut columns = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let (range, is_quoted, end) = match rest.strip_prefix('"') {
            Some(inside) => {
                let length = quoted(inside)?;
                (at + 1..at + 1 + length, true, at + length + 2)
            }
            None => {
                let length = rest.find([',', '"']).unwrap_or(rest.len());
                (at..at + length, false, at + length)
            }
        };
        columns.push(Column { range, is_quoted });
        match text.as_bytes().get(end) {
            None => return (columns.len() >= 2).then_some(columns),
            Some(b',') if columns.len() < COLUMNS => at = end + 1,
            Some(_) => return None,
        }
    }
}

/// The length of a cell up to its closing quote; one that is written twice closes nothing.
fn quoted(inside: &str) -> Option<usize> {
    let bytes = inside.as_bytes();
    let mut at = 0;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == b'"')?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}
