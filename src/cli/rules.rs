//! Loading the knowledge base, and saying what is wrong with it.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use pomkb::diagnostic::{Code, Diagnostic, Gravity, render, render_coloured};
use pomkb::kb::{KnowledgeBase, Shelf, builtin_sources};
use pomkb::render::TemplateFault;
use pomkb::rule::{Rule, RuleId};
use pomkb::source::{Source, SourceId, Sources};

use crate::args;
use crate::exit::Exit;
use crate::foreign::{self, Foreign};
use crate::io;
use crate::out::Out;

/// A knowledge base and whether all that was asked for is in it.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) kb: KnowledgeBase,
    pub(crate) is_whole: bool,
}

/// Loads rules to answer with: faults are said, and what is good is used.
pub(crate) fn load(own: &[PathBuf], with_builtin: bool, out: &Out) -> Loaded {
    let files = foreign::read(own, out);
    let own = Shelf::Own(files.sources);
    let shelves = with_builtin.then_some(Shelf::Builtin).into_iter().chain([own]);
    let kb = KnowledgeBase::load_by(shelves, read);
    for replaced in kb.replaced() {
        out.note(&format!("{} replaces the built-in rule {}", replaced.by, replaced.id));
    }
    files.foreign.say(Gravity::Error, out);
    let errors_in = kb.diagnostics().iter().filter(|one| one.code.gravity() == Gravity::Error);
    say(&files.foreign, &kb, errors_in, out);
    let is_whole = files.is_readable && !kb.is_broken() && !files.foreign.is_broken();
    Loaded { kb, is_whole }
}

/// Reads rule files on all cores.
fn read(sources: &Sources, files: &[SourceId]) -> Vec<(Option<Rule>, Vec<Diagnostic>)> {
    /// So many files are worth a thread.
    const WORTH: usize = 32;
    let load = |files: &[SourceId]| -> Vec<_> {
        files.iter().map(|file| pomkb::rule::load(sources, *file)).collect()
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = files.len().div_ceil(cores).max(WORTH);
    thread::scope(|scope| {
        let mut shares = files.chunks(share);
        let first = shares.next().unwrap_or_default();
        let others: Vec<_> = shares.map(|share| scope.spawn(move || load(share))).collect();
        let mut loaded = load(first);
        for other in others {
            // A panic goes on in the thread that waits for it.
            loaded.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        loaded
    })
}

/// Rules that a command is to look at, among all that they may refer to.
pub(crate) struct Chosen {
    pub(crate) kb: KnowledgeBase,
    /// Whether all paths could be read.
    pub(crate) is_readable: bool,
    /// The files of rules of another kind, and what was said of them.
    pub(crate) foreign: Foreign,
    chosen: BTreeSet<SourceId>,
}

impl Chosen {
    pub(crate) fn has(&self, source: SourceId) -> bool {
        self.chosen.contains(&source)
    }

    /// Shows diagnostics on standard error.
    pub(crate) fn say<'d>(&self, found: impl Iterator<Item = &'d Diagnostic>, out: &Out) {
        say(&self.foreign, &self.kb, found, out);
    }
}

/// The folder of rules that a clone has.
pub(crate) const HERE: &str = "rules";

/// Whether there is such a folder here, with rules in it.
pub(crate) fn are_here() -> bool {
    let areas = Path::new(HERE).read_dir().into_iter().flatten().flatten();
    let files = areas.flat_map(|area| area.path().read_dir().into_iter().flatten().flatten());
    files.map(|file| file.path()).any(|file| file.extension().is_some_and(|end| end == "toml"))
}

/// Loads the files that a command names beside the built-in rules. Without a name it is to look at the
/// rules that are here, or at the built-in ones. An id is a file below `rules`, or a built-in rule.
pub(crate) fn choose(args: &args::Chosen, out: &Out) -> Chosen {
    let (mut paths, mut ids) = (Vec::new(), Vec::new());
    if args.paths.is_empty() && are_here() {
        paths.push(PathBuf::from(HERE));
    }
    for path in &args.paths {
        match path.to_str().and_then(RuleId::parse).filter(|_| !path.exists()) {
            Some(id) => match io::rule_file(Path::new(HERE), id.as_str()) {
                Some(file) => paths.push(file),
                None => ids.push(id),
            },
            None => paths.push(path.clone()),
        }
    }
    let files = foreign::read(&paths, out);
    let kb = if paths.is_empty() {
        KnowledgeBase::load([Shelf::Own(builtin_sources())])
    } else {
        let builtin = (!args.no_builtin_rules).then_some(Shelf::Builtin);
        KnowledgeBase::load(builtin.into_iter().chain([Shelf::Own(files.sources)]))
    };
    let mut chosen: BTreeSet<SourceId> = if paths.is_empty() && !ids.is_empty() {
        BTreeSet::new()
    } else {
        kb.own_sources().collect()
    };
    let mut is_readable = files.is_readable;
    for id in ids {
        match kb.find(id.as_str()) {
            Some(ix) => {
                chosen.insert(kb.rule(ix).source);
            }
            None => {
                let near = kb.nearest(id.as_str());
                let near = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
                out.error(&format!("there is no file and no rule {id}{near}"));
                is_readable = false;
            }
        }
    }
    Chosen { kb, is_readable, foreign: files.foreign, chosen }
}

/// Says what is wrong with a template.
pub(crate) fn template_fault(template: &Source, fault: &TemplateFault, out: &Out) -> Exit {
    let mut sources = Sources::default();
    let id = sources.add(template.clone());
    let diagnostic = Diagnostic::new(Code::InvalidTemplate, id, fault.span, fault.message.clone());
    out.message_block(&shown(&diagnostic, &sources, out));
    Exit::CouldNot
}

/// Shows diagnostics on standard error.
fn say<'d>(
    foreign: &Foreign,
    kb: &KnowledgeBase,
    diagnostics: impl Iterator<Item = &'d Diagnostic>,
    out: &Out,
) {
    for diagnostic in diagnostics {
        let text = foreign.show(diagnostic, kb, out);
        out.message_block(&format!("{}\n\n", text.trim_end()));
    }
}

/// A diagnostic as it goes to standard error.
pub(crate) fn shown(diagnostic: &Diagnostic, sources: &Sources, out: &Out) -> String {
    if out.messages_coloured() {
        render_coloured(diagnostic, sources)
    } else {
        render(diagnostic, sources)
    }
}
