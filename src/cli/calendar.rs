//! What times without a year or a zone mean.

use std::time::SystemTime;

use pomkb::record::Calendar;

/// This year, and UTC.
pub(crate) fn now() -> Calendar {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    // The mean length of a Gregorian year: near enough to tell which year a log is from.
    let years = since.as_secs() / 31_556_952;
    Calendar { year: 1970 + i16::try_from(years).unwrap_or(0), offset: 0 }
}
