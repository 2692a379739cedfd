//! The knowledge base: files in, all rules by number and id, their program, and what is wrong out.

mod relations;

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Gravity};
use crate::program::{Program, RuleIx, Subject};
use crate::rule::{self, Rule, RuleId};
use crate::source::{Source, SourceId, Sources, Span};
use crate::spelling::nearest;
use crate::symptom::Pattern;

/// All rules of a run.
#[derive(Debug, Default)]
pub struct KnowledgeBase {
    sources: Sources,
    rules: Vec<Rule>,
    by_id: BTreeMap<RuleId, RuleIx>,
    program: Program,
    diagnostics: Vec<Diagnostic>,
    replaced: Vec<Replaced>,
    /// How many files the program brought along; they come first.
    builtin_files: usize,
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
    Builtin(Vec<Source>),
    /// Those that a user adds.
    Own(Vec<Source>),
}

/// The rule files that the program brings along, as they stand in `rules/`.
pub fn builtin() -> Shelf {
    const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));
    Shelf::Builtin(FILES.iter().map(|(name, text)| Source::new(*name, *text)).collect())
}

impl KnowledgeBase {
    /// Loads all files. Rules with errors are left out; what is wrong is in
    /// [`KnowledgeBase::diagnostics`].
    pub fn load(shelves: impl IntoIterator<Item = Shelf>) -> Self {
        let mut kb = Self::default();
        for shelf in shelves {
            let (files, is_own) = match shelf {
                Shelf::Builtin(files) => (files, false),
                Shelf::Own(files) => (files, true),
            };
            let first_own = kb.rules.len();
            kb.builtin_files += if is_own { 0 } else { files.len() };
            for file in files {
                kb.add(file, is_own, first_own);
            }
        }
        kb.diagnostics.extend(relations::check(&kb.rules, &kb.by_id));
        kb.diagnostics.sort_by_key(|found| (found.source, found.label.span, found.code));
        kb.program = kb.program_of(|_| true);
        kb
    }

    /// The symptoms of some rules, ready to run.
    pub fn program_of(&self, wanted: impl Fn(&Rule) -> bool) -> Program {
        Program::compile(self.subjects().filter(|subject| wanted(self.rule(subject.rule))))
    }

    /// The id that was probably meant by one that no rule has.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.by_id.keys().map(RuleId::as_str))
    }

    /// Compiles all regexes, which a run does only for those it needs, and says which are too
    /// large.
    pub fn compile_regexes(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (_, rule) in self.rules() {
            let Some(detection) = &rule.detection else { continue };
            let Pattern::One(condition) = &detection.symptom.pattern;
            let whens = rule.causes.iter().filter_map(|cause| cause.when.as_ref());
            for condition in std::iter::once(condition).chain(whens) {
                condition.each_regex(&mut |regex| {
                    if let Err(reason) = regex.compile() {
                        let (code, span) = (Code::RegexTooLarge, detection.written);
                        found.push(Diagnostic::new(code, rule.source, span, reason));
                    }
                });
            }
        }
        found
    }

    /// All rules, articles included, by number.
    pub fn rules(&self) -> impl Iterator<Item = (RuleIx, &Rule)> {
        (0..).map(RuleIx).zip(&self.rules)
    }

    /// The rule of a number that this base or its program gave.
    pub fn rule(&self, ix: RuleIx) -> &Rule {
        &self.rules[ix.at()]
    }

    /// The number of the rule with an id, or that had it before.
    pub fn find(&self, id: &str) -> Option<RuleIx> {
        let id = RuleId::parse(id)?;
        self.by_id.get(&id).copied().or_else(|| {
            let mut rules = self.rules();
            rules.find_map(|(ix, rule)| rule.formerly.contains(&id).then_some(ix))
        })
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

    fn add(&mut self, file: Source, is_own: bool, first_own: usize) {
        let name = file.name.clone();
        let source = self.sources.add(file);
        let (rule, diagnostics) = rule::load(&self.sources, source);
        self.diagnostics.extend(diagnostics);
        let Some(rule) = rule else { return };
        match self.by_id.get(&rule.id) {
            None => {
                let ix = RuleIx(u32::try_from(self.rules.len()).unwrap_or(u32::MAX));
                self.by_id.insert(rule.id.clone(), ix);
                self.rules.push(rule);
            }
            Some(ix) if is_own && ix.at() < first_own => {
                self.replaced.push(Replaced { id: rule.id.clone(), by: name });
                self.rules[ix.at()] = rule;
            }
            Some(ix) => {
                let other = self.sources.of(self.rules[ix.at()].source).name.clone();
                self.diagnostics.push(self.duplicate(&rule, source, &other));
            }
        }
    }

    fn duplicate(&self, rule: &Rule, source: SourceId, other: &str) -> Diagnostic {
        let text = &self.sources.of(source).text;
        let head = Span::new(0, text.find(['\r', '\n']).unwrap_or(text.len()));
        let message = format!("there are two rules `{}`", rule.id);
        Diagnostic::new(Code::DuplicateRule, source, head, message)
            .note(format!("the other one is {other}; give one of the files another name"))
    }

    fn subjects(&self) -> impl Iterator<Item = Subject<'_>> {
        self.rules().filter_map(|(ix, rule)| {
            let detection = rule.detection.as_ref()?;
            let refines = rule.refines.iter();
            Some(Subject {
                rule: ix,
                symptom: &detection.symptom,
                keep: &detection.keep,
                causes: rule.causes.iter().map(|cause| cause.when.as_ref()).collect(),
                refines: refines.filter_map(|id| self.by_id.get(&id.value).copied()).collect(),
            })
        })
    }
}
