//! Whether a line, looked at by itself, begins a record whatever stands before it.

use crate::bytes::memchr3;

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

/// Bytes of ASCII that are left out, or lead to more being left out, when a log is read.
pub const ODD: [u8; 3] = [0, 0x1b, b'\r'];

/// Whether bytes are text as they stand: nothing in them is left out or replaced when they are
/// read. NUL, escape sequences and lone carriage returns are; so is what is not ASCII, in part.
pub fn is_plain(bytes: &[u8]) -> bool {
    let [nul, escape, carriage_return] = ODD;
    bytes.is_ascii() && memchr3(nul, escape, carriage_return, bytes).is_none()
}
