//! Texts to look for, like those of real rules: a number in, so many different literals out.
//!
//! The first are messages of Pomerium, Envoy and the programs around them, as they stand in their
//! sources and their documentation (`literals/messages.txt`). When they are used up, messages with
//! some words exchanged follow: of the same words, length and rhythm, but each with windows of its
//! own, so that ten thousand literals weigh as much on a filter as ten thousand real ones would.

use std::collections::HashSet;

use crate::generate::Generator;
use crate::random::Random;

/// The lengths that literals have, in bytes. The first 12 bytes are what is compared with the log.
const LENGTHS: std::ops::RangeInclusive<usize> = HEAD..=80;
const HEAD: usize = 12;
/// The order of the literals is always the same, whatever log they are looked for in.
const SEED: u64 = 361;
/// So much log shows every form of line many times.
const SAMPLE: u64 = 2 << 20;

/// The first so many literals. None of them occurs in a log of [`Generator`], whether healthy or
/// not, and no character of theirs is escaped in JSON, in TOML or in a regex of bytes.
pub(crate) fn first(count: usize) -> Vec<String> {
    let mut random = Random::new(SEED);
    let mut messages: Vec<&str> = include_str!("literals/messages.txt").lines().collect();
    random.shuffle(&mut messages);
    let words: Vec<&str> = messages.iter().flat_map(|message| message.split(' ')).collect();

    let log = Log::sample();
    let mut known = HashSet::new();
    let mut literals = Vec::with_capacity(count);
    let mut next = messages.iter().map(|message| (*message).to_owned());
    while literals.len() < count {
        let literal = next.next().unwrap_or_else(|| {
            let message = *random.pick(&messages);
            vary(message, &words, &mut random)
        });
        let is_fit = LENGTHS.contains(&literal.len()) && !log.has(&literal);
        if is_fit && known.insert(literal.clone()) {
            literals.push(literal);
        }
    }
    literals
}

/// The message with about half of its words exchanged for others.
fn vary(message: &str, words: &[&str], random: &mut Random) -> String {
    let varied = message.split(' ').map(|word| match random.below(2) {
        0 => word,
        _ => *random.pick(words),
    });
    varied.collect::<Vec<_>>().join(" ")
}

/// A log in which literals are looked for before they are taken.
struct Log {
    text: String,
    heads: HashSet<[u8; HEAD]>,
}

impl Log {
    fn sample() -> Self {
        let mut text = Vec::new();
        let written = Generator::new(1, 0.3).write(SAMPLE, &mut text);
        written.expect("memory can be written to");
        let heads = text.windows(HEAD).filter_map(|head| head.try_into().ok()).collect();
        Self { text: String::from_utf8(text).expect("the log is ASCII"), heads }
    }

    fn has(&self, literal: &str) -> bool {
        let head = literal.as_bytes().first_chunk();
        head.is_some_and(|head| self.heads.contains(head)) && self.text.contains(literal)
    }
}
