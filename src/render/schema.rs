//! The keys that the loader knows to a description of rule files: JSON Schema, by which editors
//! complete and check (<https://json-schema.org/draft/2020-12/json-schema-core>).

use serde::{Serialize, Serializer};

use super::json;
use crate::rule::{BOUNDS, Holds, PRODUCTS, Place, SCHEMA, Severity};

/// What is no part of a line: in a character class of the expressions that JSON Schema has, which
/// are those of ECMAScript.
const CONTROL: &str = r"\u0000-\u001F\u007F-\u009F";

/// The description of a rule file, with a line end behind it. What it refuses the loader refuses;
/// the loader also knows what symptoms, texts and samples mean.
pub fn schema() -> String {
    let definitions = vec![
        (CAUSE, table(Place::Cause)),
        (SAMPLE, table(Place::Sample)),
        (FINDS, table(Place::Finds)),
        (ID, pattern("^[a-z0-9]+(-[a-z0-9]+)*$".to_owned())),
        (LINE, pattern(format!(r"^\s*[^{CONTROL}]*[^\s{CONTROL}][^{CONTROL}]*\s*$"))),
        (TEXT, pattern(r"\S".to_owned())),
    ];
    json::pretty(&Schema {
        schema: Some("https://json-schema.org/draft/2020-12/schema"),
        id: Some(SCHEMA),
        title: Some("A rule of pomkb"),
        definitions: Some(Ordered(definitions)),
        ..table(Place::Rule)
    })
}

const CAUSE: &str = "cause";
const SAMPLE: &str = "sample";
const FINDS: &str = "finds";
/// The id of a rule, or the name of a cause.
const ID: &str = "id";
const LINE: &str = "line";
/// A string that is not blank.
const TEXT: &str = "text";

/// A schema, or a part of one.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    schema: Option<&'static str>,
    #[serde(rename = "$id", skip_serializing_if = "Option::is_none")]
    id: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'static str>,
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    words: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_items: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Ordered>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    required: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    one_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_properties: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    property_names: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_properties: Option<Others>,
    #[serde(rename = "$defs", skip_serializing_if = "Option::is_none")]
    definitions: Option<Ordered>,
}

/// What keys that have no entry may hold.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Others {
    /// `false`: there are none.
    Refused(bool),
    Each(Box<Schema>),
}

/// Schemas by name, in the order in which a rule file has them.
#[derive(Debug)]
struct Ordered(Vec<(&'static str, Schema)>);

impl Serialize for Ordered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, schema)| (name, schema)))
    }
}

fn table(place: Place) -> Schema {
    let keys = place.keys().iter();
    let properties = keys
        .clone()
        .map(|key| (key.name, Schema { description: Some(key.purpose), ..value(key.holds) }));
    let required = keys.filter(|key| key.is_required).map(|key| key.name);
    let either = |name| Schema { required: vec![name], ..Schema::default() };
    Schema {
        kind: Some("object"),
        properties: Some(Ordered(properties.collect())),
        required: required.collect(),
        // A sample is one of the two.
        one_of: if place == Place::Sample {
            vec![either("finds"), either("quiet")]
        } else {
            Vec::new()
        },
        additional_properties: Some(match place {
            // Captures.
            Place::Finds => Others::Each(Box::new(defined(TEXT))),
            Place::Rule | Place::Cause | Place::Sample => Others::Refused(false),
        }),
        ..Schema::default()
    }
}

fn value(holds: Holds) -> Schema {
    match holds {
        Holds::Line => defined(LINE),
        Holds::Severity => Schema {
            kind: Some("string"),
            words: Some(Severity::ALL.iter().rev().map(|severity| severity.name()).collect()),
            ..Schema::default()
        },
        Holds::Releases => {
            let (products, bounds) = (PRODUCTS.join("|"), BOUNDS.join("|"));
            let bound = format!(r"\s*({bounds})\s*[0-9]+(\.[0-9]+)*\s*");
            pattern(format!(r"^\s*({products}) {bound}(,{bound})*$"))
        }
        Holds::Ids => list(defined(ID)),
        Holds::Links => Schema {
            min_items: Some(1),
            ..list(pattern(format!(r#"^https://[^\s{CONTROL}<>"`\\]+$"#)))
        },
        Holds::Fields | Holds::CauseNames => list(defined(TEXT)),
        Holds::Symptom | Holds::Condition | Holds::Prose | Holds::Log | Holds::CauseName => {
            defined(TEXT)
        }
        Holds::Number => Schema { kind: Some("integer"), minimum: Some(1), ..Schema::default() },
        Holds::Finds => defined(FINDS),
        Holds::Causes => Schema {
            kind: Some("object"),
            min_properties: Some(1),
            property_names: Some(Box::new(defined(ID))),
            additional_properties: Some(Others::Each(Box::new(defined(CAUSE)))),
            ..Schema::default()
        },
        Holds::Samples => list(defined(SAMPLE)),
    }
}

fn pattern(pattern: String) -> Schema {
    Schema { kind: Some("string"), pattern: Some(pattern), ..Schema::default() }
}

fn list(items: Schema) -> Schema {
    Schema { kind: Some("array"), items: Some(Box::new(items)), ..Schema::default() }
}

fn defined(name: &str) -> Schema {
    Schema { reference: Some(format!("#/$defs/{name}")), ..Schema::default() }
}
