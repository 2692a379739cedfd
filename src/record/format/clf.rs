//! Lines of web servers' access logs to slots: the common and the combined log format.

use std::ops::Range;

use crate::record::cursor::Cursor;
use crate::record::decode::Writing;
use crate::record::format::access::request_parts;
use crate::record::format::plain::ANY;
use crate::record::format::{Slot, Slots};
use crate::record::time;

/// Whether a text begins with three words, a time in brackets and a request in quotes.
pub(super) fn fits(text: &str) -> bool {
    head(text).is_some()
}

/// All fields; one that was not known (`-`) is left out. There is no message among them.
pub(super) fn slots(text: &str) -> Slots {
    let mut all = Vec::with_capacity(12);
    let Some((head, mut cursor)) = head(text) else { return Slots::default() };
    // Apache and nginx escape quotes and bytes outside of ASCII in what a client sent.
    let mut push = |name, range: Range<usize>, writing| {
        if text.get(range.clone()) != Some("-") {
            all.push(Slot { writing, ..Slot::fixed(name, range) });
        }
    };
    push("ip", head.ip, Writing::Plain);
    push("user", head.user, Writing::Plain);
    push("time", head.time, Writing::Plain);
    if let Some(request) = cursor.quoted() {
        for (name, part) in request_parts(text, request) {
            push(name, part, Writing::Go);
        }
        for name in ["response-code", "size"] {
            cursor.blanks();
            if let Some(word) = cursor.word() {
                push(name, word, Writing::Plain);
            }
        }
        for name in ["referer", "user-agent"] {
            cursor.blanks();
            if let Some(inside) = cursor.quoted() {
                push(name, inside, Writing::Go);
            }
        }
    }
    Slots { all, complete: false }
}

struct Head {
    ip: Range<usize>,
    user: Range<usize>,
    time: Range<usize>,
}

/// What stands before the request, and the place of its opening quote.
fn head(text: &str) -> Option<(Head, Cursor<'_>)> {
    let mut cursor = Cursor::at_head(text);
    let ip = cursor.word()?;
    cursor.blanks();
    let _identity = cursor.word()?;
    cursor.blanks();
    let user = cursor.word()?;
    cursor.blanks();
    let time = cursor.eat("[").then(|| cursor.until(b']'))??;
    let is_date = text.as_bytes().get(time.start + 2) == Some(&b'/');
    let (_, length) = time::parse_prefix(text.get(time.clone())?, &ANY)?;
    let is_request = cursor.blanks() > 0 && cursor.peek() == Some(b'"');
    let is_head = is_date && length == time.len() && is_request;
    is_head.then_some((Head { ip, user, time }, cursor))
}

#[cfg(test)]
mod tests {
    use crate::record::format::Format::Clf;
    use crate::record::format::check;

    #[test]
    fn fields_stand_at_fixed_places() {
        check::row(
            r#"192.0.2.1 - alice [02/May/2024:10:11:12 +0000] "GET / HTTP/1.1" 502 0 "-" "curl/8 \"x\"""#,
            Clf,
            false,
            &[
                ("ip", "192.0.2.1"),
                ("user", "alice"),
                ("time", "02/May/2024:10:11:12 +0000"),
                ("method", "GET"),
                ("path", "/"),
                ("protocol", "HTTP/1.1"),
                ("response-code", "502"),
                ("size", "0"),
                ("user-agent", "curl/8 \"x\""),
            ],
        );
        check::row(
            r#"2001:db8::1 - - [02/May/2024:10:11:12 +0000] "\x16\x03\x01" 400 -"#,
            Clf,
            false,
            &[
                ("ip", "2001:db8::1"),
                ("time", "02/May/2024:10:11:12 +0000"),
                ("response-code", "400"),
            ],
        );
    }
}
