//! journalctl's JSON and export forms, and the spellings of time that only its short forms have.

use crate::record::envelope::Carrier;
use crate::record::envelope::docker::line_of;
use crate::record::envelope::json::{Object, Value};
use crate::record::envelope::layer::{Inner, Layer};
use crate::record::envelope::stamp::Stamp;
use crate::record::envelope::syslog;
use crate::record::time::{self, Calendar};
use crate::value::Level;

/// The keys that name a unit, the best one first.
const UNITS: [&str; 5] =
    ["_SYSTEMD_UNIT", "UNIT", "_SYSTEMD_USER_UNIT", "SYSLOG_IDENTIFIER", "_COMM"];

/// The line in an object of `journalctl -o json`.
pub(super) fn peel(object: &Object<'_>, calendar: &Calendar) -> Option<Layer> {
    let message = object.value("MESSAGE")?;
    if !object.has_any(&["__REALTIME_TIMESTAMP", "_SYSTEMD_UNIT", "PRIORITY"]) {
        return None;
    }
    let priority = object.scalar("PRIORITY").and_then(|text| text.parse().ok());
    Some(Layer {
        time: object.scalar("__REALTIME_TIMESTAMP").and_then(|text| time::parse(&text, calendar)),
        level: priority.and_then(Level::from_syslog),
        unit: object.first_of(&UNITS),
        container: object.first_of(&["CONTAINER_NAME"]),
        ..Layer::new(Carrier::Journald, line(message)?)
    })
}

/// A message is a string or, when it is no UTF-8 or not printable, an array of byte values.
fn line(message: Value<'_>) -> Option<Inner> {
    if let Some(text) = message.text() {
        return Some(line_of(text, message.inner()));
    }
    let bytes = message.elements().read_all(|byte| byte.raw().parse::<u8>().ok())?;
    Some(Inner::Made(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Whether a line begins a block of `journalctl -o export`, which always has its cursor first.
///
/// Source: systemd, "Journal Export Formats".
pub(crate) fn begins_block(line: &str) -> bool {
    line.starts_with("__CURSOR=")
}

/// Whether a line is a field of such a block: `KEY=value`.
pub(crate) fn is_field(line: &str) -> bool {
    // A field's name has at most 64 letters.
    let name = line.bytes().take(64).take_while(|byte| is_part_of_key(*byte)).count();
    name > 0 && line.as_bytes().get(name) == Some(&b'=')
}

const fn is_part_of_key(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}

/// The line in a block of `journalctl -o export`, whose lines are joined with `\n`.
pub(super) fn block(text: &str, calendar: &Calendar) -> Option<Layer> {
    if !begins_block(text) {
        return None;
    }
    let mut layer = Layer::new(Carrier::Journald, Inner::Part(0..0));
    let mut has_message = false;
    let mut units = [None; UNITS.len()];
    let mut at = 0;
    for line in text.split('\n') {
        let start = at;
        at += line.len() + 1;
        let Some((key, value)) = line.split_once('=') else { continue };
        match key {
            "MESSAGE" => {
                layer.inner = Inner::Part(start + key.len() + 1..start + line.len());
                has_message = true;
            }
            "__REALTIME_TIMESTAMP" => layer.time = time::parse(value, calendar),
            "PRIORITY" => layer.level = value.parse().ok().and_then(Level::from_syslog),
            "CONTAINER_NAME" => layer.container = Some(value.to_owned()),
            _ => {
                let known = UNITS.iter().position(|unit| *unit == key);
                if let Some(unit) = known.and_then(|known| units.get_mut(known)) {
                    *unit = Some(value);
                }
            }
        }
    }
    layer.unit = units.into_iter().flatten().next().map(str::to_owned);
    has_message.then_some(layer)
}

/// The line behind `[   12.345678] host program[1]: ` of `short-monotonic`.
pub(super) fn monotonic(text: &str, is_known: impl Fn(&str) -> bool) -> Option<Layer> {
    let (seconds, rest) = text.trim_start().strip_prefix('[')?.split_once(']')?;
    let seconds = seconds.trim_start();
    let (whole, fraction) = seconds.split_once('.')?;
    let is_number = |digits: &str| {
        (1..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let stamp = Stamp { time: None, spelling: seconds, rest, end: text.len() };
    let layer = syslog::classic(&stamp, is_known)?;
    Some(Layer { carrier: Carrier::Journald, ..layer })
}

/// Whether only journalctl writes a time in this way before a host: with a weekday, with a day
/// of two digits under 10, with a fraction after the name of a month, with a zone without colon
/// (`short-iso`), or as seconds since 1970 (`short-unix`).
pub(super) fn is_spelling(stamp: &Stamp<'_>) -> bool {
    let spelling = stamp.spelling;
    let is_number = spelling.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if stamp.is_iso() {
        let zone = spelling.rsplit(['+', '-']).next().unwrap_or_default();
        return zone.len() == 4 && zone.bytes().all(|byte| byte.is_ascii_digit());
    }
    let has_weekday = spelling.get(3..).is_some_and(|rest| rest.starts_with(" 2"));
    let has_zero = spelling.get(4..5) == Some("0");
    is_number || has_weekday || has_zero || spelling.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_a_block_are_told_from_text() {
        let rows = [
            ("MESSAGE=hello", true),
            ("_SYSTEMD_UNIT=pomerium.service", true),
            ("__MONOTONIC_TIMESTAMP=1", true),
            ("message=hello", false),
            ("MESSAGE", false),
            ("=x", false),
            ("", false),
        ];
        for (line, expected) in rows {
            assert_eq!(is_field(line), expected, "{line}");
        }
    }
}
