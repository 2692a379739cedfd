//! What could stand at a place of a rule file.

use super::Open;
use super::language::{self, Place as LanguagePlace};
use crate::field;
use crate::rule::outline::{Entry, Section, Spot, Text};
use crate::rule::{BOUNDS, Holds, Key, PRODUCTS, Place, Rule, Severity};
use crate::source::Span;

/// Something that could stand at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// The name that is shown.
    pub label: String,
    /// What it is for, on one line.
    pub detail: String,
    /// More about it, in Markdown; may be empty.
    pub documentation: String,
    /// What is there already of it.
    pub replaces: Span,
    /// What to put there. A `$0` in it is the place where the person goes on.
    pub insert: String,
}

/// What a proposed thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// A key of a table.
    Key,
    /// The head of a table.
    Head,
    /// A word or sign of the symptom language.
    Word,
    /// A value.
    Value,
    /// A condition that has a name.
    Name,
    /// A capture.
    Capture,
    /// A field of records.
    Field,
    /// A rule, by its id.
    Rule,
    /// A cause, by its name.
    Cause,
}

impl Item {
    /// One whose label is what is put there; what it replaces is still to be said.
    pub(super) fn new(kind: ItemKind, label: &str, detail: &str, documentation: String) -> Self {
        Self {
            kind,
            label: label.to_owned(),
            detail: detail.to_owned(),
            documentation,
            replaces: Span::empty(0),
            insert: label.to_owned(),
        }
    }
}

impl Open<'_> {
    /// What could stand at a place, in the order in which it is to be shown.
    pub fn complete(&self, at: usize) -> Vec<Item> {
        let Some(spot) = self.at(at) else { return Vec::new() };
        match spot {
            Spot::Head(_) => Vec::new(),
            Spot::Key { section, place, entries, written } => {
                self.keys(section, place, entries, written)
            }
            Spot::Value { section, place, entry, text } => {
                let holds = place.key(&entry.key.value).map(|key| key.holds);
                match (holds, text) {
                    (Some(holds @ (Holds::Symptom | Holds::Condition)), Some(text)) => {
                        let place = LanguagePlace::new(self.text, text, holds, at);
                        place.map_or_else(Vec::new, |place| self.complete_language(&place, section))
                    }
                    (Some(Holds::Prose), Some(text)) => self.placeholders(section, text, at),
                    (Some(Holds::Releases), Some(text)) => self.releases(text, at),
                    (Some(holds), text) => self.words(holds, entry, text, at),
                    (None, _) => Vec::new(),
                }
            }
        }
    }

    /// The keys that a table has and that are not there yet.
    fn keys(&self, section: &Section, place: Place, there: &[Entry], written: Span) -> Vec<Item> {
        let is_new = |name: &str| {
            !there.iter().any(|entry| entry.key.value == name && entry.key.span != written)
        };
        // Causes and samples are tables with heads.
        let is_line = |key: &&Key| !matches!(key.holds, Holds::Causes | Holds::Samples);
        let keys = place.keys().iter().filter(is_line).filter(|key| is_new(key.name));
        let mut items: Vec<Item> = keys.map(key_item).collect();
        if place == Place::Finds {
            let captures = self.captures(section).into_iter();
            let captures = captures.filter(|name| is_new(&name.name));
            items.extend(captures.map(|name| Item {
                insert: format!("{} = \"$0\"", name.name),
                ..language::name_item(&name)
            }));
        } else {
            let purpose = |key: &str| Place::Rule.key(key).map_or("", |key| key.purpose);
            for (label, insert, key) in
                [("[cause.…]", "[cause.$0]", "cause"), ("[[sample]]", "[[sample]]\n$0", "sample")]
            {
                let item = Item::new(ItemKind::Head, label, purpose(key), String::new());
                items.push(Item { insert: insert.to_owned(), ..item });
            }
        }
        // A value that is there already stays.
        let here = there.iter().find(|entry| entry.key.span == written);
        let has_value = here.is_some_and(|entry| entry.behind_equals.is_some());
        if has_value {
            items.retain(|item| item.kind != ItemKind::Head);
        }
        for item in &mut items {
            item.replaces = written;
            if has_value {
                item.insert.clone_from(&item.label);
            }
        }
        items
    }

    /// Words that a value can be, one of several in a list too.
    fn words(&self, holds: Holds, entry: &Entry, text: Option<&Text>, at: usize) -> Vec<Item> {
        let is_free = |item: &Item| {
            let others = entry.texts().iter().filter(|other| Some(*other) != text);
            others.into_iter().all(|other| other.of(self.text) != item.label)
        };
        let items = match holds {
            Holds::Severity => {
                let all = Severity::ALL.into_iter().rev();
                all.map(|one| Item::new(ItemKind::Value, one.name(), one.meaning(), String::new()))
                    .collect()
            }
            Holds::Releases => products(),
            Holds::Ids if entry.key.value != "formerly" => self.ids(),
            Holds::Fields => field::KNOWN.iter().map(language::field_item).collect(),
            Holds::CauseName | Holds::CauseNames => self.cause_names(),
            _ => Vec::new(),
        };
        let (replaces, quote) = match text {
            Some(text) => (text.inner, ""),
            None => (self.bare_word(at), "\""),
        };
        let items = items.into_iter().filter(is_free);
        items
            .map(|item| {
                let insert = format!("{quote}{}{quote}", item.insert);
                Item { replaces, insert, ..item }
            })
            .collect()
    }

    /// A product, or behind it an operator.
    fn releases(&self, text: &Text, at: usize) -> Vec<Item> {
        let before = self.text.get(text.inner.start..at).unwrap_or_default();
        if !before.trim_start().contains(' ') {
            return products()
                .into_iter()
                .map(|one| Item { replaces: text.inner, ..one })
                .collect();
        }
        let is_open = before.trim_end().ends_with(|c: char| c == ',' || c.is_ascii_alphabetic());
        let bounds = BOUNDS.iter().filter(|_| is_open);
        let item = |sign: &&str| {
            let item = Item::new(ItemKind::Word, sign, "bounds the releases", String::new());
            Item { replaces: Span::empty(at), insert: format!("{sign} "), ..item }
        };
        bounds.map(item).collect()
    }

    /// Captures, where a placeholder is being written.
    fn placeholders(&self, section: &Section, text: &Text, at: usize) -> Vec<Item> {
        let before = self.text.get(text.inner.start..at).unwrap_or_default();
        let Some(open) = before.rfind("{{") else { return Vec::new() };
        let written = before.get(open + 2..).unwrap_or_default();
        let name = written.trim_start();
        if name.contains(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            return Vec::new();
        }
        let is_closed = self.text.get(at..).is_some_and(|rest| {
            let line = rest.lines().next().unwrap_or_default();
            line.find("}}").is_some_and(|end| !line.get(..end).unwrap_or_default().contains("{{"))
        });
        let lead = if written.is_empty() { " " } else { "" };
        let end = if is_closed { "" } else { " }}" };
        let replaces = Span::new(at - name.len(), at);
        let items = self.captures(section).into_iter().map(|name| {
            let insert = format!("{lead}{}{end}", name.name);
            Item { replaces, insert, ..language::name_item(&name) }
        });
        items.collect()
    }

    fn ids(&self) -> Vec<Item> {
        let others = self.kb.rules().filter(|(_, rule)| rule.source != self.source);
        others.map(|(_, rule)| id_item(rule)).collect()
    }

    fn cause_names(&self) -> Vec<Item> {
        let causes = self.outline.causes();
        let item = |(section, name): (&Section, &crate::source::Spanned<String>)| {
            let title = section.entry("title").and_then(Entry::text);
            let title = title.map_or("", |text| text.of(self.text));
            Item::new(ItemKind::Cause, &name.value, title, String::new())
        };
        causes.map(item).collect()
    }

    /// The letters before a place that are of no string.
    fn bare_word(&self, at: usize) -> Span {
        let before = self.text.get(..at).unwrap_or_default();
        let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        Span::new(before.trim_end_matches(is_of_word).len(), at)
    }
}

fn key_item(key: &Key) -> Item {
    let needed = if key.is_required { "needed" } else { "may be left out" };
    let item = Item::new(ItemKind::Key, key.name, key.purpose, needed.to_owned());
    let value = match key.holds {
        Holds::Line | Holds::Severity | Holds::Releases | Holds::CauseName => "\"$0\"",
        Holds::Ids | Holds::Links | Holds::Fields | Holds::CauseNames => "[\"$0\"]",
        Holds::Symptom | Holds::Prose | Holds::Log => "'''\n$0\n'''",
        Holds::Condition => "'$0'",
        Holds::Finds => "{ line = 1$0 }",
        Holds::Number | Holds::Causes | Holds::Samples => "$0",
    };
    Item { insert: format!("{} = {value}", key.name), ..item }
}

fn id_item(rule: &Rule) -> Item {
    let documentation = format!("{} · {}", rule.severity, rule.area);
    Item::new(ItemKind::Rule, rule.id.as_str(), &rule.title, documentation)
}

fn products() -> Vec<Item> {
    let item = |name: &&str| {
        let item = Item::new(ItemKind::Value, name, "a product", String::new());
        Item { insert: format!("{name} "), ..item }
    };
    PRODUCTS.iter().map(item).collect()
}
