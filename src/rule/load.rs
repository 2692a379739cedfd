//! A rule file in, the rule and everything that is wrong with the file out.

mod cause;
pub(super) mod head;
pub(super) mod keys;
mod known;
mod prose;
mod sample;
mod value;

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Gravity};
use crate::field::{self, Field};
use crate::rule::file::{self, Fault, Kind, Node, Table};
use crate::rule::lint::{self, Written};
use crate::rule::{Area, Detection, Rule};
use crate::source::{Source, SourceId, Sources, Span, Spanned};
use crate::spelling::nearest_within;
use crate::{symptom, syntax};
use keys::{Keys, Place};
use known::Captures;

/// No more is said about one file: there are people who hand a log over as a rule.
const MOST: usize = 100;

/// Larger files are refused; the largest of a hundred rules has twenty kilobytes.
const MAX_LENGTH: usize = 1 << 20;

/// Reads the file `id`. Its path says which rule it is: the name of the file is the id, the name
/// of the folder the area. Without a rule, at least one of the diagnostics is an error.
pub fn load(sources: &Sources, id: SourceId) -> (Option<Rule>, Vec<Diagnostic>) {
    let file = sources.of(id);
    if file.text.len() > MAX_LENGTH {
        let message = format!("a rule file has at most {MAX_LENGTH} bytes");
        let found = Diagnostic::of_file(Code::TooLong, id, message);
        return (None, vec![found.note(format!("this one has {}", file.text.len()))]);
    }
    let mut loader = Loader { id, file, diagnostics: Vec::new(), strayed: BTreeSet::new() };
    let (table, faults) = file::parse(&file.text);
    let rule = loader.rule(table);
    loader.broken(faults);
    let mut diagnostics = loader.diagnostics;
    diagnostics.sort_by_key(|diagnostic| (diagnostic.label.span, diagnostic.code));
    let is_broken = diagnostics.iter().any(is_error);
    (rule.filter(|_| !is_broken), crop(diagnostics))
}

/// The first of many diagnostics, an error among them if there is one.
fn crop(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let Some(left) = diagnostics.len().checked_sub(MOST).filter(|left| *left > 0) else {
        return diagnostics;
    };
    if let Some(error) = diagnostics.iter().position(is_error).filter(|at| *at >= MOST) {
        diagnostics.swap(MOST - 1, error);
    }
    diagnostics.truncate(MOST);
    if let Some(last) = diagnostics.last_mut() {
        last.notes.push(format!("{left} more of this file are not shown"));
    }
    diagnostics
}

fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.code.gravity() == Gravity::Error
}

/// What is being read, and what was found wrong with it.
struct Loader<'f> {
    id: SourceId,
    file: &'f Source,
    diagnostics: Vec<Diagnostic>,
    /// Keys that stand in a table of another kind than the one that has them.
    strayed: BTreeSet<&'static str>,
}

impl Loader<'_> {
    fn rule(&mut self, table: Table) -> Option<Rule> {
        let id = self.identity();
        self.strayed = strayed(&table);
        let mut keys = Keys::new(table, Span::empty(0), Place::Rule);

        let title = self.take(&mut keys, "title").and_then(|node| self.line(node));
        let severity = self.take(&mut keys, "severity").and_then(|node| self.severity(node));
        let affects = self.take(&mut keys, "affects").and_then(|node| self.affects(node));
        let mut ids =
            |name| self.take(&mut keys, name).map(|node| self.ids(node)).unwrap_or_default();
        let (formerly, refines, explains) = (ids("formerly"), ids("refines"), ids("explains"));
        let see = self.take(&mut keys, "see").map(|node| self.links(node)).unwrap_or_default();
        let keep = self.take(&mut keys, "keep").map(|node| self.keep(node)).unwrap_or_default();
        let written = self.take(&mut keys, "symptom");
        let is_article = written.is_none() && !self.strayed.contains("symptom");
        let detection = written.and_then(|node| self.detection(node, keep));

        // A symptom that could not be read has captures that nobody knows: no text is blamed for
        // using them.
        let captures = match &detection {
            Some(detection) => Captures::Known(detection.captures()),
            None if is_article => Captures::Known(Vec::new()),
            None => Captures::Unknown,
        };
        let summary = self.take(&mut keys, "summary");
        let summary = summary.and_then(|node| self.prose(node, &captures));
        let causes = self.take(&mut keys, "cause");
        let causes = causes.map(|node| self.causes(node, &captures)).unwrap_or_default();
        let known = causes.known(&captures);
        let samples = self.take(&mut keys, "sample").map(|node| self.samples(node, &known));
        let samples = samples.unwrap_or_default();
        self.unknown_keys(keys);

        let title = title?;
        let written = Written { title: title.span, shown: samples.shown, is_article };
        let rule = Rule {
            id: id?,
            area: Area::of(&self.file.name),
            source: self.id,
            title: title.value,
            severity: severity?,
            affects,
            formerly: formerly.into_iter().map(|id| id.value).collect(),
            refines,
            explains,
            see,
            summary: summary?,
            causes: causes.read,
            detection,
            samples: samples.read,
        };
        self.diagnostics.extend(lint::lint(&rule, &written));
        Some(rule)
    }

    /// Takes in what is wrong with the TOML, and leaves out what only follows from it.
    fn broken(&mut self, faults: Vec<Fault>) {
        let Some(first) = faults.first().map(|fault| fault.lost.start) else { return };
        self.diagnostics.retain(|found| {
            let span = found.label.span;
            let overlaps = |lost: Span| span.start <= lost.end && lost.start <= span.end;
            let is_lost = faults.iter().any(|fault| overlaps(fault.lost));
            // Values that the parser made up to go on have no place.
            if span.end == 0 {
                return found.code == Code::InvalidId;
            }
            // What is missing may be in the part that could not be read; what stands behind it may
            // have got into the wrong table.
            let is_consequence = match found.code {
                Code::MissingKey
                | Code::NoCause
                | Code::SampleWithoutExpectation
                | Code::UnknownCause
                | Code::UnknownCapture
                | Code::UnknownPlaceholder
                | Code::ArticleWithSamples => true,
                Code::UnknownKey | Code::WrongType | Code::CauseWithoutName => span.start > first,
                _ => false,
            };
            !is_lost && !is_consequence
        });
        for fault in faults {
            let found = self.at(Code::InvalidToml, fault.span, fault.message).label(fault.label);
            let context = fault.context.into_iter();
            let found = context.fold(found, |found, (span, text)| found.context(span, text));
            let found = fault.note.into_iter().fold(found, Diagnostic::note);
            let fix = fault.fix.into_iter();
            self.push(fix.fold(found, |found, (span, text)| found.fix(span, text)));
        }
    }

    /// Fields to keep; one that is a letter away from a known one is taken for a slip.
    fn keep(&mut self, node: Node) -> Vec<Field> {
        let names = self.strings(node).unwrap_or_default();
        for Spanned { value, span } in &names {
            let known = field::KNOWN.iter().map(|known| known.name);
            if let Some(near) = nearest_within(value, 1, known) {
                let message = format!("no record of Pomerium is known to have a field `{value}`");
                let found = self.at(Code::UnknownField, *span, message);
                let found = found.label(format!("did you mean `{near}`?"));
                self.push(found.fix(*span, format!("\"{near}\"")));
            }
        }
        names.iter().map(|name| Field::of(&name.value)).collect()
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

    /// Takes the value of a key. Says so if it is missing and the table must have it.
    fn take(&mut self, keys: &mut Keys, name: &'static str) -> Option<Node> {
        let node = keys.take(name);
        let is_required = keys.place.key(name).is_some_and(|key| key.is_required);
        if node.is_none() && is_required && !self.strayed.contains(name) {
            let found = self.at(Code::MissingKey, keys.head, format!("`{name}` is missing"));
            self.push(found.note(keys.place.purpose(name)));
        }
        node
    }

    fn unknown_keys(&mut self, keys: Keys) {
        let place = keys.place;
        for slip in keys.unknown() {
            let key = slip.key;
            let found =
                self.at(Code::UnknownKey, key.span, format!("`{}` is no key here", key.value));
            self.push(match (keys::home(&key.value, place), slip.meant) {
                (Some(home), _) => found.note(home),
                (None, Some(meant)) => {
                    found.label(format!("did you mean `{meant}`?")).fix(key.span, meant)
                }
                (None, None) => {
                    let names: Vec<_> = place.names().collect();
                    found.note(format!("there are `{}`", names.join("`, `")))
                }
            });
        }
    }

    fn at(&self, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.id, span, message)
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// The keys that stand in a table of another kind than the one that has them: with these, nothing
/// is said of keys that are missing.
fn strayed(table: &Table) -> BTreeSet<&'static str> {
    let mut tables = vec![(Place::Rule, table)];
    for entry in &table.entries {
        match (entry.key.value.as_str(), &entry.value.kind) {
            ("cause", Kind::Table(causes)) => {
                let causes = causes.entries.iter().filter_map(|cause| cause.value.table());
                tables.extend(causes.map(|table| (Place::Cause, table)));
            }
            ("sample", Kind::Array(samples)) => {
                let samples = samples.iter().filter_map(Node::table);
                tables.extend(samples.map(|table| (Place::Sample, table)));
            }
            _ => {}
        }
    }
    let mut strayed = BTreeSet::new();
    for (place, table) in tables {
        let others = Place::HEADED.into_iter().filter(|other| *other != place);
        for key in others.flat_map(Place::names).filter(|key| !place.has(key)) {
            if table.entries.iter().any(|entry| entry.key.value == key) {
                strayed.insert(key);
            }
        }
    }
    strayed
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
