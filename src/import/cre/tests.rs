//! Rules of CRE and the symptoms that they become, or what is said of them.

use super::*;
use crate::diagnostic::render;

/// A file of one rule, of which only what it looks for is of interest.
fn file(rule: &str, terms: &str) -> String {
    let rule: String = rule.lines().map(|line| format!("    {line}\n")).collect();
    format!(
        "rules:\n- cre:\n    id: CRE-2025-0001\n    title: T\n    severity: 1\n    \
         description: D\n    cause: C\n    mitigation: M\n    references: [https://example.com]\n  \
         rule:\n{rule}{terms}"
    )
}

fn import(text: &str) -> (Import, Sources) {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("cre.yaml", text.to_owned()));
    (cre(&sources, id), sources)
}

/// A block with the keys that every block has.
fn block(kind: &str, body: &str) -> String {
    let body: String = body.lines().map(|line| format!("  {line}\n")).collect();
    format!("{kind}:\n  event: {{source: cre.log.x}}\n{body}")
}

#[test]
fn rules_become_symptoms() {
    let rows = [
        ("set", "match: [a]", "\"a\""),
        ("set", "match: ['a \"b\" \\c']", r#""a \"b\" \\c""#),
        ("set", "match: [{value: a}]", "\"a\""),
        ("set", "match: [{regex: 'a\\d.'}]", "text ~ /a[0-9]./s"),
        ("set", "match: [{regex: 'a/\\d'}]", r"text ~ /a\/[0-9]/"),
        ("set", "match: [\"'''\"]", r"text ~ /''\x27/"),
        ("set", "match: [\"a\\x1bb\"]", r"text ~ /a\x{1b}b/"),
        ("set", "match: [{jq: .code == 502}]", "code == 502"),
        ("set", "match: [{regex: a*}]", "exists text"),
        ("set", "match: [{value: a, count: 1}]", "\"a\""),
        ("set", "window: 5m\nmatch: [{value: a, count: 3}]", "count >= 3 within 5m {\n  \"a\"\n}"),
        (
            "set",
            "window: 1h30m\nmatch: [a, b, a, {value: b, count: 2}, {regex: a}]",
            "all within 90m sharing {\n  2 times \"a\"\n  3 times \"b\"\n  text ~ /a/\n}",
        ),
        (
            "sequence",
            "window: 500ms\norder: [a, a, b, a]",
            "sequence within 500ms sharing {\n  2 times \"a\"\n  \"b\"\n  \"a\"\n}",
        ),
        ("sequence", "window: 1s\norder: [a, a]", "count >= 2 within 1s {\n  \"a\"\n}"),
        (
            "sequence",
            "window: 1s\norder: [{value: a, count: 2}]\nnegate: [b]",
            "sequence within 1s {\n  2 times \"a\"\n  without from first to last \"b\"\n}",
        ),
        (
            "set",
            "match: [a]\nnegate: [b]",
            "all within 1ms {\n  \"a\"\n  without from first to last \"b\"\n}",
        ),
        (
            "set",
            "match: [a]\nnegate: [{value: b, slide: -2s, window: 2s}]",
            "all within 1ms {\n  \"a\"\n  without from first - 2s for match + 2s \"b\"\n}",
        ),
        (
            "sequence",
            "window: 9s\norder: [a, b, c]\nnegate:\n- {value: d, anchor: 1, window: 1.5s}\n\
             - {value: e, anchor: 2, absolute: true, window: 2s}\n\
             - {value: f, slide: 1s}\n- {value: g, absolute: true}\n- {value: h, window: -1s}",
            "sequence within 9s sharing {\n  \"a\"\n  \"b\"\n  \"c\"\n  \
             without from record 2 for match + 1500ms \"d\"\n  \
             without from last for 2s \"e\"\n  \
             without from first + 1s for match \"f\"\n  \
             without from first for 0s \"g\"\n  \
             without from first for match - 1s \"h\"\n}",
        ),
        (
            "set",
            "match: [{regex: '(?P<line>a)(?P<b>b)(?P<b1>c)'}]",
            "text ~ /(?<line_2>a)(?<b>b)(?<b1>c)/",
        ),
        (
            "set",
            "window: 1s\nmatch: [{regex: '(?P<x>a)'}, {regex: '(?P<x>b)'}]\n\
             negate: [{regex: '(?P<x>c)'}]",
            "all within 1s sharing {\n  text ~ /(?<x>a)/\n  text ~ /(?<x_2>b)/\n  \
             without from first to last text ~ /(?:c)/\n}",
        ),
    ];
    for (kind, body, expected) in rows {
        let (import, sources) = import(&file(&block(kind, body), ""));
        let said: Vec<_> = import.diagnostics.iter().map(|one| render(one, &sources)).collect();
        let [rule] = import.rules.as_slice() else { panic!("{body}: {}", said.join("\n")) };
        assert_eq!(rule.draft.symptom, expected, "{body}");
    }
}

#[test]
fn terms_are_looked_up_by_name() {
    let terms = "terms:\n  often: {regex: a, count: 2, field: x}\n  other: often\n";
    let rows = [
        ("window: 1s\nmatch: [often]", "count >= 2 within 1s {\n  text ~ /a/\n}", 1),
        (
            "window: 1s\nmatch: [{value: often, count: 3}]",
            "count >= 2 within 1s {\n  text ~ /a/\n}",
            2,
        ),
        // A name is looked up once, and a regex is no name.
        ("match: [other]", "\"often\"", 0),
        ("match: [{regex: often}]", "text ~ /often/", 0),
        ("match: [oftener]", "\"oftener\"", 0),
    ];
    for (body, expected, warnings) in rows {
        let (import, _) = import(&file(&block("set", body), terms));
        let symptoms: Vec<&str> =
            import.rules.iter().map(|rule| rule.draft.symptom.as_str()).collect();
        assert_eq!(symptoms, [expected], "{body}");
        assert_eq!(import.diagnostics.len(), warnings, "{body}: {:?}", import.diagnostics);
    }
}

#[test]
fn what_has_no_counterpart_is_said() {
    let block = |kind: &str, body: &str| file(&block(kind, body), "");
    let rows = [
        (block("set", "match: []"), Code::ImportInvalidTerm, "[]"),
        (block("set", "window: 1s\nmatch: [a]"), Code::ImportInvalidWindow, "1s"),
        (block("set", "match: [a, b]"), Code::ImportInvalidWindow, "[a, b]"),
        (block("set", "window: 0s\nmatch: [a, b]"), Code::ImportInvalidWindow, "0s"),
        (block("set", "window: -1s\nmatch: [a, b]"), Code::ImportInvalidWindow, "-1s"),
        (block("set", "window: 10\nmatch: [a, b]"), Code::ImportInvalidWindow, "10"),
        (block("set", "window: 1d\nmatch: [a, b]"), Code::ImportInvalidWindow, "1d"),
        (block("sequence", "window: 1s\norder: [a]"), Code::ImportInvalidTerm, "[a]"),
        (block("sequence", "order: [a, b]"), Code::ImportInvalidWindow, "[a, b]"),
        (block("set", "match: ['']"), Code::ImportInvalidTerm, "''"),
        (block("set", "match: [{count: 1}]"), Code::ImportInvalidTerm, "count"),
        (block("set", "match: [{value: a, regex: b}]"), Code::ImportInvalidTerm, "b"),
        (block("set", "match: [[a]]"), Code::ImportWrongType, "[a]"),
        (block("set", "match: [{value: a, count: x}]"), Code::ImportWrongType, "x"),
        (block("set", "match: [{set: {match: [a]}}]"), Code::ImportUnsupported, "set"),
        (
            block("set", "match: [a]\ncorrelations: [hostname]"),
            Code::ImportUnsupported,
            "[hostname]",
        ),
        (block("set", "match: [{regex: 'a(?=b)'}]"), Code::ImportInvalidRegex, "(?=b"),
        (block("set", "match: [{regex: 'a)'}]"), Code::ImportInvalidRegex, "'a)'"),
        (block("set", "match: [{jq: '.a | length'}]"), Code::ImportJq, "'.a | length'"),
        (block("set", "match: [a]\nnegate: [{value: b, count: 2}]"), Code::ImportInvalidTerm, "2"),
        (block("set", "match: [a]\nnegate: [{value: b, anchor: 1}]"), Code::ImportInvalidTerm, "1"),
        (
            block("set", "window: 1s\nmatch: [{value: a, count: 1001}]"),
            Code::ImportUnsupported,
            "[{value: a, count: 1001}]",
        ),
        ("rules: [{cre: {id: CRE-1}, rule: {}}]".to_owned(), Code::ImportMissingKey, "{}"),
        ("rules: [{cre: {id: a_b}, rule: {a: b}}]".to_owned(), Code::ImportInvalidId, "a_b"),
        ("rules: [{cre: {id: CRE-1}}]".to_owned(), Code::ImportMissingKey, "cre"),
        ("rules: x".to_owned(), Code::ImportWrongType, "x"),
        ("a: [".to_owned(), Code::ImportInvalidYaml, ""),
        ("- a".to_owned(), Code::ImportWrongType, "- a"),
        ("a: 1\na: 2".to_owned(), Code::ImportInvalidYaml, "a"),
    ];
    for (text, code, place) in rows {
        let (import, sources) = import(&text);
        let is_error = |one: &&Diagnostic| one.code.gravity() == Gravity::Error;
        let errors: Vec<_> = import.diagnostics.iter().filter(is_error).collect();
        let said: Vec<_> = errors.iter().map(|one| render(one, &sources)).collect();
        assert!(import.rules.is_empty(), "{text}");
        let found = errors.iter().find(|one| one.code == code);
        let found = found.unwrap_or_else(|| panic!("{text}: {}", said.join("\n")));
        assert_eq!(&text[found.label.span.range()], place, "{text}");
    }
}

#[test]
fn an_imported_rule_is_read_as_it_was_meant() {
    let text = "rules:\n- cre:\n    id: CRE-2025-0007\n    title: \"A \\\"b\\\"\\n c.\"\n    \
        severity: 0\n    description: |\n      # Head\n      Text with <name> and {{ b }}.\n    \
        cause: Why\n    impact: 'What ''follows'''\n    mitigation: |\n      ```\n      ls\n    \
        references: [https://example.com/a, 'http://example.com']\n    tags: [x, y]\n    \
        applications: [{name: nginx, version: '>=1.2'}]\n    impactScore: 3\n  \
        metadata: {id: abc, gen: 1}\n  rule:\n    set:\n      \
        event: {source: cre.log.nginx}\n      match: [\"a\\tb\"]\n";
    let (import, _) = import(text);
    let [imported] = import.rules.as_slice() else { panic!("{:?}", import.diagnostics) };
    let mut sources = Sources::default();
    let id = sources.add(Source::new(imported.path(), imported.draft.text()));
    let (rule, _) = rule::load(&sources, id);
    let rule = rule.unwrap_or_else(|| panic!("{}", imported.draft.text()));
    assert_eq!(rule.id.as_str(), "cre-2025-0007");
    assert_eq!(rule.area.as_str(), "cre");
    assert_eq!(rule.title, imported.draft.title);
    assert_eq!(rule.severity, crate::rule::Severity::Fatal);
    assert_eq!(rule.see, ["https://example.com/a"]);
    assert_eq!(rule.summary, crate::rule::Prose::parse(&imported.draft.summary).0);
    assert_eq!(rule.causes[0].remedy, crate::rule::Prose::parse("```\nls\n```\n").0);
    let written = rule.detection.map(|detection| detection.written.range());
    let written = written.map(|range| sources.of(id).text[range].to_owned());
    assert_eq!(written.as_ref(), Some(&imported.draft.symptom));
    assert_eq!(written.as_deref(), Some(r#""a\tb""#));
    let remarks = [
        "Imported from CRE-2025-0007, a Common Reliability Enumeration.",
        "tags: x, y",
        "impactScore: 3",
        "reference: http://example.com",
        "metadata id: abc",
        "metadata gen: 1",
        "data: cre.log.nginx",
    ];
    assert_eq!(imported.draft.remarks, remarks);
}
