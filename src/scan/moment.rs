//! When a record was written, on the axis of a pattern: nanoseconds, or lines.

use crate::value::Timestamp;

/// A place on an axis. Records of which nothing tells the time lie before all times, at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(i64);

impl Moment {
    /// Before all times. It has no distance but from itself.
    pub(super) const BEFORE_ALL: Self = Self(i64::MIN);

    pub(super) const fn of_time(time: Timestamp) -> Self {
        Self(time.as_nanos())
    }

    pub(super) fn of_line(line: u64) -> Self {
        Self(i64::try_from(line).unwrap_or(i64::MAX))
    }

    /// The place so far behind this one.
    pub(super) const fn shifted(self, by: i64) -> Self {
        match self {
            Self::BEFORE_ALL => self,
            Self(at) => Self(at.saturating_add(by)),
        }
    }

    /// How far this lies behind an earlier place.
    pub(super) const fn since(self, earlier: Self) -> i64 {
        if earlier.0 == self.0 {
            return 0;
        }
        match earlier {
            Self::BEFORE_ALL => i64::MAX,
            Self(earlier) => self.0.saturating_sub(earlier),
        }
    }
}
