//! The values of a rule file: strings of one line, strings as they stand, lists, ids.

use super::Loader;
use super::head::slug;
use crate::diagnostic::{Code, Diagnostic};
use crate::rule::RuleId;
use crate::rule::file::{Kind, Node, Text};
use crate::source::{Span, Spanned};

impl Loader<'_> {
    pub(super) fn ids(&mut self, node: Node) -> Vec<Spanned<RuleId>> {
        let mut ids = Vec::new();
        for text in self.strings(node).unwrap_or_default() {
            match RuleId::parse(&text.value) {
                Some(id) => ids.push(Spanned::new(id, text.span)),
                None => {
                    let message = format!("`{}` is no id of a rule", text.value);
                    let found = self.at(Code::InvalidId, text.span, message);
                    let label = "the name of the other rule's file, without `.toml`";
                    self.push(found.label(label));
                }
            }
        }
        ids
    }

    /// Says that a name is none, and how it could be written.
    pub(super) fn invalid_name(&self, name: &Spanned<String>) -> Diagnostic {
        let message = format!("`{}` is no name of a cause", name.value);
        let found = self.at(Code::InvalidId, name.span, message);
        let found = found.label("lower-case words joined by hyphens");
        match slug(&name.value) {
            Some(slug) => found.fix(name.span, slug),
            None => found,
        }
    }

    /// A list of strings; `None` if it is no list.
    pub(super) fn strings(&mut self, node: Node) -> Option<Vec<Spanned<String>>> {
        let Kind::Array(items) = node.kind else {
            let found = self.wrong_type(&node, "a list of strings, `[\"…\"]`,");
            let written = self.written(node.span);
            let is_text = matches!(node.kind, Kind::Text(_));
            self.push(if is_text { found.fix(node.span, format!("[{written}]")) } else { found });
            return None;
        };
        let mut strings = Vec::new();
        for item in items {
            let span = item.span;
            if let Some(text) = self.text(item) {
                strings.push(Spanned::new(text.value, span));
            }
        }
        Some(strings)
    }

    /// A string that is not empty.
    pub(super) fn text(&mut self, node: Node) -> Option<Text> {
        let span = node.span;
        let Kind::Text(text) = node.kind else {
            let found = self.wrong_type(&node, "a string");
            let is_word = matches!(node.kind, Kind::Integer(_) | Kind::Other(_));
            let written = self.written(span);
            self.push(if is_word { found.fix(span, format!("\"{written}\"")) } else { found });
            return None;
        };
        if text.value.trim().is_empty() {
            let found = self.at(Code::EmptyText, span, "there is no text");
            self.push(found.label("write something between the quotes"));
            return None;
        }
        Some(text)
    }

    /// A string of one line, and its place. A line end behind it is no second line.
    pub(super) fn line(&mut self, node: Node) -> Option<Spanned<String>> {
        let span = node.span;
        let text = self.text(node)?;
        let line = text.value.trim();
        if line.contains(char::is_control) {
            let found = self.at(Code::SeveralLines, span, "this must be a single line");
            let found = found.label("no line ends and no other control characters");
            let joined = line.lines().map(str::trim).collect::<Vec<_>>().join(" ");
            let is_plain = !joined.contains(['"', '\\']) && !joined.contains(char::is_control);
            self.push(if is_plain { found.fix(span, format!("\"{joined}\"")) } else { found });
            return None;
        }
        Some(Spanned::new(line.to_owned(), text.place(line).unwrap_or(span)))
    }

    /// A string that stands in the file letter by letter, and where it begins. Places inside
    /// other strings could not be told.
    pub(super) fn verbatim(&mut self, node: Node) -> Option<(String, usize)> {
        let span = node.span;
        let text = self.text(node)?;
        if text.start.is_none() {
            let escape = self.written(span).find('\\').map_or(span, |at| {
                let start = span.start + at;
                let escaped = self.file.text.get(start + 1..).and_then(|rest| rest.chars().next());
                let escaped = escaped.filter(|c| !c.is_control());
                Span::new(start, start + 1 + escaped.map_or(0, char::len_utf8))
            });
            let found = self.at(Code::EscapedText, escape, "this text contains escapes");
            let found = found.label("it must stand here as it is").note(
                "messages point into symptoms, texts and logs, so these are written without escapes, between `'''`",
            );
            self.push(match as_it_is(&text.value) {
                Some(plain) => found.fix(span, plain),
                None => found,
            });
        }
        text.start.map(|start| (text.value, start))
    }

    /// Says that a value is of a kind that its key cannot have.
    pub(super) fn wrong_type(&self, node: &Node, wanted: &str) -> Diagnostic {
        let found = self.at(Code::WrongType, node.span, format!("this is {}", node.kind.name()));
        found.label(format!("{wanted} is wanted here"))
    }

    /// A piece of the file.
    pub(super) fn written(&self, span: Span) -> &str {
        self.file.text.get(span.range()).unwrap_or_default()
    }
}

/// The text as TOML that needs no escapes; `None` if there is no such form.
fn as_it_is(text: &str) -> Option<String> {
    let is_plain = |c: char| !c.is_control() || c == '\n' || c == '\t';
    if text.contains("'''") || text.ends_with('\'') || !text.chars().all(is_plain) {
        return None;
    }
    Some(if text.contains(['\n', '\'']) { format!("'''\n{text}'''") } else { format!("'{text}'") })
}
