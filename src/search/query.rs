//! The words that were asked for in, those of the articles that they mean out.

use super::rank::Ranking;
use super::vocabulary::{Key, Vocabulary};
use super::words::{Kind, Word};

/// Words that are looked at: nobody asks with more.
const MOST: usize = 200;
/// Words that may be one name with joints: `upstream reset before response started`.
const LONGEST_NAME: usize = 6;

/// How much the parts of a strange name in a log count beside other words.
const REMNANT: f32 = 0.5;
/// Shorter parts of it are abbreviations that many strange names have.
const SHORTEST_REMNANT: usize = 4;

/// A word to look for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    /// The word as the articles have it; `None` if none has it.
    pub(super) key: Option<Key>,
    /// The words as they were asked for.
    pub(super) shown: String,
    /// How much it counts beside others.
    pub(super) weight: f32,
    /// What it counts at most: in an article that is all about it.
    pub(super) worth: f32,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asker {
    /// A person, who may mistype, and who means the numbers.
    Person,
    /// A log, in which a strange word is a name, and numbers are anything.
    Log,
}

/// Words that a log has in any line that is not good.
const LEVELS: &[&str] = &[
    "crit", "debug", "dbg", "err", "error", "errors", "fatal", "ftl", "inf", "info", "normal",
    "panic", "trace", "warn", "warning", "wrn",
];

fn is_level(word: &str) -> bool {
    LEVELS.iter().any(|level| word.eq_ignore_ascii_case(level))
}

/// Makes words to look for of those that were asked for, each once.
pub(super) struct Query<'q> {
    vocabulary: &'q Vocabulary,
    ranking: &'q Ranking,
    asker: Asker,
    found: Vec<Wanted>,
}

impl<'q> Query<'q> {
    pub(super) const fn new(
        vocabulary: &'q Vocabulary,
        ranking: &'q Ranking,
        asker: Asker,
    ) -> Self {
        Self { vocabulary, ranking, asker, found: Vec::new() }
    }

    /// The words to look for.
    pub(super) fn done(self) -> Vec<Wanted> {
        self.found
    }

    /// Adds the words of a text, which count so much beside others.
    pub(super) fn add(&mut self, text: &str, weight: f32) {
        let mut words = self.vocabulary.read(text);
        words.truncate(MOST);
        let mut is_strange = false;
        for word in &words {
            if word.kind == Kind::Whole {
                is_strange = word.key.is_none();
            }
            // What is left of a name that only the log knows may be anything.
            let is_remnant = is_strange && word.kind == Kind::Part && self.asker == Asker::Log;
            // `SQL` of a strange `MySQL` says nothing about it.
            if is_remnant && word.shown.len() < SHORTEST_REMNANT {
                continue;
            }
            let weight = if is_remnant { weight * REMNANT } else { weight };
            match (word.kind, self.asker) {
                (Kind::Filler, _) | (Kind::Status, Asker::Log) => {}
                (_, Asker::Log) if is_level(word.shown) => {}
                _ if word.key.is_some() => self.want(word.key, word.shown, weight),
                // A strange name is no loss, and its parts are asked for as well.
                (Kind::Whole, _) | (Kind::Part, Asker::Log) => {}
                (Kind::Plain | Kind::Part, Asker::Person) => self.add_strange(word.shown, weight),
                (Kind::Plain | Kind::Status, _) => self.want(None, word.shown, weight),
            }
        }
        self.add_names(&words, weight);
    }

    /// Adds what a person may have meant by a word that no article has.
    fn add_strange(&mut self, shown: &str, weight: f32) {
        let lower = shown.to_lowercase();
        if let Some((one, other)) = self.halves(&lower) {
            self.want(Some(one), shown, weight);
            self.want(Some(other), shown, weight);
            return;
        }
        let near = self.vocabulary.nearest(&lower);
        let before = self.found.len();
        self.want(near, shown, weight);
        // It may have meant something else: it promises as much as a strange word does.
        if let Some(added) = self.found.get_mut(before) {
            added.worth = self.ranking.worth(None);
        }
    }

    /// Two known words that were written as one.
    fn halves(&self, word: &str) -> Option<(Key, Key)> {
        let splits = (3..word.len().saturating_sub(2)).filter(|at| word.is_char_boundary(*at));
        splits.map(|at| word.split_at(at)).find_map(|(one, other)| {
            Some((self.vocabulary.word(one)?, self.vocabulary.word(other)?))
        })
    }

    /// Names that were written as words: `route not found`, `data broker`.
    fn add_names(&mut self, words: &[Word<'_, Option<Key>>], weight: f32) {
        let words: Vec<&str> =
            words.iter().filter(|word| word.kind != Kind::Whole).map(|word| word.shown).collect();
        let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        for start in 0..words.len() {
            for end in start + 2..=words.len().min(start + LONGEST_NAME) {
                let run = &lower[start..end];
                let mut name = self.vocabulary.name(&run.join("_"));
                if name.is_none() && run.len() == 2 {
                    name = self.vocabulary.word(&run.concat());
                }
                if name.is_some() {
                    self.want(name, &words[start..end].join(" "), weight);
                }
            }
        }
    }

    /// Adds a word, unless it is there already.
    fn want(&mut self, key: Option<Key>, shown: &str, weight: f32) {
        let is_same = |known: &Wanted| known.key == key && (key.is_some() || known.shown == shown);
        if !self.found.iter().any(is_same) {
            let worth = self.ranking.worth(key);
            self.found.push(Wanted { key, shown: shown.to_owned(), weight, worth });
        }
    }
}
