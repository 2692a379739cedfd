//! The order in which a person should look at findings.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::kb::KnowledgeBase;
use crate::program::RuleIx;
use crate::rule::{Rule, RuleId, Severity};
use crate::scan::{Finding, Report, SourceId};
use crate::source::Spanned;

/// A report with the knowledge to explain it, in the order for a reader.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The knowledge.
    pub kb: &'a KnowledgeBase,
    /// The report.
    pub report: &'a Report,
    shown: Vec<Shown<'a>>,
    left_out: usize,
}

/// A finding that is shown.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// Its rule.
    pub rule: &'a Rule,
    /// The rule, found as well, of which this is a consequence.
    pub consequence_of: Option<&'a Rule>,
    /// The rule, found as well, that refines this one: here stand the records that it does not
    /// tell of.
    pub refined_by: Option<&'a Rule>,
}

impl<'a> Answer<'a> {
    /// Arranges a report. Findings below the severity `least` are left out. The gravest stand
    /// first, among equals what came first in the log; a consequence stands under its reason, and
    /// what a rule refines under that rule.
    pub fn arrange(kb: &'a KnowledgeBase, report: &'a Report, least: Severity) -> Self {
        let found = report.findings.iter().filter(|one| kb.rule(one.rule).severity >= least);
        let found: BTreeMap<RuleIx, &Finding> = found.map(|one| (one.rule, one)).collect();
        let reasons = nearest(kb, &found, |rule| &rule.explains, may_follow);
        let refining = nearest(kb, &found, |rule| &rule.refines, |_, _| true);

        // What stands above comes first, and what stands above that. The way up ends, for relations
        // with circles are refused; the bound is for those that are not.
        let above = |ix: &RuleIx| reasons.get(ix).or_else(|| refining.get(ix)).copied();
        let ways = found.keys().map(|ix| {
            let way = std::iter::successors(Some(*ix), above).take(found.len());
            let mut way: Vec<RuleIx> = way.collect();
            way.reverse();
            (*ix, way)
        });
        let ways: BTreeMap<RuleIx, Vec<RuleIx>> = ways.collect();
        // A reason is as grave as the gravest of what came of it.
        let mut gravity: BTreeMap<RuleIx, Severity> = BTreeMap::new();
        for (ix, way) in &ways {
            for step in way {
                let gravest = gravity.entry(*step).or_insert(kb.rule(*ix).severity);
                *gravest = kb.rule(*ix).severity.max(*gravest);
            }
        }

        let mut shown: Vec<(Rank, Shown<'_>)> = Vec::new();
        for (ix, finding) in &found {
            let rank = ways[ix].iter().map(|step| {
                let place = found[step].evidence.first().map(|one| (one.source, one.line));
                (Reverse(gravity[step]), place, *step)
            });
            let rule = |ix: &RuleIx| kb.rule(*ix);
            let (consequence_of, refined_by) = (reasons.get(ix), refining.get(ix));
            shown.push((
                rank.collect(),
                Shown {
                    finding,
                    rule: rule(ix),
                    consequence_of: consequence_of.map(rule),
                    refined_by: refined_by.filter(|_| consequence_of.is_none()).map(rule),
                },
            ));
        }
        shown.sort_by(|(one, _), (other, _)| one.cmp(other));
        let left_out = report.findings.len() - shown.len();
        Self { kb, report, shown: shown.into_iter().map(|(_, shown)| shown).collect(), left_out }
    }

    /// The findings, in order.
    pub fn shown(&self) -> &[Shown<'a>] {
        &self.shown
    }

    /// How many findings are not shown since they are less grave than what was asked for.
    pub const fn left_out(&self) -> usize {
        self.left_out
    }

    /// The gravest severity among all that was found, shown or not.
    pub fn worst(&self) -> Option<Severity> {
        self.report.findings.iter().map(|finding| self.kb.rule(finding.rule).severity).max()
    }
}

type Rank = Vec<(Reverse<Severity>, Option<(SourceId, u64)>, RuleIx)>;

/// What a rule says of others.
type Relation = fn(&Rule) -> &[Spanned<RuleId>];

/// For each found rule that other found rules point at, the nearest of those: none that points at
/// another of them. `fits` is asked of the finding that points and of the one that is pointed at.
fn nearest(
    kb: &KnowledgeBase,
    found: &BTreeMap<RuleIx, &Finding>,
    relation: Relation,
    fits: fn(&Finding, &Finding) -> bool,
) -> BTreeMap<RuleIx, RuleIx> {
    let mut above: BTreeMap<RuleIx, BTreeSet<RuleIx>> = BTreeMap::new();
    for (from, pointing) in found {
        for to in relation(kb.rule(*from)).iter().filter_map(|id| kb.find(id.value.as_str())) {
            if found.get(&to).is_some_and(|pointed| to != *from && fits(pointing, pointed)) {
                above.entry(to).or_default().insert(*from);
            }
        }
    }
    let is_nearest = |one: &RuleIx, all: &BTreeSet<RuleIx>| {
        let is_above = |other: &RuleIx| above.get(other).is_some_and(|above| above.contains(one));
        !all.iter().any(is_above)
    };
    let nearest = above.iter().filter_map(|(to, all)| {
        let nearest = all.iter().find(|one| is_nearest(one, all)).or_else(|| all.first());
        nearest.map(|nearest| (*to, *nearest))
    });
    nearest.collect()
}

/// Clocks of two machines differ by less, as a rule.
const SLACK: i64 = 5_000_000_000;

/// Whether something may be a consequence: it is none if all of it was over before its reason was
/// first seen.
fn may_follow(reason: &Finding, consequence: &Finding) -> bool {
    let (Some(first), Some(last)) = (reason.first, consequence.last) else { return true };
    last.as_nanos() >= first.as_nanos().saturating_sub(SLACK)
}
