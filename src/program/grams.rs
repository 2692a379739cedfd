//! How often four bytes in a row stand in logs: log text in, the rarest window of a literal out.

/// Bytes of a gram.
pub const GRAM: usize = 4;
/// Distance of the positions that are probed.
pub const STRIDE: usize = 4;
/// Bytes of a window, of which one gram begins at a probed position wherever the window lies.
pub const WINDOW: usize = GRAM + STRIDE - 1;

/// Grams fall into two to the power of this many classes.
const BITS: u32 = 14;
/// Sets the bit by which upper and lower case of ASCII letters differ, in four bytes at once.
/// Other bytes are changed as well, but alike in a log and in a literal.
pub const FOLD: u32 = 0x2020_2020;
/// An odd number whose bits look random: 2^32 divided by the golden ratio.
pub const MULTIPLIER: u32 = 0x9e37_79b1;

/// For each class of grams, how often it stands in a sample of logs: the position of the highest
/// bit of the count, from 1; 0 if it is not there.
#[derive(Debug, Clone)]
pub struct Table(pub Box<[u8]>);

impl Table {
    /// Counts the grams of texts at all positions.
    pub fn of(texts: &[&[u8]]) -> Self {
        let mut counts = vec![0_u32; 1 << BITS];
        for gram in texts.iter().flat_map(|text| text.windows(GRAM)) {
            counts[class(gram)] += 1;
        }
        let log = |count: u32| u8::try_from(u32::BITS - count.leading_zeros()).unwrap_or(u8::MAX);
        Self(counts.into_iter().map(log).collect())
    }

    /// Where the window of a literal begins that is rarest in logs, and how rare it is: about how
    /// many stops it makes in the sample. `None` for a literal that is shorter than a window.
    pub fn rarest_window(&self, literal: &[u8]) -> Option<Window> {
        let mut rarest: Option<Window> = None;
        // What the last grams count, each in the place that its number leaves over.
        let mut counts = [0; STRIDE];
        for (ix, gram) in literal.windows(GRAM).enumerate() {
            counts[ix % STRIDE] = self.count(gram);
            let Some(start) = (ix + 1).checked_sub(STRIDE) else { continue };
            let stops = counts.iter().sum();
            if rarest.is_none_or(|rarest| stops < rarest.stops) {
                rarest = Some(Window { start, stops });
            }
        }
        rarest
    }

    /// How often a literal can stand in the sample: no more often than its rarest gram.
    pub fn at_most(&self, literal: &[u8]) -> u64 {
        literal.windows(GRAM).map(|gram| self.count(gram)).min().unwrap_or(u64::MAX)
    }

    fn count(&self, gram: &[u8]) -> u64 {
        match self.0.get(class(gram)) {
            None | Some(0) => 0,
            Some(log) => 1 << (log - 1),
        }
    }
}

/// The part of a literal by which it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Where it begins in the literal.
    pub start: usize,
    /// How many times its grams stand in the sample of logs.
    pub stops: u64,
}

/// Four bytes as a number, upper and lower case alike.
#[inline(always)]
pub fn folded(gram: &[u8]) -> u32 {
    u32::from_le_bytes([gram[0], gram[1], gram[2], gram[3]]) | FOLD
}

/// The highest `bits` bits of the product, in which every bit of the gram has a share.
#[inline(always)]
pub const fn hash(gram: u32, bits: u32) -> usize {
    (gram.wrapping_mul(MULTIPLIER) >> (u32::BITS - bits)) as usize
}

fn class(gram: &[u8]) -> usize {
    hash(folded(gram), BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rarest_window_is_the_one_with_the_fewest_stops() {
        let table = Table::of(&[b"level level level message message abcabcabc"]);
        for literal in ["level of zyxwvut message", "message abc", "abcabca", "level message"] {
            let bytes = literal.as_bytes();
            let stops = |start: usize| -> u64 {
                bytes[start..start + WINDOW].windows(GRAM).map(|gram| table.count(gram)).sum()
            };
            let all: Vec<u64> = (0..=bytes.len() - WINDOW).map(stops).collect();
            let found = table.rarest_window(bytes).unwrap();
            assert_eq!(found.stops, *all.iter().min().unwrap(), "{literal}");
            assert_eq!(all[found.start], found.stops, "{literal}");
        }
        assert_eq!(table.rarest_window(b"levels"), None);
    }
}
