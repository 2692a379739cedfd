//! The captures of conditions: which names they give, and whether each has one meaning.

use std::collections::BTreeMap;

use super::Regex;
use crate::diagnostic::{Code, Diagnostic};
use crate::field::Field;
use crate::source::{SourceId, Span};
use crate::syntax::ast;

/// Captures by name, with all that each may mean: more than one thing only if these exclude each
/// other.
#[derive(Debug, Clone, Default)]
pub(super) struct Captures(BTreeMap<String, Vec<Meaning>>);

/// What a capture takes its value from.
#[derive(Debug, Clone)]
struct Meaning {
    field: Field,
    inner: String,
    fold: bool,
    /// The name in the regex.
    span: Span,
}

impl Meaning {
    fn is(&self, other: &Self) -> bool {
        self.field == other.field && self.inner == other.inner && self.fold == other.fold
    }
}

/// A regex and where it is used.
pub(super) struct Use<'a> {
    pub(super) regex: &'a Regex,
    pub(super) written: &'a ast::Regex,
    pub(super) field: &'a Field,
    /// Names that mean something already.
    pub(super) taken: &'a [String],
    pub(super) source: SourceId,
}

impl Captures {
    /// The captures of one regex, and what is wrong with their names.
    pub(super) fn of(used: &Use<'_>) -> (Self, Vec<Diagnostic>) {
        let (mut captures, mut diagnostics) = (BTreeMap::new(), Vec::new());
        let start = used.written.pattern_span().start;
        for group in used.regex.groups() {
            let span = Span::new(start + group.range.start, start + group.range.end);
            diagnostics.extend(refuse(&group.name, span, used));
            let meaning = Meaning {
                field: used.field.clone(),
                inner: group.inner.clone(),
                fold: used.regex.flags().fold,
                span,
            };
            captures.insert(group.name.clone(), vec![meaning]);
        }
        (Self(captures), diagnostics)
    }

    /// The names, sorted.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    /// Where each name stands.
    pub(super) fn places(&self) -> impl Iterator<Item = (&str, Span)> {
        self.0.iter().filter_map(|(name, meanings)| Some((name.as_str(), meanings.first()?.span)))
    }

    /// Those that the others do not have.
    pub(super) fn without(&self, others: &Self) -> Self {
        let own = self.0.iter().filter(|(name, _)| !others.0.contains_key(*name));
        Self(own.map(|(name, meanings)| (name.clone(), meanings.clone())).collect())
    }

    /// Takes in the captures of a condition that holds instead.
    pub(super) fn or(&mut self, other: Self) {
        for (name, meanings) in other.0 {
            let known = self.0.entry(name).or_default();
            for meaning in meanings {
                if !known.iter().any(|it| it.is(&meaning)) {
                    known.push(meaning);
                }
            }
        }
    }

    /// Takes in the captures of a condition that holds as well; a name that means something else
    /// there has two values.
    pub(super) fn and(&mut self, other: Self, source: SourceId) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for (name, meanings) in &other.0 {
            let known = self.0.get(name).map(Vec::as_slice).unwrap_or_default();
            let pairs = meanings.iter().flat_map(|new| known.iter().map(move |old| (new, old)));
            if let Some((new, old)) = pairs.into_iter().find(|(new, old)| !new.is(old)) {
                let message = format!("the capture `{name}` has two meanings");
                let diagnostic = Diagnostic::new(Code::CaptureConflict, source, new.span, message);
                diagnostics.push(
                    diagnostic.label("give this one another name").context(old.span, "first here"),
                );
            }
        }
        self.or(other);
        diagnostics
    }
}

/// What is wrong with the name of a capture.
fn refuse(name: &str, span: Span, used: &Use<'_>) -> Option<Diagnostic> {
    let fault = |code, message: String| Diagnostic::new(code, used.source, span, message);
    if matches!(name, "line" | "cause" | "causes") {
        let message = format!("a capture cannot be called `{name}`");
        let label = "samples say with this word what they expect; take another name";
        return Some(fault(Code::ReservedCapture, message).label(label));
    }
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        let message = format!("`{name}` cannot be used in a text");
        let label = "a name has letters, digits and `_` only";
        return Some(fault(Code::InvalidCapture, message).label(label));
    }
    if used.taken.iter().any(|taken| taken == name) {
        let message = format!("the capture `{name}` exists already");
        let label = "the symptom gives it its value; take another name";
        return Some(fault(Code::CaptureConflict, message).label(label));
    }
    None
}
