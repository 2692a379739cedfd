//! What fields hold: levels, times, durations; and how their spellings are read.

use std::fmt;

/// How grave a record says it is. All spellings of all formats map to this one scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// `trace`, `TRC`.
    Trace,
    /// `debug`, `DBG`.
    Debug,
    /// `info`, `INF`, `notice`, `I`, `Normal`.
    Info,
    /// `warning`, `warn`, `WRN`, `W`.
    Warning,
    /// `error`, `err`, `ERR`, `E`, `dpanic`.
    Error,
    /// `fatal`, `FTL`, `panic`, `PNC`, `critical`, `crit`, `alert`, `emerg`, `F`.
    Fatal,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Self; 6] =
        [Self::Trace, Self::Debug, Self::Info, Self::Warning, Self::Error, Self::Fatal];

    /// The level of a spelling, in any case: zerolog's three letters, zap's and syslog's words,
    /// klog's letters, Kubernetes' event types. `None` for what is no level.
    pub fn parse(text: &str) -> Option<Self> {
        // The longest spelling has eleven letters; what is longer is no level.
        if text.len() > 11 {
            return None;
        }
        let lower = text.to_ascii_lowercase();
        Some(match lower.as_str() {
            "trace" | "trc" | "finest" => Self::Trace,
            "debug" | "dbg" | "d" => Self::Debug,
            "info" | "inf" | "i" | "information" | "notice" | "normal" | "default" => Self::Info,
            "warning" | "warn" | "wrn" | "w" => Self::Warning,
            "error" | "err" | "eror" | "e" | "dpanic" => Self::Error,
            "fatal" | "ftl" | "f" | "panic" | "pnc" | "critical" | "crit" | "alert" | "emerg"
            | "emergency" => Self::Fatal,
            _ => return None,
        })
    }

    /// The level of a syslog priority: severities 0 to 7 of RFC 5424, section 6.2.1.
    pub fn from_syslog(severity: u8) -> Option<Self> {
        Some(match severity {
            0..=2 => Self::Fatal,
            3 => Self::Error,
            4 => Self::Warning,
            5 | 6 => Self::Info,
            7 => Self::Debug,
            _ => return None,
        })
    }

    /// The one name that answers and rule files use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Fatal => "fatal",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A moment: nanoseconds since 1970-01-01T00:00:00Z, from 1678 to 2262.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment that lies so many nanoseconds after the start of 1970.
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// The moment that a calendar and a clock show. `None` for a day or a time of day that there
    /// is not, such as the 30th of February, and for years that nanoseconds do not reach.
    pub fn from_civil(civil: &Civil) -> Option<Self> {
        let Civil { year, month, day, hour, minute, second, nanos, offset } = *civil;
        let local =
            jiff::civil::DateTime::new(year, month, day, hour, minute, second, nanos).ok()?;
        let moment = jiff::tz::Offset::from_seconds(offset).ok()?.to_timestamp(local).ok()?;
        i64::try_from(moment.as_nanosecond()).ok().map(Self)
    }

    /// Nanoseconds since the start of 1970.
    pub const fn as_nanos(self) -> i64 {
        self.0
    }
}

/// What a calendar and a clock on the wall show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// The year.
    pub year: i16,
    /// The month, from 1.
    pub month: i8,
    /// The day of the month, from 1.
    pub day: i8,
    /// The hour, 0 to 23.
    pub hour: i8,
    /// The minute.
    pub minute: i8,
    /// The second, 0 to 59.
    pub second: i8,
    /// The nanosecond within the second.
    pub nanos: i32,
    /// The zone, in seconds east of UTC.
    pub offset: i32,
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC with as many decimals as are needed: `2022-03-22T11:26:14Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_nanosecond(self.0.into()) {
            Ok(moment) => f.pad(&moment.to_string()),
            // All of i64's nanoseconds lie inside the library's range of years.
            Err(_) => Err(fmt::Error),
        }
    }
}

/// A length of time in nanoseconds, as a rule writes it or a field holds it.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
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

    #[test]
    fn days_and_clocks_are_moments() {
        let civil = |month, day, offset| {
            let (year, hour, minute, second, nanos) = (2022, 7, 26, 14, 120_000_000);
            Timestamp::from_civil(&Civil { year, month, day, hour, minute, second, nanos, offset })
        };
        let rows = [
            (civil(3, 22, -4 * 3600), Some("2022-03-22T11:26:14.12Z")),
            (civil(3, 22, 0), Some("2022-03-22T07:26:14.12Z")),
            (civil(2, 30, 0), None),
            (civil(13, 1, 0), None),
            (civil(3, 22, 1_000_000), None),
        ];
        for (moment, shown) in rows {
            assert_eq!(moment.map(|moment| moment.to_string()).as_deref(), shown);
        }
    }

    #[test]
    fn times_are_shown_in_rfc_3339() {
        let shown = Timestamp::from_nanos(1_647_948_374_120_000_000).to_string();
        assert_eq!(shown, "2022-03-22T11:26:14.12Z");
    }
}
