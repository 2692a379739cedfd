//! Lines of zerolog's console writer to slots: `9:58PM ERR message key=value error="…"`.

use crate::record::cursor::Cursor;
use crate::record::format::plain::ANY;
use crate::record::format::{Slot, Slots, pairs};
use crate::record::time;

/// The levels as zerolog's console writer shortens them (`consoleDefaultFormatLevel`).
const LEVELS: [&str; 8] = ["TRC", "DBG", "INF", "WRN", "ERR", "FTL", "PNC", "???"];

/// Whether a text begins with a level in three letters, before it a time or nothing.
pub(super) fn fits(text: &str) -> bool {
    head(text, &mut Vec::new()).is_some()
}

/// The time, level and caller at the head, the message up to the first pair, and the pairs.
pub(super) fn slots(text: &str) -> Slots {
    let mut all = Vec::with_capacity(16);
    let Some(cursor) = head(text, &mut all) else { return Slots::default() };
    let first = pairs::first(text, cursor.at());
    let end = first.unwrap_or(text.len());
    let message = text.get(cursor.at()..end).unwrap_or_default().trim_end();
    if !message.is_empty() {
        all.push(Slot::fixed("message", cursor.at()..cursor.at() + message.len()));
    }
    let complete = first.is_some_and(|first| pairs::read(text, first, &mut all));
    Slots { all, complete }
}

/// The slots of the head; gives the place behind it.
fn head<'t>(text: &'t str, all: &mut Vec<Slot>) -> Option<Cursor<'t>> {
    let mut cursor = Cursor::at_head(text);
    if let Some((_, length)) = time::parse_prefix(cursor.rest(), &ANY) {
        let time = cursor.at()..cursor.at() + length;
        cursor = Cursor::new(text, time.end);
        if cursor.blanks() == 0 {
            return None;
        }
        all.push(Slot::fixed("time", time));
    } else if cursor.eat("<nil>") {
        // What the writer prints for a record without a time.
        cursor.blanks();
    }
    let level = cursor.word()?;
    if !LEVELS.contains(&text.get(level.clone())?) {
        return None;
    }
    all.push(Slot::fixed("level", level));
    cursor.blanks();
    let mut ahead = cursor;
    if let Some(caller) = ahead.word()
        && ahead.blanks() > 0
        && ahead.eat("> ")
        && text.get(caller.clone())?.contains(':')
    {
        all.push(Slot::fixed("caller", caller));
        ahead.blanks();
        cursor = ahead;
    }
    Some(cursor)
}

#[cfg(test)]
mod tests {
    use crate::record::format::Format::ZerologConsole;
    use crate::record::format::check;

    #[test]
    fn lines_have_a_head_a_message_and_pairs() {
        check::row(
            r#"9:58PM FTL cmd/pomerium error="could not connect: \"x\"" service=all"#,
            ZerologConsole,
            true,
            &[
                ("time", "9:58PM"),
                ("level", "FTL"),
                ("message", "cmd/pomerium"),
                ("error", "could not connect: \"x\""),
                ("service", "all"),
            ],
        );
        check::row(
            "2023-04-11T10:00:00Z ERR server.go:12 > sync failed, trying again error=EOF",
            ZerologConsole,
            true,
            &[
                ("time", "2023-04-11T10:00:00Z"),
                ("level", "ERR"),
                ("caller", "server.go:12"),
                ("message", "sync failed, trying again"),
                ("error", "EOF"),
            ],
        );
        check::row(
            "<nil> ??? tcptunnel: connection closed\n",
            ZerologConsole,
            false,
            &[("level", "???"), ("message", "tcptunnel: connection closed")],
        );
        check::row(
            "1:40PM DBG http-request X-Forwarded-For=[\"192.0.2.85\",\"a b=c\"] email= group= \
             path=/cb?code=x&state=y user_agent=\"Mozilla/5.0 (X11)\"",
            ZerologConsole,
            true,
            &[
                ("time", "1:40PM"),
                ("level", "DBG"),
                ("message", "http-request"),
                ("X-Forwarded-For", "[\"192.0.2.85\",\"a b=c\"]"),
                ("X-Forwarded-For", "192.0.2.85"),
                ("X-Forwarded-For", "a b=c"),
                ("email", ""),
                ("group", ""),
                ("path", "/cb?code=x&state=y"),
                ("user_agent", "Mozilla/5.0 (X11)"),
            ],
        );
    }

    #[test]
    fn quotes_that_nobody_escaped_belong_to_the_value() {
        check::row(
            "ERR http-error error=\"401 Unauthorized: ..... rpc error: code = DeadlineExceeded \
             desc = latest connection error: connection error: desc = \"transport: authentication \
             handshake failed: x509: certificate signed by unknown authority....\"",
            ZerologConsole,
            false,
            &[
                ("level", "ERR"),
                ("message", "http-error"),
                (
                    "error",
                    "401 Unauthorized: ..... rpc error: code = DeadlineExceeded desc = latest \
                     connection error: connection error: desc = \"transport: authentication \
                     handshake failed: x509: certificate signed by unknown authority....",
                ),
            ],
        );
        check::row(
            r#"ERR x error="a" or so service="b" c=[1"#,
            ZerologConsole,
            false,
            &[("level", "ERR"), ("message", "x"), ("error", "a"), ("service", "b"), ("c", "[1")],
        );
    }

    #[test]
    fn envoys_escapes_are_undone() {
        check::row(
            r#"9:58PM ERR cannot bind \'a\' error="no \\'b\\'" name="\\'c\\'" service=envoy"#,
            ZerologConsole,
            true,
            &[
                ("time", "9:58PM"),
                ("level", "ERR"),
                ("message", "cannot bind 'a'"),
                ("error", "no 'b'"),
                ("name", r"\'c\'"),
                ("service", "envoy"),
            ],
        );
    }

    #[test]
    fn what_follows_on_further_lines_is_in_no_field() {
        check::row(
            "10:37PM INF cmd/pomerium version=v0.1.0+357b202\npanic: a b=c",
            ZerologConsole,
            false,
            &[
                ("time", "10:37PM"),
                ("level", "INF"),
                ("message", "cmd/pomerium"),
                ("version", "v0.1.0+357b202"),
            ],
        );
        check::row(
            "10:37PM ERR first\n  second a=b",
            ZerologConsole,
            false,
            &[("time", "10:37PM"), ("level", "ERR"), ("message", "first\n  second a=b")],
        );
    }
}
