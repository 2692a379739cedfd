//! Blocks of bytes and a bitmap of grams in, the blocks in which a gram's bit is set out. Every
//! byte of every log passes here.

use crate::program::grams::{self, STRIDE};
use crate::record::is_plain;

/// Bits, by the hashes of grams.
#[derive(Debug, Clone)]
pub(super) struct Bitmap {
    words: Box<[u32]>,
    bits: u32,
}

/// The smallest bitmap has two to the power of this many bits: 16 KiB, which the first-level cache
/// holds.
const FEWEST_BITS: u32 = 17;
/// The largest: 512 KiB, which the second-level cache holds.
const MOST_BITS: u32 = 22;
/// So many bits for a gram leave one in a hundred set, so that few blocks stop by chance.
const BITS_OF_GRAM: usize = 128;

impl Bitmap {
    /// No bit is set, but there is room for so many grams.
    pub(super) fn new(grams: usize) -> Self {
        let bits = (grams * BITS_OF_GRAM).next_power_of_two().ilog2();
        let bits = bits.clamp(FEWEST_BITS, MOST_BITS);
        Self { words: vec![0; 1 << (bits - 5)].into(), bits }
    }

    pub(super) fn set(&mut self, gram: u32) {
        let bit = grams::hash(gram, self.bits);
        self.words[bit >> 5] |= 1 << (bit & 31);
    }

    /// Whether the bit of a gram is set.
    pub(super) fn has(&self, gram: u32) -> bool {
        let bit = grams::hash(gram, self.bits);
        self.words[bit >> 5] >> (bit & 31) & 1 == 1
    }
}

/// Bytes of a block: eight probes, for which one branch is taken.
pub(super) const BLOCK: usize = 8 * STRIDE;

/// Tells of every block with a gram whose bit is set: its number, and a bit for each such gram.
/// Gives back whether all bytes are plain.
#[inline]
pub(super) fn sift(
    bitmap: &Bitmap,
    blocks: &[[u8; BLOCK]],
    stop: &mut impl FnMut(usize, u32),
) -> bool {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // Sound: the processor has AVX2, which is all that the function asks for.
        #[allow(unsafe_code, reason = "the call is the proof's conclusion; see above")]
        return unsafe { avx2::sift(bitmap, blocks, stop) };
    }
    portable(bitmap, blocks, stop)
}

fn portable(bitmap: &Bitmap, blocks: &[[u8; BLOCK]], stop: &mut impl FnMut(usize, u32)) -> bool {
    for (ix, block) in blocks.iter().enumerate() {
        let mut marks = 0;
        for (lane, probe) in block.as_chunks::<STRIDE>().0.iter().enumerate() {
            marks |= u32::from(bitmap.has(grams::folded(probe))) << lane;
        }
        if marks != 0 {
            stop(ix, marks);
        }
    }
    is_plain(blocks.as_flattened())
}

/// The same with eight probes in one register.
#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm_cvtsi32_si128, _mm256_and_si256, _mm256_castsi256_ps, _mm256_cmpeq_epi8,
        _mm256_i32gather_epi32, _mm256_loadu_si256, _mm256_movemask_epi8, _mm256_movemask_ps,
        _mm256_mullo_epi32, _mm256_or_si256, _mm256_set1_epi8, _mm256_set1_epi32,
        _mm256_setzero_si256, _mm256_sllv_epi32, _mm256_srl_epi32, _mm256_sub_epi32,
    };

    use super::{BLOCK, Bitmap};
    use crate::program::grams::{FOLD, MULTIPLIER};
    use crate::record::ODD;

    #[target_feature(enable = "avx2")]
    #[allow(unsafe_code, reason = "loads through pointers; the proof stands beside each")]
    pub(super) fn sift(
        bitmap: &Bitmap,
        blocks: &[[u8; BLOCK]],
        stop: &mut impl FnMut(usize, u32),
    ) -> bool {
        let Bitmap { words, bits } = bitmap;
        assert!((5..=31).contains(bits) && words.len() == 1 << (bits - 5), "all places are there");
        // The bits of a product above these are what the hash leaves out.
        let left_out = 32 - bits.cast_signed();
        let (bit, word) = (_mm_cvtsi32_si128(left_out), _mm_cvtsi32_si128(left_out + 5));
        let fold = _mm256_set1_epi32(FOLD.cast_signed());
        let multiplier = _mm256_set1_epi32(MULTIPLIER.cast_signed());
        let low = _mm256_set1_epi32(31);
        let odd = ODD.map(|byte| _mm256_set1_epi8(byte.cast_signed()));
        let mut are_odd = _mm256_setzero_si256();
        for (ix, block) in blocks.iter().enumerate() {
            // Sound: a block is 32 bytes, as long as a register, and the load needs no alignment.
            let bytes = unsafe { _mm256_loadu_si256(block.as_ptr().cast::<__m256i>()) };
            // The highest bit of a byte is set if it is not ASCII, or one of the odd ones.
            for odd in odd {
                are_odd = _mm256_or_si256(are_odd, _mm256_cmpeq_epi8(bytes, odd));
            }
            are_odd = _mm256_or_si256(are_odd, bytes);
            let grams = _mm256_or_si256(bytes, fold);
            // A lane is four bytes, little-endian: the gram that `grams::folded` makes.
            let products = _mm256_mullo_epi32(grams, multiplier);
            let bits = _mm256_srl_epi32(products, bit);
            let places = _mm256_srl_epi32(products, word);
            // Sound: a lane of `places` has `bits - 5` bits, so that it is less than the length of
            // `words`, as was asserted; elements are four bytes apart.
            let found = unsafe { _mm256_i32gather_epi32::<4>(words.as_ptr().cast(), places) };
            // The wanted bit goes to the highest place of its lane, from where it is collected.
            let shift = _mm256_sub_epi32(low, _mm256_and_si256(bits, low));
            let marks = _mm256_sllv_epi32(found, shift);
            let marks = _mm256_movemask_ps(_mm256_castsi256_ps(marks)).cast_unsigned();
            if marks != 0 {
                stop(ix, marks);
            }
        }
        _mm256_movemask_epi8(are_odd) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of bytes without a pattern (splitmix64).
    fn noise(count: usize) -> Vec<u8> {
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            ((mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 56) as u8
        };
        (0..count).map(|_| next()).collect()
    }

    #[test]
    fn all_ways_to_sift_agree() {
        let bytes = noise(BLOCK * 20_000);
        let (blocks, _) = bytes.as_chunks::<BLOCK>();
        for room in [1, 5_000, 100_000] {
            let mut bitmap = Bitmap::new(room);
            let grams = noise(8_000);
            grams.as_chunks::<4>().0.iter().for_each(|gram| bitmap.set(grams::folded(gram)));
            agree(&bitmap, blocks);
        }
    }

    fn agree(bitmap: &Bitmap, blocks: &[[u8; BLOCK]]) {
        let (mut plain, mut fast) = (Vec::new(), Vec::new());
        portable(bitmap, blocks, &mut |ix, marks| plain.push((ix, marks)));
        sift(bitmap, blocks, &mut |ix, marks| fast.push((ix, marks)));
        assert_eq!(plain, fast);
        for odd in [b"a".as_slice(), b"\n\t ~", b"\0", b"\x1b", b"\r", b"\x80", b"\xff"] {
            let mut block = [b'x'; BLOCK];
            block[3..3 + odd.len()].copy_from_slice(odd);
            let blocks = [[b'y'; BLOCK], block, [b'z'; BLOCK]];
            let wanted = is_plain(&block);
            assert_eq!(portable(bitmap, &blocks, &mut |_, _| {}), wanted, "{odd:?}");
            assert_eq!(sift(bitmap, &blocks, &mut |_, _| {}), wanted, "{odd:?}");
        }
        assert!(plain.len() > 100, "{} stops", plain.len());
    }
}
