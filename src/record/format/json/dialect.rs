//! The keys of a JSON object, or of what is left of one, to the format that they tell.

use crate::record::format::Format;
use crate::record::format::json::string;

/// Which format the keys at the top of an object tell. Reads no more than it takes to tell.
pub(super) fn dialect(text: &[u8], start: usize) -> Format {
    // Beyond this the keys seen so far must do. Pomerium writes the telling ones early.
    const WINDOW: usize = 8 * 1024;
    let text = text.get(..text.len().min(start.saturating_add(WINDOW))).unwrap_or_default();
    let mut seen = Seen::default();
    let mut depth = 0_usize;
    let mut at = start;
    let top = usize::from(text.get(start) == Some(&b'{'));
    while let Some(byte) = text.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth < top {
                    break;
                }
            }
            _ => {
                if let Some(string) = string::read(text, at, string::Role::Element) {
                    at = string.end;
                    let colon = string::blanks(text, at);
                    if depth == top && text.get(colon) == Some(&b':') {
                        let value = string::blanks(text, colon + 1);
                        let has_text = string::quote(text, value).is_some();
                        let key = text.get(string.inside).unwrap_or_default();
                        if let Some(format) = seen.key(key, has_text) {
                            return format;
                        }
                    }
                    continue;
                }
            }
        }
        at += 1;
    }
    seen.verdict()
}

/// The telling keys that were seen.
#[derive(Default)]
struct Seen {
    level: bool,
    time: bool,
    ts: bool,
    msg: bool,
    message: bool,
    service: bool,
    caller_or_logger: bool,
}

impl Seen {
    /// Takes in a key, and whether its value is a text; gives the format as soon as it is sure.
    fn key(&mut self, key: &[u8], has_text: bool) -> Option<Format> {
        match key {
            b"level" => self.level |= has_text,
            b"time" => self.time |= has_text,
            b"ts" => self.ts = true,
            b"msg" => self.msg = true,
            b"message" => self.message = true,
            b"service" => self.service = true,
            b"caller" | b"logger" => self.caller_or_logger = true,
            _ => {}
        }
        if self.is_zap() {
            return Some(Format::ZapJson);
        }
        // Zap writes `service` too, but its own keys before it.
        let is_sure = self.is_zerolog() && (self.message || self.service) && !self.caller_or_logger;
        is_sure.then_some(Format::ZerologJson)
    }

    /// The library that Pomerium uses for certificates writes `time` and `service` with `msg`.
    const fn is_zap(&self) -> bool {
        let has_company = self.ts || self.caller_or_logger || self.service;
        self.msg && has_company || self.ts && self.level
    }

    const fn is_zerolog(&self) -> bool {
        self.level && (self.time || self.message || self.service) && !self.msg
    }

    const fn verdict(&self) -> Format {
        if self.is_zerolog() { Format::ZerologJson } else { Format::Json }
    }
}
