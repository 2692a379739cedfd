//! Outlines of whole and of broken files, and places in them.

use super::*;

/// What an outline says, in short.
fn shown(text: &str) -> String {
    let outline = Outline::of(text);
    let sections = outline.sections.iter().map(|section| {
        let entries = section.entries.iter().map(|entry| {
            let value = entry.value.as_ref().map(|value| match &value.value {
                Value::Text(inner) => format!("{:?}", inner.of(text)),
                Value::List(texts) => format!("{} texts", texts.len()),
                Value::Table(entries) => format!("{} keys", entries.len()),
                Value::Other => text[value.span.range()].to_owned(),
            });
            format!(" {}={}", entry.key.value, value.unwrap_or_default())
        });
        let name = section.name.as_ref().map_or("", |name| name.value.as_str());
        format!("{:?}:{name}{}", section.place, entries.collect::<String>())
    });
    sections.collect::<Vec<_>>().join("; ").replace("Some", "")
}

#[test]
fn tables_keys_and_values_are_found() {
    let text = "# x\na = 'b' # c\n[cause.one]\nwhy = '''\nd\n'''\n[[sample]]\nfinds = { line = 1, x = \"y\" }\nalso = [\n  'p', # q\n  'r',\n]\n";
    let expected = "(Rule): a=\"b\"; (Cause):one why=\"d\\n\"; (Sample): finds=2 keys also=2 texts";
    assert_eq!(shown(text), expected);
}

#[test]
fn what_is_broken_hides_nothing_behind_it() {
    let rows = [
        ("tit\nb = 1\n", "(Rule): tit= b=1"),
        ("a =\nb = [ 'x'\nc = 2\n", "(Rule): a= b=1 texts c=2"),
        ("a = \"x\nb = 2\n", "(Rule): a=\"x\" b=2"),
        ("[cause.\n[cause.x\nwhy = {\nb = 1", "(Rule):; (Cause):; (Cause):x why=0 keys b=1"),
        ("é = 1\n== 3\n[[sample]]\nlog =", "(Rule):; (Sample): log="),
        ("[odd]\na = 1", "(Rule):; None: a=1"),
        ("a = '''\nb", "(Rule): a=\"b\""),
    ];
    for (text, expected) in rows {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn a_place_is_known() {
    // The sign `|` is the place.
    let rows = [
        ("|", "key  of Rule"),
        ("a = 1\n|\nb = 2", "key  of Rule"),
        ("ti|t", "key tit of Rule"),
        ("title = |", "value of title"),
        ("title = \"a|b\"", "text of title"),
        ("refines = [|]", "value of refines"),
        ("refines = [\"a\", \"|\"]", "text of refines"),
        ("# a|", "nothing"),
        ("a = 1 # b|", "nothing"),
        ("[cause.x|]", "head"),
        ("[cause.x]\nwh|", "key wh of Cause"),
        ("[[sample]]\nfinds = { |", "key  of Finds"),
        ("[[sample]]\nfinds = { line = 1, | }", "key  of Finds"),
        ("[[sample]]\nfinds = { cause = \"|\" }", "text of cause"),
        ("symptom = '''\n|a\n'''", "text of symptom"),
    ];
    for (marked, expected) in rows {
        let at = marked.find('|').unwrap();
        let text = marked.replace('|', "");
        let outline = Outline::of(&text);
        let found = match outline.at(&text, at) {
            None => "nothing".to_owned(),
            Some(Spot::Head(_)) => "head".to_owned(),
            Some(Spot::Key { place, written, .. }) => {
                format!("key {} of {place:?}", &text[written.range()])
            }
            Some(Spot::Value { entry, text: None, .. }) => format!("value of {}", entry.key.value),
            Some(Spot::Value { entry, .. }) => format!("text of {}", entry.key.value),
        };
        assert_eq!(found, expected, "{marked}");
    }
}
