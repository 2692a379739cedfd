//! Times of day: `10:11:12.345`, `9:58PM`.

use crate::record::cursor::Cursor;
use crate::record::time::spelled::{Care, Clock, Spelled};
use crate::record::time::zone::Said;

/// `9:58PM` or `10:11:12.345`: a time that names no day.
pub(super) fn alone<'t>(cursor: &mut Cursor<'t>) -> Option<Spelled<'t>> {
    let clock = clock(cursor).filter(|clock| clock.care != Care::Minutes)?;
    let is_torn = cursor.peek() == Some(b':');
    (!is_torn).then_some(Spelled { date: None, clock, zone: Said::Nothing })
}

/// `10:11:12` or `10:11`, with any fraction of the second after a point, a comma or (three
/// digits) a colon, and with the half of the day if it is named.
pub(super) fn clock(cursor: &mut Cursor<'_>) -> Option<Clock> {
    let hour = i8::try_from(cursor.number(2)?).ok()?;
    let minute = cursor.eat(":").then(|| two_digits(cursor))??;
    let mut clock = Clock { hour, minute, ..Clock::MIDNIGHT };
    let mut ahead = *cursor;
    if ahead.eat(":") {
        clock.second = two_digits(&mut ahead)?;
        clock.care = Care::Seconds;
        *cursor = ahead;
        clock.nanos = i32::try_from(fraction(cursor).or(millis(cursor)).unwrap_or(0)).ok()?;
    }
    clock.in_half(cursor).checked()
}

/// `15.42.50.675872`, as databases of IBM and Oracle write it.
pub(super) fn with_points(cursor: &mut Cursor<'_>) -> Option<Clock> {
    let hour = two_digits(cursor)?;
    let minute = cursor.eat(".").then(|| two_digits(cursor))??;
    let second = cursor.eat(".").then(|| two_digits(cursor))??;
    let nanos = i32::try_from(fraction(cursor).unwrap_or(0)).ok()?;
    Clock { hour, minute, second, nanos, care: Care::Seconds }.in_half(cursor).checked()
}

/// `101112`, as ISO 8601 has it without colons.
pub(super) fn compact(cursor: &mut Cursor<'_>) -> Option<Clock> {
    let start = cursor.at();
    let digits = cursor.number(6).filter(|_| cursor.at() - start == 6)?;
    let part = |unit: u64| i8::try_from(digits / unit % 100).ok();
    let nanos = i32::try_from(fraction(cursor).unwrap_or(0)).ok()?;
    let (hour, minute, second) = (part(10_000)?, part(100)?, part(1)?);
    Clock { hour, minute, second, nanos, care: Care::Seconds }.checked()
}

impl Clock {
    /// The time in the half of the day that stands here, if it can be one.
    fn in_half(mut self, cursor: &mut Cursor<'_>) -> Self {
        let mut ahead = *cursor;
        // Java puts a narrow no-break space between since version 20.
        let _blank = [" ", "\u{202f}", "\u{a0}"].iter().any(|blank| ahead.eat(blank));
        let is_morning = ["AM", "am", "a.m.", "A.M."].iter().any(|half| ahead.eat(half));
        let is_half = is_morning || ["PM", "pm", "p.m.", "P.M."].iter().any(|half| ahead.eat(half));
        let is_torn = ahead.peek().is_some_and(|byte| byte.is_ascii_alphanumeric());
        if is_half && !is_torn && (1..=12).contains(&self.hour) {
            self.hour = self.hour % 12 + if is_morning { 0 } else { 12 };
            self.care = Care::Half;
            *cursor = ahead;
        }
        self
    }

    fn checked(mut self) -> Option<Self> {
        let is_time = self.hour <= 23 && self.minute <= 59 && self.second <= 60;
        // A leap second has no number of its own in the count since 1970.
        self.second = self.second.min(59);
        is_time.then_some(self)
    }
}

/// The digits after a point or a comma, as nanoseconds; `None` if there are none.
pub(crate) fn fraction(cursor: &mut Cursor<'_>) -> Option<u64> {
    let mut ahead = *cursor;
    if !(ahead.eat(".") || ahead.eat(",")) {
        return None;
    }
    let text = ahead.rest();
    let digits = ahead.take_while(|byte| byte.is_ascii_digit()).len();
    if digits == 0 {
        return None;
    }
    *cursor = ahead;
    let known = text.bytes().take(digits.min(9));
    let value = known.fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
    Some((digits..9).fold(value, |value, _| value * 10))
}

/// The milliseconds of `10:11:12:345`, as nanoseconds.
fn millis(cursor: &mut Cursor<'_>) -> Option<u64> {
    let mut ahead = *cursor;
    let start = ahead.eat(":").then(|| ahead.at())?;
    let millis = ahead.number(3).filter(|_| ahead.at() - start == 3)?;
    *cursor = ahead;
    Some(millis * 1_000_000)
}

/// Exactly two digits.
pub(super) fn two_digits(cursor: &mut Cursor<'_>) -> Option<i8> {
    let start = cursor.at();
    let value = cursor.number(2)?;
    (cursor.at() - start == 2).then(|| i8::try_from(value).ok())?
}
