//! The rule files of a workspace, as they lie on disk and as they are being written; the knowledge
//! base of them and of the built-in rules.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use lsp_types::{TextDocumentContentChangeEvent, Uri};
use pomkb::diagnostic::Diagnostic;
use pomkb::kb::{KnowledgeBase, Shelf, builtin_sources};
use pomkb::rule::{self, Rule, RuleId, SCHEMA};
use pomkb::source::{Source, SourceId, Sources};

use super::position::{Encoding, Lines};
use super::uri;
use crate::io;

/// What the loader gave for a file.
type Loaded = (Option<Rule>, Vec<Diagnostic>);

/// The folders, the files and the knowledge base that is made of them.
#[derive(Default)]
pub(super) struct Workspace {
    /// Folders that are open in the editor.
    roots: Vec<PathBuf>,
    /// The name of the folder of rules in each of them.
    folder: String,
    /// Files on disk, by their keys.
    disk: BTreeMap<String, Source>,
    /// Documents that are open in the editor, by their keys.
    open: BTreeMap<String, Document>,
    kb: KnowledgeBase,
    /// Files of the knowledge base that the editor can open, by their keys.
    numbers: BTreeMap<String, SourceId>,
    /// What the loader gave for each file, by its name, with the text for which it did.
    read: RefCell<HashMap<String, (String, Loaded)>>,
}

/// A document that is open in the editor.
pub(super) struct Document {
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) text: String,
}

/// What a file is called here: its path, or its address if it has none.
fn key(uri: &Uri) -> String {
    uri::path(uri).map_or_else(|| uri.0.clone(), |path| path.to_string_lossy().into_owned())
}

impl Workspace {
    pub(super) fn new(roots: Vec<PathBuf>, folder: String) -> Self {
        let mut workspace = Self { roots, folder, ..Self::default() };
        workspace.read_disk();
        workspace
    }

    pub(super) fn kb(&self) -> &KnowledgeBase {
        &self.kb
    }

    /// Reads the files of the folders of rules anew. What cannot be read is left out: an editor
    /// shows that better.
    pub(super) fn read_disk(&mut self) {
        let folders = self.roots.iter().map(|root| root.join(&self.folder));
        let folders: Vec<PathBuf> = folders.filter(|folder| folder.is_dir()).collect();
        let (files, _) = io::rule_files(&folders);
        let files = files.into_iter().filter(|file| !file.is_yaml());
        self.disk = files
            .map(|file| {
                let name = self.name(&file.path);
                let text = file.source.text;
                (file.path.to_string_lossy().into_owned(), Source { name: name.into(), text })
            })
            .collect();
        self.build();
    }

    pub(super) fn open(&mut self, document: Document) {
        self.open.insert(key(&document.uri), document);
        self.build();
    }

    /// Makes changes to an open document, one after another.
    pub(super) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) {
        let Some(document) = self.open.get_mut(&key(uri)) else { return };
        document.version = version;
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                    document.text = whole.text;
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let span = Lines::of(&document.text, encoding).span(part.range);
                    document.text.replace_range(span.range(), &part.text);
                }
            }
        }
        self.build();
    }

    /// Takes a document as it lies on disk again.
    pub(super) fn close(&mut self, uri: &Uri) {
        self.open.remove(&key(uri));
        self.read_disk();
    }

    /// The documents that are open and hold rules.
    pub(super) fn documents(&self) -> impl Iterator<Item = (&Document, SourceId)> {
        self.open.iter().filter_map(|(key, document)| Some((document, *self.numbers.get(key)?)))
    }

    /// The number of a rule file that is open or lies in a folder of rules.
    pub(super) fn number(&self, uri: &Uri) -> Option<SourceId> {
        self.numbers.get(&key(uri)).copied()
    }

    /// The address of a file, and the version of its text if it is open; `None` for a built-in rule,
    /// which lies in no file.
    pub(super) fn place(&self, source: SourceId) -> Option<(Uri, Option<i32>)> {
        let (key, _) = self.numbers.iter().find(|(_, number)| **number == source)?;
        Some(match self.open.get(key) {
            Some(document) => (document.uri.clone(), Some(document.version)),
            None => (uri::of(Path::new(key)), None),
        })
    }

    /// A path as messages name it: from its folder on.
    fn name(&self, path: &Path) -> String {
        let inner = self.roots.iter().find_map(|root| path.strip_prefix(root).ok());
        inner.unwrap_or(path).to_string_lossy().replace('\\', "/")
    }

    /// Whether a document holds a rule: it lies in a folder of rules, or names the schema of rules.
    fn is_rule(&self, key: &str, document: &Document) -> bool {
        let path = Path::new(key);
        let in_folder = self.roots.iter().any(|root| path.starts_with(root.join(&self.folder)));
        let is_toml = path.extension().is_some_and(|ending| ending == "toml");
        let mut head = document.text.lines().take_while(|line| line.starts_with('#'));
        in_folder && is_toml || head.any(|line| line.starts_with("#:schema") && line.contains(FILE))
    }

    /// Makes the knowledge base anew: own files replace the built-in rules of their ids.
    fn build(&mut self) {
        let mut files: BTreeMap<&String, Source> =
            self.disk.iter().map(|(key, source)| (key, source.clone())).collect();
        for (key, document) in self.open.iter().filter(|(key, one)| self.is_rule(key, one)) {
            files.insert(key, Source::new(self.name(Path::new(key)), document.text.clone()));
        }
        let ids: BTreeSet<RuleId> =
            files.values().filter_map(|file| RuleId::of(&file.name)).collect();
        let builtin = builtin_sources();
        let is_own = |file: &Source| RuleId::of(&file.name).is_some_and(|id| ids.contains(&id));
        // Where the built-in rules themselves are being written, one that is not there was taken
        // out or renamed.
        let is_base = builtin.iter().filter(|file| is_own(file)).count() * 2 > builtin.len();
        let builtin = builtin.into_iter().filter(|file| !is_base && !is_own(file));

        let (mut keys, mut sources) = (Vec::new(), Vec::new());
        for file in builtin {
            keys.push(None);
            sources.push(file);
        }
        for (key, file) in files {
            keys.push(Some(key.clone()));
            sources.push(file);
        }
        let read = |sources: &Sources, files: &[SourceId]| -> Vec<Loaded> {
            files.iter().map(|file| self.load(sources, *file)).collect()
        };
        // Files are read once for each text, so that all may be loaded as one's own.
        let kb = KnowledgeBase::load_by([Shelf::Own(sources)], read);
        let numbers = keys.into_iter().zip(kb.sources().iter());
        self.numbers = numbers.filter_map(|(key, (number, _))| Some((key?, number))).collect();
        self.kb = kb;
    }

    /// What the loader gives for a file; it is asked once for each text.
    fn load(&self, sources: &Sources, file: SourceId) -> Loaded {
        let source = sources.of(file);
        let mut read = self.read.borrow_mut();
        if let Some((text, (rule, found))) = read.get(source.name.as_ref())
            && *text == source.text
        {
            let (mut rule, mut found) = (rule.clone(), found.clone());
            rule.iter_mut().for_each(|rule| rule.source = file);
            found.iter_mut().for_each(|found| found.source = file);
            return (rule, found);
        }
        let loaded = rule::load(sources, file);
        read.insert(source.name.to_string(), (source.text.to_string(), loaded.clone()));
        loaded
    }
}

/// The name of the schema, wherever a copy of it lies.
const FILE: &str = match SCHEMA.split_at_checked("https://pomkb.github.io/".len()) {
    Some((_, name)) => name,
    None => SCHEMA,
};
