//! What rules say about one another: ids that do not exist, circles.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::program::RuleIx;
use crate::rule::{Rule, RuleId};
use crate::source::Spanned;
use crate::spelling::nearest;

/// Which of a rule's two lists is meant.
type Relation = fn(&Rule) -> &[Spanned<RuleId>];

const RELATIONS: [(&str, Relation); 2] =
    [("refines", |rule| &rule.refines), ("explains", |rule| &rule.explains)];

/// What is wrong with the relations of all rules.
pub(super) fn check(rules: &[Rule], by_id: &BTreeMap<RuleId, RuleIx>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, relation) in RELATIONS {
        for rule in rules {
            for target in relation(rule) {
                if !by_id.contains_key(&target.value) {
                    found.push(unknown(rule, target, by_id));
                } else if target.value != rule.id
                    && leads_back(rule, target, relation, rules, by_id)
                {
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

fn unknown(rule: &Rule, target: &Spanned<RuleId>, by_id: &BTreeMap<RuleId, RuleIx>) -> Diagnostic {
    let message = format!("there is no rule `{}`", target.value);
    let found = Diagnostic::new(Code::UnknownRule, rule.source, target.span, message);
    match nearest(target.value.as_str(), by_id.keys().map(RuleId::as_str)) {
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
    rules: &[Rule],
    by_id: &BTreeMap<RuleId, RuleIx>,
) -> bool {
    let mut seen = vec![false; rules.len()];
    let mut ahead = vec![&target.value];
    while let Some(id) = ahead.pop() {
        if *id == rule.id {
            return true;
        }
        let Some(ix) = by_id.get(id) else { continue };
        if !std::mem::replace(&mut seen[ix.at()], true) {
            ahead.extend(relation(&rules[ix.at()]).iter().map(|next| &next.value));
        }
    }
    false
}
