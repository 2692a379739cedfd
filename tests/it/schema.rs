//! The description of rule files, held to the loader by a validator that knows neither.

use jsonschema::Validator;
use pomkb::diagnostic::Gravity;
use pomkb::kb::builtin_sources;
use pomkb::render;
use pomkb::rule::{self, Place};
use pomkb::source::{Source, Sources};
use serde_json::{Map, Value, json};

use crate::pages::rule_files;

fn validator() -> Validator {
    let schema: Value = serde_json::from_str(&render::schema()).unwrap();
    assert!(jsonschema::meta::is_valid(&schema), "it is no JSON Schema");
    jsonschema::draft202012::new(&schema).unwrap()
}

/// The errors of the loader.
fn errors(text: &str) -> Vec<&'static str> {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("rules/core/some-rule.toml", text.to_owned()));
    let (_, found) = rule::load(&sources, id);
    let errors = found.iter().filter(|one| one.code.gravity() == Gravity::Error);
    errors.map(|one| one.code.name()).collect()
}

/// What can be seen without knowing what symptoms, texts and logs mean, and which names there are.
const SEEN: [&str; 12] = [
    "missing-key",
    "unknown-key",
    "wrong-type",
    "unknown-severity",
    "invalid-affects",
    "invalid-id",
    "invalid-link",
    "no-cause",
    "cause-without-name",
    "several-lines",
    "sample-contradiction",
    "sample-without-expectation",
];

fn value(toml: &str) -> Option<Value> {
    toml::from_str(toml).ok()
}

#[test]
fn every_rule_and_every_good_fixture_is_taken() {
    let validator = validator();
    let builtin = builtin_sources()
        .into_iter()
        .map(|source| (source.name.into_owned(), source.text.into_owned()));
    let mut taken = 0;
    for (name, text) in builtin.chain(rule_files()) {
        if !errors(&text).is_empty() {
            continue;
        }
        let found: Vec<String> =
            validator.iter_errors(&value(&text).unwrap()).map(|one| one.to_string()).collect();
        assert!(found.is_empty(), "{name}: {}\n{text}", found.join("; "));
        taken += 1;
    }
    assert!(taken > 100, "only {taken} files were tried");
}

#[test]
fn what_the_form_shows_to_be_wrong_is_refused() {
    let validator = validator();
    let mut refused = 0;
    for (name, text) in rule_files() {
        let codes = errors(&text);
        if !codes.iter().any(|code| SEEN.contains(code)) {
            continue;
        }
        let Some(value) = value(&text) else { continue };
        assert!(!validator.is_valid(&value), "{name} is taken, with {codes:?}\n{text}");
        refused += 1;
    }
    assert!(refused > 20, "only {refused} files were tried");
}

/// A rule with every key that there is.
fn whole() -> Value {
    json!({
        "title": "Nobody gets in",
        "severity": "error",
        "affects": "pomerium-core >= 0.14, < 0.22",
        "formerly": ["old"],
        "refines": ["other"],
        "explains": ["that"],
        "see": ["https://a.example/b"],
        "keep": ["request-id"],
        "symptom": "\"a\"",
        "summary": "It is so.",
        "cause": { "one": {
            "title": "So", "when": "\"b\"", "why": "So.", "remedy": "Do.", "verify": "See.",
        } },
        "sample": [
            { "from": "here", "log": "a", "also": ["other"],
              "finds": { "line": 1, "cause": "one", "causes": ["one"], "request_id": "x" } },
            { "log": "b", "quiet": "not a" },
        ],
    })
}

/// The table that a key of a place stands in, or would.
fn table<'r>(rule: &'r mut Value, place: Place, key: &str) -> &'r mut Map<String, Value> {
    let table = match place {
        Place::Rule => rule,
        Place::Cause => &mut rule["cause"]["one"],
        Place::Sample if key == "quiet" => &mut rule["sample"][1],
        Place::Sample => &mut rule["sample"][0],
        Place::Finds => &mut rule["sample"][0]["finds"],
    };
    table.as_object_mut().unwrap()
}

/// Any value that TOML and JSON have in common, right for some keys and wrong for others.
fn values() -> Vec<Value> {
    vec![
        json!("a"),
        json!(""),
        json!(" \n"),
        json!("a\nb"),
        json!(" a\n"),
        json!("a\u{1}"),
        json!("\u{7f}"),
        json!("error"),
        json!("Error"),
        json!("critical"),
        json!("one"),
        json!("https://a.example"),
        json!("pomerium-core >= 1"),
        json!("pomerium-core"),
        json!("pomerium-core >= v1"),
        json!("envoy <1.30,  == 2.0.1 "),
        json!("nginx > 1"),
        json!(0),
        json!(1),
        json!(-1),
        json!(1.5),
        json!(true),
        json!([]),
        json!([[]]),
        json!([1]),
        json!([""]),
        json!(["a"]),
        json!(["a", true]),
        json!(["A_b"]),
        json!(["one"]),
        json!(["https://a.example/x?y#z"]),
        json!(["http://a.example"]),
        json!(["https://"]),
        json!(["https://a b"]),
        json!(["https://a<b>"]),
        json!({}),
        json!({ "a": 1 }),
        json!({ "line": 1 }),
        json!({ "line": 0 }),
        json!([{}]),
        json!([{ "log": "a" }]),
        json!([{ "log": "a", "quiet": "b" }]),
        json!([{ "log": "a", "quiet": "b", "finds": { "line": 1 } }]),
        json!({ "one": {} }),
        json!({ "one": 1 }),
        json!({ "One": { "title": "a", "why": "b", "remedy": "c", "verify": "d" } }),
        json!({ "one": { "title": "a", "why": "b", "remedy": "c", "verify": "d" } }),
        json!({ "one": { "title": "a", "why": "b", "remedy": "c" } }),
    ]
}

/// Holds description and loader to one opinion.
fn agree(validator: &Validator, rule: &Value, what: &str) {
    let text = toml::to_string(rule).unwrap();
    let errors = errors(&text);
    let is_taken = validator.is_valid(rule);
    if is_taken {
        let seen: Vec<_> = errors.iter().filter(|code| SEEN.contains(code)).collect();
        assert!(seen.is_empty(), "{what}: described as right, but {seen:?}\n{text}");
    } else {
        assert!(!errors.is_empty(), "{what}: described as wrong, but the loader takes it\n{text}");
    }
}

#[test]
fn description_and_loader_agree_on_every_key() {
    let validator = validator();
    agree(&validator, &whole(), "all keys");
    assert!(validator.is_valid(&whole()));
    for place in [Place::Rule, Place::Cause, Place::Sample, Place::Finds] {
        for key in place.keys() {
            let mut rule = whole();
            assert!(
                table(&mut rule, place, key.name).remove(key.name).is_some(),
                "{} is not tried",
                key.name
            );
            agree(&validator, &rule, &format!("without {}", key.name));
            for value in values() {
                let mut rule = whole();
                let what = format!("{} = {value}", key.name);
                table(&mut rule, place, key.name).insert(key.name.to_owned(), value);
                agree(&validator, &rule, &what);
            }
        }
        let mut rule = whole();
        table(&mut rule, place, "nonsense").insert("nonsense".to_owned(), json!(1));
        assert!(!validator.is_valid(&rule), "a key that is none is taken in {place:?}");
        agree(&validator, &rule, "a key that is none");
    }
}
