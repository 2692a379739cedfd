//! The words that articles have, by number: a text in, their numbers out.

use std::collections::{BTreeMap, HashMap};

use super::prepared::Prepared;
use super::words::{Kind, Stems, Word, words};
use crate::spelling::nearest_within;

/// The number of what words are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key(pub(super) u32);

/// The words that articles have: those that the build knew, and those that were learnt since.
pub(super) struct Vocabulary {
    stems: Stems,
    prepared: Prepared,
    /// What was learnt; the numbers follow those that the build gave.
    pub(super) numbers: HashMap<String, Key>,
    /// Words as they were written, in lower case.
    written: BTreeMap<String, Key>,
}

/// Learns words.
pub(super) struct Learner {
    vocabulary: Vocabulary,
    /// What was learnt already, by kind: parts are compared in another way than whole names.
    seen: [HashMap<String, Key>; 2],
}

impl Learner {
    /// Knows the words that the build prepared.
    pub(super) fn new(prepared: Prepared) -> Self {
        let vocabulary = Vocabulary {
            stems: Stems::new(),
            prepared,
            numbers: HashMap::new(),
            written: BTreeMap::new(),
        };
        Self { vocabulary, seen: [HashMap::new(), HashMap::new()] }
    }

    /// Reads a text, and learns its words.
    pub(super) fn learn<'t>(&mut self, text: &'t str) -> Vec<Word<'t, Key>> {
        words(text, &mut |word, kind| {
            let seen = &mut self.seen[usize::from(kind == Kind::Whole)];
            if let Some(key) = seen.get(word) {
                return *key;
            }
            let key = self.vocabulary.learn(word, kind);
            seen.insert(word.to_owned(), key);
            key
        })
    }

    /// What was learnt.
    pub(super) fn done(self) -> Vocabulary {
        let mut vocabulary = self.vocabulary;
        let [plain, _] = self.seen;
        vocabulary.written.extend(plain);
        vocabulary
    }
}

impl Vocabulary {
    /// The words of a text; those that no article has are without number.
    pub(super) fn read<'t>(&self, text: &'t str) -> Vec<Word<'t, Option<Key>>> {
        words(text, &mut |word, kind| self.name(&self.stems.key(word, kind)))
    }

    /// What the words of a text are compared by, known or not.
    pub(super) fn gist(&self, text: &str, gist: &mut String) {
        words(text, &mut |word, kind| {
            gist.push_str(&self.stems.key(word, kind));
            gist.push(' ');
        });
    }

    /// The number of what words are compared by: of a name, with `_` at its joints.
    pub(super) fn name(&self, name: &str) -> Option<Key> {
        self.prepared.word(name).or_else(|| self.numbers.get(name).copied())
    }

    /// The number of a word as somebody wrote it, in lower case.
    pub(super) fn word(&self, word: &str) -> Option<Key> {
        self.name(&self.stems.key(word, Kind::Plain))
    }

    /// The number of the word of which `word`, in lower case, is probably a slip.
    pub(super) fn nearest(&self, word: &str) -> Option<Key> {
        // One wrong letter of a short word makes another word as often as not.
        let slips = match word.len() {
            0..5 => return None,
            5..8 => 1,
            _ => 2,
        };
        // Hardly anybody mistypes the first letter.
        let written = self.written().map(|(written, _)| written);
        let written = written.filter(|known| known.chars().next() == word.chars().next());
        let near = nearest_within(word, slips, written)?;
        self.written().find(|(written, _)| *written == near).map(|(_, key)| key)
    }

    /// All words as they were written.
    pub(super) fn written(&self) -> impl Iterator<Item = (&str, Key)> {
        let learnt = self.written.iter().map(|(word, key)| (word.as_str(), *key));
        let prepared = self.prepared.written().map(|(word, key): (&str, Key)| (word, key));
        prepared.chain(learnt)
    }

    fn learn(&mut self, word: &str, kind: Kind) -> Key {
        let key = self.stems.key(word, kind);
        if let Some(number) = self.name(&key) {
            return number;
        }
        let number = self.prepared.words() + self.numbers.len();
        let number = Key(u32::try_from(number).unwrap_or(u32::MAX));
        self.numbers.insert(key.into_owned(), number);
        number
    }
}
