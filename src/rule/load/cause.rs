//! The causes of a rule file.

use super::Loader;
use super::keys::Keys;
use crate::diagnostic::Code;
use crate::rule::file::{Entry, Kind, Node};
use crate::rule::{Cause, RuleId};
use crate::source::{Span, Spanned};
use crate::spelling::nearest;
use crate::{symptom, syntax};

const KEYS: [&str; 5] = ["title", "when", "why", "remedy", "verify"];

/// A cause and what samples may say about it.
pub(super) struct LoadedCause {
    pub(super) cause: Cause,
    /// The captures that its `when` adds.
    pub(super) captures: Vec<String>,
}

impl Loader<'_> {
    /// Reads all causes, in the order of the file.
    pub(super) fn causes(&mut self, node: Node, captures: Option<&[String]>) -> Vec<LoadedCause> {
        let Kind::Table(table) = node.kind else {
            self.wrong_type(&node, "a table for each cause, `[cause.some-name]`,");
            return Vec::new();
        };
        let entries = table.entries.into_iter();
        entries.filter_map(|entry| self.cause(entry, captures)).collect()
    }

    fn cause(&mut self, entry: Entry, captures: Option<&[String]>) -> Option<LoadedCause> {
        let name = entry.key;
        let Kind::Table(table) = entry.value.kind else {
            // `[cause] title = …` is a cause without a name.
            let found = self.at(Code::CauseWithoutName, name.span, "this cause has no name");
            self.push(found.label("write `[cause.some-name]` above it"));
            return None;
        };
        if RuleId::parse(&name.value).is_none() {
            let message = format!("`{}` is no name of a cause", name.value);
            let found = self.at(Code::InvalidId, name.span, message);
            self.push(found.label("lower-case words joined by hyphens"));
        }
        let mut keys = Keys::new(table, name.span, &KEYS);
        let title = self.required(&mut keys, "title").and_then(|node| self.line(node));
        let when = keys.take("when");
        let has_when = when.is_some();
        let (when, when_written) =
            when.and_then(|node| self.when(node, captures.unwrap_or_default())).unzip();
        let added = when.as_ref().map(|when| when.captures.clone()).unwrap_or_default();
        // A `when` that could not be read has captures that nobody knows.
        let known = captures.filter(|_| !has_when || when.is_some());
        let known = known.map(|captures| [captures, &added].concat());
        let known = known.as_deref();
        let mut prose =
            |name| self.required(&mut keys, name).and_then(|node| self.prose(node, known));
        let (why, remedy, verify) = (prose("why"), prose("remedy"), prose("verify"));
        self.unknown_keys(keys);
        let cause = Cause {
            name: name.value,
            title: title?,
            when: when.map(|when| when.condition),
            when_written,
            why: why?,
            remedy: remedy?,
            verify: verify?,
        };
        Some(LoadedCause { cause, captures: added })
    }

    /// The condition, and where it is written.
    fn when(&mut self, node: Node, captures: &[String]) -> Option<(symptom::LoweredWhen, Span)> {
        let (text, start) = self.verbatim(node)?;
        let (tree, found) = syntax::parse_when(&text, start, self.id);
        self.diagnostics.extend(found);
        let (when, found) = symptom::lower_when(&tree?, captures, self.id);
        self.diagnostics.extend(found);
        Some((when?, Span::new(start, start + text.len())))
    }

    /// Says that a sample names something that is not there.
    pub(super) fn unknown_name(&mut self, code: Code, name: &Spanned<String>, known: &[&str]) {
        let what = if code == Code::UnknownCause { "cause" } else { "capture" };
        let message = format!("this rule has no {what} `{}`", name.value);
        let found = self.at(code, name.span, message);
        let near = nearest(&name.value, known.iter().copied());
        let found = match (near, known) {
            (Some(near), _) => {
                let text = &self.file.text[name.span.range()];
                let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
                let quote = quote.map(String::from).unwrap_or_default();
                let fix = format!("{quote}{near}{quote}");
                found.label(format!("did you mean `{near}`?")).fix(name.span, fix)
            }
            (None, []) => found.label("it has none"),
            (None, _) => found.note(format!("there are `{}`", known.join("`, `"))),
        };
        self.push(found);
    }

    /// A place to point at in a table: its head, or the table itself.
    pub(super) fn head(&self, span: Span) -> Span {
        let text = self.file.text.get(span.range()).unwrap_or_default();
        let first = text.find(['\r', '\n']).unwrap_or(text.len());
        Span::new(span.start, span.start + first)
    }
}
