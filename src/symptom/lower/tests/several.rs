//! Patterns over several records: what is said of them, and the shapes that they mean.

use super::{Lowered, Row, check, id, lower};
use crate::diagnostic::{Code, Gravity};
use crate::symptom::Pattern;
use crate::syntax::parse;

#[test]
fn windows_and_numbers_make_sense() {
    use Code::*;
    check(&[
        ("all within 5s { \"text\" 3 times \"more\" }", &[], None),
        ("count >= 2 within 2 lines by user, host { \"text\" }", &[], None),
        ("all within 0s { \"text\" }", &[(WindowOfZero, "within 0s")], None),
        (
            "sequence within 0 lines { \"text\" without within 0ms \"more\" }",
            &[(WindowOfZero, "within 0 lines"), (WindowOfZero, "within 0ms")],
            None,
        ),
        (
            "sequence within 0 lines { \"text\" without from record 9 to last + 3 lines \"more\" }",
            &[(WindowOfZero, "within 0 lines")],
            None,
        ),
        (
            "all within -5s { \"text\" \"more\" }",
            &[(NegativeSize, "within -5s")],
            Some("all within 5s { \"text\" \"more\" }"),
        ),
        (
            "count >= 1 within 1m by usr { level == 5 }",
            &[(CountBelowTwo, "1"), (UnknownField, "usr"), (NotALevel, "5")],
            Some("count >= 2 within 1m by usr { level == 5 }"),
        ),
        (
            "count >= 2 within 0m { level == 5 }",
            &[(WindowOfZero, "within 0m"), (NotALevel, "5")],
            None,
        ),
        ("count >= 1001 within 1m { \"text\" }", &[(TooLarge, "1001")], None),
        (
            "all within 5s { 1 times \"text\" \"more\" }",
            &[(CountBelowTwo, "1 times")],
            Some("all within 5s { \"text\" \"more\" }"),
        ),
        (
            "all within 5s { 0 times \"text\" \"more\" }",
            &[(CountBelowTwo, "0 times")],
            Some("all within 5s { without \"text\" \"more\" }"),
        ),
        ("all within 5s { 1001 times \"text\" }", &[(TooLarge, "1001 times")], None),
        ("all within 5s { 600 times \"text\" 600 times \"more\" }", &[(TooLarge, "all")], None),
        ("all within 5s { \"text\" }", &[(OneStep, "all")], None),
        ("all within 5s { \"text\" without \"more\" }", &[], None),
        ("sequence within 5s { without \"text\" }", &[(LoneWithout, "without")], None),
    ]);
    let many = format!("all within 5s {{ {}}}", "\"text\" ".repeat(65));
    check(&[(&many, &[(TooLarge, "\"text\"")], None)]);
}

#[test]
fn fields_behind_by_tie_records_together() {
    use Code::*;
    check(&[
        ("count >= 2 within 5s by source, level { \"text\" }", &[], None),
        ("count >= 2 within 5s by line { \"text\" }", &[(InvalidBy, "line")], None),
        ("count >= 2 within 5s by text { \"text\" }", &[(InvalidBy, "text")], None),
        ("count >= 2 within 5s by user, ts { \"text\" }", &[(InvalidBy, "ts")], None),
        (
            "count >= 2 within 5s by err, user, error { \"text\" }",
            &[(InvalidBy, "error")],
            Some("count >= 2 within 5s by err, user { \"text\" }"),
        ),
    ]);
}

#[test]
fn stretches_lie_around_the_match() {
    use Code::*;
    // What stands behind `without` in a sequence of two records.
    let rows: &[Row<'_>] = &[
        ("from first - 2s to last + 10s", &[], None),
        ("from record 2 for match - 1h", &[], None),
        ("from first + 5s to last", &[], None),
        ("from record 0 to last", &[(NoSuchRecord, "record 0")], Some("from first to last")),
        (
            "from first to record 3 - 2s",
            &[(NoSuchRecord, "record 3")],
            Some("from first to last - 2s"),
        ),
        ("from first to record  3 - 2s", &[(NoSuchRecord, "record  3 - 2s")], None),
        ("from first + -2s to last", &[(NegativeSize, "+ -2s")], Some("from first - 2s to last")),
        ("from first - -2s to last", &[(NegativeSize, "- -2s")], Some("from first + 2s to last")),
        ("from last for -5s", &[(NegativeSize, "-5s")], Some("from last for 5s")),
        ("within 3 lines", &[(MixedWindows, "within 3 lines")], None),
        (
            "from first - 2 lines for 3 lines",
            &[(MixedWindows, "- 2 lines"), (MixedWindows, "3 lines")],
            None,
        ),
        ("from first + 6s to last", &[(EmptyStretch, "from first + 6s to last")], None),
        ("from last to first - 1ms", &[(EmptyStretch, "from last to first - 1ms")], None),
        ("to last", &[(InvalidStretch, "to last")], None),
        ("for match", &[(InvalidStretch, "for match")], None),
    ];
    for (stretch, found, fixed) in rows {
        // What is no stretch is read as a condition.
        let end = match stretch.starts_with(['t', 'f']) && !stretch.starts_with("from") {
            true => "}",
            false => "\"less\" }",
        };
        let with = |stretch: &str| {
            format!("sequence within 5s {{ \"text\" \"more\" without {stretch} {end}")
        };
        check(&[(&with(stretch), found, fixed.map(with).as_deref())]);
    }
}

#[test]
fn words_are_no_steps() {
    use Code::*;
    check(&[
        (
            "all within 5s { twice \"text\" \"more\" }",
            &[(InvalidTimes, "twice")],
            Some("all within 5s { 2 times \"text\" \"more\" }"),
        ),
        (
            "all within 5s { at least 3 times \"text\" }",
            &[(InvalidTimes, "at least")],
            Some("all within 5s { 3 times \"text\" }"),
        ),
        (
            "sequence within 5s { \"text\" then \"more\" }",
            &[(MisplacedWord, "then")],
            Some("sequence within 5s { \"text\" \"more\" }"),
        ),
        ("sequence within 5s { \"text\" and then \"more\" }", &[(UnknownOperator, "then")], None),
        ("let then = \"text\"\nsequence within 5s { then \"more\" }", &[], None),
        (
            "all within 5s { \"text\" without \"more\" from first to last }",
            &[(MisplacedWord, "from first to last")],
            None,
        ),
        (
            "all within 5s { \"text\" address already used }",
            &[(MissingQuotes, "address already used")],
            Some("all within 5s { \"text\" \"address already used\" }"),
        ),
        (
            "all within 5s { \"text\" without starting envoy }",
            &[(MissingQuotes, "starting envoy")],
            Some("all within 5s { \"text\" without \"starting envoy\" }"),
        ),
        (
            "all within 5s {\n  start\n  \"text\" }",
            &[(UnknownName, "start")],
            Some("all within 5s {\n  \"start\"\n  \"text\" }"),
        ),
        (
            "let start = \"text\"\nall within 5s { strat \"more\" }",
            &[(UnknownName, "strat")],
            Some("let start = \"text\"\nall within 5s { start \"more\" }"),
        ),
    ]);
}

#[test]
fn captures_come_from_what_occurs() {
    use Code::*;
    check(&[
        (r"all within 5s { error ~ /text (?<x>\d+)/ error ~ /more (?<x>\d+)/ }", &[], None),
        (
            r"all within 5s { error ~ /text (?<x>\d+)/ error ~ /more (?<x>\w+)/ }",
            &[(CaptureConflict, "x")],
            None,
        ),
        (
            r"count >= 2 within 5s by user-email { error ~ /text (?<user_email>\d+)/ }",
            &[(CaptureConflict, "user_email")],
            None,
        ),
        (
            r#"all within 5s { "text" without error ~ /more (?<x>\d+)/ }"#,
            &[(LostCapture, "x")],
            None,
        ),
        (
            "let a = error ~ /text (?<x>.+)/\nsequence within 5s { a without within 2s a }",
            &[],
            None,
        ),
    ]);
}

#[test]
fn what_keeps_out_its_own_match_is_refused() {
    use Code::*;
    // The steps, and whether no match is possible.
    let rows = [
        ("all", "\"text\" without \"text\"", true),
        ("all", "2 times \"text\" \"more\" without within 1s \"text\"", true),
        ("all", "\"text\" \"more\" without from first to last \"text\"", true),
        ("all", "\"text\" \"more\" without from first to first \"text\"", false),
        ("all", "\"text\" \"more\" without from first + 1s to last \"text\"", false),
        ("all", "\"text\" without (\"text\" and \"more\")", false),
        ("sequence", "\"text\" without \"text\" \"more\"", false),
        ("sequence", "without \"text\" \"text\" \"more\"", false),
        ("sequence", "\"text\" \"more\" without \"text\"", false),
        ("sequence", "\"text\" without within 5s \"more\" \"more\"", true),
        ("sequence", "\"text\" without within 1s \"more\" \"more\"", false),
        ("sequence", "\"text\" \"more\" without from first to first \"text\"", true),
        ("sequence", "\"text\" \"more\" without from first to first \"more\"", false),
        ("sequence", "\"text\" \"more\" without from first for match \"more\"", true),
    ];
    for (keyword, steps, is_never) in rows {
        let text = format!("{keyword} within 5s {{ {steps} }}");
        let (symptom, broken) = parse(&text, 0, id());
        let symptom = symptom.unwrap_or_else(|| panic!("{text}: {broken:?}"));
        let codes: Vec<_> = lower(&symptom, id()).diagnostics.iter().map(|it| it.code).collect();
        assert_eq!(codes, if is_never { vec![NeverMatches] } else { vec![] }, "{text}");
    }
}

/// The stretches of `without`s as they are meant.
#[test]
fn a_without_has_its_place() {
    let rows = [
        ("sequence within 9ms { without c a b }", "from 0-9 before 0, 0 gives up"),
        ("sequence within 9ms { a without c b }", "behind 0 before 1, 0 gives up"),
        ("sequence within 9ms { a 3 times b without c a }", "behind 3 before 4, 3 gives up"),
        ("sequence within 9ms { a b without c }", "behind 1 to 0+9, 1 gives up"),
        ("sequence within 9ms { without within 5ms c a b }", "from 0-5 before 0, 0 gives up"),
        ("sequence within 9ms { a without within 5ms c b }", "behind 0 to 0+5, 0 gives up"),
        ("sequence within 9ms { a b without within 5ms c }", "behind 1 to 1+5, 1 gives up"),
        ("all within 9ms { without c a b }", "from 1-9 to 0+9, 0 gives up"),
        ("all within 9ms { a without within 5ms c b }", "from 0-5 to 1+5, 0 gives up"),
        (
            "all within 9ms { a b without from first - 5ms to last + 1ms c }",
            "from 0-5 to 1+1, 0 gives up",
        ),
        ("all within 9ms { a b without from record 2 for 5ms c }", "from 1+0 for 5, 1 gives up"),
        (
            "sequence within 9ms { a b without from last for match - 1ms c }",
            "from 1+0 for match-1, 1 gives up",
        ),
        (
            "sequence within 9 lines { a b without from last - 1 lines for match c }",
            "from 1-1 for match+0, 1 gives up",
        ),
    ];
    for (text, expected) in rows {
        let lets = "let a = \"atext\"\nlet b = \"btext\"\nlet c = \"ctext\"\n";
        let (symptom, broken) = parse(&format!("{lets}{text}"), 0, id());
        let symptom = symptom.unwrap_or_else(|| panic!("{text}: {broken:?}"));
        let Lowered { symptom, diagnostics } = lower(&symptom, id());
        let is_sound = diagnostics.iter().all(|it| it.code.gravity() < Gravity::Error);
        assert!(is_sound, "{text}: {diagnostics:?}");
        let Some(Pattern::Several(several)) = symptom.map(|it| it.pattern) else {
            panic!("{text} looks at one record");
        };
        assert_eq!(show(&several), expected, "{text}");
    }
}

/// The stretch of the only `without`; lengths of time in milliseconds.
fn show(several: &crate::symptom::Several) -> String {
    use crate::symptom::{Axis, From, Point, Until};
    let unit = if several.axis == Axis::Time { 1_000_000 } else { 1 };
    let point = |point: Point| format!("{}{:+}", point.record, point.shift / unit);
    let [without] = several.withouts.as_slice() else { return String::new() };
    let from = match without.from {
        From::Behind(record) => format!("behind {record}"),
        From::Point(start) => format!("from {}", point(start)),
    };
    let until = match without.until {
        Until::Before(record) => format!("before {record}"),
        Until::Point(end) => format!("to {}", point(end)),
        Until::Length(length) => format!("for {}", length / unit),
        Until::Match(more) => format!("for match{:+}", more / unit),
    };
    format!("{from} {until}, {} gives up", without.gives_up)
}
