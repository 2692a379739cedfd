//! Numbers, ids and times as text: bits in, bytes of a fixed width out, quickly.

use crate::random::Random;

/// A clock that only shows seconds, and makes their text once for each.
#[derive(Debug)]
pub(crate) struct Clock {
    micros: u64,
    second: u64,
    text: [u8; 20],
}

impl Clock {
    /// From microseconds since 1970.
    pub(crate) fn new(micros: u64) -> Self {
        let second = micros / 1_000_000;
        Self { micros, second, text: rfc_3339(second) }
    }

    #[inline]
    pub(crate) fn advance(&mut self, micros: u64) {
        self.micros += micros;
        if self.micros - self.second * 1_000_000 >= 1_000_000 {
            *self = Self::new(self.micros);
        }
    }

    /// `2026-02-03T08:58:02Z`.
    #[inline]
    pub(crate) const fn text(&self) -> &[u8; 20] {
        &self.text
    }
}

/// A random UUID of version 4.
#[inline]
pub(crate) fn id(random: &mut Random) -> [u8; 36] {
    let (high, low) = (hex(random.next()), hex(random.next()));
    let mut text = [b'-'; 36];
    text[..8].copy_from_slice(&high[..8]);
    text[9..13].copy_from_slice(&high[8..12]);
    text[14..18].copy_from_slice(&high[12..]);
    text[19..23].copy_from_slice(&low[..4]);
    text[24..].copy_from_slice(&low[4..]);
    text[14] = b'4';
    text[19] = b"89ab"[usize::from(text[19] & 3)];
    text
}

/// Sixteen hexadecimal digits, without a branch or a table: eight at a time.
#[inline]
pub(crate) const fn hex(bits: u64) -> [u8; 16] {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let low = bits & (0x0f * ONES);
    let high = bits >> 4 & (0x0f * ONES);
    let mut text = [0; 16];
    let mut half = 0;
    while half < 2 {
        let nibbles = if half == 0 { low } else { high };
        // A nibble above 9 carries into its bit of 16, which adds the way from `9` to `a`.
        let letters = (nibbles + 6 * ONES) >> 4 & ONES;
        let eight = (nibbles + 0x30 * ONES + letters * 0x27).to_le_bytes();
        let mut at = 0;
        while at < 8 {
            text[half * 8 + at] = eight[at];
            at += 1;
        }
        half += 1;
    }
    text
}

/// Fills a place with decimal digits; the first is not 0.
#[inline]
pub(crate) fn decimal(bits: u64, place: &mut [u8]) {
    let mut bits = bits >> 32;
    for byte in place.iter_mut() {
        // The digit is what stands before the point when a fraction of 2^32 is taken times ten.
        bits *= 10;
        *byte = b'0' + (bits >> 32) as u8;
        bits &= 0xffff_ffff;
    }
    if let Some(first @ b'0') = place.first_mut() {
        *first = b'7';
    }
}

/// Seconds since 1970 as a date and a time. Days are turned into a date as Howard Hinnant's
/// `civil_from_days` does it.
fn rfc_3339(second: u64) -> [u8; 20] {
    let (day, of_day) = (second / 86_400, second % 86_400);
    let shifted = day + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year_of_era + era * 400 + next;
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    let text = format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}Z");
    let mut bytes = [b' '; 20];
    bytes.copy_from_slice(&text.as_bytes()[..20]);
    bytes
}
