//! Lengths of time, as rules write them and fields hold them; and how their spelling is read.

use serde::{Deserialize, Serialize};

/// A length of time in nanoseconds, as a rule writes it or a field holds it.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Duration(f64);

impl Duration {
    /// So many milliseconds.
    pub const fn from_millis(millis: f64) -> Self {
        Self(millis * 1e6)
    }

    /// So many nanoseconds.
    pub const fn from_nanos(nanos: f64) -> Self {
        Self(nanos)
    }

    /// The length in nanoseconds.
    pub const fn as_nanos(self) -> f64 {
        self.0
    }

    /// Reads Go's spelling (`1.5s`, `250ms`, `1h2m3s`, `80µs`), which is also the rule files'.
    /// `None` for anything else, a bare number among it.
    pub fn parse(text: &str) -> Option<Self> {
        const UNITS: [(&str, f64); 8] = [
            ("ns", 1.0),
            ("us", 1e3),
            ("µs", 1e3),
            ("μs", 1e3),
            ("ms", 1e6),
            ("s", 1e9),
            ("m", 6e10),
            ("h", 3.6e12),
        ];
        let (sign, mut rest) = match text.strip_prefix('-') {
            Some(rest) => (-1.0, rest),
            None => (1.0, text),
        };
        if rest.is_empty() {
            return None;
        }
        let mut nanos = 0.0;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
            let number: f64 = rest[..digits].parse().ok()?;
            rest = &rest[digits..];
            let unit = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
            let (_, scale) = UNITS.iter().find(|(name, _)| *name == &rest[..unit])?;
            nanos += number * scale;
            rest = &rest[unit..];
        }
        Some(Self(sign * nanos))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_writes_them() {
        let rows = [
            ("10s", Some(1e10)),
            ("1.5s", Some(1.5e9)),
            ("250ms", Some(2.5e8)),
            ("1h2m3s", Some(3.723e12)),
            ("80µs", Some(8e4)),
            ("-3s", Some(-3e9)),
            ("10", None),
            ("s", None),
            ("", None),
            ("-", None),
            ("10 s", None),
            ("1.2.3s", None),
        ];
        for (text, nanos) in rows {
            assert_eq!(Duration::parse(text).map(Duration::as_nanos), nanos, "{text}");
        }
    }
}
