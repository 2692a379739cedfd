//! The order in which a person should look at findings.

use std::collections::BTreeMap;

use crate::kb::KnowledgeBase;
use crate::program::RuleIx;
use crate::rule::{Rule, Severity};
use crate::scan::{Finding, Report};

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
}

impl<'a> Answer<'a> {
    /// Arranges a report. Findings below the severity `least` are left out. The gravest stand
    /// first, among equals what came first in the log; a consequence stands under its reason.
    pub fn arrange(kb: &'a KnowledgeBase, report: &'a Report, least: Severity) -> Self {
        let findings: BTreeMap<RuleIx, &Finding> =
            report.findings.iter().map(|finding| (finding.rule, finding)).collect();
        let severe = |rule: RuleIx| kb.rule(rule).severity >= least;
        let reasons = reasons(kb, findings.keys().copied().filter(|rule| severe(*rule)));

        let mut shown: Vec<(Rank, Shown<'_>)> = Vec::new();
        for (ix, finding) in findings.iter().filter(|(ix, _)| severe(**ix)) {
            // The reason of a reason comes before both: the way up ends, for relations with
            // circles are refused; the bound is for those that are not.
            let mut way = vec![*ix];
            while let Some(reason) = reasons.get(&way[way.len() - 1])
                && way.len() <= findings.len()
            {
                way.push(*reason);
            }
            way.reverse();
            let rank = way.iter().map(|step| {
                let step_severity = kb.rule(*step).severity;
                let place = findings[step].evidence.first().map(|one| (one.source, one.line));
                (std::cmp::Reverse(step_severity), place, *step)
            });
            shown.push((
                rank.collect(),
                Shown {
                    finding,
                    rule: kb.rule(*ix),
                    consequence_of: reasons.get(ix).map(|reason| kb.rule(*reason)),
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

type Rank = Vec<(std::cmp::Reverse<Severity>, Option<(crate::scan::SourceId, u64)>, RuleIx)>;

/// For each found rule that another found rule explains, that other one.
fn reasons(kb: &KnowledgeBase, found: impl Iterator<Item = RuleIx>) -> BTreeMap<RuleIx, RuleIx> {
    let found: Vec<RuleIx> = found.collect();
    let mut reasons = BTreeMap::new();
    for reason in &found {
        for id in &kb.rule(*reason).explains {
            if let Some(consequence) = kb.find(id.value.as_str())
                && found.contains(&consequence)
            {
                reasons.entry(consequence).or_insert(*reason);
            }
        }
    }
    reasons
}
