//! Findings in, bars over the time of the log out.

use serde::Serialize;

use super::arrange::Answer;
use crate::value::Timestamp;

/// How wide the whole time is, in the units that bars are measured in.
const WIDTH: u64 = 1000;
/// The narrowest bar: what happened once can still be seen.
const LEAST: u64 = 8;

/// The time from the first to the last of what was found.
#[derive(Debug, Serialize)]
pub(super) struct TimelineView<'a> {
    first: String,
    last: String,
    rows: Vec<RowView<'a>>,
}

/// When something was found.
#[derive(Debug, Serialize)]
struct RowView<'a> {
    /// The rule; `None` for a kind of lines that none explains.
    rule: Option<&'a str>,
    /// The number of the kind, from 1.
    kind: Option<usize>,
    title: &'a str,
    severity: &'static str,
    count: u64,
    first: String,
    last: String,
    /// Where its bar begins.
    start: u64,
    /// How long it is.
    length: u64,
}

/// The bars of all findings that have a time, and of the first `kinds` kinds without an
/// explanation; `None` if nothing has one.
pub(super) fn timeline<'a>(answer: &Answer<'a>, kinds: usize) -> Option<TimelineView<'a>> {
    let findings = answer.shown().iter().filter_map(|shown| {
        let (first, last) = shown.finding.first.zip(shown.finding.last)?;
        let (rule, title) = (shown.rule.id.as_str(), shown.rule.title.as_str());
        let row = Bar { rule: Some(rule), kind: None, title, first, last };
        Some((row, shown.rule.severity.name(), shown.finding.count))
    });
    let kinds = (1..).zip(answer.report.unexplained.kinds.iter().take(kinds));
    let kinds = kinds.filter_map(|(number, kind)| {
        let (first, last) = kind.first.zip(kind.last)?;
        let row = Bar { rule: None, kind: Some(number), title: &kind.shape, first, last };
        Some((row, "unexplained", kind.count))
    });
    let bars: Vec<_> = findings.chain(kinds).collect();
    let first = bars.iter().map(|(bar, ..)| bar.first).min()?;
    let last = bars.iter().map(|(bar, ..)| bar.last).max()?;

    let rows = bars.into_iter().map(|(bar, severity, count)| {
        let (start, length) = place(first..=last, bar.first..=bar.last);
        RowView {
            rule: bar.rule,
            kind: bar.kind,
            title: bar.title,
            severity,
            count,
            first: bar.first.to_string(),
            last: bar.last.to_string(),
            start,
            length,
        }
    });
    Some(TimelineView { rows: rows.collect(), first: first.to_string(), last: last.to_string() })
}

struct Bar<'a> {
    rule: Option<&'a str>,
    kind: Option<usize>,
    title: &'a str,
    first: Timestamp,
    last: Timestamp,
}

/// A stretch of time.
type Stretch = std::ops::RangeInclusive<Timestamp>;

/// Where in the whole time a stretch of it begins, and how long it is.
fn place(whole: Stretch, stretch: Stretch) -> (u64, u64) {
    let distance = |from: &Timestamp, to: &Timestamp| {
        u128::try_from(i128::from(to.as_nanos()) - i128::from(from.as_nanos())).unwrap_or(0)
    };
    let all = distance(whole.start(), whole.end()).max(1);
    let scaled = |part: u128| {
        u64::try_from(part * u128::from(WIDTH) / all).map_or(WIDTH, |place| place.min(WIDTH))
    };
    let length = scaled(distance(stretch.start(), stretch.end())).max(LEAST);
    let start = scaled(distance(whole.start(), stretch.start())).min(WIDTH - length.min(WIDTH));
    (start, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_lie_within_the_whole() {
        let check = |whole: [i64; 2], part: [i64; 2], expected: (u64, u64)| {
            let stretch =
                |[from, to]: [i64; 2]| Timestamp::from_nanos(from)..=Timestamp::from_nanos(to);
            assert_eq!(place(stretch(whole), stretch(part)), expected, "{whole:?} {part:?}");
        };
        check([0, 10], [0, 10], (0, 1000));
        check([0, 10], [5, 5], (500, 8));
        check([0, 10], [10, 10], (992, 8));
        check([7, 7], [7, 7], (0, 8));
        // Half of it less the moment 0, rounded down.
        check([i64::MIN, i64::MAX], [0, i64::MAX], (500, 499));
    }
}
