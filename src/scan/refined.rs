//! Rules over one record that others over several refine: their hits and the matches of these in,
//! what was found on further records out.
//!
//! Whether a record belongs to a match is known later than what holds on it. So the first hits of
//! such a rule are kept one by one, and those left out in the end that a match has told of. Of the
//! hits behind them only the number is put right.

use std::collections::{BTreeMap, BTreeSet};

use super::Limits;
use super::report::{Finding, Spot};
use crate::program::RuleIx;

/// Hits of rules that are refined, and the matches that tell of some.
#[derive(Debug)]
pub(super) struct Refined {
    limits: Limits,
    rules: BTreeMap<RuleIx, Hits>,
    /// For a rule and one that it refines the records of its matches on which this one holds.
    told: BTreeMap<(RuleIx, RuleIx), BTreeSet<Spot>>,
}

/// The hits of a rule in the order of the log.
#[derive(Debug, Default)]
struct Hits {
    /// The first ones, each by itself.
    first: Vec<(Spot, Finding)>,
    /// All others.
    rest: Option<Finding>,
}

impl Refined {
    pub(super) const fn new(limits: Limits) -> Self {
        Self { limits, rules: BTreeMap::new(), told: BTreeMap::new() }
    }

    /// Takes in a hit, behind all others of its rule.
    pub(super) fn hit(&mut self, finding: Finding, spot: Spot) {
        self.rules.entry(finding.rule).or_default().add(spot, finding, self.limits);
    }

    /// Takes in that a match of the rule `by` tells of a record on which the rule `rule` holds. No
    /// more of these are known than records of a pattern are held.
    pub(super) fn tell(&mut self, by: RuleIx, rule: RuleIx, spot: Spot) {
        let told = self.told.entry((by, rule)).or_default();
        if told.len() < self.limits.held {
            told.insert(spot);
        }
    }

    /// Takes in the hits behind these, in a part of a source before which `lines` lines stand.
    pub(super) fn merge(&mut self, other: Self, lines: u64) {
        for (rule, later) in other.rules {
            let hits = self.rules.entry(rule).or_default();
            for (mut spot, mut finding) in later.first {
                spot.line += lines;
                finding.shift(lines);
                hits.add(spot, finding, self.limits);
            }
            if let Some(mut rest) = later.rest {
                rest.shift(lines);
                hits.add_to_rest(rest, self.limits);
            }
        }
    }

    /// What was found on records of which no match tells.
    pub(super) fn finish(self) -> impl Iterator<Item = Finding> {
        let Self { limits, rules, told } = self;
        rules.into_iter().filter_map(move |(rule, hits)| {
            let told = told.iter().filter(|((_, refined), _)| *refined == rule);
            let told: BTreeSet<Spot> = told.flat_map(|(_, spots)| spots).copied().collect();
            hits.without(&told, limits)
        })
    }
}

impl Hits {
    fn add(&mut self, spot: Spot, finding: Finding, limits: Limits) {
        match self.first.len() < limits.refined {
            true => self.first.push((spot, finding)),
            false => self.add_to_rest(finding, limits),
        }
    }

    fn add_to_rest(&mut self, finding: Finding, limits: Limits) {
        match &mut self.rest {
            None => self.rest = Some(finding),
            Some(rest) => rest.merge(finding, limits),
        }
    }

    fn without(self, told: &BTreeSet<Spot>, limits: Limits) -> Option<Finding> {
        let among_first = self.first.iter().map(|(spot, _)| spot).collect::<BTreeSet<_>>();
        let beyond = told.iter().filter(|spot| !among_first.contains(spot)).count() as u64;
        let rest = self.rest.and_then(|mut rest| {
            rest.count = rest.count.saturating_sub(beyond);
            rest.evidence
                .retain(|one| !told.contains(&Spot { source: one.source, line: one.line }));
            for (part, one) in (0..).zip(&mut rest.evidence) {
                one.part = part;
            }
            (rest.count > 0).then_some(rest)
        });
        let first = self.first.into_iter().filter(|(spot, _)| !told.contains(spot));
        let mut left = first.map(|(_, finding)| finding).chain(rest);
        let mut finding = left.next()?;
        left.for_each(|later| finding.merge(later, limits));
        Some(finding)
    }
}
