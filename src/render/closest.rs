//! Kinds of records that no rule explains in, the articles that are nearest to each out.

use crate::kb::KnowledgeBase;
use crate::rule::Rule;
use crate::scan::Kind;
use crate::search::Index;

/// Articles that are named for a kind.
const ARTICLES: usize = 3;
/// Kinds for which articles are looked for; the rarer ones are many and tell little.
const KINDS: usize = 50;

/// An article that is near to a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near<'k> {
    pub(super) rule: &'k Rule,
    /// How near, from 0 to 1.
    pub(super) score: f32,
}

/// For each of the first kinds the articles that are nearest to its first record, nearest first.
pub(super) fn closest<'k>(kb: &'k KnowledgeBase, kinds: &[Kind]) -> Vec<Vec<Near<'k>>> {
    if kinds.is_empty() {
        return Vec::new();
    }
    let index = Index::new(kb);
    let of_kind = |kind: &Kind| {
        let text = kind.evidence.first().map_or(kind.shape.as_str(), |one| one.text.as_str());
        let hits = index.message(text, ARTICLES).into_iter();
        hits.map(|hit| Near { rule: kb.rule(hit.rule), score: hit.score }).collect()
    };
    kinds.iter().take(KINDS).map(of_kind).collect()
}
