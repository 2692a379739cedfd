//! What is wrong with something that a person wrote: data, shown by [`render`].

mod code;
mod place;
mod render;

pub use code::Code;
pub use place::{Position, position};
pub use render::{render, render_coloured};

use crate::source::{SourceId, Span};

/// One thing that is wrong in a file, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of fault; decides how grave it is.
    pub code: Code,
    /// What is there: lower case, no full stop, code in backticks.
    pub message: String,
    /// The file.
    pub source: SourceId,
    /// The place, and what it should be.
    pub label: Label,
    /// Further places that belong to it.
    pub context: Vec<Label>,
    /// Why, or what to do: sentences shown under the text.
    pub notes: Vec<String>,
    /// The text that would mend it.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A fault at a place.
    pub fn new(code: Code, source: SourceId, span: Span, message: impl Into<String>) -> Self {
        let label = Label { span, text: String::new() };
        let (context, notes) = (Vec::new(), Vec::new());
        Self { code, message: message.into(), source, label, context, notes, fix: None }
    }

    /// A fault of a file as a whole, such as something that is missing in it. Its place is the
    /// empty span at the beginning.
    pub fn of_file(code: Code, source: SourceId, message: impl Into<String>) -> Self {
        Self::new(code, source, Span::empty(0), message)
    }

    /// Says what the place should be.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label.text = text.into();
        self
    }

    /// Points at another place that belongs to it.
    #[must_use]
    pub fn context(mut self, span: Span, text: impl Into<String>) -> Self {
        self.context.push(Label { span, text: text.into() });
        self
    }

    /// Adds a sentence of help.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds the text that would mend it.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }
}

/// A place and a remark on it; the remark may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The remark.
    pub text: String,
}

/// A change to the file that mends the fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What to replace.
    pub span: Span,
    /// What to put there.
    pub replacement: String,
}

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// The rule works; something about it deserves a look.
    Warning,
    /// The rule cannot be used.
    Error,
}
