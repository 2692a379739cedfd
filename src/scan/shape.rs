//! A record in, what it has in common with others of its kind out.
//!
//! Of a record with fields that is what the program wrote into every such record: who says it, the
//! message, the error, codes. What varies from one to the next is masked.

mod mask;

pub use mask::{Piece, pieces};

use std::sync::LazyLock;

use crate::field::Field;
use crate::record::Record;
use crate::value::Level;

/// Fields that say who speaks.
static SPEAKERS: LazyLock<[Field; 4]> =
    LazyLock::new(|| ["service", "name", "logger", "component"].map(Field::of));
/// So many of these are enough.
const MOST_SPEAKERS: usize = 2;
/// Fields with codes and the like, whose values tell kinds apart as they are.
static CODES: LazyLock<[Field; 8]> = LazyLock::new(|| {
    let names = [
        "http-code",
        "response-code",
        "response-code-details",
        "grpc.code",
        "code",
        "reason",
        "http-message",
        "grpc.error",
    ];
    names.map(Field::of)
});
/// How many lines of a text tell its kind: what follows is mostly a trace.
const LINES: usize = 2;

/// The shape of a record whose level, as it counts, is `level`; it is written to `shape`. No value
/// is looked at further than `longest` bytes.
pub(super) fn write(record: &Record<'_>, level: Level, longest: usize, shape: &mut Shape) {
    shape.text.clear();
    shape.level = level;
    let text = &mut shape.text;
    let mut speakers = 0;
    for field in SPEAKERS.iter() {
        let values = record.values(field);
        let speaker = values.first().map(|value| value.text()).unwrap_or_default();
        if !speaker.is_empty() && speakers < MOST_SPEAKERS {
            text.push_str(if text.is_empty() { "" } else { "/" });
            mask::words(head(speaker, longest), text);
            speakers += 1;
        }
    }
    let mut part = |name: &str, value: &str, is_first: bool| {
        let value = head(value, longest).trim();
        if value.is_empty() {
            return;
        }
        if !text.is_empty() {
            text.push_str(if is_first { ": " } else { "; " });
        }
        if !name.is_empty() {
            text.push_str(name);
            text.push_str(": ");
        }
        let lines = value.lines().filter(|line| !line.trim().is_empty()).take(LINES);
        for (ix, line) in lines.enumerate() {
            text.push_str(if ix == 0 { "" } else { " " });
            match is_code(line) {
                true => text.push_str(line),
                false => mask::words(line.trim(), text),
            }
        }
    };
    let message = record.values(&Field::Message);
    let message = message.first();
    if let Some(message) = message {
        part("", message.text(), true);
    }
    // Of a record that could not be split into fields, it is the whole text.
    let error = record.values(&Field::Error);
    if let Some(error) = error.first().filter(|error| error.text() != record.text()) {
        part("error", error.text(), message.is_none());
    }
    for code in CODES.iter() {
        if let Some(value) = record.values(code).first() {
            part(code.name(), value.text(), false);
        }
    }
    if text.is_empty() {
        // Without quotes, so that the names of fields are no values.
        mask::words(&head(record.text(), longest).replace('"', " "), text);
    }
}

/// What records of a kind have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    pub(super) level: Level,
    pub(super) text: String,
}

impl Shape {
    /// The shape of nothing.
    pub(super) const fn empty() -> Self {
        Self { level: Level::Error, text: String::new() }
    }
}

/// Whether a value is the code of a status: it tells kinds apart.
fn is_code(value: &str) -> bool {
    value.len() <= 3 && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn head(text: &str, longest: usize) -> &str {
    &text[..text.floor_char_boundary(longest)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Calendar, split};

    #[test]
    fn records_of_a_kind_have_one_shape() {
        let rows = [
            (
                r#"{"level":"error","service":"databroker","syncer-id":"1","error":"lease 17 lost","time":"2024-05-02T10:11:12Z","message":"sync"}"#,
                "databroker: sync; error: lease <number> lost",
            ),
            (
                r#"{"level":"info","service":"envoy","name":"http","response-code":503,"response-code-details":"cluster_not_found","path":"/a","message":"http-request"}"#,
                "envoy/http: http-request; response-code: 503; response-code-details: cluster_not_found",
            ),
            (
                r#"9:58PM ERR could not dial addr=10.0.0.7:443 error="connection refused""#,
                "could not dial; error: connection refused",
            ),
            ("panic: assignment to entry in nil map", "panic: assignment to entry in nil map"),
            (
                "E0502 10:11:12.345678       1 reflector.go:138] watch of *v1.Pod ended after 7m2s",
                "watch of *v1.Pod ended after <duration>",
            ),
            (r#"{"level":"error","error":"it broke"}"#, "error: it broke"),
            (r#"{"level":"error","x":"it broke"}"#, "{ level : error , x : it broke }"),
        ];
        for (log, expected) in rows {
            let calendar = Calendar::of_year(2026);
            let record = split(log.as_bytes(), &calendar).next().unwrap();
            let mut shape = Shape::empty();
            write(&record, Level::Error, 1000, &mut shape);
            assert_eq!(shape.text, expected, "{log}");
        }
    }

    #[test]
    fn a_long_text_is_not_read_to_its_end() {
        let log = format!("failed{}", " grün".repeat(10_000));
        let calendar = Calendar::of_year(2026);
        let record = split(log.as_bytes(), &calendar).next().unwrap();
        let mut shape = Shape::empty();
        write(&record, Level::Error, 100, &mut shape);
        assert!(shape.text.len() <= 100, "{}", shape.text);
    }
}
