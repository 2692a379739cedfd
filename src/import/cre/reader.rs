//! Keys and values of a tree, with what is wrong with them said.

use std::collections::BTreeMap;

use super::yaml::{Entry, Kind, Node, Scalar};
use crate::diagnostic::{Code, Diagnostic, Gravity};
use crate::source::{SourceId, Span};

/// No more is said about one file.
const MOST: usize = 1000;

/// What is read, and what was found wrong with it.
pub(super) struct Reader<'s> {
    source: SourceId,
    text: &'s str,
    diagnostics: Vec<Diagnostic>,
    errors: usize,
    /// What was found beyond the most that is said.
    unsaid: usize,
}

/// A map whose keys are taken one by one.
pub(super) struct Fields<'n> {
    /// Where to point when a key is missing: the first key.
    pub(super) head: Span,
    left: Vec<&'n Entry>,
}

impl<'n> Fields<'n> {
    /// The value of a key; one that is null is none.
    pub(super) fn take(&mut self, key: &str) -> Option<&'n Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// A key and its value; one that is null is none.
    pub(super) fn entry(&mut self, key: &str) -> Option<&'n Entry> {
        let at = self.left.iter().position(|entry| entry.key.value == key)?;
        Some(self.left.remove(at)).filter(|entry| !entry.value.is_null())
    }

    /// What was not taken.
    pub(super) fn rest(self) -> Vec<&'n Entry> {
        self.left
    }
}

impl<'s> Reader<'s> {
    pub(super) fn new(source: SourceId, text: &'s str) -> Self {
        Self { source, text, diagnostics: Vec::new(), errors: 0, unsaid: 0 }
    }

    /// What is to be said, by place.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|found| (found.label.span, found.code));
        if let Some(last) = self.diagnostics.last_mut().filter(|_| self.unsaid > 0) {
            last.notes.push(format!("{} more of this file are not shown", self.unsaid));
        }
        self.diagnostics
    }

    /// A map; something else is said.
    pub(super) fn map<'n>(&mut self, node: &'n Node, what: &str) -> Option<Fields<'n>> {
        let Kind::Map(entries) = &node.kind else {
            self.wrong_type(node, what);
            return None;
        };
        let (mut left, mut known): (Vec<&Entry>, _) = (Vec::new(), BTreeMap::new());
        for entry in entries {
            let span = entry.key.span;
            let first = *known.entry(entry.key.value.as_str()).or_insert(span);
            if first == span {
                left.push(entry);
                continue;
            }
            let message = format!("`{}` stands here twice", entry.key.value);
            let found = self.at(Code::ImportInvalidYaml, span, message);
            let found = found.label("only one of them can count");
            self.push(found.context(first, "first here"));
        }
        let head = left.first().map_or(node.span, |entry| entry.key.span);
        Some(Fields { head, left })
    }

    /// The items of a list; something else is said.
    pub(super) fn list<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        match &node.kind {
            Kind::List(items) => items,
            _ => {
                self.wrong_type(node, what);
                &[]
            }
        }
    }

    /// A text, quoted or not; something else is said.
    pub(super) fn scalar<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n Scalar> {
        match &node.kind {
            Kind::Scalar(scalar) => Some(scalar),
            _ => {
                self.wrong_type(node, what);
                None
            }
        }
    }

    /// A whole number; something else is said.
    pub(super) fn number(&mut self, node: &Node, what: &str) -> Option<i64> {
        let number = match &node.kind {
            Kind::Scalar(scalar) if scalar.is_plain => scalar.text.parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong_type(node, what);
        }
        number
    }

    /// The value of a key that must be there.
    pub(super) fn required<'n>(
        &mut self,
        fields: &mut Fields<'n>,
        key: &str,
        note: &str,
    ) -> Option<&'n Node> {
        let node = fields.take(key);
        if node.is_none() {
            let found = self.at(Code::ImportMissingKey, fields.head, format!("`{key}` is missing"));
            self.push(found.note(note));
        }
        node
    }

    /// Says of keys that nobody asked for that they have no effect.
    pub(super) fn ignore(&mut self, fields: Fields<'_>) {
        for entry in fields.rest() {
            let message = format!("`{}` has no effect", entry.key.value);
            let found = self.at(Code::ImportNoEffect, entry.key.span, message);
            self.push(found.label("no rule is read differently because of it"));
        }
    }

    pub(super) fn wrong_type(&mut self, node: &Node, what: &str) {
        let message = format!("this is {}", node.name());
        let span = self.first_line(node.span);
        let found = self.at(Code::ImportWrongType, span, message);
        self.push(found.label(format!("{what} is wanted here")));
    }

    /// The first line of a place.
    pub(super) fn first_line(&self, span: Span) -> Span {
        let written = self.piece(span);
        let end = written.find(['\r', '\n']).unwrap_or(written.len());
        Span::new(span.start, span.start + end)
    }

    pub(super) fn at(&self, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.source, span, message)
    }

    /// A piece of the file.
    pub(super) fn piece(&self, span: Span) -> &'s str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Says something. The first error is said in any case.
    pub(super) fn push(&mut self, found: Diagnostic) {
        let is_error = found.code.gravity() == Gravity::Error;
        if self.diagnostics.len() < MOST || (is_error && self.errors == 0) {
            self.diagnostics.push(found);
        } else {
            self.unsaid += 1;
        }
        self.errors += usize::from(is_error);
    }

    /// How many errors there were so far.
    pub(super) const fn errors(&self) -> usize {
        self.errors
    }
}
