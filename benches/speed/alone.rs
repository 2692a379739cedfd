//! Runs the filter by itself: literals and a log in, one line with the times out.
//!
//! A process of its own, as the peer is, so that both meet the same memory and the same caches.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use pomkb::program::{Filter, Literal};

/// Prints the name, the seconds of building, the seconds of one scan of the log in memory by one
/// thread, and the number of matches.
pub(crate) fn run(literals: &Path, log: &Path) -> anyhow::Result<()> {
    let list = fs::read_to_string(literals).with_context(|| literals.display().to_string())?;
    let literals =
        list.lines().map(|line| Literal { bytes: line.as_bytes().to_vec().into(), fold: false });
    let literals = literals.collect();
    let log = fs::read(log).with_context(|| log.display().to_string())?;

    let start = Instant::now();
    let filter = Filter::new(literals, &pomkb::program::log_grams());
    let built = start.elapsed();
    let mut matches = 0_u64;
    filter.scan(&log, &mut |_literal, _offset| matches += 1);
    let scanned = start.elapsed() - built;
    println!("pomkb's filter\t{:.6}\t{:.6}\t{matches}", built.as_secs_f64(), scanned.as_secs_f64());
    Ok(())
}
