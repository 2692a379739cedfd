//! Every symptom of every rule, ready to run. Rules are numbers here.

use crate::field::Field;
use crate::symptom::{Condition, Pattern, Symptom};

/// The number of a rule in its knowledge base and in the program made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIx(pub u32);

impl RuleIx {
    /// The number as an index.
    pub const fn at(self) -> usize {
        self.0 as usize
    }
}

/// The number of a cause in its rule, likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CauseIx(pub u32);

/// Every symptom, ready to run.
#[derive(Debug, Clone, Default)]
pub struct Program {
    entries: Vec<Entry>,
}

/// What the program knows of one rule.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The rule.
    pub rule: RuleIx,
    /// What must hold on a record.
    pub condition: Condition,
    /// Fields that become captures.
    pub keep: Vec<Field>,
    /// For each cause what must hold for it, if anything.
    pub causes: Vec<Option<Condition>>,
    /// Rules whose hit on the same record counts for nothing.
    pub refines: Vec<RuleIx>,
}

/// What the compiler is told of one rule.
#[derive(Debug)]
pub struct Subject<'r> {
    /// The rule.
    pub rule: RuleIx,
    /// Its symptom.
    pub symptom: &'r Symptom,
    /// The fields that it keeps.
    pub keep: &'r [Field],
    /// For each cause its condition.
    pub causes: Vec<Option<&'r Condition>>,
    /// The rules that it refines.
    pub refines: Vec<RuleIx>,
}

impl Program {
    /// Makes one program of all symptoms.
    pub fn compile<'r>(subjects: impl IntoIterator<Item = Subject<'r>>) -> Self {
        let entries = subjects.into_iter().map(|subject| {
            let Pattern::One(condition) = &subject.symptom.pattern;
            Entry {
                rule: subject.rule,
                condition: condition.clone(),
                keep: subject.keep.to_vec(),
                causes: subject.causes.into_iter().map(Option::<&Condition>::cloned).collect(),
                refines: subject.refines,
            }
        });
        Self { entries: entries.collect() }
    }

    /// All rules that can be found.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}
