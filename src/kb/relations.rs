//! What rules say about one another: ids that do not exist, circles.

use std::collections::BTreeSet;

use super::KnowledgeBase;
use crate::diagnostic::{Code, Diagnostic};
use crate::rule::{Rule, RuleId};
use crate::source::Spanned;

/// Which of a rule's two lists is meant.
type Relation = fn(&Rule) -> &[Spanned<RuleId>];

const RELATIONS: [(&str, Relation); 2] =
    [("refines", |rule| &rule.refines), ("explains", |rule| &rule.explains)];

/// What is wrong with the relations of some rules, in a base that holds them.
pub(super) fn check(rules: &[&Rule], kb: &KnowledgeBase) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, relation) in RELATIONS {
        for rule in rules {
            for target in relation(rule) {
                if kb.find(target.value.as_str()).is_none() {
                    found.push(unknown(rule, target, kb));
                } else if target.value != rule.id && leads_back(rule, target, relation, kb) {
                    let message = format!("`{name}` leads from `{0}` back to `{0}`", rule.id);
                    let circle =
                        Diagnostic::new(Code::RuleCircle, rule.source, target.span, message);
                    found.push(circle.label("one of the rules on this way must not point on"));
                }
            }
        }
    }
    found
}

fn unknown(rule: &Rule, target: &Spanned<RuleId>, kb: &KnowledgeBase) -> Diagnostic {
    let message = format!("there is no rule `{}`", target.value);
    let found = Diagnostic::new(Code::UnknownRule, rule.source, target.span, message);
    match kb.nearest(target.value.as_str()) {
        Some(near) => {
            found.label(format!("did you mean `{near}`?")).fix(target.span, format!("\"{near}\""))
        }
        None => found,
    }
}

/// Whether one gets from `target` back to `rule`.
fn leads_back(
    rule: &Rule,
    target: &Spanned<RuleId>,
    relation: Relation,
    kb: &KnowledgeBase,
) -> bool {
    let mut seen = BTreeSet::new();
    let mut ahead = vec![&target.value];
    while let Some(id) = ahead.pop() {
        if *id == rule.id {
            return true;
        }
        let Some(ix) = kb.find(id.as_str()) else { continue };
        if seen.insert(ix) {
            ahead.extend(relation(kb.rule(ix)).iter().map(|next| &next.value));
        }
    }
    false
}
