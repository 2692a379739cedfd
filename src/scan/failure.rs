//! A record in, whether it tells of a failure out; and a cheap look at a line before it is taken
//! apart.

use std::sync::LazyLock;

use crate::bytes::memchr;
use crate::field::Field;
use crate::program::{Filter, Literal, is_marked, log_grams};
use crate::record::{Format, Record};
use crate::value::Level;

/// How programs name failures where they name no level.
const WORDS: [&str; 25] = [
    "error",
    "errors",
    "failed",
    "fail",
    "fails",
    "failure",
    "failures",
    "cannot",
    "can't",
    "could not",
    "unable",
    "refused",
    "denied",
    "invalid",
    "unknown",
    "timeout",
    "timed out",
    "panic",
    "fatal",
    "exception",
    "unreachable",
    "aborted",
    "crashed",
    "not found",
    "no such",
];
/// One of these, or of the words, stands in every text with a grave level, or of a failed request.
const HINTS: [&str; 10] =
    ["err", "ftl", "pnc", "crit", "alert", "emerg", "level", "severity", "response-code", "nginx"];
/// Behind the carriers, which take no more than this, the core of most records begins.
const LONGEST_PREFIX: usize = 200;
/// How this core begins.
const HEAD: &[u8; 10] = b"{\"level\":\"";

/// The level of a record that tells of a failure; `None` if it does not. One that names none counts
/// as an error.
///
/// A record that begins with its level, as those of Pomerium do, has this one whatever it says
/// further on: so a line can be judged without being taken apart.
pub(super) fn level(record: &Record<'_>) -> Option<Level> {
    let text = record.text();
    match head_level(text.as_bytes()) {
        Some(level) if level >= Level::Error => Some(level),
        Some(_) => {
            (is_marked(text.as_bytes()) && is_failed_request(record)).then_some(Level::Error)
        }
        None => read(record),
    }
}

/// Whether the record of a line, which begins one by itself, may tell of a failure, if no failed
/// request is marked in it.
pub(super) fn may_be(line: &[u8]) -> bool {
    // Nearly all lines have one of these.
    let is_low = |name: &[u8]| {
        matches!(
            name,
            [b'i', b'n', b'f', b'o', b'"', ..]
                | [b'w', b'a', b'r', b'n', b'"', ..]
                | [b'd', b'e', b'b', b'u', b'g', b'"', ..]
        )
    };
    if line.first_chunk() == Some(HEAD) && is_low(&line[HEAD.len()..]) {
        return false;
    }
    head_level(line).is_none_or(|level| level >= Level::Error)
}

/// The level with which the core begins, alone or behind a prefix.
fn head_level(text: &[u8]) -> Option<Level> {
    let core = match text.first()? {
        b'{' => text,
        _ => &text[memchr(b'{', &text[..text.len().min(LONGEST_PREFIX)])?..],
    };
    let name = core.strip_prefix(HEAD.as_slice())?;
    let end = memchr(b'"', &name[..name.len().min(16)])?;
    Level::parse(std::str::from_utf8(&name[..end]).ok()?)
}

/// Takes the record apart, if a hint stands in it.
fn read(record: &Record<'_>) -> Option<Level> {
    let is_grave = |level: &Level| *level >= Level::Error;
    let format = record.format();
    let is_graver_outside = record.envelope().level.is_some_and(|level| is_grave(&level));
    if !(is_graver_outside || has_hint(record.text(), format)) {
        return None;
    }
    match (record.level(), format) {
        (Some(level), _) if is_grave(&level) => Some(level),
        (None, Format::Clf | Format::EnvoyAccess) | (Some(_), _) => {
            is_failed_request(record).then_some(Level::Error)
        }
        (None, _) if names_low_level(record.text()) => None,
        (None, _) => {
            let values = [Field::Message, Field::Error].map(|field| record.values(&field));
            let [message, error] = &values;
            let says = |value: &crate::record::Value<'_>| says_failure(value.text());
            (message.iter().any(says) || error.iter().any(says)).then_some(Level::Error)
        }
    }
}

/// Whether a text of no known format begins with words of which one names a level, as in
/// `2024-05-02 10:11:12 INFO app: …`.
fn names_low_level(text: &str) -> bool {
    const LEVELS: [&str; 7] = ["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "LOG"];
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    // A date and a time have up to seven.
    words.take(9).any(|word| LEVELS.contains(&word))
}

/// A request that failed before an upstream answered it.
fn is_failed_request(record: &Record<'_>) -> bool {
    let value = |name: &str| {
        let values = record.values(&Field::Named(name.to_owned()));
        values.first().map(|value| value.text().to_owned())
    };
    let is_failure = |code: String| code.trim().parse::<u16>().is_ok_and(|code| code >= 500);
    value("response-code").is_some_and(is_failure)
        && value("response-code-details")
            .is_some_and(|details| !matches!(&*details, "" | "-" | "via_upstream"))
}

/// Whether anything in the text hints at a failure.
fn has_hint(text: &str, format: Format) -> bool {
    static FILTER: LazyLock<Filter> = LazyLock::new(|| filter(&[&WORDS[..], &HINTS].concat()));
    let mut found = false;
    FILTER.scan(text.as_bytes(), &mut |_, _| found = true);
    found
        || match format {
            Format::Klog => text.starts_with(['E', 'F']),
            Format::EnvoyAccess => text.contains("\" 5"),
            _ => false,
        }
}

/// Whether a word of failure stands in the text, and is not said to be none.
fn says_failure(text: &str) -> bool {
    static FILTER: LazyLock<Filter> = LazyLock::new(|| filter(&WORDS));
    let mut found = false;
    FILTER.scan(text.as_bytes(), &mut |word, at| {
        let Some(word) = WORDS.get(word as usize) else { return };
        let (Some(before), Some(behind)) = (text.get(..at), text.get(at + word.len()..)) else {
            return;
        };
        found |= is_free(before, behind) && !is_denied(before, behind);
    });
    found
}

/// Whether what stands between is a word of its own.
fn is_free(before: &str, behind: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '/' | '.');
    let is_part_behind = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '/');
    !before.ends_with(is_part) && !behind.starts_with(is_part_behind)
}

/// `no error`, `0 errors`, `error=nil`.
fn is_denied(before: &str, behind: &str) -> bool {
    const NONE: [&str; 6] = ["0", "nil", "<nil>", "null", "none", "false"];
    let last = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let value = behind.strip_prefix(['=', ':']).or_else(|| behind.strip_prefix("\":"));
    let is_none = |value: &str| {
        let is_end = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '}' | ')' | '"');
        let bare = value.strip_prefix('"').unwrap_or(value);
        let end = bare.find(is_end).unwrap_or(bare.len());
        value.starts_with("\"\"") || NONE.contains(&&bare[..end])
    };
    matches!(last, "no" | "No" | "0" | "without" | "zero") || value.is_some_and(is_none)
}

fn filter(texts: &[&'static str]) -> Filter {
    let literal = |text: &&'static str| Literal { bytes: text.as_bytes().into(), fold: true };
    Filter::new(texts.iter().map(literal).collect(), &log_grams())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Calendar, split};

    #[test]
    fn failures_are_told_apart() {
        use Level::{Error, Fatal};
        let rows = [
            (r#"{"level":"error","message":"x"}"#, Some(Error)),
            (r#"{"level":"fatal","message":"x"}"#, Some(Fatal)),
            (r#"{"level":"info","message":"it failed"}"#, None),
            (r#"{"level":"warn","error":"refused","message":"x"}"#, None),
            (r#"a-1  | {"level":"error","message":"x"}"#, Some(Error)),
            (r#"{"ts":1,"level":"error","msg":"x"}"#, Some(Error)),
            (r#"{"severity":"CRITICAL","message":"x"}"#, Some(Fatal)),
            (r#"{"level":50,"msg":"x"}"#, Some(Error)),
            (
                r#"{"level":"info","response-code":503,"response-code-details":"cluster_not_found"}"#,
                Some(Error),
            ),
            (
                r#"{"level":"info","response-code":503,"response-code-details":"via_upstream"}"#,
                None,
            ),
            (
                r#"{"level":"info","response-code":404,"response-code-details":"route_not_found"}"#,
                None,
            ),
            (r#"{"level":"info","response-code":503,"x":1}"#, None),
            ("9:58PM ERR could not dial", Some(Error)),
            ("9:58PM INF could not dial", None),
            ("E0502 10:11:12.345678       1 a.go:1] x", Some(Error)),
            ("W0502 10:11:12.345678       1 a.go:1] failed", None),
            ("[2024-05-02 10:11:12.345][17][critical][main] x", Some(Fatal)),
            ("level=error msg=x", Some(Error)),
            ("<11>May  2 10:11:12 host x[1]: it stopped", Some(Error)),
            ("Error: it broke", Some(Error)),
            ("cannot bind", Some(Error)),
            ("it timed out", Some(Error)),
            ("panic: nil map", Some(Error)),
            ("all is well", None),
            ("0 errors, no failures", None),
            (r#"done error=nil failed=0 error:<nil> error="""#, None),
            ("2024-05-02 10:11:12,123 INFO app.errors: error pages loaded", None),
            ("2024-05-02 10:11:12,123 SEVERE app: it failed", Some(Error)),
            ("terror and failsafe", None),
            ("GET /error/failed.html", None),
            (
                r#"192.0.2.1 - - [02/May/2024:10:11:12 +0000] "GET /a HTTP/1.1" 500 12 "-" "unknown""#,
                None,
            ),
            ("", None),
        ];
        for (log, expected) in rows {
            let calendar = Calendar::of_year(2026);
            let found = split(log.as_bytes(), &calendar).next().and_then(|record| level(&record));
            assert_eq!(found, expected, "{log}");
        }
    }
}
