//! Texts of symptoms, and the places and shapes of their trees.

use super::*;
use crate::source::{Source, Sources};

fn id() -> SourceId {
    Sources::default().add(Source::new("symptom", ""))
}

/// All places of a tree in the order in which they come, each as the text it covers.
fn pieces(text: &str, at: usize) -> Vec<String> {
    let file = format!("{}{text}", "-".repeat(at));
    let (symptom, diagnostics) = parse(text, at, id());
    let symptom = symptom.unwrap_or_else(|| panic!("{text}: {diagnostics:?}"));
    let tree = format!("{symptom:?}");
    let spans = tree.split("Span { start: ").skip(1).filter_map(|span| {
        let (start, rest) = span.split_once(", end: ")?;
        let (end, _) = rest.split_once(" }")?;
        Some(file[start.parse().ok()?..end.parse().ok()?].to_owned())
    });
    spans.collect()
}

#[test]
fn every_node_covers_its_own_text() {
    let rows: &[(&str, &[&str])] = &[
        (" \"a\" ", &["\"a\"", "\"a\""]),
        (
            "error contains \"ü\"i # why \n",
            &["error", "contains", "\"ü\"i", "error contains \"ü\"i", "# why"],
        ),
        ("(not a  and b )\n", &["a", "not a", "b", "not a  and b", "(not a  and b )"]),
        ("a starts  with \"b\"", &["a", "starts  with", "\"b\"", "a starts  with \"b\""]),
        ("e ~ /x/i", &["e", "~", "i", "/x/i", "e ~ /x/i"]),
        ("c in [1, 2s, w ]\n", &["c", "in", "1", "2s", "w", "c in [1, 2s, w ]"]),
        ("let n = exists f\nn", &["n", "f", "exists f", "let n = exists f", "n"]),
        (
            "all within 5s by u, v { a without within 2 lines b } ",
            &[
                "all",
                "within 5s",
                "u",
                "v",
                "a",
                "without",
                "within 2 lines",
                "b",
                "all within 5s by u, v { a without within 2 lines b }",
            ],
        ),
        (
            "all within 5s sharing { 3 times a without from first - 2s for match b }",
            &[
                "all",
                "within 5s",
                "sharing",
                "3 times",
                "a",
                "without",
                "- 2s",
                "first - 2s",
                "from first - 2s for match",
                "b",
                "all within 5s sharing { 3 times a without from first - 2s for match b }",
            ],
        ),
        (
            "all within 5s { a without from record 2 to last b without from last for 1m c }",
            &[
                "all",
                "within 5s",
                "a",
                "without",
                "record 2",
                "last",
                "from record 2 to last",
                "b",
                "without",
                "last",
                "1m",
                "from last for 1m",
                "c",
                "all within 5s { a without from record 2 to last b without from last for 1m c }",
            ],
        ),
        (
            "count >= 2 within 1m { a }",
            &["count", "2", "within 1m", "a", "count >= 2 within 1m { a }"],
        ),
    ];
    for (text, expected) in rows {
        assert_eq!(pieces(text, 0), *expected, "{text}");
        assert_eq!(pieces(text, 7), *expected, "{text}");
    }
}

#[test]
fn chains_are_flat_and_bind_as_said() {
    let shape = |text: &str| {
        fn show(expr: &Expr) -> String {
            let list = |operands: &[Expr]| operands.iter().map(show).collect::<Vec<_>>().join(" ");
            match &expr.kind {
                ExprKind::And(operands) => format!("&({})", list(operands)),
                ExprKind::Or(operands) => format!("|({})", list(operands)),
                ExprKind::Not(operand) => format!("!{}", show(operand)),
                ExprKind::Group(inner) => format!("[{}]", show(inner)),
                ExprKind::Name(name) => name.clone(),
                _ => "?".to_owned(),
            }
        }
        let (when, _) = parse_when(text, 0, id());
        when.map(|when| show(&when.condition)).unwrap_or_default()
    };
    let rows = [
        ("a and b and c", "&(a b c)"),
        ("a and b or c and not d or e", "|(&(a b) &(c !d) e)"),
        ("not a and not (b or c)", "&(!a ![|(b c)])"),
        ("a or (b or c) or d", "|(a [|(b c)] d)"),
        ("not not android or order", "|(!!android order)"),
    ];
    for (text, expected) in rows {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn absurd_texts_are_refused_and_not_followed() {
    let nots = "not ".repeat(60);
    let rows = [
        (format!("{}a{}", "(".repeat(60), ")".repeat(60)), None),
        (format!("{}a{}", "(".repeat(65), ")".repeat(65)), Some(Code::TooDeep)),
        ("(".repeat(10_000), Some(Code::TooDeep)),
        ("not ".repeat(65), Some(Code::TooDeep)),
        (format!("{nots}({nots}a)"), Some(Code::TooDeep)),
        (format!("{nots}a and {nots}b or ({nots}c)"), None),
        (vec!["a"; 3000].join(" and "), Some(Code::TooLong)),
        (vec!["a"; 2000].join(" and "), None),
        (vec!["\"aaaa\""; 1600].join("or"), None),
        (format!("e ~ /{}/", "[".repeat(16_000)), Some(Code::TooLong)),
        ("\"".repeat(16_001), Some(Code::WrongQuotes)),
        ("“".repeat(5_001), Some(Code::WrongQuotes)),
        (format!("e ~ {}", "/a/ ".repeat(4_000)), Some(Code::MissingJoiner)),
        ("[".repeat(16_000), Some(Code::Syntax)),
        ("{".repeat(16_000), Some(Code::Syntax)),
        ("a ".repeat(8_000), Some(Code::MissingQuotes)),
        (format!("a == {}", "1".repeat(400)), Some(Code::NumberTooLarge)),
    ];
    for (text, expected) in rows {
        let (_, diagnostics) = parse(&text, 0, id());
        let code = diagnostics.first().map(|diagnostic| diagnostic.code);
        let head: String = text.chars().take(40).collect();
        assert_eq!(code, expected, "{head}");
    }
}
