//! A whole log in, the articles that are nearest to its errors out.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::message::{self, CALENDAR};
use super::{Hit, Index};
use crate::record::{Record, split};
use crate::value::Level;

/// Kinds of lines that are told apart, and those of them, the most frequent, that are looked up.
const KINDS: usize = 4096;
const LOOKED_UP: usize = 64;
/// Bytes of a line that are kept.
const LONGEST: usize = 8 << 10;
/// Articles of which each kind of line speaks.
const EACH: usize = 5;
/// How much a frequent line counts more than a single one, for each time that it doubles.
const DOUBLED: f32 = 0.15;

/// What stands in a log that articles may be near to.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// How many records there are.
    pub records: u64,
    /// How many of them are errors; if none is, all were looked at.
    pub errors: u64,
    /// The nearest articles, nearest first.
    pub near: Vec<Near>,
}

/// An article that is near to lines of a log.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The article. Its score and its words are those of the line.
    pub hit: Hit,
    /// The number of the line to which it is nearest, from 1.
    pub line: u64,
    /// The text of its record.
    pub text: String,
    /// How many lines like that there are.
    pub count: u64,
}

/// Lines that say the same.
struct Kind {
    count: u64,
    line: u64,
    text: String,
}

impl Index {
    /// The `most` articles that are nearest to the errors of a log, or to all its lines if none
    /// says that it is one.
    pub fn log(&self, bytes: &[u8], most: usize) -> Seen {
        let is_error = |record: &Record<'_>| record.level() >= Some(Level::Error);
        let records = || split(bytes, &CALENDAR);
        let (mut count, mut errors) = (0, 0);
        for record in records() {
            count += 1;
            errors += u64::from(is_error(&record));
        }

        let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
        for record in records().filter(|record| errors == 0 || is_error(record)) {
            let mut says = String::new();
            for part in message::parts(&record) {
                self.vocabulary.gist(&part.text, &mut says);
            }
            let has_room = kinds.len() < KINDS;
            match kinds.get_mut(&says) {
                Some(kind) => kind.count += 1,
                None if has_room => {
                    let text = record.text();
                    let text = text[..text.floor_char_boundary(LONGEST)].to_owned();
                    let line = record.line();
                    kinds.insert(says, Kind { count: 1, line, text });
                }
                None => {}
            }
        }
        let mut kinds: Vec<Kind> = kinds.into_values().collect();
        kinds.sort_by_key(|kind| (Reverse(kind.count), kind.line));
        kinds.truncate(LOOKED_UP);

        // An article counts by the line to which it is nearest: by how telling it is what they have
        // in common, by how much that is of the line, and by how often the line is said.
        let mut near: Vec<(f32, Near)> = Vec::new();
        for Kind { count, line, text } in kinds {
            let hits = split(text.as_bytes(), &CALENDAR).next();
            let hits = hits.map_or_else(Vec::new, |record| self.weighed(&record, EACH));
            for (telling, hit) in hits {
                let weight = telling * hit.score * (1.0 + DOUBLED * (count as f32).log2());
                let found = Near { hit, line, text: text.clone(), count };
                match near.iter_mut().find(|(_, known)| known.hit.rule == found.hit.rule) {
                    Some(known) if known.0 < weight => *known = (weight, found),
                    Some(_) => {}
                    None => near.push((weight, found)),
                }
            }
        }
        near.sort_by(|(one_weight, one), (other_weight, other)| {
            let by_id = || self.id(&one.hit).cmp(&self.id(&other.hit));
            other_weight.total_cmp(one_weight).then_with(by_id)
        });
        near.truncate(most);
        let near = near.into_iter().map(|(_, near)| near).collect();
        Seen { records: count, errors, near }
    }
}
