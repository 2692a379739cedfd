//! A rule file in, the rule and everything that is wrong with the file out.

mod cause;
mod keys;
mod sample;

use crate::diagnostic::{Code, Diagnostic, Gravity};
use crate::field::Field;
use crate::rule::file::{self, Kind, Node, Text};
use crate::rule::{Area, Detection, Prose, Rule, RuleId, Severity, lint};
use crate::source::{Source, SourceId, Sources, Span, Spanned};
use crate::spelling::nearest;
use crate::{symptom, syntax};
use keys::Keys;

/// The keys of a rule file, in their canonical order.
const KEYS: [&str; 12] = [
    "title", "severity", "affects", "formerly", "refines", "explains", "see", "keep", "symptom",
    "summary", "cause", "sample",
];

/// Reads the file `id`. Its path says which rule it is: the name of the file is the id, the name
/// of the folder the area. Without a rule, at least one of the diagnostics is an error.
pub fn load(sources: &Sources, id: SourceId) -> (Option<Rule>, Vec<Diagnostic>) {
    let file = sources.of(id);
    let mut loader = Loader { id, file, diagnostics: Vec::new() };
    let rule = loader.rule();
    let mut diagnostics = loader.diagnostics;
    diagnostics.sort_by_key(|diagnostic| (diagnostic.label.span, diagnostic.code));
    let is_broken = diagnostics.iter().any(|found| found.code.gravity() == Gravity::Error);
    (rule.filter(|_| !is_broken), diagnostics)
}

/// What is being read, and what was found wrong with it.
struct Loader<'f> {
    id: SourceId,
    file: &'f Source,
    diagnostics: Vec<Diagnostic>,
}

impl Loader<'_> {
    fn rule(&mut self) -> Option<Rule> {
        let (table, faults) = file::parse(&self.file.text);
        for fault in faults {
            self.report(Code::InvalidToml, fault.span, fault.message);
        }
        let start = self.first_line();
        let id = self.identity(start);
        let mut keys = Keys::new(table, start, &KEYS);

        let title = self.required(&mut keys, "title").and_then(|node| self.line(node));
        let severity = self.required(&mut keys, "severity").and_then(|node| self.severity(node));
        let affects = keys.take("affects").and_then(|node| self.affects(node));
        let formerly = self.ids(keys.take("formerly"));
        let refines = self.ids(keys.take("refines"));
        let explains = self.ids(keys.take("explains"));
        let see = self.required(&mut keys, "see").map(|node| self.links(node)).unwrap_or_default();
        let keep = self.strings(keys.take("keep"));
        let keep: Vec<Field> = keep.iter().map(|name| Field::of(&name.value)).collect();
        let written = keys.take("symptom");
        let is_article = written.is_none();
        let detection = written.and_then(|node| self.detection(node, keep));

        let captures = detection.as_ref().map(Detection::captures).unwrap_or_default();
        let summary = self.required(&mut keys, "summary");
        // A symptom that could not be read has captures that nobody knows: no prose is blamed
        // for using them.
        let known = (is_article || detection.is_some()).then_some(captures.as_slice());
        let summary = summary.and_then(|node| self.prose(node, known));
        let causes = self.required(&mut keys, "cause");
        let causes = causes.map(|node| self.causes(node, known)).unwrap_or_default();
        let samples = keys.take("sample");
        let samples = samples.map(|node| self.samples(node, &causes, known)).unwrap_or_default();
        self.unknown_keys(keys);

        let causes = causes.into_iter().map(|cause| cause.cause).collect();
        let rule = Rule {
            id: id?,
            area: Area::of(&self.file.name),
            source: self.id,
            title: title?,
            severity: severity?,
            affects,
            formerly: formerly.into_iter().map(|id| id.value).collect(),
            refines,
            explains,
            see,
            summary: summary?,
            causes,
            detection,
            samples,
        };
        self.diagnostics.extend(lint::lint(&rule, start));
        Some(rule)
    }

    /// The id, as the path says it.
    fn identity(&mut self, start: Span) -> Option<RuleId> {
        let id = RuleId::of(&self.file.name);
        if id.is_none() {
            let name = self.file.name.rsplit(['/', '\\']).next().unwrap_or_default();
            let message = format!("`{}` is no id of a rule", name.trim_end_matches(".toml"));
            let note = "the file's name is the rule's id: lower-case words joined by hyphens, \
                        such as `cannot-bind-socket.toml`";
            self.push(self.at(Code::InvalidId, start, message).note(note));
        }
        id
    }

    fn detection(&mut self, node: Node, keep: Vec<Field>) -> Option<Detection> {
        let (text, start) = self.verbatim(node)?;
        let (tree, found) = syntax::parse(&text, start, self.id);
        self.diagnostics.extend(found);
        let lowered = symptom::lower(&tree?, self.id);
        self.diagnostics.extend(lowered.diagnostics);
        let written = Span::new(start, start + text.trim_end().len());
        Some(Detection { symptom: lowered.symptom?, written, keep })
    }

    fn severity(&mut self, node: Node) -> Option<Severity> {
        let span = node.span;
        let text = self.text(node)?;
        let severity = Severity::parse(&text.value);
        if severity.is_none() {
            let names = Severity::ALL.map(|severity| format!("`{severity}`")).join(", ");
            let message = format!("`{}` is no severity", text.value);
            let found = self.at(Code::UnknownSeverity, span, message);
            let found =
                found.label("one of the five severities").note(format!("there are {names}"));
            let near = nearest(&text.value, Severity::ALL.iter().map(|one| one.name()));
            self.push(match near {
                Some(near) => found.fix(span, format!("\"{near}\"")),
                None => found,
            });
        }
        severity
    }

    /// Products and their releases: `pomerium-core >= 0.14, < 0.22`.
    fn affects(&mut self, node: Node) -> Option<String> {
        const PRODUCTS: [&str; 5] =
            ["pomerium-core", "pomerium-console", "ingress-controller", "pomerium-cli", "envoy"];
        let span = node.span;
        let text = self.text(node)?;
        let (product, bounds) = text.value.split_once(' ').unwrap_or((&text.value, ""));
        let is_bound = |bound: &str| {
            let operators = [">=", "<=", "<", ">", "=="];
            let version = operators.iter().find_map(|operator| bound.trim().strip_prefix(operator));
            version.is_some_and(|version| {
                let mut parts = version.trim().split('.');
                parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
            })
        };
        if PRODUCTS.contains(&product) && bounds.split(',').all(is_bound) {
            return Some(text.value);
        }
        let note = format!(
            "write a product ({}) and bounds, such as `pomerium-core >= 0.14, < 0.22`",
            PRODUCTS.join(", ")
        );
        let message = format!("`{}` names no releases", text.value);
        self.push(self.at(Code::InvalidAffects, span, message).note(note));
        None
    }

    fn links(&mut self, node: Node) -> Vec<String> {
        let span = node.span;
        let links = self.strings(Some(node));
        if links.is_empty() {
            let found = self.at(Code::EmptyText, span, "no reference is given");
            self.push(found.label("at least one address where the facts can be read"));
        }
        for link in &links {
            let is_odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"`\\".contains(c);
            if !link.value.starts_with("https://") || link.value.contains(is_odd) {
                let message = format!("`{}` is no https address", link.value);
                self.push(self.at(Code::InvalidLink, link.span, message));
            }
        }
        links.into_iter().map(|link| link.value).collect()
    }

    fn ids(&mut self, node: Option<Node>) -> Vec<Spanned<RuleId>> {
        let mut ids = Vec::new();
        for text in self.strings(node) {
            match RuleId::parse(&text.value) {
                Some(id) => ids.push(Spanned::new(id, text.span)),
                None => {
                    let message = format!("`{}` is no id of a rule", text.value);
                    self.report(Code::InvalidId, text.span, message);
                }
            }
        }
        ids
    }

    fn strings(&mut self, node: Option<Node>) -> Vec<Spanned<String>> {
        let Some(node) = node else { return Vec::new() };
        let Kind::Array(items) = node.kind else {
            self.wrong_type(&node, "an array of strings");
            return Vec::new();
        };
        let mut strings = Vec::new();
        for item in items {
            let span = item.span;
            if let Some(text) = self.text(item) {
                strings.push(Spanned::new(text.value, span));
            }
        }
        strings
    }

    /// A string that is not empty.
    fn text(&mut self, node: Node) -> Option<Text> {
        let span = node.span;
        let Kind::Text(text) = node.kind else {
            self.wrong_type(&node, "a string");
            return None;
        };
        if text.value.trim().is_empty() {
            self.report(Code::EmptyText, span, "there is no text");
            return None;
        }
        Some(text)
    }

    /// A string of one line.
    fn line(&mut self, node: Node) -> Option<String> {
        let span = node.span;
        let text = self.text(node)?;
        if text.value.contains(char::is_control) {
            let found = self.at(Code::SeveralLines, span, "this must be a single line");
            self.push(found.label("no line ends and no other control characters"));
            return None;
        }
        Some(text.value)
    }

    /// A string that stands in the file letter by letter, and where it begins. Places inside
    /// other strings could not be told.
    fn verbatim(&mut self, node: Node) -> Option<(String, usize)> {
        let span = node.span;
        let text = self.text(node)?;
        if text.start.is_none() {
            let found = self.at(Code::EscapedText, span, "this text contains escapes");
            self.push(
                found
                    .label("write it between `'''`")
                    .note("symptoms, texts and logs stand in the file as they are, so that messages can point into them"),
            );
        }
        text.start.map(|start| (text.value, start))
    }

    /// Prose, with placeholders only for `captures`; `None` where nobody knows these.
    fn prose(&mut self, node: Node, captures: Option<&[String]>) -> Option<Prose> {
        let (text, start) = self.verbatim(node)?;
        let place = |at: &std::ops::Range<usize>| Span::new(start + at.start, start + at.end);
        let (placeholders, broken) = Prose::placeholders(&text);
        for at in &broken {
            let found = self.at(Code::BrokenPlaceholder, place(at), "this is no placeholder");
            self.push(found.label("a placeholder is the name of a capture, `{{ name }}`"));
        }
        for placeholder in &placeholders {
            if let Some(captures) = captures
                && !captures.contains(&placeholder.name)
            {
                self.unknown_placeholder(
                    placeholder.name.as_str(),
                    place(&placeholder.at),
                    captures,
                );
            }
        }
        let (prose, faults) = Prose::parse(&text);
        for fault in faults {
            self.prose_fault(&fault.kind, place(&fault.at));
        }
        Some(prose)
    }

    fn unknown_placeholder(&mut self, name: &str, span: Span, captures: &[String]) {
        let message = format!("nothing captures `{name}`");
        let found = self.at(Code::UnknownPlaceholder, span, message);
        let near = nearest(name, captures.iter().map(String::as_str));
        self.push(match (near, captures) {
            (Some(near), _) => {
                found.label(format!("did you mean `{near}`?")).fix(span, near.to_owned())
            }
            (None, []) => found.note("this symptom captures nothing and `keep` names no field"),
            (None, _) => found.note(format!("there are `{}`", captures.join("`, `"))),
        });
    }

    fn prose_fault(&mut self, kind: &crate::rule::prose::FaultKind, span: Span) {
        use crate::rule::prose::FaultKind;
        match kind {
            FaultKind::Markup(what) => {
                let found = self.at(Code::UnknownMarkup, span, format!("texts do not have {what}"));
                self.push(found.note(
                    "they have paragraphs, lists, `code`, fenced blocks, **strong** words and links",
                ));
            }
            FaultKind::OpenFence => {
                let found = self.at(Code::UnclosedFence, span, "this block is not closed");
                self.push(found.label("a line with the same three characters ends it"));
            }
            FaultKind::Placeholder => {}
        }
    }

    fn required(&mut self, keys: &mut Keys, name: &'static str) -> Option<Node> {
        let node = keys.take(name);
        if node.is_none() {
            let found = self.at(Code::MissingKey, keys.head, format!("`{name}` is missing"));
            self.push(found.note(keys::purpose(name)));
        }
        node
    }

    fn unknown_keys(&mut self, keys: Keys) {
        for (key, near) in keys.rest() {
            let found =
                self.at(Code::UnknownKey, key.span, format!("`{}` is no key here", key.value));
            self.push(match near {
                Ok(near) => {
                    found.label(format!("did you mean `{near}`?")).fix(key.span, near.to_owned())
                }
                Err(known) => found.note(format!("there are `{}`", known.join("`, `"))),
            });
        }
    }

    fn wrong_type(&mut self, node: &Node, wanted: &str) {
        let message = format!("this is {}", node.kind.name());
        let found = self.at(Code::WrongType, node.span, message);
        self.push(found.label(format!("{wanted} is wanted here")));
    }

    fn first_line(&self) -> Span {
        let end = self.file.text.find(['\r', '\n']).unwrap_or(self.file.text.len());
        Span::new(0, end)
    }

    fn at(&self, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.id, span, message)
    }

    fn report(&mut self, code: Code, span: Span, message: impl Into<String>) {
        let found = self.at(code, span, message);
        self.push(found);
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

impl Detection {
    /// The names under which a find of this rule gives values: captures and kept fields.
    pub fn captures(&self) -> Vec<String> {
        let kept = self.keep.iter().map(Field::capture_name);
        let mut names: Vec<String> = self.symptom.captures.iter().cloned().chain(kept).collect();
        names.sort();
        names.dedup();
        names
    }
}
