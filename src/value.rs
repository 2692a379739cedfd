//! What fields hold: levels, times, zones, durations; and how their spellings are read.

mod duration;

use std::fmt;
use std::sync::{LazyLock, OnceLock};

use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

pub use duration::Duration;

/// How grave a record says it is. All spellings of all formats map to this one scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

    /// Nanoseconds since the start of 1970.
    pub const fn as_nanos(self) -> i64 {
        self.0
    }

    fn as_jiff(self) -> Option<jiff::Timestamp> {
        jiff::Timestamp::from_nanosecond(self.0.into()).ok()
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC with as many decimals as are needed: `2022-03-22T11:26:14Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_jiff() {
            Some(moment) => f.pad(&moment.to_string()),
            // All of i64's nanoseconds lie inside the library's range of years.
            None => Err(fmt::Error),
        }
    }
}

/// What a calendar and a clock on the wall show, in whatever zone.
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
}

impl Civil {
    fn as_jiff(&self) -> Option<jiff::civil::DateTime> {
        let Self { year, month, day, hour, minute, second, nanos } = *self;
        jiff::civil::DateTime::new(year, month, day, hour, minute, second, nanos).ok()
    }
}

/// What a clock on the wall goes by: a fixed distance from UTC, or a place, whose distance
/// depends on the date.
///
/// Every record knows its zone, and many threads make records, so it is two words that are
/// copied: a place refers to the one table of places, which lives as long as the program. A
/// counted reference would have all threads count at the same number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Zone(Rules);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rules {
    /// Seconds east of UTC.
    Fixed(i32),
    Place(&'static Place),
}

/// A place of the IANA time zone database.
struct Place {
    name: String,
    /// Unpacked when the place is first asked for.
    rules: OnceLock<Option<TimeZone>>,
}

/// All places. The database comes along with the program, so that what a log means does not
/// depend on the machine that reads it.
static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let names = TimeZoneDatabase::bundled();
    let place = |name: String| Place { name, rules: OnceLock::new() };
    names.available().map(|name| place(name.to_string())).collect()
});

impl Zone {
    /// Universal time.
    pub const UTC: Self = Self(Rules::Fixed(0));

    /// So many seconds east of UTC; `None` for more than a day and a bit, which is nowhere.
    pub const fn fixed(seconds: i32) -> Option<Self> {
        // What the library of dates knows: 25:59:59.
        const MOST: i32 = 93_599;
        if seconds < -MOST || seconds > MOST { None } else { Some(Self(Rules::Fixed(seconds))) }
    }

    /// The place of a name of the IANA database, in any case: `Europe/Berlin`. `None` if there
    /// is no such name.
    pub fn of_place(name: &str) -> Option<Self> {
        let place = PLACES.iter().find(|place| place.name.eq_ignore_ascii_case(name))?;
        place.rules().map(|_| Self(Rules::Place(place)))
    }

    /// All names of places.
    pub fn places() -> impl Iterator<Item = &'static str> {
        PLACES.iter().map(|place| place.name.as_str())
    }

    /// The moment at which a calendar and a clock of this zone show that. Where the clock is put
    /// forward, a time that is left out is read as if it had not been; where it is put back, a
    /// time that comes twice is the first. `None` for a day or a time of day that there is not,
    /// such as the 30th of February, and for years that nanoseconds do not reach.
    pub fn moment(self, civil: &Civil) -> Option<Timestamp> {
        let local = civil.as_jiff()?;
        let moment = match self.0 {
            Rules::Fixed(seconds) => Offset::from_seconds(seconds).ok()?.to_timestamp(local),
            Rules::Place(place) => place.rules()?.to_ambiguous_timestamp(local).compatible(),
        };
        i64::try_from(moment.ok()?.as_nanosecond()).ok().map(Timestamp)
    }

    /// What a calendar and a clock of this zone show at a moment.
    pub fn civil(self, moment: Timestamp) -> Option<Civil> {
        let moment = moment.as_jiff()?;
        let local = match self.0 {
            Rules::Fixed(seconds) => Offset::from_seconds(seconds).ok()?.to_datetime(moment),
            Rules::Place(place) => place.rules()?.to_datetime(moment),
        };
        Some(Civil {
            year: local.year(),
            month: local.month(),
            day: local.day(),
            hour: local.hour(),
            minute: local.minute(),
            second: local.second(),
            nanos: local.subsec_nanosecond(),
        })
    }

    /// Whether people of this place call its time so at that moment: `CST` in Shanghai and in
    /// Chicago, `CEST` in Berlin in summer.
    pub fn goes_by(self, abbreviation: &str, moment: Timestamp) -> bool {
        let Rules::Place(place) = self.0 else { return false };
        let found = place.rules().zip(moment.as_jiff());
        found.is_some_and(|(rules, moment)| {
            rules.to_offset_info(moment).abbreviation() == abbreviation
        })
    }
}

impl Place {
    fn rules(&self) -> Option<&TimeZone> {
        let unpack = || TimeZoneDatabase::bundled().get(&self.name).ok();
        self.rules.get_or_init(unpack).as_ref()
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Place {}

impl fmt::Display for Zone {
    /// `UTC`, `+02:00`, `Europe/Berlin`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Rules::Fixed(0) => f.pad("UTC"),
            Rules::Fixed(seconds) => {
                let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
                f.pad(&format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60))
            }
            Rules::Place(place) => f.pad(&place.name),
        }
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_clocks_are_moments() {
        let berlin = Zone::of_place("europe/berlin").unwrap();
        let west = Zone::fixed(-4 * 3600).unwrap();
        let rows = [
            (west, (3, 22, 7), Some("2022-03-22T11:26:14.12Z")),
            (Zone::UTC, (3, 22, 7), Some("2022-03-22T07:26:14.12Z")),
            (Zone::UTC, (2, 30, 7), None),
            (Zone::UTC, (13, 1, 7), None),
            (berlin, (3, 22, 7), Some("2022-03-22T06:26:14.12Z")),
            (berlin, (7, 22, 7), Some("2022-07-22T05:26:14.12Z")),
            // The clock goes from 2 to 3 at once on 27 March 2022, and from 3 to 2 on 30 October.
            (berlin, (3, 27, 2), Some("2022-03-27T01:26:14.12Z")),
            (berlin, (10, 30, 2), Some("2022-10-30T00:26:14.12Z")),
        ];
        for (zone, (month, day, hour), shown) in rows {
            let (year, minute, second, nanos) = (2022, 26, 14, 120_000_000);
            let civil = Civil { year, month, day, hour, minute, second, nanos };
            let moment = zone.moment(&civil).map(|moment| moment.to_string());
            assert_eq!(moment.as_deref(), shown, "{zone} {civil:?}");
        }
    }

    #[test]
    fn zones_are_places_or_distances() {
        let rows = [
            (Zone::of_place("EUROPE/BERLIN"), Some("Europe/Berlin")),
            (Zone::of_place("Europe/Berln"), None),
            (Zone::of_place(""), None),
            (Zone::fixed(0), Some("UTC")),
            (Zone::fixed(-12_600), Some("-03:30")),
            (Zone::fixed(1_000_000), None),
        ];
        for (zone, shown) in rows {
            assert_eq!(zone.map(|zone| zone.to_string()).as_deref(), shown);
        }
        assert!(Zone::places().all(|name| Zone::of_place(name).is_some()));
        let moment = Timestamp::from_nanos(0);
        let civil = Zone::fixed(-3600).and_then(|zone| zone.civil(moment)).unwrap();
        assert_eq!((civil.year, civil.month, civil.day, civil.hour), (1969, 12, 31, 23));
    }

    #[test]
    fn times_are_shown_in_rfc_3339() {
        let shown = Timestamp::from_nanos(1_647_948_374_120_000_000).to_string();
        assert_eq!(shown, "2022-03-22T11:26:14.12Z");
    }
}
