//! The names that a rule file gives: `let`s, groups of regexes, fields that it keeps.

use super::Open;
use crate::field::Field;
use crate::rule::Place;
use crate::rule::outline::{Entry, Section};
use crate::source::Span;
use crate::syntax::{TokenKind, tokens};

/// A name, and where the file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) name: String,
    /// The name itself, in the file.
    pub(super) span: Span,
    pub(super) origin: Origin,
}

/// What gives a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Let,
    /// A group of a regex.
    Group,
    /// A field that the rule keeps.
    Kept,
}

impl Open<'_> {
    /// The names of the `let`s.
    pub(super) fn lets(&self) -> Vec<Name> {
        let Some((text, start)) = self.outline.entry("symptom").and_then(|entry| self.inner(entry))
        else {
            return Vec::new();
        };
        let mut names = Vec::new();
        let mut is_behind_let = false;
        for token in tokens(text) {
            if is_behind_let && token.kind == TokenKind::Word {
                let span = Span::new(start + token.start, start + token.end());
                names.push(Name { name: token.text.to_owned(), span, origin: Origin::Let });
            }
            is_behind_let = token.is("let");
        }
        names
    }

    /// The captures that the texts of a section may use: those of the symptom, kept fields, and
    /// those of `when`s, which a cause has of its own and a sample of all causes.
    pub(super) fn captures(&self, section: &Section) -> Vec<Name> {
        let mut names = Vec::new();
        if let Some(entry) = self.outline.entry("symptom") {
            self.groups(entry, &mut names);
        }
        let kept = self.outline.entry("keep").map(Entry::texts).unwrap_or_default();
        names.extend(kept.iter().map(|text| Name {
            name: Field::of(text.of(self.text)).capture_name(),
            span: text.inner,
            origin: Origin::Kept,
        }));
        let is_seen = |cause: &Section| match section.place {
            Some(Place::Cause) => cause.head == section.head,
            Some(Place::Sample | Place::Finds) => true,
            _ => false,
        };
        for (cause, _) in self.outline.causes().filter(|(cause, _)| is_seen(cause)) {
            if let Some(entry) = cause.entry("when") {
                self.groups(entry, &mut names);
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(name.name.clone()));
        names
    }

    /// The named groups of the regexes in a symptom or a `when`.
    fn groups(&self, entry: &Entry, names: &mut Vec<Name>) {
        let Some((text, start)) = self.inner(entry) else { return };
        for token in tokens(text).filter(|token| matches!(token.kind, TokenKind::Regex { .. })) {
            for (at, _) in token.text.match_indices("(?") {
                let behind = token.text.get(at + 2..).unwrap_or_default();
                let opening = if behind.starts_with("P<") { 2 } else { 1 };
                if !behind.starts_with(['<', 'P']) {
                    continue;
                }
                let written = behind.get(opening..).unwrap_or_default();
                let Some((name, _)) = written.split_once('>') else { continue };
                if name.is_empty()
                    || name.contains(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                {
                    continue;
                }
                let from = start + token.start + at + 2 + opening;
                let span = Span::new(from, from + name.len());
                names.push(Name { name: name.to_owned(), span, origin: Origin::Group });
            }
        }
    }

    /// The text of a string, and where it begins in the file.
    pub(super) fn inner(&self, entry: &Entry) -> Option<(&str, usize)> {
        let text = entry.text()?;
        Some((text.of(self.text), text.inner.start))
    }
}
