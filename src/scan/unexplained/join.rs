//! Kinds in, the same with those joined that differ in a word which varies out.
//!
//! Masks know numbers and the like, not names. Where shapes agree in all words but one, and that
//! one has many values, it is a variable. Two or three values tell problems apart: `refused` and
//! `reset`. This is what miners of log templates do, such as Drain; but these decide as the lines
//! come, so that what comes out depends on their order, and by how many words agree, so that
//! `refused` and `reset` are one.

use std::collections::HashMap;

use super::Known;
use crate::scan::shape::Shape;
use crate::value::Level;

/// So many values in one place make a variable of it.
const VALUES: usize = 4;
/// So many places of a shape may turn out to be variables.
const ROUNDS: usize = 3;
/// What stands in the place of a variable.
const VARIABLE: &str = "<…>";

/// Kinds that are alike but for the word in one place.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Family<'k> {
    level: Level,
    before: &'k str,
    behind: &'k str,
}

/// Joins kinds. Of each kind no more than `most` records are kept.
pub(super) fn joined(mut kinds: Vec<Known>, most: usize) -> Vec<Known> {
    for _ in 0..ROUNDS {
        let shapes = shapes(&kinds);
        if shapes.is_empty() {
            break;
        }
        kinds = merged(kinds, &shapes, most);
    }
    // Two of which one was kept by its first words may have become the same.
    merged(kinds, &HashMap::new(), most)
}

/// For each kind that becomes part of another its new shape.
fn shapes(kinds: &[Known]) -> HashMap<usize, Shape> {
    let mut families: HashMap<Family<'_>, Vec<usize>> = HashMap::new();
    for (ix, known) in kinds.iter().enumerate() {
        let (level, text) = (known.shape.level, known.shape.text.as_str());
        let mut start = 0;
        for word in text.split(' ') {
            let end = start + word.len();
            let family = Family { level, before: &text[..start], behind: &text[end..] };
            families.entry(family).or_default().push(ix);
            start = end + 1;
        }
    }
    let mut families: Vec<_> =
        families.into_iter().filter(|(_, members)| members.len() >= VALUES).collect();
    // The largest first; among equals, that of the kind that came first, by its first place.
    families.sort_by_key(|(family, members)| {
        (std::cmp::Reverse(members.len()), members[0], family.before.len())
    });
    let mut shapes = HashMap::new();
    for (family, mut members) in families {
        members.retain(|member| !shapes.contains_key(member));
        if members.len() >= VALUES {
            let text = [family.before, VARIABLE, family.behind].concat();
            let shape = Shape { level: family.level, text };
            shapes.extend(members.into_iter().map(|member| (member, shape.clone())));
        }
    }
    shapes
}

/// The kinds with new shapes, each shape once.
fn merged(kinds: Vec<Known>, shapes: &HashMap<usize, Shape>, most: usize) -> Vec<Known> {
    let mut places: HashMap<Shape, usize> = HashMap::new();
    let mut joined: Vec<Known> = Vec::new();
    for (ix, mut known) in kinds.into_iter().enumerate() {
        if let Some(shape) = shapes.get(&ix) {
            known.shape = shape.clone();
        }
        match places.get(&known.shape) {
            Some(place) => joined[*place].merge(known, usize::MAX),
            None => {
                places.insert(known.shape.clone(), joined.len());
                joined.push(known);
            }
        }
    }
    for known in &mut joined {
        known.evidence.sort_by_key(|one| (one.source, one.line));
        known.evidence.truncate(most);
        for (part, one) in (0..).zip(&mut known.evidence) {
            one.part = part;
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str], expected: &[(&str, u64)]) {
        let known = |text: &&str| Known {
            shape: Shape { level: Level::Error, text: (*text).to_owned() },
            count: 1,
            first: None,
            last: None,
            evidence: Vec::new(),
            parts_of: Vec::new(),
        };
        let joined = joined(texts.iter().map(known).collect(), 3);
        let found: Vec<_> =
            joined.iter().map(|known| (known.shape.text.as_str(), known.count)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_word_with_many_values_is_a_variable() {
        check(&[], &[]);
        check(&["a b", "a b"], &[("a b", 2)]);
        check(&["it was refused", "it was reset"], &[("it was refused", 1), ("it was reset", 1)]);
        check(
            &["no ann here", "it", "no bob here", "no cid here", "no dan here"],
            &[("no <…> here", 4), ("it", 1)],
        );
        check(&["a x", "b x", "c x", "d x", "a y z"], &[("<…> x", 4), ("a y z", 1)]);
        // Two places.
        let names = ["a", "b", "c", "d"];
        let pairs: Vec<String> = names
            .iter()
            .flat_map(|one| names.map(|other| format!("{one} is not {other}")))
            .collect();
        let pairs: Vec<&str> = pairs.iter().map(String::as_str).collect();
        check(&pairs, &[("<…> is not <…>", 16)]);
    }
}
