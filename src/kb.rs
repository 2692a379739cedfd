//! The knowledge base: files in, all rules by number and id, their program, and what is wrong out.

mod builtin;
mod relations;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::bytes::Finder;
use crate::diagnostic::{Code, Diagnostic, Gravity};
use crate::program::grams::GRAM;
use crate::program::{
    Anchors, Compiled, Form, Gate, Literal, Program, RuleIx, Subject, anchors, gate, log_grams,
};
use crate::rule::{self, Area, Rule, RuleId};
use crate::source::{Source, SourceId, Sources, Span};
use crate::spelling::nearest;
use builtin::{BUILTIN, BuiltIn, Prepared, PreparedLiterals};

pub use builtin::builtin_sources;

/// A literal that may stand in the sample of healthy logs, some thousand lines, as often as this
/// is common.
const COMMON: u64 = 256;
/// Of so many of these lines a rule costs something.
const MANY: usize = 16;

/// All rules of a run.
///
/// Built-in rules are read when they are first looked at: most runs look at few of them.
#[derive(Debug, Default)]
pub struct KnowledgeBase {
    sources: Sources,
    rules: Vec<Shelved>,
    by_id: BTreeMap<RuleId, RuleIx>,
    formerly: BTreeMap<RuleId, RuleIx>,
    program: Program,
    diagnostics: Vec<Diagnostic>,
    replaced: Vec<Replaced>,
    /// How many files the program brought along; they come first.
    builtin_files: usize,
}

/// A rule, read or not.
#[derive(Debug)]
struct Shelved {
    id: RuleId,
    source: SourceId,
    /// What is known of it without reading it, if it is built in.
    prepared: Option<&'static Prepared>,
    rule: OnceLock<Rule>,
}

/// A built-in rule that gave way to a user's own of the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The id of both.
    pub id: RuleId,
    /// The file that counts.
    pub by: String,
}

/// Rule files of one origin.
#[derive(Debug, Clone)]
pub enum Shelf {
    /// Those that the program brings along.
    Builtin,
    /// Those that a user adds.
    Own(Vec<Source>),
}

impl KnowledgeBase {
    /// Loads all files. Rules with errors are left out; what is wrong is in
    /// [`KnowledgeBase::diagnostics`].
    pub fn load(shelves: impl IntoIterator<Item = Shelf>) -> Self {
        Self::load_by(shelves, |sources, files| {
            files.iter().map(|file| rule::load(sources, *file)).collect()
        })
    }

    /// The same, with files read by `read`: it gives what [`rule::load`] gives for each, in their
    /// order, and may ask several threads to.
    pub fn load_by(
        shelves: impl IntoIterator<Item = Shelf>,
        read: impl Fn(&Sources, &[SourceId]) -> Vec<(Option<Rule>, Vec<Diagnostic>)>,
    ) -> Self {
        let mut kb = Self::default();
        for shelf in shelves {
            match shelf {
                Shelf::Builtin => {
                    kb.builtin_files += BUILTIN.len();
                    BUILTIN.iter().for_each(|file| kb.add_builtin(file));
                }
                Shelf::Own(files) => {
                    let files = files.into_iter().map(|file| kb.sources.add(file));
                    let files: Vec<SourceId> = files.collect();
                    let loaded = read(&kb.sources, &files);
                    for (file, (rule, diagnostics)) in files.into_iter().zip(loaded) {
                        kb.add(file, rule, diagnostics);
                    }
                }
            }
        }
        let own: Vec<&Rule> = kb
            .rules
            .iter()
            .filter(|shelved| shelved.prepared.is_none())
            .filter_map(|shelved| shelved.rule.get())
            .collect();
        let found = relations::check(&own, &kb);
        kb.diagnostics.extend(found);
        kb.diagnostics.sort_by_key(|found| (found.source, found.label.span, found.code));
        kb.program = kb.program_of(|_| true);
        kb
    }

    /// The symptoms of some rules, ready to run.
    pub fn program_of(&self, wanted: impl Fn(RuleIx) -> bool) -> Program {
        let wanted = (0..).map(RuleIx).zip(&self.rules).filter(|(ix, _)| wanted(*ix));
        Program::compile(wanted.filter_map(|(ix, shelved)| self.subject(ix, shelved)))
    }

    /// The id that was probably meant by one that no rule has.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.by_id.keys().map(RuleId::as_str))
    }

    /// Says of which of some rules the literals, by which their records are found fast, stand in
    /// ordinary lines, so that they are tried on many of `lines`.
    pub fn costly_literals<'l>(
        &self,
        lines: &(impl Iterator<Item = &'l [u8]> + Clone),
        wanted: impl Fn(&Rule) -> bool,
    ) -> Vec<Diagnostic> {
        let table = log_grams();
        let mut found = Vec::new();
        for (_, rule) in self.rules().filter(|(_, rule)| wanted(rule)) {
            let Some(detection) = &rule.detection else { continue };
            let pattern = &detection.symptom.pattern;
            let Some(anchors) = anchors(pattern, &table) else { continue };
            // Of texts that are shorter than a gram nothing is known; that they are short is said
            // already.
            let is_common =
                |one: &&Literal| one.bytes.len() >= GRAM && table.at_most(&one.bytes) >= COMMON;
            // Records with the others are only looked at where one of these was seen.
            let common: Vec<&Literal> = anchors.rare.iter().filter(is_common).collect();
            if common.is_empty() {
                continue;
            }
            // A gate tells ordinary lines apart before they are taken apart.
            let finders: Vec<Finder<'_>> = common.iter().map(|it| Finder::new(&it.bytes)).collect();
            let gates: Vec<Option<Gate>> = pattern.conditions().map(gate).collect();
            let is_tried = |line: &&[u8]| {
                // Large logs are of this form.
                let stops = line.starts_with(b"{\"level\":")
                    && finders.iter().any(|literal| literal.find(line).is_some());
                let refutes =
                    |gate: &Option<Gate>| gate.as_ref().is_some_and(|gate| gate.refutes(line));
                stops && !gates.iter().all(refutes)
            };
            if lines.clone().filter(is_tried).count() < MANY {
                continue;
            }
            let common: Vec<String> = common
                .iter()
                .map(|one| format!("`{}`", String::from_utf8_lossy(&one.bytes)))
                .collect();
            let message = format!("{} stands in ordinary lines, too", common.join(" or "));
            found.push(
                Diagnostic::new(Code::CommonLiteral, rule.source, detection.written, message)
                    .label("the rule is tried on each of them")
                    .note("a longer or rarer text that must occur, beside it, costs less"),
            );
        }
        found
    }

    /// Compiles all regexes of some rules, which a run does only for those it needs, and says which
    /// are too large.
    pub fn compile_regexes(&self, wanted: impl Fn(&Rule) -> bool) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (_, rule) in self.rules().filter(|(_, rule)| wanted(rule)) {
            let Some(detection) = &rule.detection else { continue };
            let whens = rule.causes.iter().filter_map(|cause| cause.when.as_ref());
            for condition in detection.symptom.pattern.conditions().chain(whens) {
                condition.each_regex(&mut |regex| {
                    if regex.compile().is_err() {
                        found.push(self.too_large(rule, detection.written, regex.pattern()));
                    }
                });
            }
        }
        // A named condition is part of every condition that uses it.
        found.dedup();
        found
    }

    /// A regex that is too large. It stands in its file letter by letter; if it is not found there,
    /// `around` is shown.
    fn too_large(&self, rule: &Rule, around: Span, pattern: &str) -> Diagnostic {
        let written = format!("/{pattern}/");
        let start = self.sources.of(rule.source).text.find(&written);
        let span = start.map_or(around, |start| Span::new(start, start + written.len()));
        Diagnostic::new(Code::RegexTooLarge, rule.source, span, "this regex is too large")
            .label("bounds of bounds multiply; write smaller ones, or `*` and `+`")
            .note("it would need more memory than a regex may have, and never match")
    }

    /// All rules, articles included, by number. Reads all of them.
    pub fn rules(&self) -> impl Iterator<Item = (RuleIx, &Rule)> {
        (0..).map(RuleIx).zip(self.rules.iter().map(|shelved| self.read(shelved)))
    }

    /// The ids of all rules, by number.
    pub fn ids(&self) -> impl Iterator<Item = (RuleIx, &RuleId)> {
        (0..).map(RuleIx).zip(self.rules.iter().map(|shelved| &shelved.id))
    }

    /// The area of a rule, which its path says.
    pub fn area(&self, ix: RuleIx) -> Area {
        Area::of(&self.sources.of(self.rules[ix.at()].source).name)
    }

    /// Whether a rule is one that the program brings along, as it was when the build looked at it.
    pub fn is_builtin(&self, ix: RuleIx) -> bool {
        self.rules.get(ix.at()).is_some_and(|shelved| shelved.prepared.is_some())
    }

    /// The rule of a number that this base or its program gave.
    pub fn rule(&self, ix: RuleIx) -> &Rule {
        self.read(&self.rules[ix.at()])
    }

    /// The number of the rule with an id, or that had it before.
    pub fn find(&self, id: &str) -> Option<RuleIx> {
        let id = RuleId::parse(id)?;
        self.by_id.get(&id).or_else(|| self.formerly.get(&id)).copied()
    }

    /// All symptoms, ready to run.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The files that were loaded.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The files that a user added.
    pub fn own_sources(&self) -> impl Iterator<Item = SourceId> {
        self.sources.iter().map(|(id, _)| id).skip(self.builtin_files)
    }

    /// What is wrong with the files, sorted by file and place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether a rule had to be left out.
    pub fn is_broken(&self) -> bool {
        self.diagnostics.iter().any(|found| found.code.gravity() == Gravity::Error)
    }

    /// The built-in rules that gave way.
    pub fn replaced(&self) -> &[Replaced] {
        &self.replaced
    }

    fn read<'k>(&'k self, shelved: &'k Shelved) -> &'k Rule {
        shelved.rule.get_or_init(|| {
            let rule = rule::load(&self.sources, shelved.source).0;
            // Only rules that the build could read are shelved unread.
            rule.expect("a rule that could be read once can be read again")
        })
    }

    fn add_builtin(&mut self, file: &'static BuiltIn) {
        let Some(prepared) = &file.prepared else {
            let source = self.sources.add(Source::new(file.path, file.text));
            let (rule, diagnostics) = rule::load(&self.sources, source);
            return self.add(source, rule, diagnostics);
        };
        let source = self.sources.add(Source::new(file.path, file.text));
        let Some(id) = RuleId::of(file.path) else { return };
        let ix = self.next();
        for old in prepared.formerly.iter().filter_map(|old| RuleId::parse(old)) {
            self.formerly.insert(old, ix);
        }
        self.by_id.insert(id.clone(), ix);
        self.rules.push(Shelved { id, source, prepared: Some(prepared), rule: OnceLock::new() });
    }

    fn add(&mut self, source: SourceId, rule: Option<Rule>, diagnostics: Vec<Diagnostic>) {
        self.diagnostics.extend(diagnostics);
        let Some(rule) = rule else { return };
        let name = self.sources.of(source).name.to_string();
        let id = rule.id.clone();
        let ix = match self.by_id.get(&id) {
            None => self.next(),
            Some(ix) if self.rules[ix.at()].prepared.is_some() => {
                // In a clone each file is that of a built-in rule: nothing changes.
                let old = self.sources.of(self.rules[ix.at()].source);
                if old.text != self.sources.of(source).text {
                    self.replaced.push(Replaced { id: id.clone(), by: name });
                }
                *ix
            }
            Some(ix) => {
                let other = self.sources.of(self.rules[ix.at()].source).name.to_string();
                self.diagnostics.push(duplicate(&rule, source, &other));
                return;
            }
        };
        for old in &rule.formerly {
            self.formerly.insert(old.clone(), ix);
        }
        self.by_id.insert(id.clone(), ix);
        let shelved = Shelved { id, source, prepared: None, rule: OnceLock::from(rule) };
        match self.rules.get_mut(ix.at()) {
            Some(place) => *place = shelved,
            None => self.rules.push(shelved),
        }
    }

    fn next(&self) -> RuleIx {
        RuleIx(u32::try_from(self.rules.len()).unwrap_or(u32::MAX))
    }

    /// What the program is told of a rule; `None` for an article.
    fn subject(&self, ix: RuleIx, shelved: &Shelved) -> Option<Subject> {
        if let Some(prepared) = shelved.prepared {
            let detection = prepared.detection.as_ref()?;
            let refines = prepared.refines.iter().filter_map(|id| self.find(id)).collect();
            let literals = |prepared: PreparedLiterals| -> Vec<Literal> {
                let literal = |(bytes, fold): &(&'static [u8], bool)| Literal {
                    bytes: Cow::Borrowed(bytes),
                    fold: *fold,
                };
                prepared.iter().map(literal).collect()
            };
            let anchors = detection
                .literals
                .map(|(rare, others)| Anchors { rare: literals(rare), others: literals(others) });
            let form = Form::Prepared(detection.written, anchors);
            return Some(Subject { rule: ix, refines, form });
        }
        let rule = self.read(shelved);
        let detection = rule.detection.as_ref()?;
        let refines = rule.refines.iter().filter_map(|id| self.find(id.value.as_str())).collect();
        let form = Form::Compiled(Compiled {
            pattern: detection.symptom.pattern.clone(),
            keep: detection.keep.clone(),
            causes: rule.causes.iter().map(|cause| cause.when.clone()).collect(),
        });
        Some(Subject { rule: ix, refines, form })
    }
}

/// Two files for one id.
fn duplicate(rule: &Rule, source: SourceId, other: &str) -> Diagnostic {
    let message = format!("there are two rules `{}`", rule.id);
    Diagnostic::of_file(Code::DuplicateRule, source, message)
        .note(format!("the other one is {other}; give one of the files another name"))
}
