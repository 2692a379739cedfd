//! Days and the times on them, in the orders in which people and programs write them.

use crate::record::cursor::Cursor;
use crate::record::time::clock::{self, clock};
use crate::record::time::spelled::{Care, Date, Spelled};
use crate::record::time::zone::{self, Said, zone};
use crate::value::Level;

/// `2024-05-02T10:11:12.345Z`, `2024/05/02 10:11:12`, `2024-May-02 10:11:12`,
/// `2024-05-02-10.11.12.345678`, with any fraction and zone.
pub(super) fn year_first<'t>(cursor: &mut Cursor<'t>) -> Option<Spelled<'t>> {
    let date = date_year_first(cursor)?;
    let is_apart = ["T", "t", " ", "\t", "_", "-", ", ", ":"].iter().any(|sign| cursor.eat(sign));
    if !is_apart {
        return None;
    }
    cursor.eat(" ");
    behind_date(cursor, Some(date))
}

/// `2024-05-02`.
pub(super) fn date_year_first(cursor: &mut Cursor<'_>) -> Option<Date> {
    let year = full_year(cursor)?;
    let between = ["-", "/", "."].into_iter().find(|sign| cursor.eat(sign))?;
    let month = match cursor.peek() {
        Some(byte) if byte.is_ascii_digit() => one_or_two(cursor)?,
        _ => month(cursor)?,
    };
    let day = cursor.eat(between).then(|| one_or_two(cursor))??;
    Some(Date { year: Some(year), month, day })
}

/// `0502 10:11:12.345678`, and `2024 May  2 10:11:12`.
pub(super) fn month_and_day<'t>(cursor: &mut Cursor<'t>) -> Option<Spelled<'t>> {
    let digits = cursor.number(4)?;
    cursor.eat(" ");
    if let Some(month) = month(cursor) {
        let year = i16::try_from(digits).ok()?;
        let day = blanks(cursor).then(|| one_or_two(cursor))??;
        let is_apart = cursor.eat(" ");
        let date = Date { year: Some(year), month, day };
        return is_apart.then(|| behind_date(cursor, Some(date)))?;
    }
    let (month, day) = (i8::try_from(digits / 100).ok()?, i8::try_from(digits % 100).ok()?);
    let clock = clock(cursor).filter(|clock| clock.care != Care::Minutes)?;
    Some(Spelled { date: Some(Date { year: None, month, day }), clock, zone: Said::Nothing })
}

/// `20240502 10:11:12`, `20240502T101112Z`, and `240502 10:11:12` as old databases write it.
pub(super) fn compact<'t>(cursor: &mut Cursor<'t>) -> Option<Spelled<'t>> {
    let start = cursor.at();
    let digits = cursor.number(8)?;
    let year = i16::try_from(digits / 10_000).ok()?;
    let year = if cursor.at() - start == 8 { year } else { century(year) };
    let month = i8::try_from(digits / 100 % 100).ok()?;
    let day = i8::try_from(digits % 100).ok()?;
    let date = Date { year: Some(year), month, day };
    if cursor.eat("T") {
        let mut ahead = *cursor;
        if let Some(clock) = clock::compact(&mut ahead) {
            *cursor = ahead;
            return Some(Spelled { date: Some(date), clock, zone: zone(cursor) });
        }
    } else if !(cursor.eat("-") || blanks(cursor)) {
        return None;
    }
    let clock = clock(cursor).filter(|clock| clock.care != Care::Minutes)?;
    Some(Spelled { date: Some(date), clock, zone: zone(cursor) })
}

/// `02/May/2024:10:11:12 +0000`, `2 May 2024 10:11:12 GMT`, `02-MAY-24 10:11:12`,
/// `02 May 10:11:12`; `02.05.2024 10:11:12`, `5/2/2024 10:11:12 AM`; `05-02 10:11:12.345`.
pub(super) fn day_first<'t>(cursor: &mut Cursor<'t>) -> Option<Spelled<'t>> {
    let first = one_or_two(cursor)?;
    let between = ["/", "-", ".", " "].into_iter().find(|sign| cursor.eat(sign))?;
    if cursor.peek().is_some_and(|byte| byte.is_ascii_digit()) && between != " " {
        return numbers(cursor, first, between);
    }
    let month = month(cursor)?;
    let mut date = Date { year: None, month, day: first };
    let mut ahead = *cursor;
    if ahead.eat(between)
        && let Some(year) = any_year(&mut ahead)
    {
        date.year = Some(year);
        *cursor = ahead;
    } else if between != " " {
        return None;
    }
    let is_apart = [", ", " ", "::", ":", "T"].iter().any(|sign| cursor.eat(sign));
    is_apart.then(|| behind_date(cursor, Some(date)))?
}

/// A day in three numbers, or two, of which the first is read.
fn numbers<'t>(cursor: &mut Cursor<'t>, first: i8, between: &str) -> Option<Spelled<'t>> {
    let second = one_or_two(cursor)?;
    let mut ahead = *cursor;
    let third = ahead.eat(between).then(|| {
        let start = ahead.at();
        ahead.number(4).map(|number| (number, ahead.at() - start))
    });
    let day_first = |year| Date { year: Some(year), month: second, day: first };
    let month_first = |year| Date { year, month: first, day: second };
    let (third, digits) = match third {
        Some(third) => third?,
        // Without a year, only the order of ISO 8601 is usual.
        None if between == "-" => {
            let is_apart = cursor.eat(" ");
            return is_apart.then(|| behind_date(cursor, Some(month_first(None))))?;
        }
        None => return None,
    };
    *cursor = ahead;
    let third = i16::try_from(third).ok()?;
    let year = match digits {
        4 => third,
        2 => century(third),
        _ => return None,
    };
    let is_apart = [", ", " ", "T", "_", "-", ":"].iter().any(|sign| cursor.eat(sign));
    let found = is_apart.then(|| behind_date(cursor, None))??;
    let date = match between {
        "." => Some(day_first(year)),
        // Spark and Hadoop: `24/05/02 10:11:12 INFO `.
        _ if digits == 2 && is_before_level(*cursor) => {
            let day = i8::try_from(third).ok()?;
            Some(Date { year: Some(century(first.into())), month: second, day })
        }
        _ if digits == 2 => None,
        _ if first > 12 || first == second => Some(day_first(year)),
        _ if second > 12 || found.clock.care == Care::Half => Some(month_first(Some(year))),
        // The second of May or the fifth of February: no time is better than a wrong one.
        _ => None,
    };
    Some(Spelled { date, ..found })
}

/// `May  2 10:11:12`, `May 2, 2024 10:11:12 AM`, or any spelling of a day after the name of its
/// weekday: `Thu May  2 10:11:12 UTC 2024`, `Thu, 02 May 2024 10:11:12 GMT`,
/// `Thu 2024-05-02 10:11:12 CEST`, `Thursday, May 2, 2024 10:11:12 AM`.
pub(super) fn with_names<'t>(cursor: &mut Cursor<'t>) -> Option<Spelled<'t>> {
    let has_weekday = weekday(cursor);
    if has_weekday {
        cursor.eat(",");
        if !cursor.eat(" ") {
            return None;
        }
        match cursor.rest().bytes().take_while(u8::is_ascii_digit).count() {
            0 => {}
            4 => return year_first(cursor),
            _ => return day_first(cursor),
        }
    }
    let month = month(cursor)?;
    if !(cursor.eat("-") || blanks(cursor)) {
        return None;
    }
    let day = one_or_two(cursor)?;
    let mut date = Date { year: None, month, day };
    let mut ahead = *cursor;
    ahead.eat(",");
    if (ahead.eat(" ") || ahead.eat("-"))
        && let Some(year) = full_year(&mut ahead)
    {
        date.year = Some(year);
        *cursor = ahead;
    }
    if !cursor.eat(", ") && !cursor.eat(" ") {
        return None;
    }
    cursor.eat("at ");
    let clock = clock(cursor).filter(|clock| clock.care != Care::Minutes || date.year.is_some())?;
    let mut found = Spelled { date: Some(date), clock, zone: Said::Nothing };
    let mut ahead = *cursor;
    let said = zone(&mut ahead);
    // Behind syslog's time stands a machine, which may have any name.
    if has_weekday || date.year.is_some() || ahead.rest().starts_with(": ") {
        (found.zone, *cursor) = (said, ahead);
    }
    if has_weekday
        && date.year.is_none()
        && ahead.eat(" ")
        && let Some(year) = full_year(&mut ahead)
    {
        found.date = Some(Date { year: Some(year), ..date });
        if let Some(zone) = zone::number(&mut ahead) {
            found.zone = Said::Zone(zone);
        }
        *cursor = ahead;
    }
    Some(found)
}

/// The time of day and the zone behind a day.
fn behind_date<'t>(cursor: &mut Cursor<'t>, date: Option<Date>) -> Option<Spelled<'t>> {
    let start = *cursor;
    let clock = clock(cursor).or_else(|| {
        *cursor = start;
        clock::with_points(cursor)
    })?;
    let has_year = date.is_none_or(|date| date.year.is_some());
    if clock.care == Care::Minutes {
        let mut ahead = *cursor;
        let is_torn = ahead.eat(":") && ahead.peek().is_some_and(|byte| byte.is_ascii_digit());
        if !has_year || is_torn {
            return None;
        }
    }
    Some(Spelled { date, clock, zone: zone(cursor) })
}

/// Passes the name of a month: at least its first three letters, in any case.
fn month(cursor: &mut Cursor<'_>) -> Option<i8> {
    (1..).zip(MONTHS).find(|(_, name)| name_of(cursor, name)).map(|(number, _)| number)
}

/// Passes the name of a day of the week.
fn weekday(cursor: &mut Cursor<'_>) -> bool {
    DAYS.iter().any(|name| name_of(cursor, name))
}

/// Passes a name, whole or shortened to three letters (`Sept` to four).
fn name_of(cursor: &mut Cursor<'_>, name: &str) -> bool {
    let mut ahead = *cursor;
    let Some(head) = ahead.rest().as_bytes().get(..3) else { return false };
    if !name.as_bytes().get(..3).is_some_and(|short| short.eq_ignore_ascii_case(head)) {
        return false;
    }
    let written = ahead.take_while(|byte| byte.is_ascii_alphabetic());
    let written = cursor.rest().get(..written.len()).unwrap_or_default();
    let is_name = written.len() == 3
        || written.eq_ignore_ascii_case(name)
        || written.eq_ignore_ascii_case("Sept");
    if is_name {
        *cursor = ahead;
    }
    is_name
}

/// A year of four digits.
fn full_year(cursor: &mut Cursor<'_>) -> Option<i16> {
    let mut ahead = *cursor;
    let year = ahead.number(4).filter(|year| *year >= 1000)?;
    *cursor = ahead;
    i16::try_from(year).ok()
}

/// A year of four digits, or of two.
fn any_year(cursor: &mut Cursor<'_>) -> Option<i16> {
    let start = cursor.at();
    let mut ahead = *cursor;
    let year = i16::try_from(ahead.number(4)?).ok()?;
    let year = match ahead.at() - start {
        4 => year,
        // `02 May 10:11:12` has a time there and no year.
        2 if ahead.peek() != Some(b':') => century(year),
        _ => return None,
    };
    *cursor = ahead;
    Some(year)
}

/// The year that two digits mean, by the rule of POSIX (`strptime`, `%y`).
const fn century(year: i16) -> i16 {
    if year < 69 { 2000 + year } else { 1900 + year }
}

/// A number of one digit or two.
fn one_or_two(cursor: &mut Cursor<'_>) -> Option<i8> {
    i8::try_from(cursor.number(2)?).ok()
}

/// Passes one blank or two: a day or an hour of one digit may be padded.
fn blanks(cursor: &mut Cursor<'_>) -> bool {
    let found = cursor.eat(" ");
    cursor.eat(" ");
    found
}

/// Whether a level in capitals follows.
fn is_before_level(mut cursor: Cursor<'_>) -> bool {
    let text = cursor.rest();
    cursor.eat(" ");
    let word = cursor.take_while(|byte| byte.is_ascii_uppercase());
    word.len() >= 4 && text.get(1..word.len() + 1).and_then(Level::parse).is_some()
}

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
