//! Words, or a message that no rule knows, in; the articles that are nearest out.

mod article;
mod log;
mod message;
mod noise;
mod prepared;
mod query;
mod rank;
#[cfg(test)]
mod tests;
mod vocabulary;
mod words;
#[cfg(test)]
mod write;

pub use log::{Near, Seen};

use crate::kb::KnowledgeBase;
use crate::program::RuleIx;
use crate::record::{Record, split};
use message::CALENDAR;
use prepared::Prepared;
use query::{Asker, Query, Wanted};
use rank::Ranking;
use vocabulary::{Learner, Vocabulary};

/// The words of the built-in rules.
static BUILTIN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/builtin_words.bin"));

/// All articles of a knowledge base, rules and others, by their words.
pub struct Index {
    vocabulary: Vocabulary,
    ranking: Ranking,
    /// The ids of the rules by number: among equals the first in the alphabet comes first.
    ids: Vec<String>,
}

/// An article that is near.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The rule.
    pub rule: RuleIx,
    /// How much of what was asked for it has, from 0 to 1.
    pub score: f32,
    /// The words of the question that it has, most telling first.
    pub matched: Vec<String>,
}

/// What an article must have of what was asked for to be near. Tried on messages of other programs,
/// which share some ordinary words with one article or another: `tests/it/search/`.
#[derive(Debug, Clone, Copy)]
struct Bar {
    /// So much of all that was asked for.
    score: f32,
    /// So much in any case, in words that no other article has: 1 is one that it is all about.
    telling: f32,
    /// So many of the words: if its score is below [`HALF`], and if it is not.
    words: [usize; 2],
    /// And one of so many that were asked for.
    of: usize,
}

/// A person chooses the words: one is enough.
const WORDS: Bar = Bar { score: 0.22, telling: 0.0, words: [1, 1], of: 3 };
/// A log has many words, most of which mean nothing here.
const MESSAGE: Bar = Bar { score: 0.27, telling: 0.6, words: [3, 2], of: usize::MAX };
/// More than half of what was asked for is no chance.
const HALF: f32 = 0.55;
/// What has less than this part of the nearest's score is not worth naming.
const BESIDE: f32 = 0.35;

/// How much counts who speaks, beside what is said.
const ASIDE: f32 = 0.3;
/// Records of a pasted message that are looked at, and its bytes.
const RECORDS: usize = 16;
const BYTES: usize = 64 << 10;

impl Index {
    /// Knows the words of the built-in rules, and reads all others of the base.
    pub fn new(kb: &KnowledgeBase) -> Self {
        let builtin = Prepared::read(BUILTIN);
        let mut learner = Learner::new(builtin);
        let mut rules = vec![None; builtin.count()];
        let mut articles = Vec::new();
        for (ix, id) in kb.ids() {
            let known = kb.is_builtin(ix).then(|| builtin.article(id.as_str())).flatten();
            match known {
                Some(known) => rules[known] = Some(ix),
                None => articles.push((ix, article::counts(kb.rule(ix), &mut learner))),
            }
        }
        let ranking = Ranking::new((builtin, rules), &articles, article::SYMPTOM);
        let ids = kb.ids().map(|(_, id)| id.as_str().to_owned()).collect();
        Self { vocabulary: learner.done(), ranking, ids }
    }

    /// The `most` articles that are nearest to the words of a person, nearest first; none if none
    /// is near. Slips of spelling are forgiven.
    pub fn words(&self, words: &str, most: usize) -> Vec<Hit> {
        let mut query = self.query(Asker::Person);
        query.add(&words[..words.floor_char_boundary(BYTES)], 1.0);
        bare(self.nearest(&query.done(), WORDS, most))
    }

    /// The `most` articles that are nearest to a message as it stands in a log, be it one line or
    /// several, nearest first; none if none is near.
    pub fn message(&self, text: &str, most: usize) -> Vec<Hit> {
        let text = &text[..text.floor_char_boundary(BYTES)];
        let mut query = self.query(Asker::Log);
        for record in split(text.as_bytes(), &CALENDAR).take(RECORDS) {
            add(&record, &mut query);
        }
        bare(self.nearest(&query.done(), MESSAGE, most))
    }

    /// The same for one record.
    pub fn record(&self, record: &Record<'_>, most: usize) -> Vec<Hit> {
        bare(self.weighed(record, most))
    }

    /// The same, with how telling it is what they have of it.
    fn weighed(&self, record: &Record<'_>, most: usize) -> Vec<(f32, Hit)> {
        let mut query = self.query(Asker::Log);
        add(record, &mut query);
        self.nearest(&query.done(), MESSAGE, most)
    }

    const fn query(&self, asker: Asker) -> Query<'_> {
        Query::new(&self.vocabulary, &self.ranking, asker)
    }

    /// The articles that have enough of what is wanted, with how telling it is what they have.
    fn nearest(&self, wanted: &[Wanted], bar: Bar, most: usize) -> Vec<(f32, Hit)> {
        let whole: f32 = wanted.iter().map(|word| word.weight * word.worth).sum();
        let asked = self.ranking.asked(wanted.iter().filter_map(|word| word.key));
        let mut hits: Vec<(f32, Hit)> = Vec::new();
        for rule in asked.articles.iter().copied() {
            let scores = wanted.iter().filter_map(|word| {
                let score = asked.score(rule, word.key?);
                (score > 0.0).then_some((word.weight * score, word))
            });
            let mut scores: Vec<(f32, &Wanted)> = scores.collect();
            scores.sort_by(|one, other| other.0.total_cmp(&one.0));
            let had = scores.len();
            let sum: f32 = scores.iter().map(|(score, _)| score).sum();
            let telling = sum / self.ranking.worth(None);
            let score = (sum / whole).min(1.0);
            let mut matched: Vec<String> = Vec::new();
            for (_, word) in scores {
                // The parts of a name that was found as a whole tell no more.
                if !matched.iter().any(|known| known.contains(&word.shown)) {
                    matched.push(word.shown.clone());
                }
            }
            let words = bar.words[usize::from(score >= HALF)];
            if score >= bar.score
                && telling >= bar.telling
                && matched.len() >= words
                && had >= wanted.len().div_ceil(bar.of)
            {
                hits.push((telling, Hit { rule, score, matched }));
            }
        }
        // Scores end at 1: of articles that have all, the one comes first that is most about it.
        hits.sort_by(|(one_telling, one), (other_telling, other)| {
            let by_id = || self.id(one).cmp(&self.id(other));
            other_telling.total_cmp(one_telling).then_with(by_id)
        });
        let least = hits.first().map_or(0.0, |(_, best)| best.score * BESIDE);
        hits.retain(|(_, hit)| hit.score >= least);
        hits.truncate(most);
        hits
    }

    fn id(&self, hit: &Hit) -> Option<&String> {
        self.ids.get(hit.rule.at())
    }
}

fn bare(hits: Vec<(f32, Hit)>) -> Vec<Hit> {
    hits.into_iter().map(|(_, hit)| hit).collect()
}

fn add(record: &Record<'_>, query: &mut Query<'_>) {
    for part in message::parts(record) {
        query.add(&part.text, if part.is_aside { ASIDE } else { 1.0 });
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("articles", &self.ids.len()).finish_non_exhaustive()
    }
}
