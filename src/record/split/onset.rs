//! Whether a line, looked at by itself, begins a record whatever stands before it.

use std::sync::LazyLock;

use crate::bytes::{Finder, memchr3};

/// Behind the carriers, which take no more than this, the core begins.
const LONGEST_PREFIX: usize = 200;
/// How Pomerium, its console and its controller begin a line of JSON.
const HEAD: &[u8] = b"{\"level\":\"";

/// Whether a line, without its end, is an onset: a whole JSON object that begins with its level,
/// alone or behind a short prefix, and written so that its text is its bytes.
///
/// An onset ends the record before it, and begins one. So two onsets, one after the other, make of
/// the first a record that is known without reading it, and a log may be cut before any onset.
pub fn is_onset(line: &[u8]) -> bool {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.last() != Some(&b'}') || line.len() <= HEAD.len() {
        return false;
    }
    line.starts_with(HEAD) || has_core(line)
}

/// Whether a core stands behind a prefix.
fn has_core(line: &[u8]) -> bool {
    let prefix = &line[..line.len().min(LONGEST_PREFIX)];
    let Some(at) = prefix.iter().position(|byte| *byte == b'{') else { return false };
    // A first word with `=` is a field of a block of `journalctl -o export`.
    let first_word = || prefix.split(|byte| *byte == b' ').next().unwrap_or_default();
    at > 0
        && line[at..].starts_with(HEAD)
        && line[at - 1] == b' '
        && !line[0].is_ascii_whitespace()
        && !first_word().contains(&b'=')
}

/// Whether an onset surely names a time, as zerolog writes it: a look at the bytes, which leaves the
/// last days of months aside.
pub fn names_time(line: &[u8]) -> bool {
    static KEY: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"time\":\""));
    const SHAPE: &[u8] = b"0000-00-00T00:00:00";
    let Some(at) = KEY.find(line) else { return false };
    let Some(time) = line.get(at + KEY.needle().len()..) else { return false };
    let Some(time) = time.get(..SHAPE.len()) else { return false };
    let fits = |(byte, shape): (&u8, &u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        _ => byte == shape,
    };
    let number = |at: usize| (time[at] - b'0') * 10 + (time[at + 1] - b'0');
    time.iter().zip(SHAPE).all(fits)
        && (19..=21).contains(&number(0))
        && (1..=12).contains(&number(5))
        && (1..=28).contains(&number(8))
        && number(11) < 24
        && number(14) < 60
        && number(17) < 60
}

/// Bytes of ASCII that are left out, or lead to more being left out, when a log is read.
pub const ODD: [u8; 3] = [0, 0x1b, b'\r'];

/// Whether bytes are text as they stand: nothing in them is left out or replaced when they are
/// read. NUL, escape sequences and lone carriage returns are; so is what is not ASCII, in part.
pub fn is_plain(bytes: &[u8]) -> bool {
    let [nul, escape, carriage_return] = ODD;
    bytes.is_ascii() && memchr3(nul, escape, carriage_return, bytes).is_none()
}
