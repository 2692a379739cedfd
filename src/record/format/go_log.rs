//! Lines of Go's standard logger to slots: `2024/05/02 10:11:12 file.go:12: …`.

use std::ops::Range;

use crate::record::cursor::Cursor;
use crate::record::format::plain::ANY;
use crate::record::format::{Slot, Slots};
use crate::record::time;
use crate::value::Level;

/// Whether a text begins with a time as Go's logger and nginx write it, and goes on.
pub(super) fn fits(text: &str) -> bool {
    head(text).is_some_and(|(_, cursor)| !cursor.rest().trim_end().is_empty())
}

/// The time, a file and a level if there are any, and the message.
pub(super) fn slots(text: &str) -> Slots {
    let Some((time, mut cursor)) = head(text) else { return Slots::default() };
    let mut all = Vec::with_capacity(4);
    all.push(Slot::fixed("time", time));
    let mut ahead = cursor;
    if let Some(file) = ahead.word()
        && let Some(file) = file_and_line(text, file)
        && ahead.blanks() > 0
    {
        all.push(Slot::fixed("file", file));
        cursor = ahead;
    }
    // `[ERROR] …`, as many programs add it by hand.
    let mut ahead = cursor;
    if ahead.eat("[")
        && let Some(level) = ahead.until(b']')
        && text.get(level.clone()).and_then(Level::parse).is_some()
    {
        all.push(Slot::fixed("level", level));
    }
    let end = text.trim_end().len().max(cursor.at());
    all.push(Slot::fixed("message", cursor.at()..end));
    Slots { all, complete: false }
}

/// The time at the head of a text, and the place behind it and its space.
pub(super) fn head(text: &str) -> Option<(Range<usize>, Cursor<'_>)> {
    let start = Cursor::at_head(text);
    if start.rest().as_bytes().get(4) != Some(&b'/') {
        return None;
    }
    let (_, length) = time::parse_prefix(start.rest(), &ANY)?;
    let time = start.at()..start.at() + length;
    let mut cursor = Cursor::new(text, time.end);
    cursor.eat(" ").then_some((time, cursor))
}

/// `file.go:12` out of the word `file.go:12:`.
fn file_and_line(text: &str, word: Range<usize>) -> Option<Range<usize>> {
    let file = text.get(word.clone())?.strip_suffix(':')?;
    let (name, line) = file.rsplit_once(':')?;
    let is_line = !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
    (is_line && name.contains('.')).then(|| word.start..word.end - 1)
}

#[cfg(test)]
mod tests {
    use crate::record::format::Format::GoLog;
    use crate::record::format::check;

    #[test]
    fn messages_follow_the_time() {
        check::row(
            "2024/05/02 10:11:12 http: TLS handshake error from 10.0.0.1:5000: EOF",
            GoLog,
            false,
            &[
                ("time", "2024/05/02 10:11:12"),
                ("message", "http: TLS handshake error from 10.0.0.1:5000: EOF"),
            ],
        );
        check::row(
            "2024/05/02 10:11:12.123456 file.go:12: a: b\n\tc\n",
            GoLog,
            false,
            &[
                ("time", "2024/05/02 10:11:12.123456"),
                ("file", "file.go:12"),
                ("message", "a: b\n\tc"),
            ],
        );
        check::row(
            "2020/08/15 09:52:31 [INFO][httpbin.example.io] Renew certificate; acquiring lock...",
            GoLog,
            false,
            &[
                ("time", "2020/08/15 09:52:31"),
                ("level", "INFO"),
                ("message", "[INFO][httpbin.example.io] Renew certificate; acquiring lock..."),
            ],
        );
    }
}
