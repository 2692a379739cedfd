//! The samples of a rule file.

use super::Loader;
use super::keys::{Keys, Place};
use super::known::{Known, Unknown, suggest};
use crate::diagnostic::{Code, Diagnostic};
use crate::rule::file::{Entry, Kind, Node};
use crate::rule::lint::Shown;
use crate::rule::{Expect, Expected, Sample};
use crate::source::{Span, Spanned};
use crate::spelling::nearest;

/// The samples.
#[derive(Default)]
pub(super) struct Samples {
    /// Those that could be read.
    pub(super) read: Vec<Sample>,
    /// What all of them are written to show.
    pub(super) shown: Shown,
}

impl Loader<'_> {
    /// Reads all samples, in the order of the file.
    pub(super) fn samples(&mut self, node: Node, known: &Known) -> Samples {
        let Kind::Array(items) = node.kind else {
            let found = self.wrong_type(&node, "a table for each sample, `[[sample]]`,");
            let head = self.head(node.span);
            let is_head = self.written(head) == "[sample]";
            self.push(if is_head { found.fix(head, "[[sample]]") } else { found });
            return Samples { read: Vec::new(), shown: Shown { finds: true, quiet: true } };
        };
        let mut samples = Samples::default();
        for item in items {
            let sample = self.sample(item, known, &mut samples.shown);
            samples.read.extend(sample);
        }
        samples
    }

    fn sample(&mut self, node: Node, known: &Known, shown: &mut Shown) -> Option<Sample> {
        let head = self.head(node.span);
        let Kind::Table(table) = node.kind else {
            let found = self.wrong_type(&node, "a table");
            self.push(found);
            return None;
        };
        let mut keys = Keys::new(table, head, Place::Sample);
        let from =
            self.take(&mut keys, "from").and_then(|node| self.line(node)).map(|from| from.value);
        let log = self.take(&mut keys, "log").and_then(|node| self.verbatim(node));
        let (finds, quiet) = (self.take(&mut keys, "finds"), self.take(&mut keys, "quiet"));
        // A sample that does not say which it is may be either.
        let is_either = finds.is_some() == quiet.is_some();
        shown.finds |= finds.is_some() || is_either;
        shown.quiet |= quiet.is_some() || is_either;
        let lines = log.as_ref().map(|(log, _)| log.lines().count() as u64);
        let expect = match (finds, quiet) {
            (Some(finds), None) => self.finds(finds, lines, known).map(Expect::Finds),
            (None, Some(quiet)) => {
                self.line(quiet).map(|because| Expect::Quiet { because: because.value })
            }
            (Some(finds), Some(quiet)) => {
                let message = "this sample says that it is found, and that it is not";
                let found = self.at(Code::SampleContradiction, quiet.span, message);
                let found = found.label("remove `quiet` or `finds`");
                self.push(found.context(finds.span, "found, it says here"));
                None
            }
            (None, None) if ["finds", "quiet"].iter().any(|word| self.strayed.contains(word)) => {
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
        let also = self.take(&mut keys, "also").map(|node| self.ids(node)).unwrap_or_default();
        self.unknown_keys(keys);
        let (log, start) = log?;
        let log_span = Span::new(start, start + log.trim_end().len());
        Some(Sample { from, log, log_span, expect: expect?, also })
    }

    /// What must be found in a log of so many lines.
    fn finds(&mut self, node: Node, lines: Option<u64>, known: &Known) -> Option<Expected> {
        let span = node.span;
        let Kind::Table(table) = node.kind else {
            let found = self.wrong_type(&node, "a table such as `{ line = 1 }`");
            self.push(found);
            return None;
        };
        let (mut line, mut cause, mut causes, mut captures) = (None, None, None, Vec::new());
        let (mut has_line, mut is_whole) = (false, true);
        for entry in table.entries {
            let word = self.word(&entry, known);
            let Entry { key, value } = entry;
            let place = value.span;
            if word == Some("line") {
                has_line = true;
                line = self.sample_line(&value, lines);
                continue;
            }
            if word == Some("causes") {
                causes = self.causes_shown(value, known);
                is_whole &= causes.is_some();
                continue;
            }
            let Some(text) = self.text(value) else {
                is_whole = false;
                continue;
            };
            let text = Spanned::new(text.value, place);
            if word == Some("cause") {
                self.known_cause(&text, known);
                cause = Some(text);
            } else {
                captures.push((key, text));
            }
        }
        if !has_line {
            let missing = self.at(Code::MissingKey, span, "`line` is missing");
            self.push(missing.note(Place::Finds.purpose("line")));
        }
        Some(Expected { span, line: line?, cause, causes, captures }).filter(|_| is_whole)
    }

    /// The word that a key of `finds` is or was meant to be; `None` if it is a capture, known or
    /// not.
    fn word(&mut self, entry: &Entry, known: &Known) -> Option<&'static str> {
        let Spanned { value: name, span } = &entry.key;
        if let Some(word) = Place::Finds.names().find(|word| word == name) {
            return Some(word);
        }
        let captures = known.captures.as_ref()?;
        if captures.contains(name) {
            return None;
        }
        let found = self.unknown(Code::UnknownCapture, &entry.key);
        let near = nearest(name, Place::Finds.names());
        self.push(match near {
            Some(near) => found.label(format!("did you mean `{near}`?")).fix(*span, near),
            None if captures.is_empty() => found.label("it captures nothing"),
            None => suggest(
                found,
                &Unknown { name, span: *span, quote: "" },
                captures.iter().map(String::as_str),
            ),
        });
        near
    }

    /// The names of all causes that are shown.
    fn causes_shown(&mut self, node: Node, known: &Known) -> Option<Spanned<Vec<String>>> {
        let span = node.span;
        let names = self.strings(node)?;
        for name in &names {
            self.known_cause(name, known);
        }
        Some(Spanned::new(names.into_iter().map(|name| name.value).collect(), span))
    }

    fn known_cause(&mut self, name: &Spanned<String>, known: &Known) {
        // Without any, that is what is said.
        if known.causes.is_empty() || known.causes.contains(&name.value) {
            return;
        }
        let found = self.unknown(Code::UnknownCause, name);
        let causes = known.causes.iter().map(String::as_str);
        self.push(suggest(
            found,
            &Unknown { name: &name.value, span: name.span, quote: "\"" },
            causes,
        ));
    }

    /// Says that a sample names something that is not there.
    fn unknown(&self, code: Code, name: &Spanned<String>) -> Diagnostic {
        let what = if code == Code::UnknownCause { "cause" } else { "capture" };
        self.at(code, name.span, format!("this rule has no {what} `{}`", name.value))
    }

    fn sample_line(&mut self, node: &Node, lines: Option<u64>) -> Option<Spanned<u64>> {
        let Kind::Integer(number) = node.kind else {
            let found = self.wrong_type(node, "the number of a line");
            let written = self.written(node.span).trim_matches(['"', '\'']);
            let is_number = written.parse::<u64>().is_ok();
            let written = written.to_owned();
            self.push(if is_number { found.fix(node.span, written) } else { found });
            return None;
        };
        let (number, last) = (number.unwrap_or(0), lines.unwrap_or(u64::MAX));
        if number == 0 || number > last {
            let message = format!("the sample has no line {}", self.written(node.span));
            let found = self.at(Code::NoSuchLine, node.span, message);
            self.push(match (number, lines) {
                (0, _) => found.label("lines are counted from 1"),
                (_, Some(1)) => found.label("it has 1 line"),
                _ => found.label(format!("it has {last} lines")),
            });
        }
        Some(Spanned::new(number, node.span))
    }
}
