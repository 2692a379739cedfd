//! Looks for all literals at once: bytes in, the places where one of them stands out.
//!
//! A sieve of grams. Literals are longer than a few bytes, so not every position has to be looked
//! at: of a window of seven bytes of each literal, one of its four grams of four bytes begins,
//! wherever it lies, at a position that is a multiple of four. Only these positions are probed,
//! against a bitmap that stays in the first-level cache; a set bit leads to an exact table of grams,
//! then to a comparison of the whole literal. Literals that are shorter than a window are left to a
//! search of their own.

mod sieve;

use aho_corasick::AhoCorasick;

use super::grams::{self, GRAM, STRIDE, Table};
use super::literals::Literal;
use crate::bytes::Finder;
use crate::record::is_plain;
use sieve::{BLOCK, Bitmap};

/// Ready to look for a set of literals.
#[derive(Debug, Clone)]
pub struct Filter {
    bitmap: Bitmap,
    /// Grams with the literals that have them, in an open hash table; its length is a power of 2.
    slots: Vec<Slot>,
    uses: Vec<Use>,
    literals: Vec<Literal>,
    short: Option<Short>,
}

/// A gram, and which part of `uses` belongs to it.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    gram: u32,
    start: u32,
    count: u32,
}

/// A literal that has a gram, and where.
#[derive(Debug, Clone, Copy)]
struct Use {
    literal: u32,
    /// Where in the literal the gram begins.
    offset: u16,
    /// Where in the literal its guard begins: another gram, which is looked at before the literal
    /// itself is. Words that many literals share would cost a look at each of these.
    guard_at: u16,
    guard: u32,
}

/// The search for literals that are shorter than a window.
///
/// A few are looked for one by one, with vectors; many together, several times slower than the
/// sieve.
#[derive(Debug, Clone)]
enum Short {
    /// Each with its number.
    Few(Vec<(Finder<'static>, u32)>),
    /// Case left aside, and the number of each pattern of the search.
    Many(AhoCorasick, Vec<u32>),
}

/// More passes over the bytes than this take longer than one for all.
const FEW: usize = 4;

impl Filter {
    /// Prepares to look for literals. `table` says which of their grams are rare.
    pub fn new(literals: Vec<Literal>, table: &Table) -> Self {
        let mut uses: Vec<(u32, Use)> = Vec::with_capacity(literals.len() * STRIDE);
        let mut short = Vec::new();
        for (ix, literal) in (0_u32..).zip(&literals) {
            let Some(window) = table.rarest_window(&literal.bytes) else {
                short.push(ix);
                continue;
            };
            for offset in window.start..window.start + STRIDE {
                let gram = grams::folded(&literal.bytes[offset..offset + GRAM]);
                uses.push((gram, Use::new(ix, &literal.bytes, offset)));
            }
        }
        uses.sort_unstable_by_key(|(gram, one)| (*gram, one.literal, one.offset));

        let mut bitmap = Bitmap::new(uses.len());
        let size = (uses.len() * 2).next_power_of_two().max(16);
        let mut slots = vec![Slot::default(); size];
        let mut start = 0;
        for group in uses.chunk_by(|(one, _), (other, _)| one == other) {
            let gram = group[0].0;
            bitmap.set(gram);
            let mut at = grams::hash(gram, size.ilog2());
            while slots[at].count > 0 {
                at = (at + 1) & (size - 1);
            }
            let count = u32::try_from(group.len()).unwrap_or(u32::MAX);
            slots[at] = Slot { gram, start, count };
            start += count;
        }
        let uses = uses.into_iter().map(|(_, one)| one).collect();
        let short = Short::new(short, &literals);
        Self { bitmap, slots, uses, literals, short }
    }

    /// The literals, by the numbers that [`Filter::scan`] gives.
    pub fn literals(&self) -> &[Literal] {
        &self.literals
    }

    /// Tells of every place where a literal stands: its number and the offset of its first byte,
    /// in no order. As every byte passes here, it also tells whether all of them
    /// [are plain](crate::record::is_plain).
    pub fn scan(&self, bytes: &[u8], found: &mut impl FnMut(u32, usize)) -> bool {
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        let are_plain = sieve::sift(&self.bitmap, blocks, &mut |ix, mut marks| {
            while marks != 0 {
                let lane = marks.trailing_zeros() as usize;
                self.probe(bytes, ix * BLOCK + lane * STRIDE, found);
                marks &= marks - 1;
            }
        });
        let tail = bytes.len() - rest.len();
        for at in (tail..(bytes.len() + 1).saturating_sub(GRAM)).step_by(STRIDE) {
            self.probe(bytes, at, found);
        }
        match &self.short {
            None => {}
            Some(Short::Few(finders)) => {
                for (finder, literal) in finders {
                    finder.find_iter(bytes).for_each(|at| found(*literal, at));
                }
            }
            Some(Short::Many(search, literals)) => {
                for one in search.find_overlapping_iter(bytes) {
                    let literal = literals[one.pattern().as_usize()];
                    self.compare(bytes, one.start(), literal, 0, found);
                }
            }
        }
        are_plain && is_plain(rest)
    }

    /// Looks at one position in earnest.
    fn probe(&self, bytes: &[u8], at: usize, found: &mut impl FnMut(u32, usize)) {
        let gram = grams::folded(&bytes[at..at + GRAM]);
        if !self.bitmap.has(gram) {
            return;
        }
        let mask = self.slots.len() - 1;
        let mut slot = grams::hash(gram, self.slots.len().ilog2());
        while self.slots[slot].count > 0 {
            let Slot { gram: known, start, count } = self.slots[slot];
            if known == gram {
                for one in &self.uses[start as usize..(start + count) as usize] {
                    if one.may_stand(bytes, at) {
                        self.compare(bytes, at, one.literal, one.offset, found);
                    }
                }
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Tells of a literal if it stands where its part from `offset` on may stand at `at`.
    fn compare(
        &self,
        bytes: &[u8],
        at: usize,
        number: u32,
        offset: u16,
        found: &mut impl FnMut(u32, usize),
    ) {
        let literal = &self.literals[number as usize];
        let Some(start) = at.checked_sub(usize::from(offset)) else { return };
        let Some(there) = bytes.get(start..start + literal.bytes.len()) else { return };
        let is_it = if literal.fold {
            there.eq_ignore_ascii_case(&literal.bytes)
        } else {
            *there == *literal.bytes
        };
        if is_it {
            found(number, start);
        }
    }
}

impl Use {
    fn new(literal: u32, bytes: &[u8], offset: usize) -> Self {
        // The last gram tells most: literals that begin alike end in different words.
        let last = bytes.len() - GRAM;
        let guard_at = if offset == last { 0 } else { last };
        let guard = grams::folded(&bytes[guard_at..guard_at + GRAM]);
        let narrow = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        Self { literal, offset: narrow(offset), guard_at: narrow(guard_at), guard }
    }

    /// Whether the guard stands where it would if the gram at `at` belonged to the literal.
    #[inline]
    fn may_stand(&self, bytes: &[u8], at: usize) -> bool {
        let guard = (at + usize::from(self.guard_at)).checked_sub(usize::from(self.offset));
        let there = guard.and_then(|guard| bytes.get(guard..guard + GRAM));
        there.is_some_and(|there| grams::folded(there) == self.guard)
    }
}

impl Short {
    /// `None` without short literals.
    fn new(short: Vec<u32>, literals: &[Literal]) -> Option<Self> {
        if short.is_empty() {
            return None;
        }
        let of = |ix: &u32| &literals[*ix as usize];
        if short.len() <= FEW && short.iter().all(|ix| !of(ix).fold) {
            let finder = |ix: u32| (Finder::new(&*literals[ix as usize].bytes).into_owned(), ix);
            return Some(Self::Few(short.into_iter().map(finder).collect()));
        }
        let patterns = short.iter().map(|ix| &*literals[*ix as usize].bytes);
        let search = AhoCorasick::builder().ascii_case_insensitive(true).build(patterns);
        // It fails only with more states than 31 bits count, at six bytes a literal.
        let search = search.expect("fewer than 2^31 bytes of short literals");
        Some(Self::Many(search, short))
    }
}
