//! The texts of a rule file: Markdown and its placeholders.

use super::Loader;
use super::known::{Captures, Unknown, suggest};
use crate::diagnostic::{Code, Diagnostic};
use crate::rule::Prose;
use crate::rule::file::Node;
use crate::rule::prose::FaultKind;
use crate::source::Span;

impl Loader<'_> {
    /// Prose, with placeholders only for captures.
    pub(super) fn prose(&mut self, node: Node, captures: &Captures) -> Option<Prose> {
        let (text, start) = self.verbatim(node)?;
        let place = |at: &std::ops::Range<usize>| Span::new(start + at.start, start + at.end);
        let (placeholders, broken) = Prose::placeholders(&text);
        let is_statement = |at: &std::ops::Range<usize>| {
            !text.get(at.clone()).is_some_and(|it| it.starts_with("{{"))
        };
        // What is done with one statement is done with all of them.
        let first = broken.iter().find(|at| is_statement(at));
        for at in broken.iter().filter(|at| !is_statement(at)).chain(first) {
            let found = self.broken_placeholder(place(at));
            self.push(found);
        }
        if let Captures::Known(captures) = captures {
            for placeholder in placeholders.iter().filter(|it| !captures.contains(&it.name)) {
                let found =
                    self.unknown_placeholder(&placeholder.name, place(&placeholder.at), captures);
                self.push(found);
            }
        }
        let (prose, faults) = Prose::parse(&text);
        for fault in faults {
            let found = self.prose_fault(&fault.kind, place(&fault.at));
            self.push(found);
        }
        Some(prose)
    }

    fn broken_placeholder(&self, span: Span) -> Diagnostic {
        let written = self.written(span);
        let fault = |message| self.at(Code::BrokenPlaceholder, span, message);
        let Some(inside) = written.strip_prefix("{{") else {
            let found = fault(format!("`{written}` does nothing in a text"));
            return found
                .label("a text has only placeholders, `{{ name }}`")
                .note("which cause is shown is decided by its `when`");
        };
        let Some(inside) = inside.strip_suffix("}}") else {
            return fault("this placeholder is never closed".to_owned()).label("`}}` is missing");
        };
        let found = fault("this is no placeholder".to_owned());
        let found = found.label("between the braces stands the name of a capture, nothing else");
        let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name = inside.trim().split(|c| !is_letter(c)).next().unwrap_or_default();
        if name.is_empty() { found } else { found.fix(span, format!("{{{{ {name} }}}}")) }
    }

    fn unknown_placeholder(&self, name: &str, span: Span, captures: &[String]) -> Diagnostic {
        let message = format!("nothing captures `{name}`");
        let found = self.at(Code::UnknownPlaceholder, span, message);
        if captures.is_empty() {
            return found.note(
                "a named group of a regex would, such as `(?<socket>[^']+)`, or a field that `keep` names",
            );
        }
        suggest(found, &Unknown { name, span, quote: "" }, captures.iter().map(String::as_str))
    }

    fn prose_fault(&self, kind: &FaultKind, span: Span) -> Diagnostic {
        match kind {
            FaultKind::Markup(what) => {
                let found = self.at(Code::UnknownMarkup, span, format!("texts do not have {what}"));
                if *what == "HTML" {
                    found.note(
                        "what is to be replaced is written in capitals, such as `HOST`; in backticks everything stands as it is",
                    )
                } else {
                    found.note(
                        "they have paragraphs, lists, `code`, fenced blocks, **strong** words and links",
                    )
                }
            }
            FaultKind::OpenFence => {
                let found = self.at(Code::UnclosedFence, span, "this block is never closed");
                found.label("a line with the same characters ends it")
            }
        }
    }
}
