//! Which records of a log are looked at: those of a stretch of time.

use crate::value::Timestamp;

/// A stretch of time, open at an end that is `None`. Both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// Nothing before this moment lies in it.
    pub since: Option<Timestamp>,
    /// Nothing after this moment lies in it.
    pub until: Option<Timestamp>,
}

impl Period {
    /// Whether a record of that time lies in it. One without any time may, so it does.
    pub fn contains(&self, time: Option<Timestamp>) -> bool {
        time.is_none_or(|time| {
            self.since.is_none_or(|since| since <= time)
                && self.until.is_none_or(|until| time <= until)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_belong_to_it() {
        let at = |second: i64| Some(Timestamp::from_nanos(second));
        let all = Period::default();
        let some = Period { since: at(2), until: at(4) };
        let late = Period { since: at(2), until: None };
        let early = Period { since: None, until: at(4) };
        let rows = [
            (None, [true, true, true, true]),
            (at(1), [true, false, false, true]),
            (at(2), [true, true, true, true]),
            (at(4), [true, true, true, true]),
            (at(5), [true, false, true, false]),
        ];
        for (time, expected) in rows {
            let found = [all, some, late, early].map(|period| period.contains(time));
            assert_eq!(found, expected, "{time:?}");
        }
    }
}
