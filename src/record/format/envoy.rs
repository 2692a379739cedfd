//! Lines of Envoy's own log to slots: `[2024-05-02 10:11:12.345][17][warning][config] [file:1] …`.

use std::ops::Range;

use crate::record::cursor::Cursor;
use crate::record::format::plain::ANY;
use crate::record::format::{Slot, Slots};
use crate::record::time;

/// Whether a text begins with the head of Envoy's default log format.
pub(super) fn fits(text: &str) -> bool {
    head(text, &mut Vec::new()).is_some()
}

/// Time, thread, level, logger, the file if it is named, and the message.
pub(super) fn slots(text: &str) -> Slots {
    let mut all = Vec::with_capacity(6);
    let Some(mut cursor) = head(text, &mut all) else { return Slots::default() };
    let mut ahead = cursor;
    if let Some(file) = brackets(&mut ahead)
        && is_file(text.get(file.clone()).unwrap_or_default())
    {
        all.push(Slot::fixed("file", file));
        ahead.blanks();
        cursor = ahead;
    }
    all.push(Slot::fixed("message", cursor.at()..text.trim_end().len().max(cursor.at())));
    Slots { all, complete: false }
}

/// The slots of the head; gives the place behind it.
fn head<'t>(text: &'t str, all: &mut Vec<Slot>) -> Option<Cursor<'t>> {
    let mut cursor = Cursor::at_head(text);
    let time = brackets(&mut cursor)?;
    let (_, length) = time::parse_prefix(text.get(time.clone())?, &ANY)?;
    if length != time.len() {
        return None;
    }
    let thread = brackets(&mut cursor)?;
    let level = brackets(&mut cursor)?;
    let logger = brackets(&mut cursor)?;
    let is_thread = text.get(thread.clone())?.bytes().all(|byte| byte.is_ascii_digit());
    let is_level = text.get(level.clone())?.bytes().all(|byte| byte.is_ascii_alphabetic());
    if thread.is_empty() || level.is_empty() || !is_thread || !is_level {
        return None;
    }
    all.push(Slot::fixed("time", time));
    all.push(Slot::fixed("thread", thread));
    all.push(Slot::fixed("level", level));
    all.push(Slot::fixed("name", logger));
    cursor.blanks();
    Some(cursor)
}

/// What stands between square brackets here.
fn brackets(cursor: &mut Cursor<'_>) -> Option<Range<usize>> {
    cursor.eat("[").then(|| cursor.until(b']'))?
}

/// `source/common/config/grpc_subscription.cc:113`, other than a tag such as `C16`.
fn is_file(text: &str) -> bool {
    text.rsplit_once(':').is_some_and(|(name, line)| {
        let is_line = !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
        is_line && !name.contains([' ', '"'])
    })
}

#[cfg(test)]
mod tests {
    use crate::record::format::Format::{Envoy, Plain};
    use crate::record::format::check;

    #[test]
    fn messages_follow_four_or_five_brackets() {
        check::row(
            "[2024-05-02 10:11:12.345][17][warning][config] \
             [source/common/config/grpc_subscription.cc:113] gRPC config rejected: \"a\"\n  b",
            Envoy,
            false,
            &[
                ("time", "2024-05-02 10:11:12.345"),
                ("thread", "17"),
                ("level", "warning"),
                ("name", "config"),
                ("file", "source/common/config/grpc_subscription.cc:113"),
                ("message", "gRPC config rejected: \"a\"\n  b"),
            ],
        );
        check::row(
            "[2026-11-24 17:20:00.868][14868][critical][assert] [C16] panic: cannot open",
            Envoy,
            false,
            &[
                ("time", "2026-11-24 17:20:00.868"),
                ("thread", "14868"),
                ("level", "critical"),
                ("name", "assert"),
                ("message", "[C16] panic: cannot open"),
            ],
        );
        check::row("[2026-11-24][1][x] y", Plain, false, &[]);
    }
}
