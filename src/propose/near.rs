//! A record and logs in, the record in them that is most like it and is another one out.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{CALENDAR, found_in, raw};
use crate::field::Field;
use crate::kb::KnowledgeBase;
use crate::record::{Record, split};
use crate::rule::Draft;
use crate::scan::holds;
use crate::symptom::Condition;

/// Of so many that are most like it the first is taken that no rule knows.
const TRIED: usize = 32;
/// Longer ones say more than a near miss should.
const LONGEST: usize = 4 << 10;
/// Fields whose words tell what a record is about.
const FIELDS: [&str; 5] = ["message", "error", "response-code-details", "reason", "service"];

/// A log to look in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Log<'l> {
    pub(super) bytes: &'l [u8],
    /// How a sample says where it comes from.
    pub(super) from: &'static str,
}

/// A record that is like another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Near {
    pub(super) text: String,
    pub(super) from: &'static str,
}

/// The record that shares most words with another, on which a condition does not hold and that no
/// rule knows. Of the logs the first counts in which there is one.
pub(super) fn near_miss<'l>(
    kb: &KnowledgeBase,
    record: &Record<'_>,
    condition: &Condition,
    logs: impl Iterator<Item = Log<'l>>,
) -> Option<Near> {
    let wanted = words(record);
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for (ix, log) in logs.enumerate() {
        let list = if ix == 0 { &mut own } else { &mut others };
        for other in split(log.bytes, &CALENDAR) {
            let shared = words(&other).intersection(&wanted).count();
            if shared > 0 && other.text() != record.text() && !holds(condition, &other, "log") {
                let text = raw(log.bytes, &other);
                if text.len() <= LONGEST {
                    list.push((Reverse(shared), text, log.from));
                }
            }
        }
        // What is kept of a long log is little.
        list.sort_by_key(|(shared, ..)| *shared);
        list.truncate(TRIED);
    }
    // One word in common may be chance, in a log of one's own as well.
    let (near, far): (Vec<_>, Vec<_>) = own.into_iter().partition(|(shared, ..)| shared.0 > 1);
    let candidates = near.into_iter().chain(others).chain(far);
    let candidates =
        candidates.map(|(_, text, from)| (String::from_utf8_lossy(text).into_owned(), from));
    let is_unknown = |text: &str| Draft::holds(text) && found_in(kb, text).is_empty();
    let near = candidates.into_iter().find(|(text, _)| is_unknown(text));
    near.map(|(text, from)| Near { text, from })
}

/// The words of a record that tell what it is about.
fn words(record: &Record<'_>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for name in FIELDS {
        for value in record.values(&Field::of(name)).iter().take(1) {
            let found = value.text().split(|c: char| !c.is_alphanumeric());
            let found =
                found.filter(|word| word.len() > 3 && !word.contains(|c: char| c.is_numeric()));
            words.extend(found.take(64).map(str::to_lowercase));
        }
    }
    words
}
