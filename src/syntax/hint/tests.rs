//! Broken symptoms, and for each the code, the underlined text and what the fix makes of it.

mod several;

use crate::diagnostic::Code;
use crate::source::{Source, Sources};
use crate::syntax::parse;

/// A broken symptom, the code, the text that is underlined, and the symptom with the fix.
type Row<'a> = (&'a str, Code, &'a str, Option<&'a str>);

fn check(rows: &[Row<'_>]) {
    let mut wrong = Vec::new();
    for (text, code, underlined, fixed) in rows {
        let id = Sources::default().add(Source::new("symptom", (*text).to_owned()));
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
    use Code::{MissingField, MissingJoiner, UnknownOperator as Unknown, WrongOperator};
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
        ("message: \"x\"", Unknown, ":", Some("message contains \"x\"")),
        ("field:\"x\"", Unknown, ":", Some("field contains \"x\"")),
        ("message:*time*", Unknown, ":*", Some("message contains \"time\"")),
        ("error: a: b", Unknown, ":", Some("error contains \"a: b\"")),
        ("service:envoy", Unknown, ":", Some("service == envoy")),
        ("response-code: 502", Unknown, ":", Some("response-code == 502")),
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
        ("message ~ /a/ /b/", MissingJoiner, "/b/", None),
        ("\"a\" contains foo", MissingField, "contains", None),
        ("if \"a\"", Unknown, "if", Some("\"a\"")),
        ("\"a\" and if x", Unknown, "if", Some("\"a\" and x")),
        ("when message == \"a\"", Unknown, "when", Some("message == \"a\"")),
        ("where not exists a", Unknown, "where", Some("not exists a")),
        ("let if = \"a\"\nif \"b\"", MissingJoiner, "\"b\"", Some("let if = \"a\"\nif and \"b\"")),
    ]);
}

#[test]
fn sentences_without_quotes() {
    // The sentence between other things, and whether the fix quotes it there.
    let rows = [
        ("", "certificate signed by unknown", ""),
        ("", "Address already in use", ""),
        ("error contains \"x\" and ", "address in use", " or \"y\""),
        ("let a = ", "Address already in use", "\na"),
        ("not (", "container died", ")"),
        ("", "listen tcp: Address already in use", ""),
        ("", "x509: certificate signed by unknown", ""),
        ("", "rpc error: code = Unavailable desc = x", ""),
        ("", "dial tcp 10.0.0.1:443: connect: refused", ""),
        ("", "certificate has expired", ""),
        ("", "certificate has expired or is not yet valid", ""),
        ("", "upstream connect error or disconnect/reset before headers", ""),
        ("", "connection is closed by peer", ""),
        ("", "connection ends unexpectedly", ""),
        ("", "error reading server preface: EOF", ""),
        ("", "if the certificate expires", ""),
        ("", "failed then stopped working", ""),
        ("", "foo bar", " or baz"),
        ("", "foo bar", " or message contains \"x\""),
    ];
    for (before, sentence, behind) in rows {
        let (text, fixed) =
            (format!("{before}{sentence}{behind}"), format!("{before}\"{sentence}\"{behind}"));
        let id = Sources::default().add(Source::new("symptom", text.clone()));
        let (_, diagnostics) = parse(&text, 0, id);
        let found = diagnostics.first().and_then(|it| Some((it.code, it.fix.as_ref()?)));
        let mended = found.map(|(code, fix)| {
            (
                code,
                format!("{}{}{}", &text[..fix.span.start], fix.replacement, &text[fix.span.end..]),
            )
        });
        assert_eq!(mended, Some((Code::MissingQuotes, fixed)), "{text}");
    }
    check(&[("cannot bind \"a\": b", Code::MissingQuotes, "cannot bind", None)]);
}

#[test]
fn ranges_are_comparisons() {
    use Code::{InvalidList, MissingField, MissingQuotes, NotANumber as Range};
    let inside = "response-code >= 500 and response-code <= 599";
    let within = |before: &str, behind: &str| format!("{before}{inside}{behind}");
    let rows = [
        ("response-code in 500..599", "500..599", within("", "")),
        ("response-code == 500-599", "500-599", within("", "")),
        ("response-code in [500...599]", "500...599", within("", "")),
        ("response-code == 5xx", "5xx", within("", "")),
        ("response-code ~ 5xx", "5xx", within("", "")),
        ("response-code: 5XX", "5XX", within("", "")),
        ("not response-code == 5xx", "5xx", within("not (", ")")),
        ("response-code != 5xx and \"x\"", "5xx", within("not (", ") and \"x\"")),
        (
            "\"x\" and response-code in [404, 5xx]",
            "5xx",
            within("\"x\" and (response-code == 404 or ", ")"),
        ),
    ];
    for (text, underlined, fixed) in &rows {
        check(&[(text, Range, underlined, Some(fixed))]);
    }
    check(&[
        ("http-code < 40x", Range, "40x", Some("http-code < 400")),
        ("http-code > 40x", Range, "40x", Some("http-code > 409")),
        ("http-code > 400..500", Range, "400..500", None),
        ("http-code in [5xx, \"x\"]", Range, "5xx", None),
        ("port in 1..9", Range, "1..9", Some("port >= 1 and port <= 9")),
        ("duration in 5..9", InvalidList, "5..9", None),
        ("family == 5xx", MissingQuotes, "5xx", Some("family == \"5xx\"")),
        ("name == 10-20", MissingQuotes, "10-20", Some("name == \"10-20\"")),
        ("500..599", MissingField, "500..599", None),
        ("let a = 1..9\na", MissingQuotes, "1..9", Some("let a = \"1..9\"\na")),
    ]);
}

#[test]
fn regexes_with_slashes_inside() {
    use Code::{InvalidRegex as Cut, MissingJoiner, UnknownOperator, Unopened};
    check(&[
        ("path ~ /a/b/", Cut, "/", Some("path ~ /a\\/b/")),
        ("path ~ /a/b/c/d/i and \"x\"", Cut, "/", Some("path ~ /a\\/b\\/c\\/d/i and \"x\"")),
        ("path ~ /(a/b)/c/", Cut, "/", Some("path ~ /(a\\/b)\\/c/")),
        ("path ~ /a\\/b[/]c/d/ # e/", Cut, "/", Some("path ~ /a\\/b[/]c\\/d/ # e/")),
        ("path ~ /a/[^\"]+ x/", Cut, "/", Some("path ~ /a\\/[^\"]+ x/")),
        ("path ~ /x/a|b/c d/", Cut, "/", Some("path ~ /x\\/a|b\\/c d/")),
        ("path ~ /a|b/c d/", Cut, "/", Some("path ~ /a|b\\/c d/")),
        ("path ~ /GET / HTTP/1.1/", Cut, "/", Some("path ~ /GET \\/ HTTP\\/1.1/")),
        ("path ~ /a/b/c", Cut, "/", Some("path ~ /a\\/b\\/c/")),
        ("path ~ /a|b/c d", Cut, "/", None),
        ("path ~ /a/b/c and \"x\"", Cut, "/", None),
        ("path ~ /a/b/ or path ~ /c/", Cut, "/", Some("path ~ /a\\/b/ or path ~ /c/")),
        ("path ~ /a/ path ~ /b/", MissingJoiner, "path", Some("path ~ /a/ and path ~ /b/")),
        ("path ~ /a/ \"b/c/\"", MissingJoiner, "\"b/c/\"", Some("path ~ /a/ and \"b/c/\"")),
        ("path ~ /a/&&path ~ /b/", UnknownOperator, "&&", Some("path ~ /a/ and path ~ /b/")),
        ("(path ~ /a/)) or path ~ /b/", Unopened, ")", Some("(path ~ /a/) or path ~ /b/")),
    ]);
}

#[test]
fn tests_of_something_else_than_a_field() {
    use Code::MissingField as Missing;
    check(&[
        (
            "(message or error) contains \"x\"",
            Missing,
            "(message or error)",
            Some("(message contains \"x\" or error contains \"x\")"),
        ),
        (
            "not (message and error) starts with \"x\" or \"y\"",
            Missing,
            "(message and error)",
            Some("not (message starts with \"x\" and error starts with \"x\") or \"y\""),
        ),
        (
            "(message or error) in [a, \"b\"]",
            Missing,
            "(message or error)",
            Some("(message in [a, \"b\"] or error in [a, \"b\"])"),
        ),
        ("(a or b) ~ /x/i", Missing, "(a or b)", Some("(a ~ /x/i or b ~ /x/i)")),
        ("(message) == \"x\"", Missing, "(message)", Some("message == \"x\"")),
        ("(message or error) =", Missing, "(message or error)", None),
        ("(\"a\" or error) == 5", Missing, "==", None),
        ("\"x\" in message", Missing, "in", Some("message contains \"x\"")),
        ("a and \"x\" not in message", Missing, "in", Some("a and not message contains \"x\"")),
        (
            "\"x\" in [message, error] and a",
            Missing,
            "in",
            Some("(message contains \"x\" or error contains \"x\") and a"),
        ),
        ("\"x\" in []", Missing, "in", None),
        ("\"x\" in", Missing, "in", None),
        ("\"x\" == message", Missing, "==", Some("message == \"x\"")),
        ("\"message\": \"x\"", Missing, ":", None),
    ]);
}

#[test]
fn texts_numbers_and_characters() {
    use Code::{
        MissingField, MissingQuotes, MissingRegex, MissingText, MissingUnit, MissingValue,
        Unclosed, UnknownCharacter, UnknownEscape, UnknownUnit, WrongQuotes,
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
        ("exists \"x\"", MissingField, "\"x\"", Some("exists x")),
        ("exists", MissingField, "exists", None),
        ("response-code == 502 or 503", MissingField, "503", Some("response-code in [502, 503]")),
        ("502", MissingField, "502", None),
        ("(\"a\" or \"b\"", Unclosed, "(", Some("(\"a\" or \"b\")")),
        ("\"a\")", Unopened, ")", Some("\"a\"")),
        ("(\"a\"]", Unopened, "]", None),
        ("a in 5", InvalidList, "5", Some("a in [5]")),
        ("a in (1, 2)", InvalidList, "(", Some("a in [1, 2]")),
        ("service in envoy", InvalidList, "envoy", Some("service in [envoy]")),
        ("a in 1, 2 and \"x\"", InvalidList, "1", Some("a in [1, 2] and \"x\"")),
        ("a in 10.0.0.1", InvalidList, "10.0.0.1", Some("a in [\"10.0.0.1\"]")),
        ("a in", InvalidList, "in", None),
        ("a in []", InvalidList, "[]", None),
        ("a in [1 2]", InvalidList, "2", Some("a in [1, 2]")),
        ("a in [1, 2,]", InvalidList, ",", Some("a in [1, 2]")),
        ("a in [1 or 2]", InvalidList, "or", Some("a in [1, 2]")),
        ("a in [1, 2", Unclosed, "[", Some("a in [1, 2]")),
        ("a in [1, 2)", Unopened, ")", None),
    ]);
}
