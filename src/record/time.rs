//! Texts to moments: times in all the spellings of the formats.

mod clock;
mod count;
mod date;
mod fields;
mod search;
mod spelled;
#[cfg(test)]
mod tests;
mod when;
mod zone;

use crate::record::cursor::Cursor;
use crate::value::{Timestamp, Zone};
use spelled::Spelled;

pub(crate) use fields::moment;
pub(crate) use search::find;

/// What a time means that leaves out its year or its zone: it belongs to a log that is read now,
/// and was written by a clock of some zone.
///
/// It is copied into every record, and so only a few words; see [`Zone`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    now: Timestamp,
    zone: Zone,
    /// No time without a year lies after it.
    edge: Timestamp,
    /// No time without a year is of a later year.
    last_year: i16,
}

/// A log may be from a machine whose clock is ahead, or from a zone that is; so a time without a
/// year may lie that far in the future, and what would lie further is of the year before.
const AHEAD: i64 = 31 * DAY;
const DAY: i64 = 86_400 * SECOND;
const SECOND: i64 = 1_000_000_000;

impl Calendar {
    /// The calendar of a log that is read at the moment `now`, whose clock shows the time of a
    /// zone. A time without a year is of the latest year for which it lies at most 31 days after
    /// `now`; the 29th of February, of the latest leap year.
    pub const fn new(now: Timestamp, zone: Zone) -> Self {
        let edge = now.as_nanos().saturating_add(AHEAD);
        // No zone is further from UTC than this.
        let last_year = year_of(edge.saturating_add(2 * DAY));
        Self { now, zone, edge: Timestamp::from_nanos(edge), last_year }
    }

    /// The calendar of a log whose times without a year are all of this one, which must lie
    /// between 1970 and 2261, and in UTC. The 29th of February is of the last leap year before it
    /// if it is none.
    pub const fn of_year(year: i16) -> Self {
        let end = days_before(year as i64 + 1).saturating_mul(DAY);
        Self::new(Timestamp::from_nanos(end.saturating_sub(AHEAD + 1)), Zone::UTC)
    }

    /// The present moment, as far as the log is concerned.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// The zone of a time that names none.
    pub const fn zone(&self) -> Zone {
        self.zone
    }
}

/// How many days lie between the start of 1970 and that of a year.
const fn days_before(year: i64) -> i64 {
    let leap_days =
        (year - 1969).div_euclid(4) - (year - 1901).div_euclid(100) + (year - 1601).div_euclid(400);
    365 * (year - 1970) + leap_days
}

/// The year in which a moment lies, in UTC.
const fn year_of(nanos: i64) -> i16 {
    let days = nanos.div_euclid(DAY);
    let mut year = 1971 + days.div_euclid(365);
    while days_before(year) > days {
        year -= 1;
    }
    // Nanoseconds reach from 1677 to 2262.
    year as i16
}

/// The moment that a text names; `None` when it is no time or names no day.
pub(crate) fn parse(text: &str, calendar: &Calendar) -> Option<Timestamp> {
    let text = text.trim();
    // .NET's JSON: `/Date(1714644672123)/`.
    let text = text.strip_prefix("/Date(").and_then(|text| text.strip_suffix(")/")).unwrap_or(text);
    if let Some(moment) = count::parse(text) {
        return Some(moment);
    }
    match parse_prefix(text, calendar) {
        Some((moment, length)) if length == text.len() => moment,
        _ => None,
    }
}

/// The time at the head of a text, and its length in bytes. The moment is missing from a time that
/// names no day, such as `9:58PM`, or leaves in doubt which, such as `05/02/2024 10:11:12`. `None`
/// when the text does not begin with a time.
///
/// A bare number is taken for one only with the digits of a moment of our days: seconds with a
/// fraction, or whole milliseconds, microseconds or nanoseconds.
pub(crate) fn parse_prefix(text: &str, calendar: &Calendar) -> Option<(Option<Timestamp>, usize)> {
    let mut cursor = Cursor::new(text, 0);
    let Some(spelled) = spelled(&mut cursor) else {
        return count::parse_prefix(text);
    };
    let moment = match spelled.date {
        Some(_) => Some(spelled.moment(calendar)?),
        None => None,
    };
    Some((moment, cursor.at()))
}

/// The time that stands here and is more than a number.
fn spelled<'t>(cursor: &mut Cursor<'t>) -> Option<Spelled<'t>> {
    let mut ahead = *cursor;
    let text = cursor.rest().as_bytes();
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let spelled = match (digits, text.get(digits)?) {
        (0, _) => date::with_names(&mut ahead),
        (1 | 2, b':') => clock::alone(&mut ahead),
        (1 | 2, _) => date::day_first(&mut ahead),
        (4, b' ') => date::month_and_day(&mut ahead),
        (4, _) => date::year_first(&mut ahead),
        (6 | 8, _) => date::compact(&mut ahead),
        _ => None,
    }?;
    let is_torn = ahead.peek().is_some_and(|byte| byte.is_ascii_alphanumeric());
    if is_torn {
        return None;
    }
    *cursor = ahead;
    Some(spelled)
}
