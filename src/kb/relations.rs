//! What rules say about one another: ids that do not exist, circles.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::KnowledgeBase;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::RuleIx;
use crate::rule::{Rule, RuleId};
use crate::source::Spanned;

/// Which of a rule's two lists is meant.
type Relation = fn(&Rule) -> &[Spanned<RuleId>];

const RELATIONS: [(&str, Relation); 2] =
    [("refines", |rule| &rule.refines), ("explains", |rule| &rule.explains)];

/// What is wrong with the relations of some rules, in a base that holds them.
pub(super) fn check(rules: &[&Rule], kb: &KnowledgeBase) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in rules {
        let also = rule.samples.iter().flat_map(|sample| &sample.also);
        let targets = rule.refines.iter().chain(&rule.explains).chain(also);
        found.extend(targets.filter_map(|target| unknown(rule, target, kb)));
    }
    for (name, relation) in RELATIONS {
        for rule in rules {
            let mut targets = relation(rule).iter();
            let circle =
                targets.find_map(|target| Some((target, circle(rule, target, relation, kb)?)));
            let Some((target, way)) = circle else { continue };
            let message = format!("`{name}` goes in a circle: {}", way.join(" → "));
            let circle = Diagnostic::new(Code::RuleCircle, rule.source, target.span, message);
            found.push(circle.label("one of these must not point to the next"));
        }
    }
    found
}

/// Says that the rule points at one that does not exist. One that is broken does exist: what is
/// wrong with it is said where it is.
fn unknown(rule: &Rule, target: &Spanned<RuleId>, kb: &KnowledgeBase) -> Option<Diagnostic> {
    let is_there = kb.find(target.value.as_str()).is_some()
        || kb
            .sources()
            .iter()
            .any(|(_, file)| RuleId::of(&file.name).as_ref() == Some(&target.value));
    if is_there {
        return None;
    }
    let message = format!("there is no rule `{}`", target.value);
    let found = Diagnostic::new(Code::UnknownRule, rule.source, target.span, message);
    Some(match kb.nearest(target.value.as_str()) {
        Some(near) => {
            found.label(format!("did you mean `{near}`?")).fix(target.span, format!("\"{near}\""))
        }
        None => found.label("no file has this name"),
    })
}

/// The way from the rule by `target` back to the rule, if there is one. That a rule points at
/// itself is found without the others.
fn circle<'k>(
    rule: &'k Rule,
    target: &Spanned<RuleId>,
    relation: Relation,
    kb: &'k KnowledgeBase,
) -> Option<Vec<&'k str>> {
    let goal = kb.find(rule.id.as_str())?;
    let start = kb.find(target.value.as_str()).filter(|start| *start != goal)?;
    let mut from: BTreeMap<RuleIx, RuleIx> = BTreeMap::from([(start, goal)]);
    let mut ahead = vec![start];
    while let Some(ix) = ahead.pop() {
        for next in relation(kb.rule(ix)).iter().filter_map(|id| kb.find(id.value.as_str())) {
            if next == goal {
                let before = |ix: &RuleIx| from.get(ix).copied().filter(|before| *before != goal);
                let back = std::iter::successors(Some(ix), before);
                let mut way: Vec<_> = back.map(|ix| kb.rule(ix).id.as_str()).collect();
                way.push(rule.id.as_str());
                way.reverse();
                way.push(rule.id.as_str());
                return Some(way);
            }
            if let Entry::Vacant(place) = from.entry(next) {
                place.insert(ix);
                ahead.push(next);
            }
        }
    }
    None
}
