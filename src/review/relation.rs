//! Rules among rules: ids that once were, symptoms that two rules have, rules that never show.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::kb::KnowledgeBase;
use crate::program::RuleIx;
use crate::rule::{Rule, RuleId};
use crate::source::Spanned;
use crate::symptom::{Condition, Pattern};

/// What is to be said about some rules among all of a base.
pub(super) fn review(kb: &KnowledgeBase, chosen: &[RuleIx]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let former = former(kb);
    for ix in chosen {
        let rule = kb.rule(*ix);
        found.extend(reused(rule, &former));
        found.extend(renamed(kb, rule));
    }
    found.extend(overlaps(kb, chosen));
    found
}

/// The rules that had each former id.
fn former(kb: &KnowledgeBase) -> BTreeMap<&RuleId, Vec<&Rule>> {
    let mut former: BTreeMap<&RuleId, Vec<&Rule>> = BTreeMap::new();
    for (_, rule) in kb.rules() {
        for old in &rule.formerly {
            former.entry(old).or_default().push(rule);
        }
    }
    former
}

/// Ids that mean two rules, one now and one before.
fn reused(rule: &Rule, former: &BTreeMap<&RuleId, Vec<&Rule>>) -> Vec<Diagnostic> {
    let say = |message: String, note: String| {
        Diagnostic::of_file(Code::ReusedId, rule.source, message).note(note)
    };
    let mut found = Vec::new();
    for other in former.get(&rule.id).into_iter().flatten().filter(|other| other.id != rule.id) {
        let message = format!("`{}` was the id of another rule", rule.id);
        let note =
            format!("old links lead to `{}`, which had it before; take another id", other.id);
        found.push(say(message, note));
    }
    for old in &rule.formerly {
        let others = former.get(old).into_iter().flatten();
        if let Some(other) = others.into_iter().find(|other| other.id < rule.id) {
            let message = format!("`{old}` was the id of two rules");
            found.push(say(
                message,
                format!("`{}` says so too; one of them did not have it", other.id),
            ));
        }
        if *old == rule.id {
            let message = format!("`{old}` is the id of this rule, not a former one");
            found.push(say(message, "take it out of `formerly`".to_owned()));
        }
    }
    found
}

/// References to an id that its rule no longer has.
fn renamed(kb: &KnowledgeBase, rule: &Rule) -> Vec<Diagnostic> {
    let also = rule.samples.iter().flat_map(|sample| &sample.also);
    let references = rule.refines.iter().chain(&rule.explains).chain(also);
    let old = references.filter_map(|id: &Spanned<RuleId>| {
        let now = &kb.rule(kb.find(id.value.as_str())?).id;
        (*now != id.value).then(|| {
            let message = format!("`{}` has another id now", id.value);
            let found = Diagnostic::new(Code::FormerId, rule.source, id.span, message);
            found.label(format!("it is `{now}`")).fix(id.span, format!("\"{now}\""))
        })
    });
    old.collect()
}

/// Rules that ask for the same as another.
fn overlaps(kb: &KnowledgeBase, chosen: &[RuleIx]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let all: Vec<(RuleIx, &Rule, Vec<String>)> = kb
        .rules()
        .filter_map(|(ix, rule)| {
            Some((ix, rule, parts(&rule.detection.as_ref()?.symptom.pattern)?))
        })
        .collect();
    // Rules with a part in common are compared, by the part that fewest have.
    let mut by_part: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (.., parts)) in all.iter().enumerate() {
        parts.iter().for_each(|part| by_part.entry(part).or_default().push(at));
    }
    for (ix, rule, parts) in all.iter().filter(|(ix, ..)| chosen.contains(ix)) {
        let Some(detection) = &rule.detection else { continue };
        let Some(rarest) =
            parts.iter().filter_map(|part| by_part.get(part.as_str())).min_by_key(|at| at.len())
        else {
            continue;
        };
        let others = rarest.iter().map(|at| &all[*at]).filter(|(other, ..)| other != ix);
        for (_, other, others) in others {
            let say = |code, message: String| {
                Diagnostic::new(code, rule.source, detection.written, message)
            };
            if parts != others {
                continue;
            }
            let refines = |one: &Rule, of: &Rule| one.refines.iter().any(|id| id.value == of.id);
            let is_second =
                rule.id > other.id || !chosen.iter().any(|ix| kb.rule(*ix).id == other.id);
            if refines(other, rule) {
                let message = format!("`{}` refines this rule and asks for the same", other.id);
                let shadowed =
                    say(Code::ShadowedRule, message).label("so this rule is never shown");
                found.push(
                    shadowed.note("make one of the symptoms another one, or one rule of the two"),
                );
            } else if is_second && !refines(rule, other) {
                let message = format!("`{}` asks for the same", other.id);
                let same = say(Code::SameSymptom, message).label("both are always found together");
                found.push(
                    same.note(
                        "make one rule of them, whose causes tell the cases apart with `when`",
                    ),
                );
            }
        }
    }
    found
}

/// What a pattern over one record asks for, part by part; `None` for one over several.
fn parts(pattern: &Pattern) -> Option<Vec<String>> {
    let Pattern::One(condition) = pattern else { return None };
    let mut parts: Vec<String> = match condition {
        Condition::And(all) => all.iter().map(|part| format!("{part:?}")).collect(),
        one => vec![format!("{one:?}")],
    };
    parts.sort();
    parts.dedup();
    Some(parts)
}
