//! The TOML of a rule file: text in, a tree of keys and values out, each with its place.

mod fault;
mod layout;

pub(super) use fault::Fault;
pub(super) use layout::{line_end, quoted};

use fault::Said;
use toml::Spanned as TomlSpanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::source::{Span, Spanned};

/// A table: its entries in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    pub(super) entries: Vec<Entry>,
    pub(super) span: Span,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) key: Spanned<String>,
    pub(super) value: Node,
}

/// A value and its place, quotes and brackets included.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Text(Text),
    Integer(Option<u64>),
    Array(Vec<Node>),
    Table(Table),
    /// A value that rule files have no use for; its name.
    Other(&'static str),
}

/// A string.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    pub(super) value: String,
    /// Where the value begins in the file, if it stands there letter by letter. Strings with
    /// escapes do not: places inside them could not be told.
    pub(super) start: Option<usize>,
}

impl Kind {
    /// What it is, for a message.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Integer(_) => "a number",
            Self::Array(_) => "a list",
            Self::Table(_) => "a table",
            Self::Other(name) => name,
        }
    }
}

impl Node {
    /// The table, if it is one.
    pub(super) fn table(&self) -> Option<&Table> {
        match &self.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }
}

impl Text {
    /// Where the first such piece of the value stands in the file, if places inside can be told.
    pub(super) fn place(&self, piece: &str) -> Option<Span> {
        let start = self.start? + self.value.find(piece)?;
        Some(Span::new(start, start + piece.len()))
    }
}

/// Reads a file as far as it can be read.
pub(super) fn parse(text: &str) -> (Table, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let span = Span::from(table.span());
    let table = self::table(table.get_ref(), span, text);
    let said = errors.iter().map(|error| Said {
        message: error.message(),
        at: error.span().map_or(Span::empty(0), Span::from),
    });
    let mut said: Vec<_> = said.collect();
    said.sort_by_key(|said| said.at);
    let faults = fault::explain(&said, &table, text);
    (table, faults)
}

fn table(table: &DeTable<'_>, span: Span, file: &str) -> Table {
    let mut entries: Vec<Entry> =
        table.iter().map(|(key, value)| entry(key, value, file)).collect();
    // The parser keeps tables sorted by key; the order of the file carries meaning here.
    entries.sort_by_key(|entry| entry.key.span);
    Table { entries, span }
}

fn entry(key: &TomlSpanned<DeString<'_>>, value: &TomlSpanned<DeValue<'_>>, file: &str) -> Entry {
    let key = Spanned::new(key.get_ref().to_string(), Span::from(key.span()));
    Entry { key, value: node(value, file) }
}

fn node(value: &TomlSpanned<DeValue<'_>>, file: &str) -> Node {
    let span = Span::from(value.span());
    let kind = match value.get_ref() {
        DeValue::String(text) => Kind::Text(self::text(text, span, file)),
        DeValue::Integer(number) => {
            Kind::Integer(u64::from_str_radix(number.as_str(), number.radix()).ok())
        }
        DeValue::Array(items) => Kind::Array(items.iter().map(|item| node(item, file)).collect()),
        DeValue::Table(inner) => Kind::Table(table(inner, span, file)),
        DeValue::Float(_) => Kind::Other("a number with a fraction"),
        DeValue::Boolean(_) => Kind::Other("`true` or `false`"),
        DeValue::Datetime(_) => Kind::Other("a date"),
    };
    Node { kind, span }
}

fn text(value: &str, span: Span, file: &str) -> Text {
    let raw = file.get(span.range()).unwrap_or_default();
    let quotes = ["'''", "\"\"\"", "'", "\""].into_iter().find(|quotes| raw.starts_with(quotes));
    let start = quotes.and_then(|quotes| {
        let mut start = quotes.len();
        // TOML drops a line end that follows the opening quotes of a multi-line string.
        if quotes.len() == 3 {
            let rest = raw.get(start..)?;
            start += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
        }
        raw.get(start..)?.starts_with(value).then_some(span.start + start)
    });
    Text { value: value.to_owned(), start }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_they_say() {
        let file = "a = 'x'\nb = '''\nüy\n'''\nc = \"p\\\"q\"\nd = \"r\"\n[e]\nf = 3\n";
        let (table, faults) = parse(file);
        assert_eq!(faults, []);
        let place = |ix: usize| match &table.entries[ix].value.kind {
            Kind::Text(text) => text.start.map(|at| file[at..at + text.value.len()].to_owned()),
            _ => None,
        };
        assert_eq!(place(0).as_deref(), Some("x"));
        assert_eq!(place(1).as_deref(), Some("üy\n"));
        assert_eq!(place(2), None);
        assert_eq!(place(3).as_deref(), Some("r"));
        assert_eq!(table.entries[4].key.value, "e");
    }

    #[test]
    fn several_faults_are_found_in_one_file() {
        let (table, faults) = parse("a = \nb = 'x'\nc = = 2\nd = 'y'\n");
        assert!(faults.len() >= 2, "{faults:?}");
        assert!(table.entries.iter().any(|entry| entry.key.value == "d"), "{table:?}");
    }
}
