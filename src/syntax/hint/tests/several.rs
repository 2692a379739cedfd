//! Broken patterns over several records.

use super::check;
use crate::diagnostic::Code;

#[test]
fn patterns_over_several_records() {
    use Code::{
        CountBelowTwo, EmptyBlock, LoneWithout, MissingCondition, MissingField, MissingWindow,
        SeveralRecords, Unclosed, UnknownCharacter, UnknownOperator,
    };
    check(&[
        ("sequence { \"a\" }", MissingWindow, "sequence", None),
        ("all by user { \"a\" }", MissingWindow, "all", None),
        ("sequence within { \"a\" }", MissingWindow, "within", None),
        ("sequence within 30s {}", EmptyBlock, "{}", None),
        ("sequence within 30s", EmptyBlock, "30s", None),
        ("sequence within 30s \"a\"", EmptyBlock, "\"a\"", None),
        ("sequence within 30s { \"a\"", Unclosed, "{", Some("sequence within 30s { \"a\"}")),
        ("sequence within 30s by { \"a\" }", MissingField, "{", None),
        (
            "all within 30s { \"a\", \"b\" }",
            UnknownCharacter,
            ",",
            Some("all within 30s { \"a\" \"b\" }"),
        ),
        ("without \"a\"", LoneWithout, "without", None),
        ("all within 5s { without }", MissingCondition, "without", None),
        ("count within 1m { \"a\" }", CountBelowTwo, "count", None),
        (
            "count 5 within 1m { \"a\" }",
            CountBelowTwo,
            "count",
            Some("count >= 5 within 1m { \"a\" }"),
        ),
        (
            "count > 5 within 1m { \"a\" }",
            UnknownOperator,
            ">",
            Some("count >= 6 within 1m { \"a\" }"),
        ),
        (
            "count >= five within 1m { \"a\" }",
            CountBelowTwo,
            "five",
            Some("count >= 5 within 1m { \"a\" }"),
        ),
        (
            "count >= \"5\" within 1m { \"a\" }",
            CountBelowTwo,
            "\"5\"",
            Some("count >= 5 within 1m { \"a\" }"),
        ),
        ("count >= 5.5 within 1m { \"a\" }", CountBelowTwo, "5.5", None),
        ("count >= 5x within 1m { \"a\" }", CountBelowTwo, "5x", None),
        ("count >= many { \"a\" }", CountBelowTwo, "many", None),
        ("count(\"a\") >= 5", UnknownOperator, "count", None),
        ("count(level == error) > 5 within 1m", UnknownOperator, "count", None),
        ("count \"a\" >= 5", UnknownOperator, "count", None),
        ("count(\"a\"", UnknownOperator, "count", None),
        ("x then y", SeveralRecords, "then", None),
        ("\"a\" followed by level == error", SeveralRecords, "followed by", None),
        ("\"a\" then", SeveralRecords, "then", None),
        ("count >= 5 { \"a\" }", MissingWindow, "count", None),
        (
            "count >= 5 wihtin 1m { \"a\" }",
            UnknownOperator,
            "wihtin",
            Some("count >= 5 within 1m { \"a\" }"),
        ),
    ]);
}

#[test]
fn words_that_are_no_pattern() {
    use Code::{MisplacedLet, SeveralRecords, Syntax, UnknownOperator as Unknown, Unopened};
    check(&[
        ("in order within 5s { a }", Unknown, "in order", Some("sequence within 5s { a }")),
        ("in any order within 5s { a }", Unknown, "in any order", Some("all within 5s { a }")),
        ("any order within 5s { a }", Unknown, "any order", Some("all within 5s { a }")),
        ("any within 5s { a }", Unknown, "any", None),
        ("any of { a }", Unknown, "any of", None),
        ("all within 5s { any of { a } }", Unknown, "any of", None),
        ("seqence within 5s { a }", Unknown, "seqence", Some("sequence within 5s { a }")),
        ("ALL within 5s { a }", Unknown, "ALL", Some("all within 5s { a }")),
        ("group within 5s { a }", Unknown, "group", Some("all within 5s { a }")),
        ("foo { a }", Unknown, "foo", None),
        ("{ a }", Syntax, "{", None),
        ("within 5s { a }", Syntax, "within", None),
        ("\"a\" sequence within 5s { b }", SeveralRecords, "sequence", None),
        ("all within 5s { a b } and c", SeveralRecords, "and", None),
        ("all within 5s { a b } all within 5s { c d }", SeveralRecords, "all", None),
        ("all within 5s { a b } let c = d", MisplacedLet, "let", None),
        ("all within 5s { a b } }", Unopened, "}", Some("all within 5s { a b } ")),
        ("all within 5s { { a } b }", Syntax, "{", None),
        ("at least 5 within 5s { a }", Unknown, "at least 5", Some("count >= 5 within 5s { a }")),
        ("at most 5 within 5s { a }", Unknown, "at most 5", None),
        ("a and sequence within 5s { b }", SeveralRecords, "sequence", None),
        ("a and count >= 5 within 5s { b }", SeveralRecords, "count", None),
        ("not all within 5s { b }", SeveralRecords, "all", None),
        ("let a = sequence within 5s { b }\na", SeveralRecords, "sequence", None),
        ("sequence within 5s { a all within 5s { b } }", SeveralRecords, "all", None),
    ]);
}

#[test]
fn how_often() {
    use Code::{InvalidTimes as Times, LoneWithout, MissingWindow};
    check(&[
        ("all within 5s { a 2 time b }", Times, "2 time", Some("all within 5s { a 2 times b }")),
        ("all within 5s { 3x a b }", Times, "3x", Some("all within 5s { 3 times a b }")),
        ("all within 5s { \"a\" 3x b }", Times, "3x", Some("all within 5s { \"a\" 3 times b }")),
        ("all within 5s { 3 x a b }", Times, "3 x", Some("all within 5s { 3 times a b }")),
        ("all within 5s { 3 or more a }", Times, "3 or more", Some("all within 5s { 3 times a }")),
        ("all within 5s { 3 \"a\" b }", Times, "3", Some("all within 5s { 3 times \"a\" b }")),
        (
            "all within 5s { times 3 \"a\" }",
            Times,
            "times 3",
            Some("all within 5s { 3 times \"a\" }"),
        ),
        (
            "all within 5s {\n \"a\" times 3\n b }",
            Times,
            "times 3",
            Some("all within 5s {\n 3 times \"a\"\n b }"),
        ),
        ("all within 5s { a or b times 3 }", Times, "times 3", None),
        ("all within 5s { \"a\" 3 times }", Times, "3 times", None),
        (
            "all within 5s { at least 3 \"a\" }",
            Times,
            "at least 3",
            Some("all within 5s { 3 times \"a\" }"),
        ),
        (
            "all within 5s { a without 3 times b }",
            Times,
            "3 times",
            Some("all within 5s { a without b }"),
        ),
        (
            "all within 5s { a 3 times without b }",
            Times,
            "3 times",
            Some("all within 5s { a without b }"),
        ),
        (
            "all within 5s { a without 3s b }",
            MissingWindow,
            "3s",
            Some("all within 5s { a without within 3s b }"),
        ),
        (
            "count >= 3 within 5s { 3 times a }",
            Times,
            "3 times",
            Some("count >= 3 within 5s { a }"),
        ),
        ("count >= 3 within 5s { a without b }", LoneWithout, "without", None),
        ("5 times within 5s { a }", Times, "5 times", Some("count >= 5 within 5s { a }")),
        ("5 times { a }", Times, "5 times", None),
    ]);
}

#[test]
fn headers_of_blocks() {
    use Code::{InvalidList, MisplacedWord as Misplaced, MissingField, UnknownOperator};
    check(&[
        (
            "all within 5s sharing by u { a }",
            Misplaced,
            "by",
            Some("all within 5s by u sharing { a }"),
        ),
        ("all by u, v within 5s { a }", Misplaced, "within", Some("all within 5s by u, v { a }")),
        (
            "all sharing within 5 lines by u { a }",
            Misplaced,
            "within",
            Some("all within 5 lines by u sharing { a }"),
        ),
        (
            "count >= 5 by u within 5s { a }",
            Misplaced,
            "within",
            Some("count >= 5 within 5s by u { a }"),
        ),
        (
            "count >= 5 within 5s by u sharing { a }",
            Misplaced,
            "sharing",
            Some("count >= 5 within 5s by u { a }"),
        ),
        ("all within 5s by u by v { a }", Misplaced, "by", Some("all within 5s by u, v { a }")),
        ("all within 5s within 9s { a }", Misplaced, "within", None),
        (
            "all within 5s sharing sharing {a}",
            Misplaced,
            "sharing",
            Some("all within 5s sharing {a}"),
        ),
        (
            "all within 5s shared { a }",
            UnknownOperator,
            "shared",
            Some("all within 5s sharing { a }"),
        ),
        (
            "all within 5s by u Sharing { a }",
            UnknownOperator,
            "Sharing",
            Some("all within 5s by u sharing { a }"),
        ),
        ("count >= 5 within 5s shared { a }", UnknownOperator, "shared", None),
        ("all within 5s by u v { a }", InvalidList, "v", Some("all within 5s by u, v { a }")),
        ("all within 5s by u and v { a }", InvalidList, "and", Some("all within 5s by u, v { a }")),
        ("all within 5s by u, { a }", InvalidList, ",", Some("all within 5s by u { a }")),
        ("all within 5s by \"u\" { a }", MissingField, "\"u\"", Some("all within 5s by u { a }")),
        (
            "all within 5s { a without \"b\" within 2s }",
            Misplaced,
            "within",
            Some("all within 5s { a without within 2s \"b\" }"),
        ),
        ("all within 5s { a\n \"b\" within 2s }", Misplaced, "within", None),
        ("message contains \"a\" within 5s", Misplaced, "within", None),
        (
            "all within 5s { a followed by b }",
            Misplaced,
            "followed by",
            Some("all within 5s { a b }"),
        ),
    ]);
}

#[test]
fn sizes() {
    use Code::{MissingUnit, MissingWindow, NegativeSize as Negative, UnknownUnit};
    check(&[
        ("all within 1 minute { a }", UnknownUnit, "1 minute", Some("all within 1m { a }")),
        ("all within 5 line { a }", UnknownUnit, "line", Some("all within 5 lines { a }")),
        ("all within -5 lines { a }", Negative, "-5", Some("all within 5 lines { a }")),
        ("all within 1.5 lines { a }", MissingUnit, "1.5", None),
        ("all within 1.5 { a }", MissingUnit, "1.5", None),
        ("all within 30 by u { a }", MissingUnit, "30", None),
        ("all within a minute { a }", MissingWindow, "within", None),
    ]);
}

#[test]
fn stretches() {
    use Code::{
        InvalidStretch as Stretch, MisplacedWord, MissingUnit, NegativeSize, UnknownOperator,
    };
    // What stands between `without` and the condition.
    let rows: &[(&str, Code, &str, Option<&str>)] = &[
        ("from first", Stretch, "from first", None),
        ("from record 1 - 2s", Stretch, "from record 1 - 2s", None),
        ("from", Stretch, "from", None),
        ("from start to last", Stretch, "start", Some("from first to last")),
        ("from first to end", Stretch, "end", Some("from first to last")),
        ("from 5s before first to last", Stretch, "5s", None),
        ("from first to 5s", Stretch, "5s", Some("from first for 5s")),
        ("from record to last", Stretch, "record", None),
        ("from last for", Stretch, "for", None),
        ("from last for 10", MissingUnit, "10", None),
        ("from last for -5 lines", NegativeSize, "-5", Some("from last for 5 lines")),
        ("from last for match 10s", Stretch, "10s", Some("from last for match + 10s")),
        ("from first 2s to last", Stretch, "2s", None),
        ("from first +30 to last", MissingUnit, "30", None),
        ("from first -30 to last", MissingUnit, "-30", None),
        ("from first + to last", MissingUnit, "+", None),
        ("from first-2s to last", Stretch, "first-2s", Some("from first - 2s to last")),
        ("from first to last-2s", Stretch, "last-2s", Some("from first to last - 2s")),
        ("from record 1-2s to last", Stretch, "1-2s", Some("from record 1 - 2s to last")),
        ("from first for match-2s", Stretch, "match-2s", Some("from first for match - 2s")),
        ("from first until last", UnknownOperator, "until", Some("from first to last")),
        ("from first lasting 5s", UnknownOperator, "lasting", Some("from first for 5s")),
        ("for 5s", Stretch, "for", Some("within 5s")),
    ];
    for (stretch, code, underlined, fixed) in rows {
        let with = |stretch: &str| format!("all within 9s {{ a without {stretch} \"b\" }}");
        let fixed = fixed.map(with);
        check(&[(&with(stretch), *code, underlined, fixed.as_deref())]);
    }
    let behind = "all within 9s { a without \"b\" from first - 2s to last }";
    check(&[(behind, MisplacedWord, "from first -", None)]);
}
