//! Which articles have which words, and how much that tells: Okapi BM25.
//!
//! Words are weighted by where they stand before they are counted together (Robertson, Zaragoza and
//! Taylor: Simple BM25 Extension to Multiple Weighted Fields, 2004), which the library leaves to
//! its caller; how rare they are, and who has them, is its part.

use std::collections::{BTreeMap, HashMap};

use bm25::{Embedding, Scorer, TokenEmbedding};

use super::vocabulary::Key;
use crate::program::RuleIx;

/// How much further mentions of a word count beside the first. High, so that a word of a symptom
/// stands out from one that is mentioned in passing.
const SATURATION: f32 = 3.0;
/// How much a word counts less because the article is long. Low: long articles have more causes,
/// they do not talk more idly.
const LENGTH: f32 = 0.4;

/// The words of an article, with how much each counts.
pub(super) type Counts = BTreeMap<Key, u32>;

/// Articles by their words.
pub(super) struct Ranking {
    scorer: Scorer<RuleIx, Key>,
    articles: usize,
    /// In how many articles each word stands.
    frequency: HashMap<Key, usize>,
    /// What a word counts, but for its rarity, in an article that is all about it.
    full: f32,
}

impl Ranking {
    /// `full` is how much a word counts of which an article is all about.
    pub(super) fn new(articles: &[(RuleIx, Counts)], full: u32) -> Self {
        let length = |counts: &Counts| counts.values().sum::<u32>() as f32;
        let total: f32 = articles.iter().map(|(_, counts)| length(counts)).sum();
        let average = (total / articles.len().max(1) as f32).max(1.0);

        let mut scorer = Scorer::new();
        let mut frequency = HashMap::new();
        for (rule, counts) in articles {
            let damping = SATURATION * (1.0 - LENGTH + LENGTH * length(counts) / average);
            let words = counts.iter().map(|(word, count)| {
                *frequency.entry(*word).or_default() += 1;
                let count = *count as f32;
                let value = count * (SATURATION + 1.0) / (count + damping);
                TokenEmbedding { index: *word, value }
            });
            scorer.upsert(rule, Embedding(words.collect()));
        }
        let full = full as f32;
        let full = full * (SATURATION + 1.0) / (full + SATURATION);
        Self { scorer, articles: articles.len(), frequency, full }
    }

    /// What a word counts in an article that is all about it; `None` is a word that no article
    /// has.
    pub(super) fn worth(&self, word: Option<Key>) -> f32 {
        let of = word.and_then(|word| self.frequency.get(&word)).copied().unwrap_or(0);
        let (of, all) = (of as f32, self.articles as f32);
        // The library's own measure of rarity.
        self.full * (1.0 + (all - of + 0.5) / (of + 0.5)).ln()
    }

    /// The articles that have any of the words.
    pub(super) fn articles(&self, words: impl Iterator<Item = Key>) -> Vec<RuleIx> {
        let words = words.map(|index| TokenEmbedding { index, value: 1.0 });
        let matches = self.scorer.matches(&Embedding(words.collect()));
        matches.into_iter().map(|found| found.id).collect()
    }

    /// What a word counts in an article.
    pub(super) fn score(&self, article: RuleIx, word: Key) -> f32 {
        let word = Embedding(vec![TokenEmbedding { index: word, value: 1.0 }]);
        self.scorer.score(&article, &word).unwrap_or(0.0)
    }
}
