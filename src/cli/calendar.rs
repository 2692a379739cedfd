//! What the machine and the command line say about times: what o'clock it is, the zone of logs,
//! the stretch of time that is asked for.

use std::env;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context as _, bail};
use pomkb::record::Calendar;
use pomkb::scan::Period;
use pomkb::spelling;
use pomkb::value::{Timestamp, Zone};

/// What times without a year or a zone mean: now, and in this zone.
pub(crate) fn now(zone: Zone) -> Calendar {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let nanos = i64::try_from(since.as_nanos()).unwrap_or(i64::MAX);
    Calendar::new(Timestamp::from_nanos(nanos), zone)
}

/// The zone of `--timezone`: a place, a distance from UTC, or `local`.
pub(crate) fn zone(text: &str) -> Result<Zone, String> {
    if text.eq_ignore_ascii_case("local") {
        return local().ok_or_else(|| {
            "this machine does not tell its zone; write its name, as in `Europe/Berlin`".to_owned()
        });
    }
    distance(text).or_else(|| Zone::of_place(text)).ok_or_else(|| match meant(text) {
        Some(name) => format!("there is no such zone; did you mean `{name}`?"),
        None => "there is no such zone; write a place as in `Europe/Berlin`, a distance from UTC \
                 as in `+02:00`, `UTC` or `local`"
            .to_owned(),
    })
}

/// The stretch of time between `--since` and `--until`, if they are given.
pub(crate) fn period(
    since: Option<&str>,
    until: Option<&str>,
    calendar: &Calendar,
) -> anyhow::Result<Period> {
    let moment = |option: &str, text: &str| {
        calendar.when(text).with_context(|| {
            format!(
                "`--{option} {text}` is no moment; write for example `2024-05-02T10:11:12Z`, \
                 `2024-05-02`, `10:11` or, for so long ago, `15m`"
            )
        })
    };
    let period = Period {
        since: since.map(|text| moment("since", text)).transpose()?,
        until: until.map(|text| moment("until", text)).transpose()?,
    };
    if let (Some(since), Some(until)) = (period.since, period.until)
        && since > until
    {
        bail!("nothing lies between: `--since` is {since}, which is after `--until`, {until}");
    }
    Ok(period)
}

/// `UTC`, `Z`, `+02:00`, `+0200`, `+2`, `UTC+2`.
fn distance(text: &str) -> Option<Zone> {
    let upper = text.to_ascii_uppercase();
    if ["UTC", "Z", "GMT"].contains(&upper.as_str()) {
        return Some(Zone::UTC);
    }
    let text = upper.strip_prefix("UTC").or_else(|| upper.strip_prefix("GMT")).unwrap_or(&upper);
    let (east, digits) = match text.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, text.strip_prefix(['-', '\u{2212}'])?),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=2).contains(&hours.len()) || !is_number(hours) || !is_number(minutes) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    // The furthest zone is `+14:00`.
    let is_somewhere = hours <= 14 && minutes <= 59;
    is_somewhere.then(|| Zone::fixed(east * (hours * 3600 + minutes * 60)))?
}

/// The name that was likely meant: one that looks like it, or whose town does.
fn meant(text: &str) -> Option<&'static str> {
    let town = |name: &'static str| name.rsplit('/').next().unwrap_or(name);
    let text = text.replace(' ', "_");
    let written = text.rsplit('/').next().unwrap_or(&text);
    let same = || Zone::places().find(|name| town(name).eq_ignore_ascii_case(written));
    let near = || {
        let near = spelling::nearest(written, Zone::places().map(town))?;
        Zone::places().find(|name| town(name) == near)
    };
    spelling::nearest(&text, Zone::places()).or_else(same).or_else(near)
}

/// The zone of this machine: `TZ`, else where `/etc/localtime` leads, else `/etc/timezone`.
fn local() -> Option<Zone> {
    if let Ok(text) = env::var("TZ") {
        // An empty `TZ` means UTC; a colon before a name means nothing.
        let name = text.trim_start_matches(':');
        return if name.is_empty() { Some(Zone::UTC) } else { place(Path::new(name)) };
    }
    let link = fs::canonicalize("/etc/localtime").ok();
    let by_name = || place(Path::new(fs::read_to_string("/etc/timezone").ok()?.trim()));
    link.and_then(|link| place(&link)).or_else(by_name)
}

/// The zone of a file of the database on this machine, or of a name.
fn place(path: &Path) -> Option<Zone> {
    let text = path.to_str()?;
    let name = text.rsplit_once("zoneinfo/").map_or(text, |(_, name)| name);
    let name = name.strip_prefix("posix/").unwrap_or(name);
    Zone::of_place(name).or_else(|| distance(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_places_or_distances() {
        let rows = [
            ("UTC", Ok("UTC")),
            ("utc", Ok("UTC")),
            ("Z", Ok("UTC")),
            ("+02:00", Ok("+02:00")),
            ("-0330", Ok("-03:30")),
            ("+2", Ok("+02:00")),
            ("UTC+2", Ok("+02:00")),
            ("GMT-05:00", Ok("-05:00")),
            ("Europe/Berlin", Ok("Europe/Berlin")),
            ("europe/berlin", Ok("Europe/Berlin")),
            ("Europe/Berln", Err("Europe/Berlin")),
            ("Berlin", Err("Europe/Berlin")),
            ("US/Berlin", Err("Europe/Berlin")),
            ("new york", Err("America/New_York")),
            ("Toyko", Err("Asia/Tokyo")),
            ("CEST", Err("CET")),
            ("+25:00", Err("a place as in")),
            ("+1:2", Err("a place as in")),
            ("+x", Err("a place as in")),
            ("+é", Err("a place as in")),
            ("Atlantis", Err("no such zone")),
            ("", Err("no such zone")),
        ];
        for (text, expected) in rows {
            match (zone(text), expected) {
                (Ok(zone), Ok(name)) => assert_eq!(zone.to_string(), name),
                (Err(found), Err(part)) => assert!(found.contains(part), "{text}: {found}"),
                (found, expected) => panic!("{text}: {found:?}, not {expected:?}"),
            }
        }
    }

    #[test]
    fn files_of_the_machine_are_places() {
        let rows = [
            ("/usr/share/zoneinfo/Europe/Berlin", Some("Europe/Berlin")),
            ("/usr/share/zoneinfo/posix/Asia/Tokyo", Some("Asia/Tokyo")),
            ("/var/db/timezone/zoneinfo/America/New_York", Some("America/New_York")),
            ("Europe/Berlin", Some("Europe/Berlin")),
            ("/etc/localtime", None),
            ("CET-1CEST,M3.5.0,M10.5.0/3", None),
        ];
        for (path, name) in rows {
            let zone = place(Path::new(path)).map(|zone| zone.to_string());
            assert_eq!(zone.as_deref(), name, "{path}");
        }
    }
}
