//! A place in a symptom or a `when`: the word that stands there, and what could.

use super::Open;
use super::complete::{Item, ItemKind};
use super::names::{Name, Origin};
use crate::field::{self, Kind};
use crate::rule::Holds;
use crate::rule::outline::{Section, Text};
use crate::source::Span;
use crate::syntax::{Next, Token, TokenKind, WORDS, Word, follow, tokens};
use crate::value::Level;

/// A place in the language.
pub(super) struct Place<'t> {
    /// The symptom or the `when`.
    text: &'t str,
    /// Where it begins in the file.
    start: usize,
    /// The place, counted from there.
    at: usize,
    is_when: bool,
}

impl<'t> Place<'t> {
    /// The place `at` of the file, if it lies in a string that holds a symptom or a `when`.
    pub(super) fn new(file: &'t str, text: &Text, holds: Holds, at: usize) -> Option<Self> {
        let is_when = match holds {
            Holds::Symptom => false,
            Holds::Condition => true,
            _ => return None,
        };
        let at = at.checked_sub(text.inner.start)?;
        Some(Self { text: text.of(file), start: text.inner.start, at, is_when })
    }

    /// The word or sign that the place touches, and its place in the file. Of two it is the one
    /// that begins there; `starts with` is one, told by its first word.
    pub(super) fn token(&self) -> Option<(Token<'t>, Span)> {
        let all: Vec<Token<'_>> = tokens(self.text).collect();
        let touches = |token: &Token<'_>| token.start <= self.at && self.at <= token.end();
        let number = all.iter().rposition(touches)?;
        let is_half = |token: &Token<'_>| token.is("starts") || token.is("ends");
        let (token, behind) = (all.get(number)?, all.get(number + 1));
        let before = number.checked_sub(1).and_then(|before| all.get(before));
        let (first, last) = match (before, behind) {
            (Some(before), _) if token.is("with") && is_half(before) => (before, token),
            (_, Some(behind)) if is_half(token) && behind.is("with") => (token, behind),
            _ => (token, token),
        };
        Some((*first, Span::new(self.start + first.start, self.start + last.end())))
    }

    /// The word before the place that is being written, from its first letter to the place; `None`
    /// in texts, regexes and comments.
    fn written(&self) -> Option<Span> {
        let before = self.text.get(..self.at)?;
        let line = before.rsplit('\n').next().unwrap_or_default();
        let line_start = before.len() - line.len();
        let last = tokens(before).last();
        // A comment is no token, and it hides what stands in it.
        let behind = last.map_or(line_start, |token| token.end().max(line_start));
        if before.get(behind..).is_some_and(|rest| rest.contains('#')) {
            return None;
        }
        match last {
            Some(token) if token.end() == before.len() => match token.kind {
                TokenKind::Word | TokenKind::Sign => Some(Span::new(token.start, self.at)),
                TokenKind::Text { closed } | TokenKind::Regex { closed } if !closed => None,
                TokenKind::ForeignQuote { .. } | TokenKind::Number => None,
                _ => Some(Span::empty(self.at)),
            },
            _ => Some(Span::empty(self.at)),
        }
    }
}

impl Open<'_> {
    /// What could stand at a place of a symptom or a `when`.
    pub(super) fn complete_language(&self, place: &Place<'_>, section: &Section) -> Vec<Item> {
        let Some(written) = place.written() else { return Vec::new() };
        let before = place.text.get(..written.start).unwrap_or_default();
        let replaces = Span::new(place.start + written.start, place.start + written.end);
        let is_bare = written.start == written.end;
        let lets: Vec<Name> = self.lets().into_iter().filter(|_| !place.is_when).collect();
        let mut items = Vec::new();
        let all = Self::next(before, place.is_when, &lets);
        let is_value = all.contains(&Next::Value);
        let kind = compared(before).filter(|_| is_value).map(|known| known.kind);
        let has_text = !matches!(kind, Some(Kind::Level | Kind::Bool | Kind::Number));
        let has_size = !is_value || kind == Some(Kind::Millis);
        for next in all {
            match next {
                Next::Word(word) => items.extend(Word::find(word).map(word_item)),
                Next::Field => {
                    if place.is_when {
                        items.extend(self.captures(section).iter().map(name_item));
                    }
                    items.extend(field::KNOWN.iter().map(field_item));
                }
                Next::Name if !before.trim_end().ends_with("let") => {
                    let above = lets.iter().filter(|name| name.span.end <= replaces.start);
                    items.extend(above.map(name_item));
                }
                Next::Value => items.extend(kind.into_iter().flat_map(values)),
                Next::Text if is_bare && has_text => {
                    items.push(sign_item("\"…\"", "a text", "\"$0\""));
                }
                Next::Regex if is_bare => items.push(sign_item("/…/", "a regex", "/$0/")),
                Next::Size if is_bare && has_size => {
                    items.push(sign_item("30s", "a length of time: `ms`, `s`, `m`, `h`", "30s"));
                }
                _ => {}
            }
        }
        // What only this file has comes first, and the many fields behind the few words.
        items.sort_by_key(|item| match item.kind {
            ItemKind::Name | ItemKind::Capture => 0,
            ItemKind::Word => 1 + WORDS.iter().take_while(|word| word.text != item.label).count(),
            _ => usize::MAX,
        });
        for item in &mut items {
            item.replaces = replaces;
        }
        items
    }

    /// What the grammar takes behind a text. A word alone may be a field or the name of a `let`:
    /// which of them, the file says.
    fn next(before: &str, is_when: bool, lets: &[Name]) -> Vec<Next> {
        let mut all = follow(before, is_when);
        let last = tokens(before).last().filter(|token| token.kind == TokenKind::Word);
        if let Some(last) = last.filter(|_| all.contains(&OPERATOR)) {
            let is_let = lets.iter().any(|name| name.name == last.text);
            all.retain(|next| OPERATORS.contains(next) != is_let);
        }
        all
    }
}

/// A sign that only stands behind a field.
const OPERATOR: Next = Next::Word("~");

/// What stands behind a field.
const OPERATORS: [Next; 11] = [
    OPERATOR,
    Next::Word("=="),
    Next::Word("!="),
    Next::Word("<"),
    Next::Word("<="),
    Next::Word(">"),
    Next::Word(">="),
    Next::Word("contains"),
    Next::Word("starts with"),
    Next::Word("ends with"),
    Next::Word("in"),
];

/// The field that is compared where a value is to follow: the last that stands there.
fn compared(before: &str) -> Option<&'static field::Known> {
    let words = tokens(before).filter(|token| token.kind == TokenKind::Word);
    words.filter_map(|token| field::find(token.text)).last()
}

/// What a field of a kind may be compared with, as far as it can be listed.
fn values(kind: Kind) -> Vec<Item> {
    let words: Vec<&str> = match kind {
        Kind::Level => Level::ALL.map(Level::name).to_vec(),
        Kind::Bool => vec!["true", "false"],
        Kind::Text | Kind::Number | Kind::Millis | Kind::Time => Vec::new(),
    };
    let item = |word: &str| Item::new(ItemKind::Value, word, "a value", String::new());
    words.into_iter().map(item).collect()
}

fn word_item(word: &Word) -> Item {
    let documentation = format!("```symptom\n{}\n```", word.example);
    Item::new(ItemKind::Word, word.text, word.meaning, documentation)
}

fn sign_item(label: &str, meaning: &str, insert: &str) -> Item {
    Item { insert: insert.to_owned(), ..Item::new(ItemKind::Value, label, meaning, String::new()) }
}

pub(super) fn field_item(known: &field::Known) -> Item {
    let documentation = format!("holds {}", kind_name(known.kind));
    Item::new(ItemKind::Field, known.name, known.purpose, documentation)
}

pub(super) fn name_item(name: &Name) -> Item {
    let kind = if name.origin == Origin::Let { ItemKind::Name } else { ItemKind::Capture };
    Item::new(kind, &name.name, origin_name(name.origin), String::new())
}

/// What gives a name, in words.
pub(super) const fn origin_name(origin: Origin) -> &'static str {
    match origin {
        Origin::Let => "a condition that a `let` names",
        Origin::Group => "a capture: a named group of a regex",
        Origin::Kept => "a capture: a field that the rule keeps",
    }
}

/// What a field holds, in words.
pub(super) const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "a text",
        Kind::Number => "a number",
        Kind::Millis => "a length of time",
        Kind::Bool => "`true` or `false`",
        Kind::Level => "a level",
        Kind::Time => "a moment",
    }
}
