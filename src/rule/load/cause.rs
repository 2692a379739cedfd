//! The causes of a rule file.

use super::Loader;
use super::keys::{Keys, Place};
use super::known::{Captures, Known};
use crate::diagnostic::Code;
use crate::rule::file::{Entry, Kind, Node};
use crate::rule::{Cause, RuleId};
use crate::source::Span;
use crate::{symptom, syntax};

/// The causes, and what samples may say about them.
#[derive(Default)]
pub(super) struct Causes {
    /// Those that could be read.
    pub(super) read: Vec<Cause>,
    /// The names of all.
    names: Vec<String>,
    /// The captures that their `when`s add; `None` if one could not be read.
    captures: Option<Vec<String>>,
}

impl Causes {
    /// What samples may name, of the causes and of the symptom.
    pub(super) fn known(&self, captures: &Captures) -> Known {
        let captures = match (captures, &self.captures) {
            (Captures::Known(names), Some(more)) => {
                Some(names.iter().chain(more).cloned().collect())
            }
            _ => None,
        };
        Known { causes: self.names.iter().cloned().collect(), captures }
    }
}

/// One cause.
struct Loaded {
    /// `None` if something of it could not be read.
    cause: Option<Cause>,
    /// What its `when` captures; `None` if it could not be read.
    captures: Option<Vec<String>>,
}

impl Loader<'_> {
    /// Reads all causes, in the order of the file.
    pub(super) fn causes(&mut self, node: Node, captures: &Captures) -> Causes {
        let Kind::Table(table) = node.kind else {
            let found = self.wrong_type(&node, "a table for each cause, `[cause.some-name]`,");
            self.push(found);
            return Causes::default();
        };
        let mut causes = Causes { captures: Some(Vec::new()), ..Causes::default() };
        if table.entries.is_empty() {
            let found = self.at(Code::NoCause, self.head(node.span), "this rule has no cause");
            self.push(found.label("write `[cause.some-name]` and below it why it happens"));
        }
        let (named, nameless): (Vec<_>, Vec<_>) =
            table.entries.into_iter().partition(|entry| matches!(entry.value.kind, Kind::Table(_)));
        if let Some(first) = nameless.first() {
            // `[cause]` and below it what belongs to a cause.
            let head = self.head(node.span);
            let is_head = named.is_empty() && self.written(head).starts_with("[cause");
            let place = if is_head { head } else { first.key.span };
            let found = self.at(Code::CauseWithoutName, place, "this cause has no name");
            self.push(found.label("write `[cause.some-name]`"));
            causes.captures = None;
        }
        for entry in named {
            causes.names.push(entry.key.value.clone());
            let Some(Loaded { cause, captures }) = self.cause(entry, captures) else { continue };
            causes.read.extend(cause);
            causes.captures = causes.captures.zip(captures).map(|(all, more)| [all, more].concat());
        }
        causes
    }

    fn cause(&mut self, entry: Entry, captures: &Captures) -> Option<Loaded> {
        let Entry { key: name, value: Node { kind: Kind::Table(table), .. } } = entry else {
            return None;
        };
        if RuleId::parse(&name.value).is_none() {
            let found = self.invalid_name(&name);
            self.push(found);
        }
        let mut keys = Keys::new(table, name.span, Place::Cause);
        let title = self.take(&mut keys, "title").and_then(|node| self.line(node));
        let when = self.take(&mut keys, "when");
        let has_when = when.is_some();
        let (when, when_written) = when.and_then(|node| self.when(node, captures)).unzip();
        let added = match &when {
            Some(when) => Some(when.captures.clone()),
            None if has_when => None,
            None => Some(Vec::new()),
        };
        // A `when` that could not be read has captures that nobody knows.
        let known = added.as_ref().map_or(Captures::Unknown, |added| captures.and(added));
        let mut prose = |name| self.take(&mut keys, name).and_then(|node| self.prose(node, &known));
        let (why, remedy, verify) = (prose("why"), prose("remedy"), prose("verify"));
        self.unknown_keys(keys);
        let when = when.map(|when| when.condition);
        let texts = title.zip(why).zip(remedy).zip(verify);
        let cause = texts.map(|(((title, why), remedy), verify)| {
            let (name, title) = (name.value, title.value);
            Cause { name, title, when, when_written, why, remedy, verify }
        });
        Some(Loaded { cause, captures: added })
    }

    /// The condition, and where it is written.
    fn when(&mut self, node: Node, captures: &Captures) -> Option<(symptom::LoweredWhen, Span)> {
        let (text, start) = self.verbatim(node)?;
        let (tree, found) = syntax::parse_when(&text, start, self.id);
        self.diagnostics.extend(found);
        let names = match captures {
            Captures::Known(names) => names.as_slice(),
            Captures::Unknown => &[],
        };
        let (when, found) = symptom::lower_when(&tree?, names, self.id);
        self.diagnostics.extend(found);
        Some((when?, Span::new(start, start + text.len())))
    }

    /// A place to point at in a table: its head, or the table itself.
    pub(super) fn head(&self, span: Span) -> Span {
        let text = self.written(span);
        let first = text.find(['\r', '\n']).unwrap_or(text.len());
        Span::new(span.start, span.start + first)
    }
}
