//! Makes logs of Pomerium: a seed and a share of problems in, lines of JSON out, at any length.
//!
//! `generate/lines.txt` holds the forms of the lines, as Pomerium 0.32 writes them, in blocks that
//! belong together: the check of a request and the request itself share its id. At the start some
//! thousand blocks are made of them, with hosts, paths, people and programs filled in. From then on
//! a block is copied and what changes from line to line is written over it: ids, times, durations,
//! sizes, numbers. So the making keeps ahead of any reader, and yet no two requests are the same.

mod cast;
mod digits;
mod template;

use std::io::{self, Write};

use crate::random::Random;
use digits::Clock;
use template::{Block, Kind, Section, Share};

/// Blocks of each kind that are kept ready: a power of two.
const READY: usize = 1024;
/// Bytes that are gathered for one write.
const CHUNK: usize = 512 << 10;
/// The time of the first line: 2026-02-03T08:58:02Z, in microseconds.
const START: u64 = 1_770_109_082_000_000;

/// An endless log.
#[derive(Debug)]
pub(crate) struct Generator {
    random: Random,
    clock: Clock,
    start: Option<Block>,
    healthy: Vec<Block>,
    problems: Vec<Block>,
    /// How likely the next block shows a problem, in parts of 2^32.
    chance: u64,
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) bytes: u64,
    pub(crate) lines: u64,
    /// Those of the lines that show a problem.
    pub(crate) problems: u64,
}

impl Generator {
    /// A log in which such a share of the lines, from 0 to 1, shows a problem.
    pub(crate) fn new(seed: u64, share: f64) -> Self {
        let mut random = Random::new(seed);
        let sections = Section::all(include_str!("generate/lines.txt"));
        let healthy = ready(&sections, &mut random, |share| match share {
            Share::Healthy(weight) => weight,
            _ => 0,
        });
        let problems = ready(&sections, &mut random, |share| match share {
            Share::Problem(weight) => weight,
            _ => 0,
        });
        let mean = |blocks: &[Block]| {
            blocks.iter().map(|block| block.lines).sum::<u64>() as f64 / blocks.len() as f64
        };
        // Healthy blocks have several lines, and the share is one of lines.
        let (healthy_lines, problem_lines) = (mean(&healthy), mean(&problems));
        let chance = share * healthy_lines
            / (share * healthy_lines + (1.0 - share) * problem_lines).max(f64::MIN_POSITIVE);
        let start = sections.iter().find(|section| section.share == Share::Start);
        Self {
            start: start.map(|section| section.block(&mut random)),
            clock: Clock::new(START),
            random,
            healthy,
            problems,
            chance: (chance * f64::from(u32::MAX) + 0.5) as u64,
        }
    }

    /// Writes whole lines, as many as fit into so many bytes.
    pub(crate) fn write(
        &mut self,
        size: u64,
        to: &mut (impl Write + ?Sized),
    ) -> io::Result<Written> {
        let mut written = Written::default();
        let mut chunk = Vec::with_capacity(CHUNK + (64 << 10));
        let start = self.start.take();
        if let Some(block) = &start {
            copy(block, &mut chunk, (&mut self.random, &mut self.clock));
            written.lines += block.lines;
        }
        loop {
            let left = usize::try_from(size - written.bytes).unwrap_or(usize::MAX);
            let wanted = left.min(CHUNK);
            let mut is_problem = false;
            while chunk.len() < wanted {
                let draw = self.random.next();
                is_problem = draw >> 32 < self.chance;
                let blocks = if is_problem { &self.problems } else { &self.healthy };
                let block = &blocks[draw as usize & (READY - 1)];
                copy(block, &mut chunk, (&mut self.random, &mut self.clock));
                written.lines += block.lines;
                written.problems += block.lines * u64::from(is_problem);
            }
            // Only the last block can be too long, and only in the last chunk.
            if chunk.len() > left {
                let end = chunk[..left].iter().rposition(|byte| *byte == b'\n');
                let end = end.map_or(0, |at| at + 1);
                let cut = chunk[end..].iter().filter(|byte| **byte == b'\n').count() as u64;
                written.lines -= cut;
                written.problems -= cut * u64::from(is_problem);
                chunk.truncate(end);
            }
            to.write_all(&chunk)?;
            written.bytes += chunk.len() as u64;
            if wanted == left {
                return Ok(written);
            }
            chunk.clear();
        }
    }
}

/// Many blocks, of each section as many as its weight asks for, but at least one.
fn ready(
    sections: &[Section<'_>],
    random: &mut Random,
    weight: impl Fn(Share) -> usize,
) -> Vec<Block> {
    let weights: Vec<usize> = sections.iter().map(|section| weight(section.share)).collect();
    let sum: usize = weights.iter().sum();
    let mut blocks = Vec::with_capacity(READY);
    for (section, weight) in sections.iter().zip(&weights).filter(|(_, weight)| **weight > 0) {
        for _ in 0..(weight * READY / sum).max(1) {
            blocks.push(section.block(random));
        }
    }
    // What rounding left over goes to the heaviest kinds again.
    let heaviest = sections.iter().zip(&weights).max_by_key(|(_, weight)| **weight);
    while let Some((section, _)) = heaviest.filter(|_| blocks.len() < READY) {
        blocks.push(section.block(random));
    }
    random.shuffle(&mut blocks);
    blocks.truncate(READY);
    blocks
}

#[inline]
fn copy(block: &Block, to: &mut Vec<u8>, (random, clock): (&mut Random, &mut Clock)) {
    let start = to.len();
    to.extend_from_slice(&block.bytes);
    // A busy proxy: a block each millisecond.
    clock.advance(random.next() & 0x7ff);
    let id = digits::id(random);
    let number = random.next();
    let copied = &mut to[start..];
    for patch in &block.patches {
        let place = &mut copied[patch.at..];
        match patch.kind {
            Kind::Id => place[..36].copy_from_slice(&id),
            Kind::Other => place[..36].copy_from_slice(&digits::id(random)),
            Kind::Time => place[..20].copy_from_slice(clock.text()),
            Kind::Digits(width) => digits::decimal(random.next(), &mut place[..width]),
            Kind::SameDigits(width) => digits::decimal(number, &mut place[..width]),
            Kind::Hash => {
                for sixteen in place[..64].chunks_exact_mut(16) {
                    sixteen.copy_from_slice(&digits::hex(random.next()));
                }
            }
        }
    }
}
