//! Lines of `key=value` pairs to slots, as Grafana, Prometheus and many Go programs write them.

use crate::record::cursor::Cursor;
use crate::record::format::{Slots, pairs};

/// Keys that begin a line of a logger and hardly a sentence.
const TELLING: [&str; 7] = ["logger", "level", "lvl", "time", "ts", "t", "msg"];

/// Whether a text begins with two pairs, or with one whose key is a logger's.
pub(super) fn fits(text: &str) -> bool {
    let mut cursor = Cursor::at_head(text);
    let Some(key) = pairs::key_at(text, cursor.at()) else { return false };
    if text.get(key.clone()).is_some_and(|key| TELLING.contains(&key)) {
        return true;
    }
    cursor = Cursor::new(text, key.end + 1);
    if cursor.quoted().is_none() {
        cursor.word();
    }
    cursor.blanks() > 0 && pairs::key_at(text, cursor.at()).is_some()
}

/// The pairs.
pub(super) fn slots(text: &str) -> Slots {
    let mut all = Vec::with_capacity(16);
    let complete = pairs::read(text, Cursor::at_head(text).at(), &mut all);
    Slots { all, complete }
}

#[cfg(test)]
mod tests {
    use crate::record::format::Format::Logfmt;
    use crate::record::format::check;

    #[test]
    fn pairs_are_fields() {
        check::row(
            r#"logger=context t=2024-05-02T10:11:12.12Z level=error msg="a \"b\"" error="c=d e" f=null"#,
            Logfmt,
            true,
            &[
                ("logger", "context"),
                ("t", "2024-05-02T10:11:12.12Z"),
                ("level", "error"),
                ("msg", "a \"b\""),
                ("error", "c=d e"),
            ],
        );
        check::row(
            "logger=context error=Get \"\": x509: certificate signed by unknown authority",
            Logfmt,
            false,
            &[
                ("logger", "context"),
                ("error", "Get \"\": x509: certificate signed by unknown authority"),
            ],
        );
        check::row(
            r#"logger=context error=Get "https://a.example/jwks.json": x509: y userId=0"#,
            Logfmt,
            false,
            &[
                ("logger", "context"),
                ("error", r#"Get "https://a.example/jwks.json": x509: y"#),
                ("userId", "0"),
            ],
        );
        check::row(
            "a.b=1 c-d={\"e\":{\"f\":[true]}} g=\nmore",
            Logfmt,
            false,
            &[
                ("a.b", "1"),
                ("c-d", "{\"e\":{\"f\":[true]}}"),
                ("c-d.e", "{\"f\":[true]}"),
                ("c-d.e.f", "[true]"),
                ("c-d.e.f", "true"),
                ("g", ""),
            ],
        );
        check::row("t=3 msg=\"cut", Logfmt, false, &[("t", "3"), ("msg", "cut")]);
    }
}
