//! Plain text to slots: at most the time that it says it was written at.

use crate::record::format::{Slot, Slots};
use crate::record::time::{self, Calendar};

/// Only where a time ends is asked by the formats; what it means is asked later, with the right
/// calendar. The year is a leap year, so that every day of a text without a year is one.
pub(crate) const ANY: Calendar = Calendar::of_year(2024);

/// The time at the head, if it names a day.
pub(super) fn slots(text: &str) -> Slots {
    let all = time::find(text).map(|range| Slot::fixed("time", range)).into_iter().collect();
    Slots { all, complete: false }
}

#[cfg(test)]
mod tests {
    use crate::record::format::Format;
    use crate::record::format::check;

    #[test]
    fn a_time_at_the_head_is_found() {
        let rows = [
            ("2024-05-02 10:11:12,123 ERROR (MainThread) [a.b] x", "2024-05-02 10:11:12,123"),
            ("2024-05-02T10:11:12.5Z something", "2024-05-02T10:11:12.5Z"),
            (
                "[2020-02-07 01:07:33 +0000] [1] [INFO] Starting gunicorn",
                "2020-02-07 01:07:33 +0000",
            ),
            ("Feb 29 09:00:09 systemd[1]: x", "Feb 29 09:00:09"),
        ];
        for (text, time) in rows {
            check::row(text, Format::Plain, false, &[("time", time)]);
        }
        for text in ["1714644672123 x", "9:58 am, and nothing happened", "9:58PM nothing happened"]
        {
            check::row(text, Format::Plain, false, &[]);
        }
    }
}
