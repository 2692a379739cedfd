//! A word that means nothing, and words that mean something, to the one that was likely meant.

use strsim::osa_distance;

/// The candidate that `word` is probably a slip of: one letter wrong in three, three at most.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    nearest_within(word, (word.len() / 3).clamp(1, 3), candidates)
}

/// The candidate that `word` is a slip of: with at most so many letters too many, missing, wrong
/// or swapped. `None` if there is none, or if the word is a candidate itself. Words of under three
/// letters are never slips: too many of them lie next to each other.
pub fn nearest_within<'c>(
    word: &str,
    slips: usize,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    // No name is that long.
    if word.len() < 3 || word.len() > 64 {
        return None;
    }
    let mut best = None;
    for candidate in candidates {
        if candidate == word {
            return None;
        }
        if candidate.len() < 3 || candidate.len().abs_diff(word.len()) > slips {
            continue;
        }
        // Of a word that far away, all letters up to the slips stand somewhere in the other: most
        // are told apart without the distance, which costs the product of both lengths.
        if strangers(word, candidate) > slips {
            continue;
        }
        let distance = osa_distance(word, candidate);
        if distance <= slips && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many letters of a word do not occur in another one.
fn strangers(word: &str, other: &str) -> usize {
    word.chars().filter(|letter| !other.contains(*letter)).count()
}
