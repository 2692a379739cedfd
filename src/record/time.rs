//! Texts to moments: times in all the spellings of the formats.

mod count;

use crate::record::cursor::Cursor;
use crate::value::{Civil, Timestamp};
use count::Count;

/// What a time means that leaves out its year or its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// The year of a time without one.
    pub year: i16,
    /// The zone of a time without one, in seconds east of UTC.
    pub offset: i32,
}

/// The moment that a text names; `None` when it is no time or names no day.
pub(crate) fn parse(text: &str, calendar: &Calendar) -> Option<Timestamp> {
    let text = text.trim();
    if let Some(moment) = count::parse(text) {
        return Some(moment);
    }
    match parse_prefix(text, calendar) {
        Some((moment, length)) if length == text.len() => moment,
        _ => None,
    }
}

/// The time at the head of a text, and its length in bytes. The moment is missing from a time of
/// day without a day, such as `9:58PM`. `None` when the text does not begin with a time.
///
/// A bare number is taken for one only with the digits of a moment of our days: seconds with a
/// fraction, or whole milliseconds, microseconds or nanoseconds.
pub(crate) fn parse_prefix(text: &str, calendar: &Calendar) -> Option<(Option<Timestamp>, usize)> {
    let mut cursor = Cursor::new(text, 0);
    let spelling: fn(&mut Cursor<'_>, &Calendar) -> Option<Civil> =
        match text.bytes().take_while(u8::is_ascii_digit).count() {
            0 => with_names,
            4 if text.as_bytes().get(4) == Some(&b' ') => klog,
            4 => year_first,
            1 | 2 => match text.bytes().find(|byte| !byte.is_ascii_digit()) {
                Some(b':') => return time_of_day(text),
                Some(b'/') => common_log,
                _ => day_first,
            },
            _ => return Count::read(text).filter(Count::stands_out)?.into_prefix(),
        };
    let moment = Timestamp::from_civil(&spelling(&mut cursor, calendar)?)?;
    let is_torn = cursor.peek().is_some_and(|byte| byte.is_ascii_alphanumeric());
    (!is_torn).then_some((Some(moment), cursor.at()))
}

/// `2024-05-02T10:11:12.345Z` and `2024/05/02 10:11:12`, with any fraction and zone.
fn year_first(cursor: &mut Cursor<'_>, calendar: &Calendar) -> Option<Civil> {
    let year = cursor.number(4)?;
    let between = if cursor.eat("-") { "-" } else { "/" };
    if between == "/" && !cursor.eat("/") {
        return None;
    }
    let month = two_digits(cursor)?;
    if !cursor.eat(between) {
        return None;
    }
    let day = two_digits(cursor)?;
    if !(cursor.eat("T") || cursor.eat(" ") || cursor.eat("t")) {
        return None;
    }
    let date = Date { year: i16::try_from(year).ok()?, month, day };
    let clock = clock(cursor)?;
    Some(date.at(clock, zone(cursor).unwrap_or(calendar.offset)))
}

/// `02/May/2024:10:11:12 +0000`.
fn common_log(cursor: &mut Cursor<'_>, calendar: &Calendar) -> Option<Civil> {
    let day = two_digits(cursor)?;
    let month = cursor.eat("/").then(|| month(cursor))??;
    let year = cursor.eat("/").then(|| cursor.number(4))??;
    let clock = cursor.eat(":").then(|| clock(cursor))??;
    let date = Date { year: i16::try_from(year).ok()?, month, day };
    Some(date.at(clock, zone(cursor).unwrap_or(calendar.offset)))
}

/// `02 May 2024 10:11:12 GMT`.
fn day_first(cursor: &mut Cursor<'_>, calendar: &Calendar) -> Option<Civil> {
    let day = two_digits(cursor)?;
    let month = cursor.eat(" ").then(|| month(cursor))??;
    let year = cursor.eat(" ").then(|| cursor.number(4))??;
    let clock = cursor.eat(" ").then(|| clock(cursor))??;
    let date = Date { year: i16::try_from(year).ok()?, month, day };
    Some(date.at(clock, zone(cursor).unwrap_or(calendar.offset)))
}

/// `0502 10:11:12.345678`.
fn klog(cursor: &mut Cursor<'_>, calendar: &Calendar) -> Option<Civil> {
    let digits = cursor.number(4)?;
    let month = i8::try_from(digits / 100).ok()?;
    let day = i8::try_from(digits % 100).ok()?;
    let clock = cursor.eat(" ").then(|| clock(cursor))??;
    Some(Date { year: calendar.year, month, day }.at(clock, calendar.offset))
}

/// `May  2 10:11:12`, or any spelling of a day after the name of its weekday:
/// `Thu May  2 10:11:12 UTC 2024`, `Thu, 02 May 2024 10:11:12 GMT`, `Thu 2024-05-02 10:11:12 CEST`.
fn with_names(cursor: &mut Cursor<'_>, calendar: &Calendar) -> Option<Civil> {
    let has_weekday = DAYS.iter().any(|day| cursor.eat(day));
    if has_weekday {
        cursor.eat(",");
        if !cursor.eat(" ") {
            return None;
        }
        match cursor.rest().bytes().take_while(u8::is_ascii_digit).count() {
            0 => {}
            4 => return year_first(cursor, calendar),
            _ => return day_first(cursor, calendar),
        }
    }
    let month = month(cursor)?;
    if !cursor.eat(" ") {
        return None;
    }
    cursor.eat(" ");
    let day = i8::try_from(cursor.number(2)?).ok()?;
    let clock = cursor.eat(" ").then(|| clock(cursor))??;
    let mut date = Date { year: calendar.year, month, day };
    let mut offset = calendar.offset;
    if has_weekday {
        offset = zone(cursor).unwrap_or(offset);
        let mut ahead = *cursor;
        if ahead.eat(" ")
            && let Some(year @ 1000..) = ahead.number(4)
        {
            date.year = i16::try_from(year).ok()?;
            *cursor = ahead;
        }
    }
    Some(date.at(clock, offset))
}

/// `9:58PM` or `10:11:12.345`: a time that names no day.
fn time_of_day(text: &str) -> Option<(Option<Timestamp>, usize)> {
    let mut cursor = Cursor::new(text, 0);
    let is_whole = clock(&mut cursor).is_some();
    if !is_whole {
        cursor = Cursor::new(text, 0);
        let hour = cursor.number(2)?;
        let minute = cursor.eat(":").then(|| two_digits(&mut cursor))??;
        if hour > 12 || minute > 59 {
            return None;
        }
    }
    let has_half = ["AM", "PM", "am", "pm"].iter().any(|half| cursor.eat(half));
    let is_torn = cursor.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b':');
    ((is_whole || has_half) && !is_torn).then_some((None, cursor.at()))
}

#[derive(Clone, Copy)]
struct Date {
    year: i16,
    month: i8,
    day: i8,
}

#[derive(Clone, Copy)]
struct Clock {
    hour: i8,
    minute: i8,
    second: i8,
    nanos: i32,
}

impl Date {
    const fn at(self, clock: Clock, offset: i32) -> Civil {
        let Self { year, month, day } = self;
        let Clock { hour, minute, second, nanos } = clock;
        Civil { year, month, day, hour, minute, second, nanos, offset }
    }
}

/// `10:11:12`, with any fraction after a point or a comma.
fn clock(cursor: &mut Cursor<'_>) -> Option<Clock> {
    let hour = i8::try_from(cursor.number(2)?).ok()?;
    let minute = cursor.eat(":").then(|| two_digits(cursor))??;
    let second = cursor.eat(":").then(|| two_digits(cursor))??;
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let nanos = i32::try_from(fraction(cursor)).ok()?;
    // A leap second has no number of its own in the count since 1970.
    Some(Clock { hour, minute, second: second.min(59), nanos })
}

/// The digits after a point or a comma, as nanoseconds; 0 if there are none.
fn fraction(cursor: &mut Cursor<'_>) -> u64 {
    let mut ahead = *cursor;
    if !(ahead.eat(".") || ahead.eat(",")) {
        return 0;
    }
    let text = ahead.rest();
    let digits = ahead.take_while(|byte| byte.is_ascii_digit()).len();
    if digits == 0 {
        return 0;
    }
    *cursor = ahead;
    let known = text.bytes().take(digits.min(9));
    let value = known.fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
    (digits..9).fold(value, |value, _| value * 10)
}

fn two_digits(cursor: &mut Cursor<'_>) -> Option<i8> {
    let start = cursor.at();
    let value = cursor.number(2)?;
    (cursor.at() - start == 2).then(|| i8::try_from(value).ok())?
}

fn month(cursor: &mut Cursor<'_>) -> Option<i8> {
    (1..).zip(MONTHS).find(|(_, name)| cursor.eat(name)).map(|(number, _)| number)
}

/// The zone after a time in seconds east of UTC: `Z`, `+02:00`, `+0200`, `+02`, ` +0200`, ` CEST`,
/// and Go's ` +0200 CEST`. `None` if none stands there.
fn zone(cursor: &mut Cursor<'_>) -> Option<i32> {
    if cursor.eat("Z") || cursor.eat("z") {
        return Some(0);
    }
    let numeric = numeric_zone(cursor);
    let named = ZONES.iter().find_map(|(name, hours)| {
        let mut ahead = *cursor;
        let is_there = ahead.eat(" ") && ahead.eat(name);
        let is_torn = ahead.peek().is_some_and(|byte| byte.is_ascii_alphanumeric());
        (is_there && !is_torn).then_some((ahead, hours * 3600))
    });
    let Some((behind, offset)) = named else { return numeric };
    *cursor = behind;
    numeric.or(Some(offset))
}

fn numeric_zone(cursor: &mut Cursor<'_>) -> Option<i32> {
    let mut ahead = *cursor;
    let is_apart = ahead.eat(" ");
    let east = if ahead.eat("+") {
        1
    } else if ahead.eat("-") {
        -1
    } else {
        return None;
    };
    let start = ahead.at();
    let digits = i32::try_from(ahead.number(4)?).ok()?;
    let (hours, minutes) = match ahead.at() - start {
        4 => (digits / 100, digits % 100),
        2 if ahead.eat(":") => (digits, i32::from(two_digits(&mut ahead)?)),
        // Two digits after a space are rather the start of a message.
        2 if !is_apart => (digits, 0),
        _ => return None,
    };
    if hours > 23 || minutes > 59 {
        return None;
    }
    *cursor = ahead;
    Some(east * (hours * 3600 + minutes * 60))
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Names of zones as machines print them, with the hours that they lie east of UTC. RFC 822,
/// section 5, has the American ones; names with several meanings (`IST`) are left out.
const ZONES: [(&str, i32); 20] = [
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("WET", 0),
    ("WEST", 1),
    ("BST", 1),
    ("CET", 1),
    ("CEST", 2),
    ("EET", 2),
    ("EEST", 3),
    ("MSK", 3),
    ("JST", 9),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];

#[cfg(test)]
mod tests {
    use super::*;

    const CALENDAR: Calendar = Calendar { year: 2024, offset: 7200 };

    fn check(text: &str, expected: Option<&str>) {
        let shown = parse(text, &CALENDAR).map(|moment| moment.to_string());
        assert_eq!(shown.as_deref(), expected, "{text}");
    }

    #[test]
    fn whole_texts_are_times() {
        let rows = [
            ("2022-03-22T07:26:14-04:00", "2022-03-22T11:26:14Z"),
            ("2024-05-02T10:11:12Z", "2024-05-02T10:11:12Z"),
            ("2024-05-02t10:11:12z", "2024-05-02T10:11:12Z"),
            ("2024-05-02T10:11:12.123456789Z", "2024-05-02T10:11:12.123456789Z"),
            ("2024-05-02T10:11:12.1234567891234+0000", "2024-05-02T10:11:12.123456789Z"),
            ("2024-05-02T10:11:12.123000+00:00", "2024-05-02T10:11:12.123Z"),
            ("2024-05-02 10:11:12,123", "2024-05-02T08:11:12.123Z"),
            ("2024-05-02 10:11:12.123 +0000 UTC", "2024-05-02T10:11:12.123Z"),
            ("2024-05-02 10:11:12 +0000", "2024-05-02T10:11:12Z"),
            ("2024-05-02 10:11:12+02", "2024-05-02T08:11:12Z"),
            ("2024-05-02 10:11:12 CEST", "2024-05-02T08:11:12Z"),
            ("  2024-05-02T23:59:60Z\n", "2024-05-02T23:59:59Z"),
            ("02/May/2024:10:11:12 +0000", "2024-05-02T10:11:12Z"),
            ("02/May/2024:10:11:12", "2024-05-02T08:11:12Z"),
            ("2024/05/02 10:11:12", "2024-05-02T08:11:12Z"),
            ("2024/05/02 10:11:12.123456", "2024-05-02T08:11:12.123456Z"),
            ("May  2 10:11:12", "2024-05-02T08:11:12Z"),
            ("May 22 10:11:12.000001", "2024-05-22T08:11:12.000001Z"),
            ("Feb 29 10:11:12", "2024-02-29T08:11:12Z"),
            ("0502 10:11:12.345678", "2024-05-02T08:11:12.345678Z"),
            ("Thu 2024-05-02 10:11:12 UTC", "2024-05-02T10:11:12Z"),
            ("Thu, 04 Mar 2021 14:56:57 GMT", "2021-03-04T14:56:57Z"),
            ("Thu May  2 10:11:12 UTC 2024", "2024-05-02T10:11:12Z"),
            ("Thu May 02 10:11:12.5 2023", "2023-05-02T08:11:12.5Z"),
            ("1646000000.123", "2022-02-27T22:13:20.123Z"),
            ("1.646000000123e+09", "2022-02-27T22:13:20.123Z"),
            ("1646000000", "2022-02-27T22:13:20Z"),
            ("1646000000123", "2022-02-27T22:13:20.123Z"),
            ("1646000000123.456", "2022-02-27T22:13:20.123456Z"),
            ("1646000000123456", "2022-02-27T22:13:20.123456Z"),
            ("1646000000123456789", "2022-02-27T22:13:20.123456789Z"),
        ];
        for (text, expected) in rows {
            check(text, Some(expected));
        }
    }

    #[test]
    fn other_texts_are_none() {
        let rows = [
            "",
            "9:58PM",
            "10:11:12",
            "2024-05-02",
            "2024-13-02T10:11:12Z",
            "2024-02-30T10:11:12Z",
            "2024-05-02T25:11:12Z",
            "2024-05-02T10:11:12Zulu",
            "2024-05-02T10:11:12Z and more",
            "2024-05/02 10:11:12",
            "0001-01-01T00:00:00Z",
            "May 32 10:11:12",
            "12",
            "-1646000000",
            "99999999999",
            "18446744073709551615",
            "1e999",
            "5m53s",
            "null",
        ];
        for text in rows {
            check(text, None);
        }
    }

    #[test]
    fn times_at_the_head_have_a_length() {
        let day = Some("2024-05-02T10:11:12Z");
        let rows = [
            ("2024-05-02T10:11:12Z stderr F", day, 20),
            ("2024-05-02 10:11:12 UTC [1] LOG", day, 23),
            ("2024-05-02 12:11:12 ERROR (MainThread)", day, 19),
            ("2024-05-02 12:11:12 - 12 items", day, 19),
            ("2024-05-02 12:11:12, then", day, 19),
            ("May  2 12:11:12 host pomerium[123]: x", day, 15),
            ("0502 12:11:12   12345 reflector.go", day, 13),
            ("1714644672.000 host x", day, 14),
            ("1714644672000 x", day, 13),
            ("9:58PM ERR x", None, 6),
            ("10:11:12.5 x", None, 10),
        ];
        for (text, moment, length) in rows {
            let found = parse_prefix(text, &CALENDAR);
            let shown = found.map(|(moment, length)| (moment.map(|m| m.to_string()), length));
            assert_eq!(shown, Some((moment.map(str::to_owned), length)), "{text}");
        }
        for text in
            ["1714644672 x", "12 monkeys", "9:58 x", "10:11:12:13::1", "Maybe", "Sunday", "é"]
        {
            assert_eq!(parse_prefix(text, &CALENDAR), None, "{text}");
        }
    }
}
