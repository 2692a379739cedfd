//! Tables of times: every spelling that logs are known to have.

use crate::record::time::{Calendar, find, parse, parse_prefix, year_of};
use crate::record::{Record, split};
use crate::value::{Timestamp, Zone};

const SECOND: i64 = 1_000_000_000;

/// Read on 15 June 2024, from a place two hours east of UTC.
fn calendar() -> Calendar {
    let now = parse("2024-06-15T12:00:00Z", &Calendar::of_year(2024)).unwrap();
    Calendar::new(now, Zone::fixed(7200).unwrap())
}

fn check(text: &str, expected: Option<&str>) {
    let shown = parse(text, &calendar()).map(|moment| moment.to_string());
    assert_eq!(shown.as_deref(), expected, "{text}");
}

#[test]
fn whole_texts_are_times() {
    let rows = [
        ("2022-03-22T07:26:14-04:00", "2022-03-22T11:26:14Z"),
        ("2024-05-02T10:11:12Z", "2024-05-02T10:11:12Z"),
        ("2024-05-02t10:11:12z", "2024-05-02T10:11:12Z"),
        ("2024-05-02T10:11Z", "2024-05-02T10:11:00Z"),
        ("2024-05-02T10:11:12.123456789Z", "2024-05-02T10:11:12.123456789Z"),
        ("2024-05-02T10:11:12.1234567891234+0000", "2024-05-02T10:11:12.123456789Z"),
        ("2024-05-02T10:11:12.123000+00:00", "2024-05-02T10:11:12.123Z"),
        ("2024-05-02T10:11:12,345", "2024-05-02T08:11:12.345Z"),
        ("2024-05-02T12:11:12.5+02:00[Europe/Berlin]", "2024-05-02T10:11:12.5Z"),
        ("20240502T101112Z", "2024-05-02T10:11:12Z"),
        ("20240502T101112.5+0200", "2024-05-02T08:11:12.5Z"),
        ("2024-05-02 10:11:12,123", "2024-05-02T08:11:12.123Z"),
        ("2024-05-02 10:11:12.123 +0000 UTC", "2024-05-02T10:11:12.123Z"),
        ("2024-05-02 10:11:12 +0000", "2024-05-02T10:11:12Z"),
        ("2024-05-02 10:11:12+02", "2024-05-02T08:11:12Z"),
        ("2024-05-02 10:11:12 CEST", "2024-05-02T08:11:12Z"),
        ("2024-05-02 10:11:12.345 AEST", "2024-05-02T00:11:12.345Z"),
        ("2024-05-02 10:11:12 PM", "2024-05-02T20:11:12Z"),
        ("  2024-05-02T23:59:60Z\n", "2024-05-02T23:59:59Z"),
        ("2024.05.02 10:11:12", "2024-05-02T08:11:12Z"),
        ("2024-May-02 10:11:12.345", "2024-05-02T08:11:12.345Z"),
        ("2024-05-02-10.11.12.345678", "2024-05-02T08:11:12.345678Z"),
        ("2024-05-02_10:11:12", "2024-05-02T08:11:12Z"),
        ("2024-05-02, 10:11:12", "2024-05-02T08:11:12Z"),
        ("2024-05-02\t10:11:12", "2024-05-02T08:11:12Z"),
        ("20240502-10:11:12:345", "2024-05-02T08:11:12.345Z"),
        ("20240502 10:11:12.345678", "2024-05-02T08:11:12.345678Z"),
        ("240502 10:11:12", "2024-05-02T08:11:12Z"),
        ("240502  9:11:12", "2024-05-02T07:11:12Z"),
        ("02/May/2024:10:11:12 +0000", "2024-05-02T10:11:12Z"),
        ("02/May/2024:10:11:12", "2024-05-02T08:11:12Z"),
        ("02/May/2024:10:11:12.345", "2024-05-02T08:11:12.345Z"),
        ("02/May/2024 10:11:12", "2024-05-02T08:11:12Z"),
        ("02-May-2024 10:11:12.345", "2024-05-02T08:11:12.345Z"),
        ("2-May-2024::10:11:12", "2024-05-02T08:11:12Z"),
        ("02-MAY-24 10.11.12.345678 AM", "2024-05-02T08:11:12.345678Z"),
        ("02 May 2024 10:11:12.345", "2024-05-02T08:11:12.345Z"),
        ("2 May 2024 10:11:12,345", "2024-05-02T08:11:12.345Z"),
        ("02 May 10:11:12.345", "2024-05-02T08:11:12.345Z"),
        ("02.05.2024 10:11:12", "2024-05-02T08:11:12Z"),
        ("13/05/2024 10:11:12", "2024-05-13T08:11:12Z"),
        ("05/13/2024 10:11:12", "2024-05-13T08:11:12Z"),
        ("05/05/2024 10:11:12", "2024-05-05T08:11:12Z"),
        ("5/2/2024 10:11:12 AM", "2024-05-02T08:11:12Z"),
        ("5/2/2024 12:11:12 AM", "2024-05-01T22:11:12Z"),
        ("5/2/2024 12:11:12 PM", "2024-05-02T10:11:12Z"),
        ("5/2/2024, 1:11 PM", "2024-05-02T11:11:00Z"),
        ("05-02 10:11:12.345", "2024-05-02T08:11:12.345Z"),
        ("2024/05/02 10:11:12", "2024-05-02T08:11:12Z"),
        ("2024/05/02 10:11:12.123456", "2024-05-02T08:11:12.123456Z"),
        ("2024/5/2 9:11:12", "2024-05-02T07:11:12Z"),
        ("May  2 10:11:12", "2024-05-02T08:11:12Z"),
        ("May 22 10:11:12.000001", "2024-05-22T08:11:12.000001Z"),
        ("May  2 2024 10:11:12", "2024-05-02T08:11:12Z"),
        ("2024 May  2 10:11:12", "2024-05-02T08:11:12Z"),
        ("May 02, 2024 10:11:12 AM", "2024-05-02T08:11:12Z"),
        ("May 2, 2024, 10:11:12\u{202f}PM", "2024-05-02T20:11:12Z"),
        ("September 2, 2023 10:11:12 AM UTC", "2023-09-02T10:11:12Z"),
        ("Sept 2, 2023 at 10:11:12", "2023-09-02T08:11:12Z"),
        ("Feb 29 10:11:12", "2024-02-29T08:11:12Z"),
        ("0502 10:11:12.345678", "2024-05-02T08:11:12.345678Z"),
        ("Thu 2024-05-02 10:11:12 UTC", "2024-05-02T10:11:12Z"),
        ("Thu, 04 Mar 2021 14:56:57 GMT", "2021-03-04T14:56:57Z"),
        ("Thu, 2 May 2024 10:11:12 +0200", "2024-05-02T08:11:12Z"),
        ("Thursday, 02-May-24 10:11:12 GMT", "2024-05-02T10:11:12Z"),
        ("Thursday, May 2, 2024 10:11:12 AM", "2024-05-02T08:11:12Z"),
        ("Thu May  2 10:11:12 UTC 2024", "2024-05-02T10:11:12Z"),
        ("Thu May 02 10:11:12.5 2023", "2023-05-02T08:11:12.5Z"),
        ("Thu May 2 10:11:12 2024 +0000", "2024-05-02T10:11:12Z"),
        ("Thu May 02 2024 10:11:12 GMT+0000", "2024-05-02T10:11:12Z"),
        ("1646000000.123", "2022-02-27T22:13:20.123Z"),
        ("1.646000000123e+09", "2022-02-27T22:13:20.123Z"),
        ("1646000000", "2022-02-27T22:13:20Z"),
        ("1646000000123", "2022-02-27T22:13:20.123Z"),
        ("1646000000123.456", "2022-02-27T22:13:20.123456Z"),
        ("1646000000123456", "2022-02-27T22:13:20.123456Z"),
        ("1646000000123456789", "2022-02-27T22:13:20.123456789Z"),
        ("/Date(1646000000123)/", "2022-02-27T22:13:20.123Z"),
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
        "2024-05-02 10:11:1",
        "2024-05/02 10:11:12",
        "2024-05-02 13:11:12 PM",
        "0001-01-01T00:00:00Z",
        "May 32 10:11:12",
        "Feb 30 10:11:12",
        "May 2 10:11",
        // The second of May or the fifth of February, or even of 2002.
        "05/02/2024 10:11:12",
        "02-05-2024 10:11:12",
        "05/02/03 10:11:12",
        "1.2.3.4 10:11:12",
        "10.0.0.1:80",
        "12",
        "-1646000000",
        "99999999999",
        "18446744073709551615",
        "1e999",
        "5m53s",
        "null",
        "Mon",
        "Marc 2 10:11:12",
        "/Date(x)/",
    ];
    for text in rows {
        check(text, None);
    }
}

#[test]
fn years_that_are_left_out_are_those_of_the_latest_past() {
    let rows = [
        ("2024-06-15T12:00:00Z", "Jun 15 12:00:00", "2024-06-15T12:00:00Z"),
        ("2024-06-15T12:00:00Z", "0716 12:00:00.0", "2024-07-16T12:00:00Z"),
        ("2024-06-15T12:00:00Z", "Jul 16 12:00:01", "2023-07-16T12:00:01Z"),
        ("2024-06-15T12:00:00Z", "Dec 31 23:59:59", "2023-12-31T23:59:59Z"),
        ("2025-01-01T00:00:00Z", "Dec 31 23:59:59", "2024-12-31T23:59:59Z"),
        ("2024-12-31T23:59:59Z", "Jan  1 00:00:01", "2025-01-01T00:00:01Z"),
        ("2024-12-31T23:59:59Z", "Feb  1 00:00:01", "2024-02-01T00:00:01Z"),
        ("2024-01-15T00:00:00Z", "Feb 29 00:00:00", "2020-02-29T00:00:00Z"),
        ("2024-01-30T00:00:00Z", "Feb 29 00:00:00", "2024-02-29T00:00:00Z"),
        ("2027-06-15T00:00:00Z", "Feb 29 00:00:00", "2024-02-29T00:00:00Z"),
        // 2100 is no leap year.
        ("2103-06-15T00:00:00Z", "Feb 29 00:00:00", "2096-02-29T00:00:00Z"),
    ];
    for (now, text, expected) in rows {
        let now = parse(now, &Calendar::of_year(2024)).unwrap();
        let moment = parse(text, &Calendar::new(now, Zone::UTC));
        assert_eq!(moment.map(|moment| moment.to_string()).as_deref(), Some(expected), "{text}");
    }
    for year in [1970, 2024, 2025, 2026, 2100, 2261] {
        let calendar = Calendar::of_year(year);
        for text in ["Jan  1 00:00:00", "Dec 31 23:59:59"] {
            let moment = parse(text, &calendar).unwrap();
            assert_eq!(year_of(moment.as_nanos()), year, "{text}");
        }
    }
}

#[test]
fn years_of_moments_are_those_of_the_calendar() {
    for (nanos, year) in [
        (0, 1970),
        (-1, 1969),
        (1_704_067_200 * SECOND - 1, 2023),
        (1_704_067_200 * SECOND, 2024),
        (i64::MIN, 1677),
        (i64::MAX, 2262),
    ] {
        assert_eq!(year_of(nanos), year);
        // Nothing overflows at the ends of time.
        let calendar = Calendar::new(Timestamp::from_nanos(nanos), Zone::UTC);
        parse("Feb 29 10:11:12", &calendar);
        calendar.when("999w");
    }
}

#[test]
fn names_of_zones_are_asked_of_the_logs_own_place_first() {
    let rows = [
        ("UTC", "2024-01-02 10:11:12 CST", "2024-01-02T16:11:12Z"),
        ("America/Chicago", "2024-01-02 10:11:12 CST", "2024-01-02T16:11:12Z"),
        ("Asia/Shanghai", "2024-01-02 10:11:12 CST", "2024-01-02T02:11:12Z"),
        ("Asia/Shanghai", "2024-01-02 10:11:12", "2024-01-02T02:11:12Z"),
        ("Europe/Berlin", "2024-01-02 10:11:12", "2024-01-02T09:11:12Z"),
        ("Europe/Berlin", "2024-05-02 10:11:12", "2024-05-02T08:11:12Z"),
        ("Europe/Berlin", "May  2 10:11:12", "2024-05-02T08:11:12Z"),
        // What the second one says wins: the clock shows 02:30 twice on that day.
        ("Europe/Berlin", "2023-10-29 02:30:00", "2023-10-29T00:30:00Z"),
        ("Europe/Berlin", "2023-10-29 02:30:00 CET", "2023-10-29T01:30:00Z"),
    ];
    for (zone, text, expected) in rows {
        let zone = Zone::of_place(zone).unwrap();
        let moment = parse(text, &Calendar::new(calendar().now(), zone));
        assert_eq!(moment.map(|moment| moment.to_string()).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn times_at_the_head_have_a_length() {
    let day = Some("2024-05-02T10:11:12Z");
    let rows = [
        ("2024-05-02T10:11:12Z stderr F", day, 20),
        ("2024-05-02 10:11:12 UTC [1] LOG", day, 23),
        ("2024-05-02 07:11:12 -03 [1] LOG", day, 23),
        ("2024-05-02 12:11:12 ERROR (MainThread)", day, 19),
        ("2024-05-02 12:11:12 - 12 items", day, 19),
        ("2024-05-02 12:11:12 -12 items", day, 19),
        ("2024-05-02 12:11:12, then", day, 19),
        ("2024-05-02 12:11:12: then", day, 19),
        ("2024-05-02 12:11:12 ESTABLISHED", day, 19),
        ("24/05/02 12:11:12 INFO Executor: x", day, 17),
        ("24/05/02 12:11:12 Executor: x", None, 17),
        ("May  2 12:11:12 host pomerium[123]: x", day, 15),
        ("May  2 12:11:12 UTC pomerium[123]: x", day, 15),
        ("May  2 10:11:12 UTC: %SYS-5-CONFIG_I: x", day, 19),
        ("0502 12:11:12   12345 reflector.go", day, 13),
        ("1714644672.000 host x", day, 14),
        ("1714644672000 x", day, 13),
        ("1.714644672e+09\tINFO\tx", day, 15),
        ("1.714644672E9\tINFO\tx", day, 13),
        ("9:58PM ERR x", None, 6),
        ("10:11:12.5 x", None, 10),
    ];
    for (text, moment, length) in rows {
        let found = parse_prefix(text, &calendar());
        let shown = found.map(|(moment, length)| (moment.map(|m| m.to_string()), length));
        assert_eq!(shown, Some((moment.map(str::to_owned), length)), "{text}");
    }
    for text in [
        "1714644672 x",
        "12 monkeys",
        "12 May be",
        "9:58 x",
        "10:11:12:13::1",
        "2024-05-02 10:11:1x",
        "Maybe",
        "May 12 apples",
        "Sunday",
        "Monday, nothing happened",
        "é",
        "1.2.3",
        "0502 x",
        "2024 is a year",
        "123456 123456",
        "2024-05-02 v1.2.3",
    ] {
        assert_eq!(parse_prefix(text, &calendar()), None, "{text}");
    }
}

/// Lines as programs write them, and those that carry them: all were written at the same moment.
#[test]
fn records_know_when_they_were_written() {
    let rows = include_str!("tests/lines.txt");
    let utc = Calendar::new(calendar().now(), Zone::UTC);
    let lines = rows.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    let (mut count, mut wrong) = (0, Vec::new());
    for line in lines {
        count += 1;
        let records: Vec<Record<'_>> = split(line.as_bytes(), &utc).collect();
        let seconds = |record: &Record<'_>| record.time().map(|time| time.as_nanos() / SECOND);
        let times: Vec<_> = records.iter().map(seconds).collect();
        if times != [Some(1_714_644_672)] {
            wrong.push(format!("{times:?} {line}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 90);
}

#[test]
fn times_that_a_line_tells_of_are_not_its_own() {
    let rows = [
        "certificate has expired: current time 2024-05-02T10:11:12Z is after 2024-05-01T10:11:12Z",
        "*  start date: May  2 10:11:12 2024 GMT",
        "restarted 3 times since 2024-05-02 10:11:12",
        "Valid until 2024-05-02T10:11:12Z",
        "Last login: Thu May  2 10:11:12 2024 from 192.0.2.1",
        "9:58 am, and nothing happened",
        "1714644672123 x",
        "10:11:12.345 [info] x",
    ];
    for line in rows {
        let record = split(line.as_bytes(), &calendar()).next().unwrap();
        assert_eq!(record.time(), None, "{line}");
    }
}

#[test]
fn damaged_times_do_no_harm() {
    let calendar = calendar();
    let look_at = |text: &str| {
        parse(text, &calendar);
        calendar.when(text);
        parse_prefix(text, &calendar);
        if let Some(found) = find(text) {
            assert!(text.get(found).is_some(), "{text}");
        }
    };
    for line in include_str!("tests/lines.txt").lines() {
        for (at, _) in line.char_indices().take(120) {
            let (front, end) = line.split_at(at);
            look_at(front);
            look_at(end);
            for mark in ["é", "9", ":", "-", "[", "\u{202f}", "=", " ", "."] {
                look_at(&format!("{front}{mark}{end}"));
            }
        }
    }
}
