//! Lines of nginx' error log to slots: `2024/05/02 10:11:12 [error] 29#29: *7 …, client: …`.

use std::ops::Range;

use crate::record::cursor::Cursor;
use crate::record::format::{Name, Slot, Slots, go_log};

/// What nginx adds to a message about a request (`ngx_http_log_error`), in this order.
const ABOUT: [&str; 7] =
    ["client", "server", "request", "subrequest", "upstream", "host", "referrer"];

/// Whether a text begins with the head of an error of nginx.
pub(super) fn fits(text: &str) -> bool {
    head(text).is_some()
}

/// Time, level, the message to the end, and in it what is said about the request.
pub(super) fn slots(text: &str) -> Slots {
    let Some((time, level, cursor)) = head(text) else { return Slots::default() };
    let message = cursor.at()..text.trim_end().len().max(cursor.at());
    let mut all = Vec::with_capacity(10);
    all.push(Slot::fixed("time", time));
    all.push(Slot::fixed("level", level));
    all.push(Slot::fixed("message", message.clone()));
    about(text, message, &mut all);
    Slots { all, complete: false }
}

/// The time, the level, and the place where the message begins.
fn head(text: &str) -> Option<(Range<usize>, Range<usize>, Cursor<'_>)> {
    let (time, mut cursor) = go_log::head(text)?;
    let level = cursor.eat("[").then(|| cursor.until(b']'))??;
    let process = cursor.eat(" ").then(|| cursor.number(19))??;
    let _thread = cursor.eat("#").then(|| cursor.number(19))??;
    if !cursor.eat(":") || process == 0 {
        return None;
    }
    cursor.blanks();
    let mut ahead = cursor;
    if ahead.eat("*") && ahead.number(19).is_some() && ahead.blanks() > 0 {
        cursor = ahead;
    }
    Some((time, level, cursor))
}

/// The pairs `name: value` and `name: "value"` at the end of a message.
fn about(text: &str, message: Range<usize>, all: &mut Vec<Slot>) {
    const FIRST: &str = ", client: ";
    let Some(found) = text.get(message.clone()).and_then(|message| message.find(FIRST)) else {
        return;
    };
    let mut cursor = Cursor::new(text, message.start + found);
    while cursor.eat(", ") {
        let key = cursor.take_while(|byte| byte.is_ascii_alphabetic());
        let is_known = text.get(key.clone()).is_some_and(|key| ABOUT.contains(&key));
        if !is_known || !cursor.eat(": ") {
            return;
        }
        let value = if cursor.eat("\"") {
            cursor.until(b'"')
        } else {
            Some(cursor.take_while(|byte| byte != b',' && byte != b'\n'))
        };
        let Some(range) = value else { return };
        let name = Name::Written(key);
        all.push(Slot { name, ..Slot::fixed("", range) });
    }
}

#[cfg(test)]
mod tests {
    use crate::record::format::Format::NginxError;
    use crate::record::format::check;

    #[test]
    fn messages_end_with_pairs_about_the_request() {
        let message = "upstream sent too big header while reading response header from upstream, \
                       client: 192.0.2.1, server: a.example, request: \"GET /cb?code=x HTTP/1.1\", \
                       upstream: \"https://10.0.0.1:443/cb?code=x\", host: \"a.example\"";
        check::row(
            &format!("2024/05/02 10:11:12 [error] 29#29: *7 {message}\n"),
            NginxError,
            false,
            &[
                ("time", "2024/05/02 10:11:12"),
                ("level", "error"),
                ("message", message),
                ("client", "192.0.2.1"),
                ("server", "a.example"),
                ("request", "GET /cb?code=x HTTP/1.1"),
                ("upstream", "https://10.0.0.1:443/cb?code=x"),
                ("host", "a.example"),
            ],
        );
        check::row(
            "2026/02/03 09:00:05 [notice] 1#1: signal 1 (SIGHUP) received from 40, reconfiguring",
            NginxError,
            false,
            &[
                ("time", "2026/02/03 09:00:05"),
                ("level", "notice"),
                ("message", "signal 1 (SIGHUP) received from 40, reconfiguring"),
            ],
        );
    }
}
