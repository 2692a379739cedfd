//! What a person has still to write.

use crate::diagnostic::{Code, Diagnostic};
use crate::rule::{Rule, TO_BE_WRITTEN};
use crate::source::{Source, Span};

/// The name of a cause that `pomkb new` cannot name.
const UNNAMED: &str = "[cause.to-be-named]";

/// The marks in a rule file.
pub(super) fn review(rule: &Rule, file: &Source) -> Vec<Diagnostic> {
    let text = &file.text;
    let marks = text.match_indices(TO_BE_WRITTEN).filter(|(at, mark)| {
        let is_letter = |c: char| c.is_alphanumeric() || c == '_';
        let in_log = |sample: &crate::rule::Sample| sample.log_span.range().contains(at);
        // A log says what it says.
        !text[..*at].ends_with(is_letter)
            && !text[at + mark.len()..].starts_with(is_letter)
            && !rule.samples.iter().any(in_log)
    });
    let marks = marks.map(|(at, _)| {
        let line = text[at..].lines().next().unwrap_or_default();
        let end = at + line.trim_end_matches(['"', '\'', ']', ' ', ',', '\r']).len();
        let found = Diagnostic::new(
            Code::ToBeWritten,
            rule.source,
            Span::new(at, end),
            "this is still to be written",
        );
        found.label("write it, and take the mark out")
    });
    let unnamed = text.match_indices(UNNAMED).map(|(at, name)| {
        let span = Span::new(at + "[cause.".len(), at + name.len() - 1);
        let message = "this cause is still to be named";
        let found = Diagnostic::new(Code::ToBeWritten, rule.source, span, message);
        found.label("two or three words joined by hyphens, such as `port-taken`")
    });
    marks.chain(unnamed).collect()
}
