//! The zone behind a time: `Z`, `+02:00`, ` CEST`, ` +0200 CEST`.

use crate::record::cursor::Cursor;
use crate::value::Zone;

/// What a time says of its zone.
#[derive(Debug, Clone, Copy)]
pub(super) enum Said<'t> {
    Nothing,
    Zone(Zone),
    /// A name that may mean another zone elsewhere, and the zone that it mostly means.
    Name {
        name: &'t str,
        mostly: Zone,
    },
}

/// Passes the zone that stands here, if one does: `Z`, `+02:00`, `+0200`, `+02`, ` +0200`, ` CEST`,
/// Go's ` +0200 CEST`, Java's `+02:00[Europe/Berlin]`, a browser's ` GMT+0200`.
pub(super) fn zone<'t>(cursor: &mut Cursor<'t>) -> Said<'t> {
    if cursor.eat("Z") || cursor.eat("z") {
        return Said::Zone(Zone::UTC);
    }
    let number = number(cursor);
    let name = name(cursor);
    let behind = match (number, name) {
        // `GMT+0200`: the name is what the number counts from.
        (None, Said::Zone(_)) => self::number(cursor),
        _ => None,
    };
    match number.or(behind) {
        Some(zone) => {
            place(cursor);
            Said::Zone(zone)
        }
        None => name,
    }
}

/// Passes a distance from UTC, and nothing else.
pub(super) fn number(cursor: &mut Cursor<'_>) -> Option<Zone> {
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
        2 if ahead.eat(":") => {
            let start = ahead.at();
            let minutes = ahead.number(2).filter(|_| ahead.at() - start == 2)?;
            (digits, i32::try_from(minutes).ok()?)
        }
        // Two digits after a space are rather the start of a message, but for Postgres, which has
        // its process next: ` -03 [17]`.
        2 if !is_apart || ahead.rest().starts_with(" [") => (digits, 0),
        _ => return None,
    };
    if hours > 23 || minutes > 59 {
        return None;
    }
    let zone = Zone::fixed(east * (hours * 3600 + minutes * 60))?;
    *cursor = ahead;
    Some(zone)
}

/// Passes the name of a zone behind a space.
fn name<'t>(cursor: &mut Cursor<'t>) -> Said<'t> {
    // No name is longer.
    const LONGEST: usize = 5;
    let mut ahead = *cursor;
    if !ahead.eat(" ") {
        return Said::Nothing;
    }
    let rest = ahead.rest();
    let letters = rest.bytes().take(LONGEST + 1).take_while(u8::is_ascii_uppercase).count();
    let name = rest.get(..letters).unwrap_or_default();
    let known = ZONES.iter().find(|(known, _)| *known == name);
    let zone = known.and_then(|(_, hours)| Zone::fixed(hours * 3600));
    let is_torn = rest.as_bytes().get(letters).is_some_and(u8::is_ascii_alphanumeric);
    let Some(mostly) = zone.filter(|_| !is_torn) else { return Said::Nothing };
    ahead.eat(name);
    *cursor = ahead;
    match name {
        "UTC" | "GMT" | "Z" => Said::Zone(Zone::UTC),
        _ => Said::Name { name, mostly },
    }
}

/// Passes the name of a place in brackets, as Java adds it to the number.
fn place(cursor: &mut Cursor<'_>) {
    let mut ahead = *cursor;
    let is_part = |byte: u8| byte.is_ascii_alphabetic() || b"/_+-".contains(&byte);
    if ahead.eat("[") {
        let name = ahead.take_while(is_part);
        let has_slash = cursor.rest().get(..name.len() + 1).is_some_and(|name| name.contains('/'));
        if has_slash && ahead.eat("]") {
            *cursor = ahead;
        }
    }
}

/// Names of zones as machines print them, with the hours that they lie east of UTC. RFC 822,
/// section 5, has the American ones; names with several meanings (`IST`) are left out, and those
/// few that have one mostly are asked of the log's own zone first.
const ZONES: [(&str, i32); 33] = [
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
    ("SAST", 2),
    ("EAT", 3),
    ("WIB", 7),
    ("HKT", 8),
    ("AWST", 8),
    ("JST", 9),
    ("KST", 9),
    ("AEST", 10),
    ("AEDT", 11),
    ("NZST", 12),
    ("NZDT", 13),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
    ("AKST", -9),
    ("AKDT", -8),
    ("HST", -10),
];
