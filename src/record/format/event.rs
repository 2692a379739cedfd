//! Events as kubectl prints them to slots: `Warning  UpdateError  3s  pomerium-ingress  …`.

use std::ops::Range;

use crate::record::cursor::Cursor;
use crate::record::format::{Slot, Slots};

/// Whether a text is a row of `kubectl describe` or of `kubectl get events`.
pub(super) fn fits(text: &str) -> bool {
    described(text).or_else(|| listed(text)).is_some()
}

/// Type (also as level), reason, age, what reported the event or what it is about, and the
/// message to the end.
pub(super) fn slots(text: &str) -> Slots {
    let Some(row) = described(text).or_else(|| listed(text)) else { return Slots::default() };
    let mut all = Vec::with_capacity(8);
    all.push(Slot::fixed("level", row.kind.clone()));
    all.push(Slot::fixed("type", row.kind));
    all.push(Slot::fixed("reason", row.reason));
    all.push(Slot::fixed("age", row.age));
    if let Some((name, about)) = row.about {
        all.push(Slot::fixed(name, about));
    }
    all.push(Slot::fixed("message", row.message..text.trim_end().len().max(row.message)));
    Slots { all, complete: false }
}

/// Where the parts of a row stand.
struct Row {
    kind: Range<usize>,
    reason: Range<usize>,
    age: Range<usize>,
    about: Option<(&'static str, Range<usize>)>,
    /// Where the message begins.
    message: usize,
}

/// `Warning  UpdateError  3s (x4 over 2m)  pomerium-ingress  upsert routes: …`, also with the
/// columns squeezed to single spaces.
fn described(text: &str) -> Option<Row> {
    let mut cursor = Cursor::at_head(text);
    let kind = kind(text, &mut cursor)?;
    let is_wide = gap(&mut cursor)?;
    let reason = reason(text, &mut cursor)?;
    cursor.blanks();
    let age = age(text, &mut cursor)?;
    cursor.blanks();
    let start = cursor.at();
    let from = reporter(&mut cursor, is_wide);
    let message = if from.is_some() { cursor.at() } else { start };
    let about = from.map(|from| ("from", from));
    Some(Row { kind, reason, age, about, message })
}

/// `3s  Warning  UpdateError  ingress/my-ingress  upsert routes: …`, a namespace first with
/// `--all-namespaces`.
fn listed(text: &str) -> Option<Row> {
    let mut cursor = Cursor::at_head(text);
    let since = match age(text, &mut cursor) {
        Some(since) => since,
        None => {
            let namespace = cursor.word()?;
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            if !text.get(namespace)?.bytes().all(is_name) {
                return None;
            }
            cursor.blanks();
            age(text, &mut cursor)?
        }
    };
    cursor.blanks();
    let kind = kind(text, &mut cursor)?;
    cursor.blanks();
    let reason = reason(text, &mut cursor)?;
    cursor.blanks();
    let object = cursor
        .word()
        .filter(|object| text.get(object.clone()).is_some_and(|object| object.contains('/')))?;
    cursor.blanks();
    let about = Some(("object", object));
    Some(Row { kind, reason, age: since, about, message: cursor.at() })
}

/// What reported the event. Where columns have gaps it is all up to the next gap, and without one
/// there is none; else it is a word.
fn reporter(cursor: &mut Cursor<'_>, is_wide: bool) -> Option<Range<usize>> {
    let start = cursor.at();
    loop {
        let word = cursor.word()?;
        let behind = *cursor;
        let gap = gap(cursor);
        if !is_wide || gap == Some(true) && !behind.is_at_end_of_line() {
            return Some(start..word.end);
        }
    }
}

/// Passes blanks; tells whether they are a gap between columns, `None` if there are none.
fn gap(cursor: &mut Cursor<'_>) -> Option<bool> {
    let has_tab = cursor.peek() == Some(b'\t');
    match cursor.blanks() {
        0 => None,
        count => Some(has_tab || count > 1),
    }
}

fn kind(text: &str, cursor: &mut Cursor<'_>) -> Option<Range<usize>> {
    let kind = cursor.word()?;
    matches!(text.get(kind.clone())?, "Normal" | "Warning").then_some(kind)
}

/// A word such as `UpdateError`.
fn reason(text: &str, cursor: &mut Cursor<'_>) -> Option<Range<usize>> {
    let word = cursor.word()?;
    let reason = text.get(word.clone())?;
    let is_reason = reason.starts_with(|c: char| c.is_ascii_uppercase())
        && reason.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_reason.then_some(word)
}

/// `5m53s`, `<unknown>`, or `3s (x4 over 2m)`. Passed only if it is there.
fn age(text: &str, cursor: &mut Cursor<'_>) -> Option<Range<usize>> {
    let mut ahead = *cursor;
    let word = ahead.word()?;
    if !is_age(text.get(word.clone())?) {
        return None;
    }
    *cursor = ahead;
    ahead.blanks();
    if ahead.eat("(x")
        && let Some(times) = ahead.until(b')')
    {
        *cursor = ahead;
        return Some(word.start..times.end + 1);
    }
    Some(word)
}

fn is_age(word: &str) -> bool {
    if matches!(word, "<unknown>" | "<invalid>") {
        return true;
    }
    let units = word.split_inclusive(|c: char| !c.is_ascii_digit());
    !word.is_empty()
        && units.into_iter().all(|part| {
            part.strip_suffix(['s', 'm', 'h', 'd', 'y']).is_some_and(|count| !count.is_empty())
        })
}

#[cfg(test)]
mod tests {
    use crate::record::format::Format::K8sEvent;
    use crate::record::format::check;

    fn described(text: &str, parts: [&str; 5]) {
        let [kind, reason, age, from, message] = parts;
        let head = [("level", kind), ("type", kind), ("reason", reason), ("age", age)];
        let from = (!from.is_empty()).then_some(("from", from));
        let fields: Vec<_> = head.into_iter().chain(from).chain([("message", message)]).collect();
        check::row(text, K8sEvent, false, &fields);
    }

    #[test]
    fn rows_of_kubectl_describe() {
        let message = "upsert routes: parsing ingress: annotations: applying policy annotations: \
                       parsing policy: invalid rules in policy: unsupported conditional \"maybe\", \
                       only and, or, not, nor and action are allowed";
        described(
            &format!("Warning  UpdateError  3s (x4 over 2m)  pomerium-ingress  {message}"),
            ["Warning", "UpdateError", "3s (x4 over 2m)", "pomerium-ingress", message],
        );
        described(
            &format!("Warning UpdateError 3s pomerium-ingress {message}"),
            ["Warning", "UpdateError", "3s", "pomerium-ingress", message],
        );
        let rows = [
            (
                "Normal Updated 18s pomerium-ingress updated pomerium configuration",
                ["Normal", "Updated", "18s", "pomerium-ingress", "updated pomerium configuration"],
            ),
            (
                "  Normal   Updated      5m53s  pomerium-ingress  updated  configuration\n",
                ["Normal", "Updated", "5m53s", "pomerium-ingress", "updated  configuration"],
            ),
            (
                "Warning\tFailed\t12s (x2 over 1d)\tkubelet, node 1\tno image",
                ["Warning", "Failed", "12s (x2 over 1d)", "kubelet, node 1", "no image"],
            ),
            (
                "Warning  Failed   <unknown>    no image pulled",
                ["Warning", "Failed", "<unknown>", "", "no image pulled"],
            ),
        ];
        for (text, parts) in rows {
            described(text, parts);
        }
    }

    #[test]
    fn rows_of_kubectl_get_events() {
        let fields = |age| {
            [
                ("level", "Warning"),
                ("type", "Warning"),
                ("reason", "UpdateError"),
                ("age", age),
                ("object", "ingress/my-ingress"),
                ("message", "upsert routes: x"),
            ]
        };
        let rows = [
            ("3s Warning UpdateError ingress/my-ingress upsert routes: x", "3s"),
            (
                "default   2d3h   Warning   UpdateError   ingress/my-ingress   upsert routes: x",
                "2d3h",
            ),
            (
                "3s (x4 over 2m)  Warning  UpdateError  ingress/my-ingress  upsert routes: x",
                "3s (x4 over 2m)",
            ),
        ];
        for (text, age) in rows {
            check::row(text, K8sEvent, false, &fields(age));
        }
    }
}
