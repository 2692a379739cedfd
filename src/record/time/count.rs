//! Numbers to moments: counts of seconds, or of fractions of seconds, since the start of 1970.

use crate::record::cursor::Cursor;
use crate::record::time::clock::fraction;
use crate::value::Timestamp;

/// The moment that a text names which is a number and nothing else.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    match Count::read(text) {
        Some(count) if count.length == text.len() => count.moment(),
        _ => scientific(text),
    }
}

/// The count at the head of a text that is a time even where none is expected: the moment, and
/// its length in bytes.
pub(super) fn parse_prefix(text: &str) -> Option<(Option<Timestamp>, usize)> {
    match Count::read(text).filter(Count::stands_out) {
        Some(count) => {
            let length = count.length;
            Some((Some(count.moment()?), length))
        }
        None => scientific_prefix(text),
    }
}

/// A count since the start of 1970, in a unit that its size tells.
struct Count {
    whole: u64,
    digits: usize,
    /// The fraction of the unit, in billionths.
    billionths: u64,
    has_fraction: bool,
    length: usize,
}

impl Count {
    fn read(text: &str) -> Option<Self> {
        let mut cursor = Cursor::new(text, 0);
        let whole = cursor.number(19)?;
        let digits = cursor.at();
        let has_point = cursor.peek() == Some(b'.');
        let billionths = has_point.then(|| fraction(&mut cursor)).flatten().unwrap_or(0);
        let length = cursor.at();
        Some(Self { whole, digits, billionths, has_fraction: length > digits, length })
    }

    /// Whether it is a time even where none is expected.
    fn stands_out(&self) -> bool {
        match self.digits {
            10 => self.has_fraction,
            13 | 16 | 19 => true,
            _ => false,
        }
    }

    /// Seconds up to the year 5138, milliseconds, microseconds and nanoseconds from 1973 on: the
    /// ranges do not meet. A smaller number is no time of our days.
    fn moment(self) -> Option<Timestamp> {
        let unit: u64 = match self.whole {
            0..100_000_000 => return None,
            100_000_000..100_000_000_000 => 1_000_000_000,
            100_000_000_000..100_000_000_000_000 => 1_000_000,
            100_000_000_000_000..100_000_000_000_000_000 => 1_000,
            _ => 1,
        };
        let fraction = self.billionths / (1_000_000_000 / unit);
        let nanos = self.whole.checked_mul(unit)?.checked_add(fraction)?;
        i64::try_from(nanos).ok().map(Timestamp::from_nanos)
    }
}

/// `1.646000000123e+09`: seconds since 1970 as some writers of JSON print a large number. The
/// digits of a float reach to about a microsecond.
fn scientific(text: &str) -> Option<Timestamp> {
    if text.as_bytes().get(1) != Some(&b'.') || text.len() > 30 {
        return None;
    }
    let seconds: f64 = text.parse().ok()?;
    let is_of_our_days = (1e8..9e9).contains(&seconds);
    is_of_our_days.then(|| Timestamp::from_nanos((seconds * 1e6).round() as i64 * 1000))
}

/// The same at the head of a text, as zap's console writer prints it: the moment, and its length
/// in bytes.
fn scientific_prefix(text: &str) -> Option<(Option<Timestamp>, usize)> {
    let is_part = |byte: u8| byte.is_ascii_digit() || b".eE+".contains(&byte);
    let length = Cursor::new(text, 0).take_while(is_part).len();
    let number = text.get(..length)?;
    let has_exponent = number.ends_with('9') && number.contains(['e', 'E']);
    has_exponent.then(|| Some((Some(scientific(number)?), length)))?
}
