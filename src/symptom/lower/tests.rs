//! Symptoms that are sentences, and for each what is said about its meaning.

mod several;

use super::*;
use crate::source::{Source, Sources};
use crate::syntax::{parse, parse_when};

fn id() -> SourceId {
    Sources::default().add(Source::new("symptom", ""))
}

/// A symptom; all codes with what they underline, in the order of their places; the symptom
/// with the first fix.
type Row<'a> = (&'a str, &'a [(Code, &'a str)], Option<&'a str>);

fn check(rows: &[Row<'_>]) {
    let mut wrong = Vec::new();
    for (text, expected, fixed) in rows {
        let (symptom, broken) = parse(text, 0, id());
        let Some(symptom) = symptom else {
            wrong.push(format!("{text}\n    is not read: {broken:?}"));
            continue;
        };
        let Lowered { symptom, mut diagnostics } = lower(&symptom, id());
        diagnostics.sort_by_key(|it| it.label.span);
        let found: Vec<_> =
            diagnostics.iter().map(|it| (it.code, &text[it.label.span.range()])).collect();
        let mended = diagnostics.iter().find_map(|it| it.fix.as_ref()).map(|fix| {
            let (start, end) = (&text[..fix.span.start], &text[fix.span.end..]);
            format!("{start}{}{end}", fix.replacement)
        });
        let is_fault = |(code, _): &(Code, _)| code.gravity() == Gravity::Error;
        if found != *expected || mended.as_deref() != *fixed {
            let messages: Vec<_> =
                diagnostics.iter().map(|it| format!("{}: {}", it.message, it.label.text)).collect();
            wrong.push(format!("{text}\n    {found:?} {mended:?}\n    {messages:?}"));
        } else if symptom.is_some() == found.iter().any(is_fault) {
            wrong.push(format!("{text}\n    a fault and a symptom, or neither"));
        }
    }
    assert!(wrong.is_empty(), "{} rows\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn fields_and_values_fit_each_other() {
    use Code::*;
    check(&[
        ("\"long enough\" and level >= error", &[], None),
        ("\"long enough\" and level == 3", &[(NotALevel, "3")], None),
        ("\"long enough\" and level > 10s", &[(NotALevel, "10s")], None),
        ("\"a\" and level == eror2", &[(NotALevel, "eror2")], Some("\"a\" and level == error")),
        ("level == \"ERROR\"", &[(NotALevel, "\"ERROR\"")], Some("level == error")),
        ("level in [error, 5]", &[(NotALevel, "5")], None),
        ("severity contains \"err\"", &[(WrongOperator, "contains")], None),
        ("level ~ /err/", &[(WrongOperator, "~")], None),
        ("response-code == \"502\"", &[(NotANumber, "\"502\"")], Some("response-code == 502")),
        ("response-code == bad", &[(NotANumber, "bad")], None),
        ("http-code >= 5s", &[(NotANumber, "5s")], None),
        ("http-code starts with \"5\"", &[(WrongOperator, "starts with")], None),
        ("http-code in [500, \"x\"]", &[(NotANumber, "\"x\"")], None),
        ("duration > 10", &[(MissingUnit, "10")], Some("duration > 10ms")),
        ("duration == \"10s\"", &[(NotADuration, "\"10s\"")], None),
        ("allow == \"false\"", &[(NotABool, "\"false\"")], Some("allow == false")),
        ("allow == no", &[(NotABool, "no")], None),
        ("allow > true", &[(NoOrder, ">")], None),
        ("allow in [true]", &[(WrongOperator, "in")], None),
        ("message < \"x\"", &[(NoOrder, "<")], None),
        ("service >= 5", &[(NoOrder, ">=")], None),
        ("custom < word", &[(NoOrder, "<")], None),
        ("custom < \"5\"", &[(NoOrder, "<")], Some("custom < 5")),
        ("time > 5", &[(NoOrder, ">")], None),
        ("\"text\" and time == 5", &[(NotATime, "5")], None),
        ("\"text\" and ts != 10s", &[(NotATime, "10s")], None),
        ("\"text\" and time in [\"2022\", 2022]", &[(NotATime, "2022")], None),
        ("\"text\" and time starts with \"2022-03-\"", &[], None),
        ("\"\"", &[(EmptyText, "\"\"")], None),
        ("error contains \"\"", &[(EmptyText, "\"\"")], None),
        ("\"text\" and referer == \"\"", &[], None),
        ("mesage == \"text\"", &[(UnknownField, "mesage")], Some("message == \"text\"")),
        (
            "response_code == 502 and \"text\"",
            &[(UnknownField, "response_code")],
            Some("response-code == 502 and \"text\""),
        ),
        ("exists op and \"text\"", &[], None),
        ("my-field == \"text\"", &[], None),
    ]);
}

#[test]
fn names_have_one_meaning_each() {
    use Code::*;
    check(&[
        ("let a = \"text\"\nlet b = a or \"more\"\nb and not a", &[], None),
        ("let a = \"text\"\n\"more\"", &[(UnusedName, "a")], None),
        ("let a = \"text\"\nlet a = \"more\"\na", &[(DuplicateName, "a")], None),
        ("let a = a\na", &[(ForwardReference, "a")], None),
        ("let a = b\nlet b = \"text\"\na", &[(ForwardReference, "b")], None),
        ("let a = b\nlet b = a\na", &[(ForwardReference, "b")], None),
        (
            "let first = \"text\"\nfrist",
            &[(UnknownName, "frist")],
            Some("let first = \"text\"\nfirst"),
        ),
        ("Unauthenticated", &[(UnknownName, "Unauthenticated")], Some("\"Unauthenticated\"")),
        ("allow and \"text\"", &[(UnknownName, "allow")], Some("allow == true and \"text\"")),
        ("message", &[(UnknownName, "message")], None),
        ("let a = level == 5\na and a", &[(NotALevel, "5")], None),
        ("level == 5 and http-code == x", &[(NotALevel, "5"), (NotANumber, "x")], None),
    ]);
    // Twelve names of two lines double what the first one says four thousand times.
    let mut text = "let a0 = \"x\"\n".to_owned();
    for i in 1..40 {
        text.push_str(&format!("let a{i} = a{0} and a{0}\n", i - 1));
    }
    text.push_str("a39");
    let (symptom, _) = parse(&text, 0, id());
    let codes = symptom.map(|it| lower(&it, id()).diagnostics.iter().map(|it| it.code).collect());
    assert_eq!(codes, Some(vec![TooLarge]));
}

#[test]
fn regexes_and_their_captures_are_sound() {
    use Code::*;
    check(&[
        (r"error ~ /text (?<x>\d+)/ or message ~ /text (?<x>\w+)/", &[], None),
        (
            r"error ~ /text (?<x>\d+)/ and message ~ /text (?<x>\d+)/",
            &[(CaptureConflict, "x")],
            None,
        ),
        (r"error ~ /text (?<x>\d+)/ and error ~ /more (?<x>\w+)/", &[(CaptureConflict, "x")], None),
        (r"error ~ /text (?<x>\d+)/ and error ~ /more (?<x>\d+)/", &[], None),
        (
            r"(error ~ /text (?<x>\d+)/ or error ~ /more (?<x>\w+)/) and error ~ /less (?<x>\d+)/",
            &[(CaptureConflict, "x")],
            None,
        ),
        ("let a = error ~ /text (?<x>.+)/\na and (a or \"more\")", &[], None),
        ("error ~ /text (?<line>.)/", &[(ReservedCapture, "line")], None),
        ("error ~ /text (?<cause>.)/", &[(ReservedCapture, "cause")], None),
        ("error ~ /text (?<a.b>.)/", &[(InvalidCapture, "a.b")], None),
        ("error ~ /text (?<größe>.)/", &[(InvalidCapture, "größe")], None),
        ("\"text\" and not error ~ /more (?<x>.)/", &[(LostCapture, "x")], None),
        ("error ~ /text(/", &[(InvalidRegex, "(")], None),
        ("error ~ /ü(?=text)/", &[(InvalidRegex, "(?=")], None),
        (r"error ~ /(text)\1/", &[(InvalidRegex, r"\1")], None),
        ("error ~ /te{xt/", &[(InvalidRegex, "x")], None),
        ("error ~ /text/ig", &[(UnknownFlag, "g")], Some("error ~ /text/i")),
        ("error ~ /text/gm", &[(UnknownFlag, "gm")], Some("error ~ /text/")),
        ("error ~ /text/gim", &[(UnknownFlag, "gim")], Some("error ~ /text/i")),
        ("path ~ /text/pomerium", &[(InvalidRegex, "/")], Some("path ~ /text\\/pomerium/")),
        ("path ~ /(text/b and \"x\"", &[(InvalidRegex, "/")], Some("path ~ /(text\\/b/ and \"x\"")),
        ("error ~ /x*/", &[(MatchesEverything, "/x*/")], None),
        ("\"text\" and path ~ /^[a-z]*$/", &[], None),
        ("http-code ~ /(/", &[(WrongOperator, "~"), (InvalidRegex, "(")], None),
    ]);
}

#[test]
fn a_bare_text_behind_an_or_is_not_asked_of_the_field() {
    use Code::BareTextOperand as Bare;
    check(&[
        (
            "message == \"text\" or \"more\"",
            &[(Bare, "\"more\"")],
            Some("message in [\"text\", \"more\"]"),
        ),
        (
            "message in [\"text\"] or \"more\"i or \"less\"",
            &[(Bare, "\"more\"i or \"less\"")],
            Some("message in [\"text\", \"more\"i, \"less\"]"),
        ),
        (
            "service == envoy or \"more\"",
            &[(Bare, "\"more\"")],
            Some("service in [envoy, \"more\"]"),
        ),
        (
            "error contains \"text\" or \"more\"",
            &[(Bare, "\"more\"")],
            Some("error contains \"text\" or error contains \"more\""),
        ),
        (
            "error ~ /text/ or \"more\" or level >= error and \"text\"",
            &[(Bare, "\"more\"")],
            Some("error ~ /text/ or error contains \"more\" or level >= error and \"text\""),
        ),
        (
            "\"text\" and (\"more\" and error starts with \"text\" or \"more\")",
            &[(Bare, "\"more\"")],
            Some(
                "\"text\" and (\"more\" and (error starts with \"text\" or error starts with \"more\"))",
            ),
        ),
        (
            "\"text\" and (message != \"text\" or \"more\")",
            &[(Bare, "\"more\"")],
            Some("\"text\" and (message != \"text\" and message != \"more\")"),
        ),
        (
            "\"text\" and (not error ends with \"text\" or \"more\")",
            &[(Bare, "\"more\"")],
            Some("\"text\" and (not (error ends with \"text\" or error ends with \"more\"))"),
        ),
        ("error == \"text\" or \"more\" and level >= error", &[(Bare, "\"more\"")], None),
        ("\"text\" or error == \"more\"", &[], None),
        ("(error == \"text\") or \"more\"", &[], None),
        ("error == \"text\" or text contains \"more\"", &[], None),
        ("text contains \"text\" or \"more\"", &[], None),
        ("\"text\" and (response-code == 502 or \"more\")", &[], None),
        ("\"text\" and (level >= error or code == 5 or \"more\")", &[], None),
        ("let a = error == \"text\"\na or \"more\"", &[], None),
    ]);
}

#[test]
fn says_what_cannot_be_found_fast() {
    use Code::*;
    check(&[
        ("level >= error", &[(NoAnchor, "level >= error")], None),
        ("response-code == 502", &[(NoAnchor, "response-code == 502")], None),
        ("not \"text\"", &[(NoAnchor, "not \"text\"")], None),
        ("exists request-id", &[(NoAnchor, "exists request-id")], None),
        ("\"text\" or level >= error", &[(NoAnchor, "\"text\" or level >= error")], None),
        ("source == \"text\"", &[(NoAnchor, "source == \"text\"")], None),
        (r#""<>\"&é""#, &[(NoAnchor, r#""<>\"&é""#)], None),
        (r"error ~ /\d+/", &[(NoAnchor, r"error ~ /\d+/")], None),
        ("\"abc\"", &[(ShortAnchor, "\"abc\"")], None),
        ("\"text\" or \"abc\"", &[(ShortAnchor, "\"text\" or \"abc\"")], None),
        (r#"" a\"bc'd ""#, &[(ShortAnchor, r#"" a\"bc'd ""#)], None),
        ("service in [envoy, abc]", &[(ShortAnchor, "service in [envoy, abc]")], None),
        ("\"text\" and level >= error", &[], None),
        ("(\"abc\" or level >= error) and error ~ /x(text|more)y/", &[], None),
        ("error ~ /X509X/i", &[], None),
    ]);
}

#[test]
fn a_when_asks_for_captures_and_fields() {
    let rows: &[(&str, &str)] = &[
        (
            "socket ends with \".sock\"",
            "Test(Test { field: Named(\"socket\"), op: EndsWith(Needle { text: \".sock\", fold: false }) }) []",
        ),
        (
            "error == x",
            "Test(Test { field: Named(\"error\"), op: Equals(Text(Needle { text: \"x\", fold: false })) }) []",
        ),
        (
            "response-code == 404",
            "Test(Test { field: Named(\"response-code\"), op: Equals(Number(404.0)) }) []",
        ),
        ("socket ~ /:(?<port>[0-9]+)$/ and exists port", "[\"port\"]"),
        ("sockt == x", "unknown-field"),
        ("socket", "unknown-name"),
        ("error ~ /(?<socket>x)/", "capture-conflict"),
    ];
    let captures = ["error".to_owned(), "socket".to_owned()];
    for (text, expected) in rows {
        let (when, broken) = parse_when(text, 0, id());
        let when = when.unwrap_or_else(|| panic!("{text}: {broken:?}"));
        let (lowered, diagnostics) = lower_when(&when, &captures, id());
        let found = match diagnostics.first() {
            Some(diagnostic) => diagnostic.code.name().to_owned(),
            None => lowered
                .map_or_else(String::new, |it| format!("{:?} {:?}", it.condition, it.captures)),
        };
        assert!(found.ends_with(expected), "{text}: {found}");
    }
}
