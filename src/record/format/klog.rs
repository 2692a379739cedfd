//! Lines of Kubernetes' libraries to slots: `E0502 10:11:12.345678 1 reflector.go:138] …`.

use crate::record::cursor::Cursor;
use crate::record::decode::Writing;
use crate::record::format::plain::ANY;
use crate::record::format::{Name, Slot, Slots, pairs};
use crate::record::time;

/// Whether a text begins with klog's head.
pub(super) fn fits(text: &str) -> bool {
    head(text, &mut Vec::new()).is_some()
}

/// Level, time, process, file; then a sentence, or a quoted message and pairs.
pub(super) fn slots(text: &str) -> Slots {
    let mut all = Vec::with_capacity(12);
    let Some(mut cursor) = head(text, &mut all) else { return Slots::default() };
    let start = cursor.at();
    if let Some(message) = cursor.quoted() {
        let name = Name::Fixed("message");
        all.push(Slot { name, range: message, writing: Writing::Go, is_element: false });
        let is_end = cursor.is_at_end_of_line();
        let first = (cursor.blanks() > 0).then(|| pairs::key_at(text, cursor.at())).flatten();
        if is_end || first.is_some() {
            let complete = pairs::read(text, cursor.at(), &mut all);
            return Slots { all, complete };
        }
        all.pop();
    }
    all.push(Slot::fixed("message", start..text.trim_end().len().max(start)));
    Slots { all, complete: false }
}

/// The slots of the head; gives the place behind it.
fn head<'t>(text: &'t str, all: &mut Vec<Slot>) -> Option<Cursor<'t>> {
    let mut cursor = Cursor::at_head(text);
    let level = cursor.at()..cursor.at() + 1;
    if !["I", "W", "E", "F"].iter().any(|letter| cursor.eat(letter)) {
        return None;
    }
    // The day has four digits and nothing between, or eight in later releases of glog, of which
    // klog is a copy; `E2024-…` is something else.
    if !matches!(cursor.rest().bytes().take_while(u8::is_ascii_digit).count(), 4 | 8) {
        return None;
    }
    let (_, length) = time::parse_prefix(cursor.rest(), &ANY)?;
    let time = cursor.at()..cursor.at() + length;
    cursor = Cursor::new(text, time.end);
    cursor.blanks();
    let pid = cursor.take_while(|byte| byte.is_ascii_digit());
    cursor.blanks();
    let file = cursor.until(b']')?;
    if pid.is_empty() || text.get(file.clone())?.contains(' ') {
        return None;
    }
    all.push(Slot::fixed("level", level));
    all.push(Slot::fixed("time", time));
    all.push(Slot::fixed("pid", pid));
    all.push(Slot::fixed("file", file));
    cursor.blanks();
    Some(cursor)
}

#[cfg(test)]
mod tests {
    use crate::record::format::Format::Klog;
    use crate::record::format::check;

    #[test]
    fn heads_are_the_same_and_messages_of_two_kinds() {
        check::row(
            "E0502 10:11:12.345678   12345 reflector.go:138] pkg/x: Failed to watch *v1.Secret: a\n b",
            Klog,
            false,
            &[
                ("level", "E"),
                ("time", "0502 10:11:12.345678"),
                ("pid", "12345"),
                ("file", "reflector.go:138"),
                ("message", "pkg/x: Failed to watch *v1.Secret: a\n b"),
            ],
        );
        check::row(
            "W0229 11:35:12.000001       1 a.go:16] \"Unhandled \\\"x\\\"\" err=\"b: \\\"c\\\"\" ingress=\"ns/name\" n=1",
            Klog,
            true,
            &[
                ("level", "W"),
                ("time", "0229 11:35:12.000001"),
                ("pid", "1"),
                ("file", "a.go:16"),
                ("message", "Unhandled \"x\""),
                ("err", "b: \"c\""),
                ("ingress", "ns/name"),
                ("n", "1"),
            ],
        );
        check::row(
            "I20240304 11:50:02.119803 17 a.cc:4] Started",
            Klog,
            false,
            &[
                ("level", "I"),
                ("time", "20240304 11:50:02.119803"),
                ("pid", "17"),
                ("file", "a.cc:4"),
                ("message", "Started"),
            ],
        );
        check::row(
            "I0304 11:50:02.119803 1 a.go:4] \"Started\"",
            Klog,
            true,
            &[
                ("level", "I"),
                ("time", "0304 11:50:02.119803"),
                ("pid", "1"),
                ("file", "a.go:4"),
                ("message", "Started"),
            ],
        );
        check::row(
            "F0304 11:50:02.119803 1 a.go:4] \"a\" and \"b\"",
            Klog,
            false,
            &[
                ("level", "F"),
                ("time", "0304 11:50:02.119803"),
                ("pid", "1"),
                ("file", "a.go:4"),
                ("message", "\"a\" and \"b\""),
            ],
        );
    }
}
