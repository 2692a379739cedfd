//! The words of articles as the build wrote them in, searched as they stand.
//!
//! So a run that asks need not read the built-in rules. Lists of numbers have all their lowest bytes
//! first, then all the next ones: these are alike, so that the whole packs well where it has to be
//! fetched.

use super::vocabulary::Key;

/// Articles and their words, as the build left them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Prepared {
    /// The ids of the articles, sorted.
    ids: Texts,
    /// By article: how much all its words count together.
    lengths: Numbers,
    /// What words are compared by, sorted; the place of a word is its number.
    words: Texts,
    /// By word: where its articles begin, and after the last one where they end.
    starts: Numbers,
    /// The articles of each word, in order: how far the number of the article is from that of the
    /// one before, above 8 bits of how much the word counts in it.
    articles: Numbers,
    /// Words as they were written, sorted.
    written: Texts,
    /// By word as it was written: its number.
    keys: Numbers,
}

impl Prepared {
    /// Reads what `write.rs` wrote.
    pub(super) fn read(bytes: &'static [u8]) -> Self {
        let mut rest = Rest { bytes };
        let ids = rest.texts();
        let lengths = rest.numbers();
        let words = rest.texts();
        let (starts, articles) = (rest.numbers(), rest.numbers());
        let written = rest.texts();
        Self { ids, lengths, words, starts, articles, written, keys: rest.numbers() }
    }

    /// The number of the article of an id.
    pub(super) fn article(&self, id: &str) -> Option<usize> {
        self.ids.find(id)
    }

    /// How many articles there are.
    pub(super) const fn count(&self) -> usize {
        self.lengths.len()
    }

    /// How much all words of an article count together.
    pub(super) fn length(&self, article: usize) -> u32 {
        self.lengths.at(article)
    }

    /// How many words there are; their numbers are the smaller ones.
    pub(super) const fn words(&self) -> usize {
        self.words.len()
    }

    /// The number of a word, by what words are compared by.
    pub(super) fn word(&self, word: &str) -> Option<Key> {
        self.words.find(word).map(key)
    }

    /// The articles that have a word, and how much it counts in each.
    pub(super) fn having(&self, word: Key) -> impl Iterator<Item = (usize, u32)> {
        let word = word.0 as usize;
        let range = match word < self.words() {
            true => self.starts.at(word) as usize..self.starts.at(word + 1) as usize,
            false => 0..0,
        };
        let mut article = 0;
        range.map(|at| self.articles.at(at)).map(move |packed| {
            article += (packed >> 8) as usize;
            (article, packed & 0xff)
        })
    }

    /// All words as they were written, sorted, with their numbers.
    pub(super) fn written(&self) -> impl Iterator<Item = (&'static str, Key)> {
        let all = 0..self.written.len();
        all.map(|at| (self.written.at(at), Key(self.keys.at(at))))
    }
}

fn key(place: usize) -> Key {
    Key(u32::try_from(place).unwrap_or(u32::MAX))
}

/// Numbers side by side.
#[derive(Debug, Clone, Copy, Default)]
struct Numbers {
    bytes: &'static [u8],
}

impl Numbers {
    const fn len(&self) -> usize {
        self.bytes.len() / 4
    }

    /// The number at a place; 0 if there is none.
    fn at(&self, place: usize) -> u32 {
        let count = self.len();
        if place >= count {
            return 0;
        }
        let byte = |of: usize| self.bytes.get(of * count + place).copied().unwrap_or(0);
        u32::from_le_bytes([byte(0), byte(1), byte(2), byte(3)])
    }
}

/// What is still to be read.
struct Rest {
    bytes: &'static [u8],
}

impl Rest {
    /// Takes bytes that begin with how many groups of four there are.
    fn bytes(&mut self) -> &'static [u8] {
        let (count, rest) = self.bytes.split_first_chunk().unwrap_or((&[0; 4], &[]));
        let length = (u32::from_le_bytes(*count) as usize).saturating_mul(4);
        let (list, rest) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        self.bytes = rest;
        list
    }

    fn numbers(&mut self) -> Numbers {
        Numbers { bytes: self.bytes() }
    }

    fn texts(&mut self) -> Texts {
        Texts { ends: self.numbers(), bytes: self.bytes() }
    }
}

/// Texts side by side.
#[derive(Debug, Clone, Copy, Default)]
struct Texts {
    /// Where each ends.
    ends: Numbers,
    bytes: &'static [u8],
}

impl Texts {
    const fn len(&self) -> usize {
        self.ends.len()
    }

    fn at(&self, place: usize) -> &'static str {
        let start = place.checked_sub(1).map_or(0, |before| self.ends.at(before));
        let range = start as usize..self.ends.at(place) as usize;
        let found = self.bytes.get(range).and_then(|bytes| str::from_utf8(bytes).ok());
        found.unwrap_or_default()
    }

    /// The place of a text among sorted ones.
    fn find(&self, text: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.at(middle).cmp(text) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::article::Counts;
    use crate::search::write::prepare;

    #[test]
    fn what_was_written_is_read() {
        let articles = [
            ("a-lamp", Counts::from([(Key(1), 3), (Key(0), 8)])),
            ("z-door", Counts::from([(Key(2), 1), (Key(0), 2)])),
        ];
        let words = [("zeta", Key(0)), ("glow", Key(1)), ("groß", Key(2))];
        let written = [("zetas", Key(0)), ("glowing", Key(1))];
        let bytes = prepare(&articles, words.into_iter(), written.into_iter());
        let read = Prepared::read(bytes.leak());

        assert_eq!((read.count(), read.words()), (2, 3));
        assert_eq!((read.article("z-door"), read.article("no-door")), (Some(1), None));
        assert_eq!((read.length(0), read.length(1)), (11, 3));
        let having = |word| {
            let key = read.word(word);
            key.map(|key| read.having(key).collect::<Vec<_>>())
        };
        assert_eq!(having("zeta"), Some(vec![(0, 8), (1, 2)]));
        assert_eq!(having("groß"), Some(vec![(1, 1)]));
        assert_eq!(having("dark"), None);
        assert_eq!(read.having(Key(9)).count(), 0);
        let written: Vec<_> = read.written().map(|(word, _)| word).collect();
        assert_eq!(written, ["glowing", "zetas"]);
        assert_eq!(read.written().next().map(|(_, key)| key), read.word("glow"));
    }

    #[test]
    fn nothing_is_read_from_nothing() {
        let none = Prepared::read(&[]);
        assert_eq!((none.count(), none.words(), none.word("a")), (0, 0, None));
        assert_eq!(none.written().count(), 0);
    }
}
