//! Broken symptoms, and for each the code, the underlined text and what the fix makes of it.

use crate::diagnostic::Code;
use crate::source::{Source, Sources};
use crate::syntax::parse;

/// A broken symptom, the code, the text that is underlined, and the symptom with the fix.
type Row = (&'static str, Code, &'static str, Option<&'static str>);

fn check(rows: &[Row]) {
    let mut wrong = Vec::new();
    for (text, code, underlined, fixed) in rows {
        let id = Sources::default().add(Source::new("symptom", *text));
        let (_, diagnostics) = parse(text, 0, id);
        let [diagnostic] = diagnostics.as_slice() else {
            wrong.push(format!("{text}\n    {} diagnostics", diagnostics.len()));
            continue;
        };
        let found = &text[diagnostic.label.span.range()];
        let mended = diagnostic.fix.as_ref().map(|fix| {
            let (start, end) = (&text[..fix.span.start], &text[fix.span.end..]);
            format!("{start}{}{end}", fix.replacement)
        });
        if let Some(mended) = &mended
            && parse(mended, 0, id).0.is_none()
        {
            wrong.push(format!("{text}\n    is still broken: {mended}"));
        }
        let is_right = diagnostic.code == *code && found == *underlined;
        if !is_right || mended.as_deref() != *fixed {
            let label = &diagnostic.label.text;
            wrong.push(format!(
                "{text}\n    {:?} {found:?} {mended:?}\n    {}\n    {label}",
                diagnostic.code, diagnostic.message
            ));
        }
    }
    assert!(wrong.is_empty(), "{} rows\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn operators_of_other_languages() {
    use Code::{MissingJoiner, MissingQuotes, UnknownOperator as Unknown, WrongOperator};
    check(&[
        ("message = \"x\"", Unknown, "=", Some("message == \"x\"")),
        ("message =~ /x/", Unknown, "=~", Some("message ~ /x/")),
        ("message = /x/", Unknown, "=", Some("message ~ /x/")),
        ("message !~ /x/", Unknown, "!~", Some("not (message ~ /x/)")),
        ("message === \"x\"", Unknown, "===", Some("message == \"x\"")),
        ("level => error", Unknown, "=>", Some("level >= error")),
        ("level =< warn", Unknown, "=<", Some("level <= warn")),
        ("service <> envoy", Unknown, "<>", Some("service != envoy")),
        ("level: error", Unknown, ":", Some("level == error")),
        ("message |= \"x\"", Unknown, "|=", Some("message contains \"x\"")),
        ("\"a\" && \"b\"", Unknown, "&&", Some("\"a\" and \"b\"")),
        ("\"a\"||\"b\"", Unknown, "||", Some("\"a\" or \"b\"")),
        ("!\"a\"", Unknown, "!", Some("not \"a\"")),
        ("\"a\" and !(\"b\")", Unknown, "!", Some("\"a\" and not (\"b\")")),
        ("\"a\" AND \"b\"", Unknown, "AND", Some("\"a\" and \"b\"")),
        ("\"a\" Or \"b\"", Unknown, "Or", Some("\"a\" or \"b\"")),
        ("NOT \"b\"", Unknown, "NOT", Some("not \"b\"")),
        ("\"a\" and NOT \"b\"", Unknown, "NOT", Some("\"a\" and not \"b\"")),
        ("message contain \"x\"", Unknown, "contain", Some("message contains \"x\"")),
        ("message contians \"x\"", Unknown, "contians", Some("message contains \"x\"")),
        ("message has \"x\"", Unknown, "has", Some("message contains \"x\"")),
        ("message is \"x\"", Unknown, "is", Some("message == \"x\"")),
        ("message matches /x/", Unknown, "matches", Some("message ~ /x/")),
        ("message matches \"x\"", Unknown, "matches", Some("message contains \"x\"")),
        ("message like \"x\"", Unknown, "like", Some("message contains \"x\"")),
        ("response-code eq 502", Unknown, "eq", Some("response-code == 502")),
        ("message startswith \"x\"", Unknown, "startswith", Some("message starts with \"x\"")),
        ("message start with \"x\"", Unknown, "start with", Some("message starts with \"x\"")),
        ("message starts \"x\"", Unknown, "starts", Some("message starts with \"x\"")),
        ("message endsWith \"x\"", Unknown, "endsWith", Some("message ends with \"x\"")),
        ("message foo \"x\"", Unknown, "foo", None),
        ("message not contains \"x\"", Unknown, "not", Some("not message contains \"x\"")),
        ("level is not error", Unknown, "is not", Some("level != error")),
        ("message does not contain \"x\"", Unknown, "does not", Some("not message contains \"x\"")),
        ("request-id exists", Unknown, "exists", Some("exists request-id")),
        ("message == /x/", WrongOperator, "==", Some("message ~ /x/")),
        ("message != /x/", WrongOperator, "!=", Some("not (message ~ /x/)")),
        ("message contains /x/", WrongOperator, "contains", Some("message ~ /x/")),
        ("message starts with /x/", WrongOperator, "starts with", Some("message ~ /x/")),
        ("// a comment\n\"x\"", Unknown, "//", Some("# a comment\n\"x\"")),
        ("\"a\" \"b\"", MissingJoiner, "\"b\"", Some("\"a\" and \"b\"")),
        (
            "message contains \"a\"\nerror contains \"b\"",
            MissingJoiner,
            "error",
            Some("message contains \"a\"\nand error contains \"b\""),
        ),
        ("\"a\" (\"b\")", MissingJoiner, "(", Some("\"a\" and (\"b\")")),
        ("\"a\" not \"b\"", MissingJoiner, "not", Some("\"a\" and not \"b\"")),
        (
            "certificate signed by unknown",
            MissingQuotes,
            "certificate signed by unknown",
            Some("\"certificate signed by unknown\""),
        ),
    ]);
}

#[test]
fn texts_numbers_and_characters() {
    use Code::{
        InvalidRegex, MissingField, MissingQuotes, MissingRegex, MissingText, MissingUnit,
        MissingValue, Unclosed, UnknownCharacter, UnknownEscape, UnknownUnit, WrongQuotes,
    };
    check(&[
        ("message contains 'x'", WrongQuotes, "'x'", Some("message contains \"x\"")),
        ("'a \"b\"'", WrongQuotes, "'a \"b\"'", Some("\"a \\\"b\\\"\"")),
        ("message == “x”", WrongQuotes, "“x”", Some("message == \"x\"")),
        ("`x`", WrongQuotes, "`x`", Some("\"x\"")),
        ("can't", MissingQuotes, "can't", Some("\"can't\"")),
        ("message contains \"x", Unclosed, "\"x", Some("message contains \"x\"")),
        ("message contains \"x and y", Unclosed, "\"x and y", None),
        ("error ~ /x", Unclosed, "/x", None),
        ("error ~ /x[/]", Unclosed, "/x[/]", None),
        (
            "message contains foo bar\"",
            MissingQuotes,
            "foo bar\"",
            Some("message contains \"foo bar\""),
        ),
        (
            "certificate signed\"",
            MissingQuotes,
            "certificate signed\"",
            Some("\"certificate signed\""),
        ),
        ("10s", MissingField, "10s", None),
        ("message contains \"say \"hi\" now\"", WrongQuotes, "\"", None),
        ("\"x\"I", WrongQuotes, "I", Some("\"x\"i")),
        ("path ~ /a/b/", InvalidRegex, "/", Some("path ~ /a\\/b/")),
        ("message contains", MissingText, "contains", None),
        ("message contains and \"x\"", MissingText, "contains", None),
        ("path ends with", MissingText, "ends with", None),
        (
            "message contains foo bar",
            MissingQuotes,
            "foo bar",
            Some("message contains \"foo bar\""),
        ),
        ("message contains 5", MissingQuotes, "5", Some("message contains \"5\"")),
        (
            "host == app.example.com",
            MissingQuotes,
            "app.example.com",
            Some("host == \"app.example.com\""),
        ),
        (
            "ip == 10.0.0.1 and \"x\"",
            MissingQuotes,
            "10.0.0.1",
            Some("ip == \"10.0.0.1\" and \"x\""),
        ),
        ("response-code == 5xx", MissingQuotes, "5xx", Some("response-code == \"5xx\"")),
        ("path == /ping", MissingQuotes, "/ping", Some("path == \"/ping\"")),
        (
            "message contains https://example.com/",
            MissingQuotes,
            "https://example.com/",
            Some("message contains \"https://example.com/\""),
        ),
        ("message ~ \"x\"", MissingRegex, "\"x\"", Some("message contains \"x\"")),
        ("message ~", MissingRegex, "~", None),
        ("message ~ foo", MissingRegex, "~", None),
        ("message ~ //", MissingRegex, "//", None),
        ("response-code ==", MissingValue, "==", None),
        ("response-code == and \"x\"", MissingValue, "==", None),
        ("/x/", MissingField, "/x/", Some("text ~ /x/")),
        ("duration > 10 s", UnknownUnit, "10 s", Some("duration > 10s")),
        ("duration > 10 seconds", UnknownUnit, "10 seconds", Some("duration > 10s")),
        ("duration > 10sec", UnknownUnit, "10sec", Some("duration > 10s")),
        ("duration > 2d", UnknownUnit, "2d", Some("duration > 48h")),
        ("duration > 1m30s", UnknownUnit, "1m30s", Some("duration > 90s")),
        ("all within 30 { \"a\" \"b\" }", MissingUnit, "30", None),
        (
            "all within 30 records { \"a\" }",
            UnknownUnit,
            "records",
            Some("all within 30 lines { \"a\" }"),
        ),
        ("\"a\";", UnknownCharacter, ";", Some("\"a\"")),
        ("$message == \"a\"", UnknownCharacter, "$", None),
        ("\"a\"\u{a0}and \"b\"", UnknownCharacter, "\u{a0}", Some("\"a\" and \"b\"")),
        (r#"message contains "\d""#, UnknownEscape, r"\d", Some(r#"message contains "\\d""#)),
    ]);
}

#[test]
fn words_and_brackets() {
    use Code::{
        EmptySymptom, InvalidLet, InvalidList, MisplacedLet, MissingCondition, MissingField,
        ReservedWord, Unclosed, Unopened,
    };
    check(&[
        ("", EmptySymptom, "", None),
        (" \n # nothing\n", EmptySymptom, "# nothing", None),
        ("\"a\" and", MissingCondition, "and", None),
        ("\"a\" or\n", MissingCondition, "or", None),
        ("not", MissingCondition, "not", None),
        ("(\"a\" and)", MissingCondition, "and", None),
        ("and \"a\"", MissingCondition, "and", Some("\"a\"")),
        ("\"a\" and or \"b\"", MissingCondition, "or", Some("\"a\" and \"b\"")),
        ("()", MissingCondition, "()", None),
        ("let a = \"x\"", MissingCondition, "\"x\"", None),
        ("let a =", MissingCondition, "=", None),
        ("let a \"x\"\na", InvalidLet, "a", None),
        ("let a == \"x\"\na", InvalidLet, "==", Some("let a = \"x\"\na")),
        ("let \"x\"", InvalidLet, "\"x\"", None),
        ("let and = \"x\"", ReservedWord, "and", None),
        ("\"x\"\nlet a = \"y\"", MisplacedLet, "let", None),
        ("by == 5", ReservedWord, "by", None),
        ("== 5", MissingField, "==", None),
        (
            "\"a\" and contains \"x\"",
            MissingField,
            "contains",
            Some("\"a\" and text contains \"x\""),
        ),
        ("starts with \"x\"", MissingField, "starts with", Some("text starts with \"x\"")),
        ("exists \"x\"", MissingField, "\"x\"", None),
        ("exists", MissingField, "exists", None),
        ("response-code == 502 or 503", MissingField, "503", Some("response-code in [502, 503]")),
        ("502", MissingField, "502", None),
        ("(\"a\" or \"b\"", Unclosed, "(", Some("(\"a\" or \"b\")")),
        ("\"a\")", Unopened, ")", Some("\"a\"")),
        ("(\"a\"]", Unopened, "]", None),
        ("a in 5", InvalidList, "5", Some("a in [5]")),
        ("a in (1, 2)", InvalidList, "(", Some("a in [1, 2]")),
        ("a in", InvalidList, "in", None),
        ("a in []", InvalidList, "[]", None),
        ("a in [1 2]", InvalidList, "2", Some("a in [1, 2]")),
        ("a in [1, 2,]", InvalidList, ",", Some("a in [1, 2]")),
        ("a in [1 or 2]", InvalidList, "or", Some("a in [1, 2]")),
        ("a in [1, 2", Unclosed, "[", Some("a in [1, 2]")),
        ("a in [1, 2)", Unopened, ")", None),
    ]);
}

#[test]
fn patterns_over_several_records() {
    use Code::{
        CountBelowTwo, EmptyBlock, LoneWithout, MissingCondition, MissingField, MissingWindow,
        Unclosed, UnknownCharacter, UnknownOperator,
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
        ("count > 5 within 1m { \"a\" }", UnknownOperator, ">", None),
        ("count >= 5 { \"a\" }", MissingWindow, "count", None),
        (
            "count >= 5 wihtin 1m { \"a\" }",
            UnknownOperator,
            "wihtin",
            Some("count >= 5 within 1m { \"a\" }"),
        ),
    ]);
}
