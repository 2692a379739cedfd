//! Which rules are found in the samples of other rules, and why that is right.

use std::collections::{BTreeMap, BTreeSet};

use super::CALENDAR;
use crate::kb::KnowledgeBase;
use crate::program::{Compiled, Form, Program, RuleIx, Subject};
use crate::rule::{Rule, RuleId, Sample};
use crate::scan::{Limits, Scanner};
use crate::source::Spanned;

/// A rule whose symptom holds in samples of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CrossFire {
    /// The rule that the samples are of.
    pub of: RuleIx,
    /// The rule that is found there, too.
    pub fires: RuleIx,
    /// In how many samples.
    pub samples: u64,
    /// Why that is right; `None` if nothing says so.
    pub because: Option<Because>,
}

/// Why a rule may be found in a sample of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// The one that the sample is of refines it.
    Refined,
    /// It refines the one that the sample is of.
    Refines,
    /// The one that the sample is of explains it.
    Explained,
    /// It explains the one that the sample is of.
    Explains,
    /// The sample names it.
    Also,
}

impl Because {
    /// In words, between the two ids: what is found, and what the sample is of.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Refined => "refined by it",
            Self::Refines => "refines it",
            Self::Explained => "explained by it",
            Self::Explains => "explains it",
            Self::Also => "named by the sample",
        }
    }
}

/// Tries every rule on the samples of the rules that `wanted` picks, each by itself: as if none
/// refined another.
pub fn cross_fire(kb: &KnowledgeBase, mut wanted: impl FnMut(&Rule) -> bool) -> Vec<CrossFire> {
    let program = Program::compile(kb.rules().filter_map(|(ix, rule)| {
        let detection = rule.detection.as_ref()?;
        let form = Form::Compiled(Compiled {
            pattern: detection.symptom.pattern.clone(),
            keep: Vec::new(),
            causes: Vec::new(),
        });
        Some(Subject { rule: ix, refines: Vec::new(), form })
    }));
    let mut table: BTreeMap<(RuleIx, RuleIx), CrossFire> = BTreeMap::new();
    for (of, rule) in kb.rules().filter(|(_, rule)| wanted(rule)) {
        for sample in &rule.samples {
            let mut scanner = Scanner::new(&program, Limits::default(), CALENDAR);
            scanner.feed("sample", sample.log.as_bytes());
            for fires in scanner.finish().findings.iter().map(|finding| finding.rule) {
                if fires == of {
                    continue;
                }
                let because = because(kb, of, sample, fires);
                let row = CrossFire { of, fires, samples: 0, because };
                let row = table.entry((of, fires)).or_insert(row);
                row.samples += 1;
                row.because = row.because.and(because);
            }
        }
    }
    table.into_values().collect()
}

/// Why a rule may be found in a sample of the rule `of`.
pub(super) fn because(
    kb: &KnowledgeBase,
    of: RuleIx,
    sample: &Sample,
    fires: RuleIx,
) -> Option<Because> {
    let is_named = || sample.also.iter().any(|id| kb.find(id.value.as_str()) == Some(fires));
    Some(if reaches(kb, of, fires, |rule| &rule.refines) {
        Because::Refined
    } else if reaches(kb, fires, of, |rule| &rule.refines) {
        Because::Refines
    } else if reaches(kb, of, fires, |rule| &rule.explains) {
        Because::Explained
    } else if reaches(kb, fires, of, |rule| &rule.explains) {
        Because::Explains
    } else if is_named() {
        Because::Also
    } else {
        return None;
    })
}

/// Whether a relation leads from one rule to another, over others if need be.
fn reaches(
    kb: &KnowledgeBase,
    from: RuleIx,
    to: RuleIx,
    relation: impl Fn(&Rule) -> &[Spanned<RuleId>],
) -> bool {
    let (mut seen, mut ahead) = (BTreeSet::from([from]), vec![from]);
    while let Some(ix) = ahead.pop() {
        for next in relation(kb.rule(ix)).iter().filter_map(|id| kb.find(id.value.as_str())) {
            if next == to {
                return true;
            }
            if seen.insert(next) {
                ahead.push(next);
            }
        }
    }
    false
}
