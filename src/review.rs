//! What a reviewer would say of rules that load: advice that needs the whole file, or all rules.
//!
//! Nothing of it keeps a rule from being used, so that a run never waits for it.

mod open;
mod place;
mod private;
mod relation;
mod remedy;
mod symptom;

use crate::diagnostic::{Code, Diagnostic};
use crate::kb::KnowledgeBase;
use crate::rule::Rule;

/// What is to be said about the rules that `wanted` picks, by file and place.
pub fn review(kb: &KnowledgeBase, mut wanted: impl FnMut(&Rule) -> bool) -> Vec<Diagnostic> {
    let rules: Vec<_> = kb.rules().filter(|(_, rule)| wanted(rule)).collect();
    let mut found = Vec::new();
    for (_, rule) in &rules {
        let file = kb.sources().of(rule.source);
        found.extend(open::review(rule, file));
        found.extend(private::review(rule, file));
        found.extend(place::review(rule, file));
        found.extend(remedy::review(rule, file));
        found.extend(symptom::review(rule, file));
    }
    let chosen: Vec<_> = rules.iter().map(|(ix, _)| *ix).collect();
    found.extend(relation::review(kb, &chosen));
    // A capture that never gets a value is said to be lost.
    let lost: Vec<_> = kb.diagnostics().iter().filter(|it| it.code == Code::LostCapture).collect();
    found.retain(|one| {
        let is_lost = |lost: &&Diagnostic| {
            let (inner, outer) = (lost.label.span, one.label.span);
            lost.source == one.source && outer.start <= inner.start && inner.end <= outer.end
        };
        one.code != Code::UnusedCapture || !lost.iter().any(is_lost)
    });
    found.sort_by_key(|one| (one.source, one.label.span, one.code));
    found
}
