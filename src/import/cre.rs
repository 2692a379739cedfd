//! A file of CRE rules (Common Reliability Enumerations, YAML) to rule files of ours, and what has
//! no counterpart.
//!
//! What these rules mean was taken from the reference engine, `preq`; the chapter on importing in
//! the book says what maps to what.

mod about;
mod jq;
mod length;
mod pattern;
mod prose;
mod re2;
mod reader;
mod term;
mod yaml;

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Gravity};
use crate::rule::{self, Draft, RuleId};
use crate::source::{Source, SourceId, Sources, Span};
use crate::syntax;
use reader::{Fields, Reader};
use term::Named;
use yaml::{Kind, Node};

/// The area of imported rules.
const AREA: &str = "cre";

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The rules that have a counterpart, in the order of the file.
    pub rules: Vec<Imported>,
    /// How many rules have none.
    pub refused: usize,
    /// What is to be said about the file, by place. Each rule that was refused has an error.
    pub diagnostics: Vec<Diagnostic>,
}

/// A rule that was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Its id: that of the CRE rule in lower case.
    pub id: RuleId,
    /// The rule file.
    pub draft: Draft,
    /// Where the CRE rule says what it looks for.
    pub place: Span,
}

impl Imported {
    /// The path of the rule file in a folder of rules.
    pub fn path(&self) -> String {
        format!("{AREA}/{}.toml", self.id)
    }
}

/// Reads a file of CRE rules.
pub fn cre(sources: &Sources, id: SourceId) -> Import {
    let text = sources.of(id).text.as_ref();
    let reader = Reader::new(id, text);
    let mut file = File { reader, rules: Vec::new(), refused: 0, seen: BTreeMap::new() };
    match yaml::parse(text) {
        Ok(documents) if documents.is_empty() => {
            let message = "this file is empty";
            let found = Diagnostic::of_file(Code::ImportMissingKey, id, message);
            file.reader.push(found.note("a file of CRE rules has a list `rules`"));
        }
        Ok(documents) => documents.iter().for_each(|document| file.document(document)),
        Err(fault) => {
            let found = file.reader.at(Code::ImportInvalidYaml, fault.span, "this is no YAML");
            file.reader.push(found.label(fault.message));
        }
    }
    Import { rules: file.rules, refused: file.refused, diagnostics: file.reader.finish() }
}

/// Whether a YAML file seems to be one of CRE rules: it has a list `rules` with a `cre` in it.
pub fn is_cre(text: &str) -> bool {
    let has_key =
        |key: &str| text.lines().any(|line| line.trim_start_matches([' ', '-']).starts_with(key));
    text.lines().any(|line| line.starts_with("rules:")) && has_key("cre:")
}

struct File<'s> {
    reader: Reader<'s>,
    rules: Vec<Imported>,
    refused: usize,
    /// The ids so far, and where they stand.
    seen: BTreeMap<RuleId, Span>,
}

impl File<'_> {
    fn document(&mut self, node: &Node) {
        let Some(mut fields) = self.reader.map(node, "a map with a list `rules`") else { return };
        let terms = match fields.take("terms") {
            Some(node) => self.reader.terms(node),
            None => Named::default(),
        };
        let note = "a file of CRE rules has a list `rules`";
        let Some(rules) = self.reader.required(&mut fields, "rules", note) else { return };
        self.reader.ignore(fields);
        for node in self.reader.list(rules, "a list of rules") {
            match self.rule(node, &terms) {
                Some(rule) => self.rules.push(rule),
                None => self.refused += 1,
            }
        }
    }

    fn rule(&mut self, node: &Node, terms: &Named<'_>) -> Option<Imported> {
        let before = self.reader.errors();
        let mut fields = self.reader.map(node, "a map with `cre` and `rule`")?;
        let note = "it says what the problem is and what to do";
        let cre = self.reader.required(&mut fields, "cre", note);
        let cre = cre.and_then(|node| self.reader.map(node, "a map"));
        let note = "it says what to look for";
        let rule = self.reader.required(&mut fields, "rule", note);
        let metadata = fields.take("metadata").and_then(|node| self.reader.map(node, "a map"));
        self.reader.ignore(fields);
        let mut cre = cre?;
        let (id, written, id_span) = self.id(&mut cre)?;
        let rule = rule?;
        let meant = self.reader.pattern(rule, terms)?;
        let mut draft = self.reader.about(cre, &written);
        if let Some(metadata) = metadata {
            let remarks = self.reader.remarks(metadata);
            draft.remarks.extend(remarks.into_iter().map(|remark| format!("metadata {remark}")));
        }
        draft.remarks.extend(meant.data.map(|data| format!("data: {data}")));
        draft.symptom = syntax::print(&meant.symptom);
        let place = self.reader.first_line(rule.span);
        let imported = Imported { id, draft, place };
        if self.reader.errors() > before {
            return None;
        }
        self.reader.is_usable(&imported, id_span).then_some(imported)
    }

    /// The id, as ours and as it is written, and its place.
    fn id(&mut self, cre: &mut Fields<'_>) -> Option<(RuleId, String, Span)> {
        let reader = &mut self.reader;
        let node = reader.required(cre, "id", "such as `CRE-2024-0007`")?;
        let written = reader.scalar(node, "a text")?.text.clone();
        let is_letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        let id = RuleId::parse(&written.to_ascii_lowercase());
        let id = id.filter(|_| written.len() >= 4 && written.bytes().all(is_letter));
        let Some(id) = id else {
            let message = format!("`{}` is no id", written.escape_debug());
            let found = reader.at(Code::ImportInvalidId, reader.first_line(node.span), message);
            let label = "letters and digits, joined by hyphens, four at least";
            reader.push(found.label(label));
            return None;
        };
        if let Some(first) = self.seen.get(&id) {
            let found = reader.at(Code::ImportInvalidId, node.span, "two rules have this id");
            let found = found.label("give one of them another").context(*first, "first here");
            reader.push(found);
            return None;
        }
        self.seen.insert(id.clone(), node.span);
        Some((id, written, node.span))
    }
}

impl Reader<'_> {
    /// The terms that a file names.
    fn terms<'n>(&mut self, node: &'n Node) -> Named<'n> {
        if let Kind::Map(entries) = &node.kind {
            let terms = entries.iter().map(|entry| (entry.key.value.as_str(), &entry.value));
            return Named(terms.collect());
        }
        self.wrong_type(node, "a map of terms by name");
        Named::default()
    }

    /// Whether the loader takes the rule file; if not, says why.
    fn is_usable(&mut self, imported: &Imported, id: Span) -> bool {
        let mut sources = Sources::default();
        let file = sources.add(Source::new(imported.path(), imported.draft.text()));
        let (rule, diagnostics) = rule::load(&sources, file);
        if rule.is_some() {
            return true;
        }
        let is_error = |found: &&Diagnostic| found.code.gravity() == Gravity::Error;
        let first = diagnostics.iter().find(is_error);
        let found = self.at(Code::ImportUnusable, id, "this rule cannot be used here");
        let reason = first.map_or(String::new(), |first| first.message.clone());
        self.push(found.label(reason));
        false
    }
}

#[cfg(test)]
mod tests;
