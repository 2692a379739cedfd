//! Which articles have which words, and how much that tells: Okapi BM25.
//!
//! Words are weighted by where they stand before they are counted together (Robertson, Zaragoza and
//! Taylor: Simple BM25 Extension to Multiple Weighted Fields, 2004), which the library leaves to
//! its caller; how rare they are, and who has them, is its part.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bm25::{Embedding, Scorer, TokenEmbedding};

use super::article::Counts;
use super::prepared::Prepared;
use super::vocabulary::Key;
use crate::program::RuleIx;

/// How much further mentions of a word count beside the first. High, so that a word of a symptom
/// stands out from one that is mentioned in passing.
const SATURATION: f32 = 3.0;
/// How much a word counts less because the article is long. Low: long articles have more causes,
/// they do not talk more idly.
const LENGTH: f32 = 0.4;

/// Articles by their words.
pub(super) struct Ranking {
    prepared: Prepared,
    /// By article that the build prepared: its rule, if it is one of this base.
    rules: Vec<Option<RuleIx>>,
    /// The words of the other articles, and how much each counts in which.
    others: HashMap<Key, Vec<(RuleIx, u32)>>,
    /// How much all words of an article count together.
    lengths: BTreeMap<RuleIx, u32>,
    /// The same on average, at least 1.
    average: f32,
    /// What a word counts, but for its rarity, in an article that is all about it.
    full: f32,
}

impl Ranking {
    /// Of articles that the build prepared, by their rules, and others. `full` is how much a word
    /// counts of which an article is all about.
    pub(super) fn new(
        (prepared, rules): (Prepared, Vec<Option<RuleIx>>),
        articles: &[(RuleIx, Counts)],
        full: u32,
    ) -> Self {
        let mut others: HashMap<Key, Vec<(RuleIx, u32)>> = HashMap::new();
        let known = rules.iter().enumerate();
        let known = known.filter_map(|(at, rule)| Some(((*rule)?, prepared.length(at))));
        let mut lengths: BTreeMap<RuleIx, u32> = known.collect();
        for (rule, counts) in articles {
            lengths.insert(*rule, counts.values().sum());
            for (word, count) in counts {
                others.entry(*word).or_default().push((*rule, *count));
            }
        }
        let total: f32 = lengths.values().map(|length| *length as f32).sum();
        let average = (total / lengths.len().max(1) as f32).max(1.0);
        let full = full as f32;
        let full = full * (SATURATION + 1.0) / (full + SATURATION);
        Self { prepared, rules, others, lengths, average, full }
    }

    /// What a word counts in an article that is all about it; `None` is a word that no article
    /// has.
    pub(super) fn worth(&self, word: Option<Key>) -> f32 {
        let of = word.map_or(0, |word| self.having(word).count());
        let (of, all) = (of as f32, self.lengths.len() as f32);
        // The library's own measure of rarity.
        self.full * (1.0 + (all - of + 0.5) / (of + 0.5)).ln()
    }

    /// Ready to say what words count in the articles that have them.
    pub(super) fn asked(&self, words: impl Iterator<Item = Key>) -> Asked {
        let words: BTreeSet<Key> = words.collect();
        // Rarity is measured against all articles; of each, only what was asked for matters.
        let mut articles: BTreeMap<RuleIx, Vec<TokenEmbedding<Key>>> =
            self.lengths.keys().map(|rule| (*rule, Vec::new())).collect();
        for word in words {
            for (rule, count) in self.having(word) {
                let value = self.value(rule, count as f32);
                articles.entry(rule).or_default().push(TokenEmbedding { index: word, value });
            }
        }
        let mut asked = Asked { scorer: Scorer::new(), articles: Vec::new() };
        for (rule, words) in articles {
            if !words.is_empty() {
                asked.articles.push(rule);
            }
            asked.scorer.upsert(&rule, Embedding(words));
        }
        asked
    }

    /// The articles that have a word, and how much it counts in each.
    fn having(&self, word: Key) -> impl Iterator<Item = (RuleIx, u32)> {
        let prepared = self.prepared.having(word).filter_map(|(article, count)| {
            let rule = self.rules.get(article).copied().flatten();
            Some((rule?, count))
        });
        prepared.chain(self.others.get(&word).into_iter().flatten().copied())
    }

    /// What a word counts in an article, but for its rarity.
    fn value(&self, rule: RuleIx, count: f32) -> f32 {
        let length = self.lengths.get(&rule).map_or(0.0, |length| *length as f32);
        let damping = SATURATION * (1.0 - LENGTH + LENGTH * length / self.average);
        count * (SATURATION + 1.0) / (count + damping)
    }
}

/// What the words of a question count.
pub(super) struct Asked {
    scorer: Scorer<RuleIx, Key>,
    /// The articles that have any of the words.
    pub(super) articles: Vec<RuleIx>,
}

impl Asked {
    /// What a word counts in an article.
    pub(super) fn score(&self, article: RuleIx, word: Key) -> f32 {
        let word = Embedding(vec![TokenEmbedding { index: word, value: 1.0 }]);
        self.scorer.score(&article, &word).unwrap_or(0.0)
    }
}
