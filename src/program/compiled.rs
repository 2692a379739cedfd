//! The conditions of one rule: from text when they are needed, or compiled before.

use crate::field::Field;
use crate::source::Sources;
use crate::symptom::{self, Condition, Pattern};
use crate::syntax;

/// The conditions of one rule, ready to be evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    /// What must be found.
    pub pattern: Pattern,
    /// Fields that become captures.
    pub keep: Vec<Field>,
    /// For each cause what must hold for it, if anything.
    pub causes: Vec<Option<Condition>>,
}

impl Default for Compiled {
    /// Conditions that never hold.
    fn default() -> Self {
        let pattern = Pattern::One(Condition::Or(Vec::new()));
        Self { pattern, keep: Vec::new(), causes: Vec::new() }
    }
}

/// The conditions of one rule as they are written, known to be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The symptom.
    pub symptom: &'static str,
    /// Of a pattern over several records the names of the fields that tie these together; `None`
    /// for one over one record.
    pub by: Option<&'static [&'static str]>,
    /// The names of the fields that it keeps.
    pub keep: &'static [&'static str],
    /// For each cause its `when`, if it has one.
    pub whens: &'static [Option<&'static str>],
}

impl Written {
    /// Compiles the text. What is wrong with it, against the promise, never holds.
    pub fn compile(&self) -> Compiled {
        // Nothing is going to be said about these texts, so that any file will do.
        let file = Sources::default().add(crate::source::Source::new("", ""));
        let tree = syntax::parse(self.symptom, 0, file).0;
        let symptom = tree.and_then(|tree| symptom::lower(&tree, file).symptom);
        let Some(symptom) = symptom else { return Compiled::default() };
        let keep: Vec<Field> = self.keep.iter().map(|name| Field::of(name)).collect();
        let kept = keep.iter().map(Field::capture_name);
        let captures: Vec<String> = symptom.captures.iter().cloned().chain(kept).collect();
        let when = |text: &str| {
            let tree = syntax::parse_when(text, 0, file).0;
            let when = tree.and_then(|tree| symptom::lower_when(&tree, &captures, file).0);
            when.map_or(Condition::Or(Vec::new()), |when| when.condition)
        };
        let causes = self.whens.iter().map(|text| text.map(when)).collect();
        Compiled { pattern: symptom.pattern, keep, causes }
    }
}
