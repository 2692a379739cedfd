//! The text of a rule file, whole or broken, to its tables, keys and values with their places: for
//! whoever stands in the middle of it.

mod read;
mod spot;

pub use spot::Spot;

use super::load::keys::Place;
use crate::source::{Span, Spanned};

/// What can be told of a file without understanding it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// The tables in the order of the file; the first is the file itself.
    pub sections: Vec<Section>,
}

/// A table with a head of its own, or the file itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What it is; `None` for a head that rule files do not have.
    pub place: Option<Place>,
    /// The name of a cause.
    pub name: Option<Spanned<String>>,
    /// The head, brackets included; empty for the file itself.
    pub head: Span,
    /// From the head to the next one.
    pub span: Span,
    /// The keys in the order of the file.
    pub entries: Vec<Entry>,
}

/// A key, and its value as far as it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Spanned<String>,
    /// The byte behind the equals sign, if there is one.
    pub behind_equals: Option<usize>,
    /// The value.
    pub value: Option<Spanned<Value>>,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A string.
    Text(Text),
    /// A list with its strings.
    List(Vec<Text>),
    /// A table between braces.
    Table(Vec<Entry>),
    /// Anything else.
    Other,
}

/// A string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The place, quotes included.
    pub span: Span,
    /// What stands between the quotes; of a block without the line end that TOML drops.
    pub inner: Span,
    /// Whether the closing quotes are there.
    pub closed: bool,
}

impl Outline {
    /// Looks a file over. Anything is taken.
    pub fn of(text: &str) -> Self {
        read::read(text)
    }

    /// The section that a place lies in.
    pub fn section(&self, at: usize) -> Option<&Section> {
        self.sections.iter().rev().find(|section| section.span.start <= at)
    }

    /// The causes that have a name.
    pub fn causes(&self) -> impl Iterator<Item = (&Section, &Spanned<String>)> {
        let causes = self.sections.iter().filter(|one| one.place == Some(Place::Cause));
        causes.filter_map(|section| Some((section, section.name.as_ref()?)))
    }

    /// The tables of samples.
    pub fn samples(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|one| one.place == Some(Place::Sample))
    }

    /// The value of a key of the file itself.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.sections.first()?.entry(key)
    }
}

impl Section {
    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.value == key)
    }
}

impl Entry {
    /// The value, if it is a string.
    pub fn text(&self) -> Option<&Text> {
        match &self.value.as_ref()?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The strings of the value: itself, or those of a list.
    pub fn texts(&self) -> &[Text] {
        match self.value.as_ref().map(|value| &value.value) {
            Some(Value::Text(text)) => std::slice::from_ref(text),
            Some(Value::List(texts)) => texts,
            _ => &[],
        }
    }

    /// The whole of it, as far as it is there.
    pub fn span(&self) -> Span {
        let end = self.value.as_ref().map(|value| value.span.end).or(self.behind_equals);
        Span::new(self.key.span.start, end.unwrap_or(self.key.span.end))
    }
}

impl Text {
    /// What stands between the quotes, letter by letter.
    pub fn of<'t>(&self, file: &'t str) -> &'t str {
        file.get(self.inner.range()).unwrap_or_default()
    }

    /// Whether a place lies between the quotes; the ends count.
    pub fn holds(&self, at: usize) -> bool {
        self.inner.start <= at && at <= self.inner.end
    }
}

#[cfg(test)]
mod tests;
