//! The `without`s of a block as written, to the stretches in which nothing may occur.

use super::Lowering;
use crate::diagnostic::Code;
use crate::source::{Span, Spanned};
use crate::symptom::Condition;
use crate::symptom::pattern::{Axis, From, Order, Point, Until, Without};
use crate::syntax::ast::{self, During, Mark, Shift, Window, WindowSize};

/// What the parts of a block must know of the whole.
pub(super) struct Frame {
    pub(super) order: Order,
    pub(super) axis: Axis,
    /// How far the last record may lie from the first.
    pub(super) window: i64,
    /// How many records a match has; at least 1.
    pub(super) records: usize,
    /// The window as it is written.
    pub(super) written: Window,
}

impl Frame {
    /// Whether a record of every match lies in the stretch of the `without`.
    pub(super) fn always_holds(&self, without: &Without, record: usize) -> bool {
        // How far one record lies behind another at least; what is not said is nothing.
        let least = |later: usize, earlier: usize| match later >= earlier {
            true => 0,
            false => -self.window,
        };
        let (has_begun, start) = match without.from {
            From::Behind(before) => (record > before, Point { record: before, shift: 0 }),
            From::Point(point) => (least(record, point.record) >= point.shift, point),
        };
        let has_not_ended = match without.until {
            Until::Before(next) => record < next,
            Until::Point(end) => least(end.record, record) + end.shift >= 0,
            Until::Length(length) => least(start.record, record) + start.shift + length >= 0,
            // No record lies further behind the start than the match is long.
            Until::Match(more) => {
                start.shift + more >= 0 || record <= start.record && start.shift >= 0
            }
        };
        has_begun && has_not_ended
    }

    /// Whether the stretch ends before it begins, whatever the match.
    fn is_empty(&self, from: Point, until: Until) -> bool {
        let Until::Point(to) = until else { return false };
        let most = if to.record > from.record { self.window } else { 0 };
        most + to.shift < from.shift
    }
}

impl Lowering<'_> {
    /// The size of a window on its axis, if something fits into it.
    pub(super) fn window(&mut self, window: &Window) -> Option<(Axis, i64)> {
        let (axis, size) = measure(window.size);
        if let Some(positive) = negated(window.size) {
            let message = "a window is never negative";
            let diagnostic = self.fault(Code::NegativeSize, window.span, message);
            let diagnostic = diagnostic.label("how far apart records may lie has no sign");
            self.diagnostics.push(diagnostic.fix(window.span, format!("within {positive}")));
            return None;
        }
        if size < 1 {
            let message = "nothing fits into this window";
            let diagnostic = self.fault(Code::WindowOfZero, window.span, message);
            self.diagnostics.push(diagnostic.label("a window is longer than zero"));
            return None;
        }
        Some((axis, size))
    }

    /// The stretch of a `without` that stands behind so many records; its condition is still to be
    /// put in. Without a sound frame, only what is wrong with itself is said.
    pub(super) fn without(
        &mut self,
        written: &ast::Without,
        before: usize,
        frame: Option<&Frame>,
    ) -> Option<Without> {
        let own = match &written.during {
            During::Within(window) => Some((self.window(window)?, window.span)),
            During::Here | During::Stretch(_) => None,
        };
        let frame = frame?;
        let at = |record, shift| Point { record, shift };
        let (last, behind) = (frame.records - 1, before.saturating_sub(1));
        let is_any = frame.order == Order::Any;
        let (from, until, gives_up) = match (&written.during, own) {
            (During::Stretch(stretch), _) => {
                let (from, until) = self.stretch(stretch, frame)?;
                (From::Point(from), until, from.record)
            }
            (_, Some(((axis, size), span))) => {
                self.same_axis(axis, span, frame)?;
                let from = From::Point(at(0, -size));
                match before {
                    _ if is_any => (from, Until::Point(at(last, size)), 0),
                    0 => (from, Until::Before(0), 0),
                    _ => (From::Behind(behind), Until::Point(at(behind, size)), behind),
                }
            }
            _ if is_any => {
                let from = From::Point(at(last, -frame.window));
                (from, Until::Point(at(0, frame.window)), 0)
            }
            _ if before == 0 => (From::Point(at(0, -frame.window)), Until::Before(0), 0),
            _ if before >= frame.records => {
                (From::Behind(last), Until::Point(at(0, frame.window)), last)
            }
            _ => (From::Behind(behind), Until::Before(before), behind),
        };
        let condition = Condition::Or(Vec::new());
        Some(Without { condition, from, until, gives_up })
    }

    fn stretch(&mut self, written: &ast::Stretch, frame: &Frame) -> Option<(Point, Until)> {
        let from = self.point(&written.from, frame);
        let until = match &written.until {
            ast::Until::Point(point) => self.point(point, frame).map(Until::Point),
            ast::Until::Size(size) => self.length(*size, frame).map(Until::Length),
            ast::Until::Match(shift) => self.shift(*shift, frame).map(Until::Match),
        };
        let (from, until) = from.zip(until)?;
        if frame.is_empty(from, until) {
            let message = "this stretch ends before it begins";
            let diagnostic = self.fault(Code::EmptyStretch, written.span, message);
            let diagnostic = diagnostic.label("no record can lie in it, whatever the match");
            let apart = "the first and the last record lie no further apart than this";
            self.diagnostics.push(diagnostic.context(frame.written.span, apart));
        }
        Some((from, until))
    }

    fn point(&mut self, written: &ast::Point, frame: &Frame) -> Option<Point> {
        let record = match written.mark {
            Mark::First => Some(0),
            Mark::Last => Some(frame.records - 1),
            Mark::Record(number) => self.record(number, written, frame),
        };
        let shift = self.shift(written.shift, frame);
        record.zip(shift).map(|(record, shift)| Point { record, shift })
    }

    /// The record of a match that is said by its number, from 1.
    fn record(&mut self, number: u64, written: &ast::Point, frame: &Frame) -> Option<usize> {
        let record = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let record = record.filter(|record| *record < frame.records);
        if record.is_none() {
            // Where the number ends is known if nothing, or one blank, stands behind it.
            let end = written.span.start + format!("record {number}").len();
            let is_plain = written.shift.map_or(written.span.end, |it| it.span.start - 1) == end;
            let span = match is_plain {
                true => Span::new(written.span.start, end),
                false => written.span,
            };
            let message = format!("a match has no record {number}");
            let diagnostic = self.fault(Code::NoSuchRecord, span, message);
            let (label, nearest) = match (number, frame.records) {
                (0, _) => ("records are counted from 1".to_owned(), "first"),
                (_, 1) => ("it has one record".to_owned(), "first"),
                (_, records) => (format!("it has {records}, counted from 1"), "last"),
            };
            let diagnostic = diagnostic.label(label);
            self.diagnostics.push(match is_plain {
                true => diagnostic.fix(span, nearest),
                false => diagnostic,
            });
        }
        record
    }

    fn length(&mut self, size: Spanned<WindowSize>, frame: &Frame) -> Option<i64> {
        if let Some(positive) = negated(size.value) {
            let message = "a stretch does not last for less than nothing";
            let diagnostic = self.fault(Code::NegativeSize, size.span, message);
            let diagnostic =
                diagnostic.label("what lies before a record is written `from first - 5s`");
            self.diagnostics.push(diagnostic.fix(size.span, positive.to_string()));
            return None;
        }
        let (axis, length) = measure(size.value);
        self.same_axis(axis, size.span, frame).map(|()| length)
    }

    fn shift(&mut self, shift: Option<Shift>, frame: &Frame) -> Option<i64> {
        let Some(shift) = shift else { return Some(0) };
        if let Some(positive) = negated(shift.size) {
            let message = "this distance has two signs";
            let diagnostic = self.fault(Code::NegativeSize, shift.span, message);
            let sign = if shift.is_back { "+" } else { "-" };
            let diagnostic = diagnostic.label("`+` goes forward, `-` goes back; one is enough");
            self.diagnostics.push(diagnostic.fix(shift.span, format!("{sign} {positive}")));
            return None;
        }
        let (axis, size) = measure(shift.size);
        self.same_axis(axis, shift.span, frame)?;
        Some(if shift.is_back { -size } else { size })
    }

    fn same_axis(&mut self, axis: Axis, span: Span, frame: &Frame) -> Option<()> {
        if axis == frame.axis {
            return Some(());
        }
        let message = "lines and lengths of time cannot be told against each other";
        let diagnostic = self.fault(Code::MixedWindows, span, message);
        let diagnostic = diagnostic.label(match frame.axis {
            Axis::Time => "say it as a length of time, such as `10s`",
            Axis::Lines => "say it in lines, such as `20 lines`",
        });
        let block = "all of the block is measured as its window is";
        self.diagnostics.push(diagnostic.context(frame.written.span, block));
        None
    }
}

/// A size on its axis; one that is too large to count is as large as can be counted.
fn measure(size: WindowSize) -> (Axis, i64) {
    match size {
        WindowSize::Time(length) => {
            // A window of centuries is as good as one without end; sums of a few must still fit.
            let nanos = length.duration().as_nanos().clamp(-LONGEST as f64, LONGEST as f64);
            (Axis::Time, nanos.round() as i64)
        }
        WindowSize::Lines(lines) => {
            (Axis::Lines, i64::try_from(lines).unwrap_or(LONGEST).min(LONGEST))
        }
    }
}

/// A size below zero without its sign; `None` for all others.
fn negated(size: WindowSize) -> Option<WindowSize> {
    match size {
        WindowSize::Time(length) if length.number.is_sign_negative() => {
            Some(WindowSize::Time(ast::Length { number: -length.number, ..length }))
        }
        WindowSize::Time(_) | WindowSize::Lines(_) => None,
    }
}

/// The longest distance that is told from others.
const LONGEST: i64 = i64::MAX / 8;

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds what is said of every match to all matches of three records, window 2.
    #[test]
    fn what_always_holds_does() {
        let written = Window { size: WindowSize::Lines(2), span: Span::empty(0) };
        let frame =
            Frame { order: Order::Given, axis: Axis::Lines, window: 2, records: 3, written };
        let moments = [[0, 0, 0], [0, 0, 1], [0, 0, 2], [0, 1, 1], [0, 1, 2], [0, 2, 2]];
        let shifts = || (0..3).flat_map(|record| (-4..5).map(move |shift| Point { record, shift }));
        for from in shifts() {
            let lengths = (0..5).map(Until::Length);
            let points = shifts().map(Until::Point);
            for until in points.chain(lengths).chain((-4..5).map(Until::Match)) {
                let condition = Condition::Or(Vec::new());
                let without = Without { condition, from: From::Point(from), until, gives_up: 0 };
                let stretch = |moments: &[i64; 3]| {
                    let at = |point: Point| moments[point.record] + point.shift;
                    let end = match until {
                        Until::Point(end) => at(end),
                        Until::Length(length) => at(from) + length,
                        Until::Match(more) => at(from) + (more + moments[2] - moments[0]).max(0),
                        Until::Before(_) => unreachable!("no such row"),
                    };
                    at(from)..=end
                };
                for record in 0..3 {
                    let holds = moments.iter().all(|it| stretch(it).contains(&it[record]));
                    let said = frame.always_holds(&without, record);
                    assert_eq!(said, holds, "{from:?} {until:?} {record}");
                }
                let is_empty = moments.iter().all(|it| stretch(it).is_empty());
                assert_eq!(frame.is_empty(from, until), is_empty, "{from:?} {until:?}");
            }
        }
    }
}
