//! A clock for measuring what rules cost.

use std::sync::LazyLock;
use std::time::Instant;

/// Nanoseconds since the clock was first looked at.
pub(crate) fn nanos() -> u64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(START.elapsed().as_nanos()).unwrap_or(u64::MAX)
}
