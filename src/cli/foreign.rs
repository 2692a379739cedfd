//! Rules of another kind among those that are named: imported in memory, with the way back for
//! what is to be said about them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pomkb::diagnostic::{Code, Diagnostic, Gravity, Label};
use pomkb::import;
use pomkb::kb::KnowledgeBase;
use pomkb::source::{Source, SourceId, Sources, Span};

use crate::io::{self, RuleFile};
use crate::out::Out;
use crate::rules::shown;

/// Rule files of every kind, as sources that the knowledge base reads.
pub(crate) struct Files {
    pub(crate) sources: Vec<Source>,
    /// Whether all files could be read.
    pub(crate) is_readable: bool,
    pub(crate) foreign: Foreign,
}

/// The files that were imported.
#[derive(Debug, Default)]
pub(crate) struct Foreign {
    sources: Sources,
    /// What the import said.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Where the rule of a name that the knowledge base knows comes from.
    origins: BTreeMap<String, (SourceId, Span)>,
}

/// Reads what `paths` name; what cannot be read is said.
pub(crate) fn read(paths: &[PathBuf], out: &Out) -> Files {
    let (files, errors) = io::rule_files(paths);
    for error in &errors {
        out.error(&format!("{error:#}"));
    }
    let mut foreign = Foreign::default();
    let mut sources = Vec::new();
    for file in files {
        if !file.is_yaml() {
            sources.push(file.source);
        } else if file.is_cre() {
            foreign.import(file.source, &mut sources);
        } else {
            out.note(&format!("{} holds no CRE rules; it is left out", file.source.name));
        }
    }
    Files { sources, is_readable: errors.is_empty(), foreign }
}

impl RuleFile {
    /// Whether it is to be read as a file of CRE rules: a file in a folder must look like one.
    pub(crate) fn is_cre(&self) -> bool {
        self.is_yaml() && (self.is_named || import::is_cre(&self.source.text))
    }
}

impl Foreign {
    fn import(&mut self, file: Source, sources: &mut Vec<Source>) {
        let name = file.name.clone();
        let id = self.sources.add(file);
        let import = import::cre(&self.sources, id);
        self.diagnostics.extend(import.diagnostics);
        for rule in import.rules {
            let name = format!("{name}/{}", rule.path());
            self.origins.insert(name.clone(), (id, rule.place));
            sources.push(Source::new(name, rule.draft.text()));
        }
    }

    /// Whether an error was said, so that a rule is missing.
    pub(crate) fn is_broken(&self) -> bool {
        self.diagnostics.iter().any(|found| found.code.gravity() == Gravity::Error)
    }

    /// Shows what the import said, on standard error.
    pub(crate) fn say(&self, least: Gravity, out: &Out) {
        for found in self.diagnostics.iter().filter(|found| found.code.gravity() >= least) {
            let text = shown(found, &self.sources, out);
            out.message_block(&format!("{}\n\n", text.trim_end()));
        }
    }

    /// A diagnostic of the knowledge base, in the file that a person wrote.
    pub(crate) fn placed<'k>(
        &'k self,
        found: &Diagnostic,
        kb: &'k KnowledgeBase,
    ) -> (Diagnostic, &'k Sources) {
        match self.origins.get(kb.sources().of(found.source).name.as_ref()) {
            None => (found.clone(), kb.sources()),
            Some((source, span)) => {
                let label = Label { span: *span, text: found.label.text.clone() };
                let (source, context) = (*source, Vec::new());
                (Diagnostic { source, label, context, fix: None, ..found.clone() }, &self.sources)
            }
        }
    }

    /// What the import said, with the files that it is about.
    pub(crate) fn said(&self) -> impl Iterator<Item = (Diagnostic, &Sources)> {
        self.diagnostics.iter().map(|found| (found.clone(), &self.sources))
    }

    /// Shows a diagnostic of the knowledge base: in the file that a person wrote.
    pub(crate) fn show(&self, found: &Diagnostic, kb: &KnowledgeBase, out: &Out) -> String {
        let (found, sources) = self.placed(found, kb);
        shown(&found, sources, out)
    }

    /// Whether the knowledge base has a file from an import.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.origins.contains_key(name)
    }

    /// Whether a diagnostic asks of an imported rule what rules of its kind do not have.
    pub(crate) fn asks_too_much(&self, found: &Diagnostic, kb: &KnowledgeBase) -> bool {
        let name = kb.sources().of(found.source).name.as_ref();
        matches!(found.code, Code::NoFinds | Code::NoQuiet) && self.origins.contains_key(name)
    }
}
