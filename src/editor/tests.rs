//! Places in rule files, marked with `|`, and what is said of them.

use super::*;
use crate::kb::Shelf;
use crate::source::Source;

const OTHER: &str = "title = \"An address is in use\"\nseverity = \"error\"\nsee = [\"https://a.example/b\"]\nrefines = [\"third\"]\nsymptom = 'message contains \"Address already in use\"'\nsummary = \"Two programs.\"\n[cause.x]\ntitle = \"a\"\nwhy = \"b\"\nremedy = \"c\"\nverify = \"d\"\n";

/// A base of a file and another rule; where `|` stands in the file is the place.
fn with_file<T>(marked: &str, look: impl FnOnce(&Open<'_>, usize) -> T) -> T {
    let at = marked.find('|').unwrap();
    let text = marked.replacen('|', "", 1);
    let files =
        [("rules/core/own-rule.toml", text.as_str()), ("rules/core/other-rule.toml", OTHER)];
    let files = files.map(|(name, text)| Source::new(name, text.to_owned()));
    let kb = KnowledgeBase::load([Shelf::Own(files.into())]);
    let (source, _) = kb.sources().iter().next().unwrap();
    look(&Open::new(&kb, source), at)
}

fn labels(marked: &str) -> String {
    with_file(marked, |open, at| {
        let others = open.complete(at).into_iter().filter(|item| item.kind != ItemKind::Field);
        let labels = others.map(|item| item.label);
        labels.collect::<Vec<_>>().join(" ")
    })
}

#[test]
fn what_could_stand_at_a_place() {
    let rows = [
        ("severity = \"|\"", "fatal error warning info harmless"),
        ("severity = |", "fatal error warning info harmless"),
        ("refines = [\"|\"]", "other-rule"),
        ("refines = [\"other-rule\", \"|\"]", ""),
        ("formerly = [\"|\"]", ""),
        ("affects = \"envoy |\"", ">= <= < > =="),
        ("affects = \"envoy >= |\"", ""),
        ("[cause.a]\ntitle = \"x\"\n|", "when why remedy verify [cause.…] [[sample]]"),
        ("[cause.a]\n[[sample]]\nfinds = { cause = \"|\" }", "a"),
        ("symptom = '''\nmessage |\n'''", "contains starts with ends with in ~ == != >= <= > <"),
        ("symptom = '''\nlet a = \"x\"\na |\n'''", "and or"),
        ("symptom = '''\nlet a = \"x\"\nlevel == error and |\n'''", "a not exists \"…\""),
        ("symptom = '''\nlevel == |'''", "trace debug info warning error fatal"),
        ("symptom = '''\nallow == t|'''", "true false"),
        ("symptom = '''\nduration > |'''", "\"…\" 30s"),
        ("symptom = '''\nsequence within |'''", "30s"),
        ("symptom = '''\n# level == |'''", ""),
        ("symptom = 'message ~ /(?<a>x)/'\nsummary = '''\n{{ |\n'''", "a"),
        ("symptom = 'message ~ /(?<a>x)/'\nsummary = '''\n{{ b }} |\n'''", ""),
        ("symptom = 'message ~ /(?<a>x)/'\n[cause.c]\nwhen = '|'", "a not exists \"…\""),
        ("[odd]\n|", ""),
        ("title = \"|\"", ""),
    ];
    let found = rows.map(|(marked, _)| (marked, labels(marked)));
    assert_eq!(found, rows.map(|(marked, expected)| (marked, expected.to_owned())));
}

#[test]
fn a_new_key_comes_with_quotes_and_another_keeps_its_value() {
    let rows = [("tit|", "title = \"$0\""), ("tit| = \"a\"", "title")];
    for (marked, expected) in rows {
        let first = with_file(marked, |open, at| open.complete(at).into_iter().next());
        assert_eq!(first.unwrap().insert, expected, "{marked}");
    }
}

#[test]
fn what_a_word_means() {
    let rows = [
        ("sever|ity = \"fatal\"", "`severity` is one of"),
        ("severity = \"fa|tal\"", "`fatal`: a process stops"),
        ("refines = [\"other|-rule\"]", "**An address is in use**"),
        ("symptom = 'path ends w|ith \"x\"'", "`ends with`: "),
        ("symptom = 'path ends| with \"x\"'", "`ends with`: "),
        ("symptom = 'le|vel == error'", "`level`: how grave"),
        ("symptom = '''\nlet a = \"x\"\n|a\n'''", "`a` is a condition"),
        ("symptom = '\"te|xt\"'", "-"),
        (
            "keep = [\"request-id\"]\nsummary = '''\n{{ request|_id }}\n'''",
            "`request_id` is a capture",
        ),
        ("# com|ment", "-"),
    ];
    for (marked, expected) in rows {
        let hover = with_file(marked, |open, at| open.hover(at));
        let text = hover.map_or_else(|| "-".to_owned(), |hover| hover.text);
        assert!(text.starts_with(expected), "{marked}: {text}");
    }
}

#[test]
fn where_a_name_comes_from() {
    let rows = [
        ("symptom = '''\nlet ab = \"x\"\na|b\n'''", "ab"),
        ("symptom = 'message ~ /(?P<cd>x)/'\nsummary = '''\n{{ c|d }}\n'''", "cd"),
        ("keep = [\"request-id\"]\nsummary = '''\n{{ request|_id }}\n'''", "request-id"),
        ("refines = [\"other-|rule\"]", "title = \"An address is in use\""),
        ("refines = [\"no-|rule\"]", "-"),
    ];
    for (marked, expected) in rows {
        let found = with_file(marked, |open, at| {
            let target = open.define(at)?;
            let text = &open.kb.sources().of(target.source).text;
            Some(text[target.span.range()].to_owned())
        });
        assert_eq!(found.as_deref().unwrap_or("-"), expected, "{marked}");
    }
}

#[test]
fn a_rule_remembers_what_it_was_called() {
    let rows = [
        ("title = \"a\"|\nsee = []\n", "title = \"a\"\nformerly = [\"own-rule\"]\nsee = []\n"),
        ("severity = \"a\" # why|\r\n", "severity = \"a\" # why\r\nformerly = [\"own-rule\"]\r\n"),
        ("formerly = [\"a\"]|\n", "formerly = [\"a\", \"own-rule\"]\n"),
        ("formerly = [\"new\"]|\n", "formerly = [\"own-rule\"]\n"),
        ("formerly =|\n", "formerly = [\"own-rule\"]\n"),
        ("|", "formerly = [\"own-rule\"]\n"),
    ];
    for (marked, expected) in rows {
        let changed = with_file(marked, |open, _| {
            let old = crate::rule::RuleId::parse("own-rule").unwrap();
            let change = rename_formerly(open, &old, "new");
            let mut text = open.text().to_owned();
            text.replace_range(change.span.range(), &change.text);
            text
        });
        assert_eq!(changed, expected, "{marked}");
    }
}

/// Whatever is cut off, every place of what is left can be asked about.
#[test]
fn no_place_is_out_of_bounds() {
    let whole = "title = \"é\"\nrefines = [\"other-rule\", \"\"]\nsymptom = '''\nlet a = message ~ /(?<b>é)/ # c\nsequence within 5s { a without \"x\" }\n'''\nsummary = '''\n{{ b }} {{\n'''\n[cause.x]\nwhen = 'b == \"é'\n[[sample]]\nfinds = { line = 1, cause = \"\", }\n";
    for cut in (0..=whole.len()).filter(|cut| whole.is_char_boundary(*cut)) {
        let marked = format!("{}|", &whole[..cut]);
        with_file(&marked, |open, _| {
            for at in (0..=cut + 2).rev().take(40) {
                let _ = (open.complete(at), open.hover(at), open.define(at), open.id_at(at));
            }
        });
    }
}
