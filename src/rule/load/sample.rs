//! The samples of a rule file.

use super::Loader;
use super::cause::LoadedCause;
use super::keys::Keys;
use crate::diagnostic::Code;
use crate::rule::file::{Kind, Node};
use crate::rule::{Expect, Expected, Sample};
use crate::source::{Span, Spanned};

const KEYS: [&str; 5] = ["from", "log", "finds", "quiet", "also"];

impl Loader<'_> {
    /// Reads all samples, in the order of the file.
    pub(super) fn samples(
        &mut self,
        node: Node,
        causes: &[LoadedCause],
        captures: Option<&[String]>,
    ) -> Vec<Sample> {
        let Kind::Array(items) = node.kind else {
            self.wrong_type(&node, "a table for each sample, `[[sample]]`,");
            return Vec::new();
        };
        let items = items.into_iter();
        items.filter_map(|item| self.sample(item, causes, captures)).collect()
    }

    fn sample(
        &mut self,
        node: Node,
        causes: &[LoadedCause],
        captures: Option<&[String]>,
    ) -> Option<Sample> {
        let head = self.head(node.span);
        let Kind::Table(table) = node.kind else {
            self.wrong_type(&node, "a table");
            return None;
        };
        let mut keys = Keys::new(table, head, &KEYS);
        let from = keys.take("from").and_then(|node| self.line(node));
        let log = self.required(&mut keys, "log").and_then(|node| self.verbatim(node));
        let (finds, quiet) = (keys.take("finds"), keys.take("quiet"));
        let lines = log.as_ref().map_or(u64::MAX, |(log, _)| log.lines().count() as u64);
        let expect = match (finds, quiet) {
            (Some(finds), None) => self.finds(finds, lines, causes, captures).map(Expect::Finds),
            (None, Some(quiet)) => self.line(quiet).map(|because| Expect::Quiet { because }),
            (finds, Some(_)) => {
                let span = finds.map_or(head, |node| node.span);
                let found = self.at(
                    Code::SampleContradiction,
                    span,
                    "this sample says `finds` and `quiet`",
                );
                self.push(found.label("a log is found or is not"));
                None
            }
            (None, None) => {
                let message = "this sample does not say what must come of it";
                let found = self.at(Code::SampleWithoutExpectation, head, message);
                self.push(found.note(
                    "write `finds = { line = 1 }` if the rule is found, `quiet = \"why not\"` if it is not",
                ));
                None
            }
        };
        let also = self.ids(keys.take("also"));
        self.unknown_keys(keys);
        let (log, start) = log?;
        let log_span = Span::new(start, start + log.len());
        Some(Sample { from, log, log_span, expect: expect?, also })
    }

    fn finds(
        &mut self,
        node: Node,
        lines: u64,
        causes: &[LoadedCause],
        captures: Option<&[String]>,
    ) -> Option<Expected> {
        let span = node.span;
        let Kind::Table(table) = node.kind else {
            self.wrong_type(&node, "a table such as `{ line = 1 }`");
            return None;
        };
        let (mut line, mut cause, mut found) = (None, None, Vec::new());
        for entry in table.entries {
            let place = entry.value.span;
            match entry.key.value.as_str() {
                "line" => line = self.sample_line(&entry.value, lines),
                "cause" => {
                    let text = self.text(entry.value)?;
                    let name = Spanned::new(text.value, place);
                    let known: Vec<&str> =
                        causes.iter().map(|loaded| loaded.cause.name.as_str()).collect();
                    if !known.contains(&name.value.as_str()) {
                        self.unknown_name(Code::UnknownCause, &name, &known);
                    }
                    cause = Some(name);
                }
                _ => {
                    let text = self.text(entry.value)?;
                    found.push((entry.key, Spanned::new(text.value, place)));
                }
            }
        }
        if line.is_none() {
            let missing = self.at(Code::MissingKey, span, "`line` is missing");
            self.push(missing.note(super::keys::purpose("line")));
        }
        if let Some(captures) = captures {
            let added = causes.iter().flat_map(|loaded| &loaded.captures);
            let known: Vec<&str> = captures.iter().chain(added).map(String::as_str).collect();
            for (name, _) in &found {
                if !known.contains(&name.value.as_str()) {
                    self.unknown_name(Code::UnknownCapture, name, &known);
                }
            }
        }
        Some(Expected { span, line: line?, cause, captures: found })
    }

    fn sample_line(&mut self, node: &Node, lines: u64) -> Option<Spanned<u64>> {
        match node.kind {
            Kind::Integer(Some(number)) => {
                if number == 0 || number > lines {
                    let message = format!("the sample has no line {number}");
                    let found = self.at(Code::NoSuchLine, node.span, message);
                    self.push(found.label(format!("it has {lines}")));
                }
                Some(Spanned::new(number, node.span))
            }
            _ => {
                self.wrong_type(node, "the number of a line");
                Some(Spanned::new(1, node.span))
            }
        }
    }
}
