//! A length of time as Go writes it to one as rules write it, exactly.

use crate::syntax::ast::{Length, Unit, WindowSize};

/// Go's units in nanoseconds.
const UNITS: [(&str, i128); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// The nanoseconds of a length in Go's spelling (`1h30m`, `-2s`, `1.5s`, `0`); `None` if it is
/// none, or longer than Go can count.
pub(super) fn parse(text: &str) -> Option<i64> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut nanos: i128 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, behind) = rest.split_at(digits);
        let end = behind.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(end);
        let (_, scale) = UNITS.iter().find(|(name, _)| *name == unit)?;
        nanos = nanos.checked_add(scaled(number, *scale)?)?;
        rest = behind;
    }
    i64::try_from(sign * nanos).ok()
}

/// A number with a fraction, or without, times the scale; what is under a nanosecond is cut off.
fn scaled(number: &str, scale: i128) -> Option<i128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    // Fractions finer than a nanosecond of an hour change nothing.
    let fraction = fraction.get(..fraction.len().min(15))?;
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || whole.len() > 19 {
        return None;
    }
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let digits = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<i128>().ok() };
    let power = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
    Some(digits(whole)? * scale + digits(fraction)? * scale / power)
}

/// The length with the largest unit in which it is a whole number, else in fractions of a
/// millisecond; `None` if no number says it to the nanosecond.
pub(super) fn size(nanos: i64) -> Option<WindowSize> {
    let exact = |number: f64, unit: Unit| {
        let length = Length { number, unit };
        let is_exact = length.duration().as_nanos().round() as i128 == i128::from(nanos);
        is_exact.then_some(WindowSize::Time(length))
    };
    let units = [
        (Unit::Hours, 3_600_000_000_000),
        (Unit::Minutes, 60_000_000_000),
        (Unit::Seconds, 1_000_000_000),
        (Unit::Millis, 1_000_000),
    ];
    let whole = units.into_iter().find(|(_, scale)| nanos != 0 && nanos % scale == 0);
    match whole {
        Some((unit, scale)) => exact((nanos / scale) as f64, unit),
        None if nanos == 0 => exact(0.0, Unit::Seconds),
        None => exact(nanos as f64 / 1e6, Unit::Millis),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_go_reads_them() {
        let rows = [
            ("30s", Some(30_000_000_000)),
            ("1h30m", Some(5_400_000_000_000)),
            ("500ms", Some(500_000_000)),
            ("-2s", Some(-2_000_000_000)),
            ("+2s", Some(2_000_000_000)),
            ("1.5s", Some(1_500_000_000)),
            (".5s", Some(500_000_000)),
            ("1.s", Some(1_000_000_000)),
            ("1.0000000019s", Some(1_000_000_001)),
            ("80µs", Some(80_000)),
            ("1ns", Some(1)),
            ("0", Some(0)),
            ("-0", Some(0)),
            ("10", None),
            ("1d", None),
            ("", None),
            ("s", None),
            (".s", None),
            ("1..2s", None),
            ("1 s", None),
            ("3000000h", None),
            ("99999999999999999999s", None),
        ];
        for (text, expected) in rows {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn lengths_are_written_to_the_nanosecond() {
        let rows = [
            (30_000_000_000, Some((30.0, Unit::Seconds))),
            (60_000_000_000, Some((1.0, Unit::Minutes))),
            (5_400_000_000_000, Some((90.0, Unit::Minutes))),
            (500_000_000, Some((500.0, Unit::Millis))),
            (1, Some((0.000_001, Unit::Millis))),
            (1_000_000_001, Some((1_000.000_001, Unit::Millis))),
            (0, Some((0.0, Unit::Seconds))),
            (i64::MAX, None),
        ];
        for (nanos, expected) in rows {
            let expected = expected.map(|(number, unit)| WindowSize::Time(Length { number, unit }));
            assert_eq!(size(nanos), expected, "{nanos}");
        }
    }
}
