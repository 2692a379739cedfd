//! Matches as they become certain in, the records of the first ones in the order of their ends out.

use std::collections::BTreeMap;

use crate::scan::Limits;
use crate::scan::hit::{Hit, Place};
use crate::scan::moment::Moment;
use crate::scan::report::Evidence;
use crate::symptom::Axis;

/// The evidence of the matches that end first. A match becomes certain when nothing can come any
/// more that speaks against it, which may be later than for one that ends behind it.
#[derive(Debug)]
pub(super) struct First {
    axis: Axis,
    limits: Limits,
    matches: BTreeMap<(Place, u64), Vec<Evidence>>,
    count: u64,
}

impl First {
    pub(super) const fn new(axis: Axis, limits: Limits) -> Self {
        Self { axis, limits, matches: BTreeMap::new(), count: 0 }
    }

    /// Whether no match that ends later than all is shown.
    pub(super) fn is_full(&self) -> bool {
        self.matches.len() >= self.limits.evidence
    }

    /// Takes in a match, with its records in their numbering.
    pub(super) fn add(&mut self, hits: &[&Hit]) {
        let Some(last) = hits.iter().map(|hit| hit.place).max() else { return };
        let end = match self.axis {
            Axis::Time => last,
            // Lines of two sources have no order but that of the sources.
            Axis::Lines => Place { moment: Moment::BEFORE_ALL, ..last },
        };
        let end = (end, self.count);
        self.count += 1;
        let is_full = self.is_full();
        if is_full && self.matches.last_key_value().is_none_or(|(last, _)| *last < end) {
            return;
        }
        self.matches.insert(end, self.evidence(hits));
        if is_full {
            self.matches.pop_last();
        }
    }

    /// The records that are kept of a match: the first ones, and the last, which shows how it
    /// ended.
    fn evidence(&self, hits: &[&Hit]) -> Vec<Evidence> {
        let Some((last, first)) = hits.split_last() else { return Vec::new() };
        let first = first.iter().take(self.limits.records.saturating_sub(1));
        let evidence = |hit: &&Hit| Evidence {
            part: 0,
            source: hit.place.source,
            origin: hit.sight.origin.clone(),
            line: hit.place.line,
            text: hit.sight.text.clone(),
            spans: hit.sight.spans.clone(),
        };
        first.chain([last]).map(evidence).collect()
    }

    pub(super) fn finish(self) -> impl Iterator<Item = Vec<Evidence>> {
        self.matches.into_values()
    }
}
