//! What a person writes to name a moment, to the moment.

use crate::record::cursor::Cursor;
use crate::record::time::clock::clock;
use crate::record::time::date::date_year_first;
use crate::record::time::spelled::{Clock, Date, Spelled};
use crate::record::time::zone::Said;
use crate::record::time::{Calendar, DAY, SECOND, parse};
use crate::value::Timestamp;

impl Calendar {
    /// The moment that a person names: in any spelling that logs have; `2024-05-02`, which is the
    /// start of that day; `10:11`, which is today; or `15m`, `1h30m`, `2d`, which is so long
    /// before now. `None` for anything else.
    pub fn when(&self, text: &str) -> Option<Timestamp> {
        let text = text.trim();
        if let Some(nanos) = nanos(text) {
            return Some(Timestamp::from_nanos(self.now.as_nanos().checked_sub(nanos)?));
        }
        day(text)
            .or_else(|| self.today(text))
            .map_or_else(|| parse(text, self), |spelled| spelled.moment(self))
    }

    /// The day in this calendar's zone, at a time of day.
    fn today(&self, text: &str) -> Option<Spelled<'static>> {
        let mut cursor = Cursor::new(text, 0);
        let clock = clock(&mut cursor).filter(|_| cursor.rest().is_empty())?;
        let today = self.zone.civil(self.now)?;
        let date = Date { year: Some(today.year), month: today.month, day: today.day };
        Some(Spelled { date: Some(date), clock, zone: Said::Nothing })
    }
}

/// A day without a time of day.
fn day(text: &str) -> Option<Spelled<'static>> {
    let mut cursor = Cursor::new(text, 0);
    let date = date_year_first(&mut cursor).filter(|_| cursor.rest().is_empty())?;
    Some(Spelled { date: Some(date), clock: Clock::MIDNIGHT, zone: Said::Nothing })
}

/// A length of time out of numbers and units, in nanoseconds.
fn nanos(text: &str) -> Option<i64> {
    const UNITS: [(&str, i64); 7] = [
        ("w", 7 * DAY),
        ("d", DAY),
        ("h", 3600 * SECOND),
        ("min", 60 * SECOND),
        ("m", 60 * SECOND),
        ("s", SECOND),
        ("ms", SECOND / 1000),
    ];
    let mut cursor = Cursor::new(text, 0);
    let mut sum: i64 = 0;
    loop {
        let number = i64::try_from(cursor.number(9)?).ok()?;
        let unit = cursor.rest();
        let letters = cursor.take_while(|byte| byte.is_ascii_alphabetic()).len();
        let unit = unit.get(..letters)?;
        let (_, nanos) = UNITS.iter().find(|(name, _)| *name == unit)?;
        sum = sum.checked_add(number.checked_mul(*nanos)?)?;
        if cursor.rest().is_empty() {
            return Some(sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Zone;

    #[test]
    fn people_name_moments() {
        let berlin = Zone::of_place("Europe/Berlin").unwrap();
        let utc = Calendar::new(Timestamp::from_nanos(1_714_644_672 * SECOND), Zone::UTC);
        // It is the next day there.
        let late = Calendar::new(Timestamp::from_nanos(1_714_688_999 * SECOND), berlin);
        let rows = [
            (utc, "15m", Some("2024-05-02T09:56:12Z")),
            (utc, "1h30m", Some("2024-05-02T08:41:12Z")),
            (utc, "1d", Some("2024-05-01T10:11:12Z")),
            (utc, "2w", Some("2024-04-18T10:11:12Z")),
            (utc, "500ms", Some("2024-05-02T10:11:11.5Z")),
            (utc, "90min", Some("2024-05-02T08:41:12Z")),
            (utc, "0s", Some("2024-05-02T10:11:12Z")),
            (utc, "10:11", Some("2024-05-02T10:11:00Z")),
            (utc, "23:11:12.5", Some("2024-05-02T23:11:12.5Z")),
            (utc, "9:58PM", Some("2024-05-02T21:58:00Z")),
            (utc, "2024-05-01", Some("2024-05-01T00:00:00Z")),
            (utc, "2024/5/1", Some("2024-05-01T00:00:00Z")),
            (utc, "2024-05-02 10:11", Some("2024-05-02T10:11:00Z")),
            (utc, "2024-05-02T10:11:12+02:00", Some("2024-05-02T08:11:12Z")),
            (utc, "May  2 10:11:12", Some("2024-05-02T10:11:12Z")),
            (utc, "02/May/2024:10:11:12 +0200", Some("2024-05-02T08:11:12Z")),
            (utc, "1714644672", Some("2024-05-02T10:11:12Z")),
            (late, "10:11", Some("2024-05-03T08:11:00Z")),
            (late, "2024-05-02", Some("2024-05-01T22:00:00Z")),
            (utc, "", None),
            (utc, "15", None),
            (utc, "m", None),
            (utc, "15 m", None),
            (utc, "15y", None),
            (utc, "-15m", None),
            (utc, "1h30", None),
            (utc, "999999999w", None),
            (utc, "25:00", None),
            (utc, "2024-13-01", None),
            (utc, "2024-05-02 and more", None),
            (utc, "05/02/2024 10:11:12", None),
            (utc, "yesterday", None),
        ];
        for (calendar, text, shown) in rows {
            let moment = calendar.when(text).map(|moment| moment.to_string());
            assert_eq!(moment.as_deref(), shown, "{text}");
        }
    }
}
