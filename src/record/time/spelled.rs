//! A time as a text spells it, with what it leaves out left out; with a calendar, a moment.

use crate::record::time::Calendar;
use crate::record::time::zone::Said;
use crate::value::{Civil, Timestamp};

/// A time as it is spelled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spelled<'t> {
    /// `None` for a time of day, and for a day that is in doubt.
    pub(super) date: Option<Date>,
    pub(super) clock: Clock,
    pub(super) zone: Said<'t>,
}

/// A day as it is spelled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Date {
    /// `None` where it is left out.
    pub(super) year: Option<i16>,
    pub(super) month: i8,
    pub(super) day: i8,
}

/// A time of day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    /// 0 to 23.
    pub(super) hour: i8,
    pub(super) minute: i8,
    pub(super) second: i8,
    pub(super) nanos: i32,
    /// How carefully it is spelled.
    pub(super) care: Care,
}

/// How carefully a time of day is spelled. Only two numbers may be something else as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// `10:11`.
    Minutes,
    /// `10:11:12`.
    Seconds,
    /// `9:58PM`, `9:58:12 PM`.
    Half,
}

impl Clock {
    /// The start of a day.
    pub(super) const MIDNIGHT: Self =
        Self { hour: 0, minute: 0, second: 0, nanos: 0, care: Care::Minutes };
}

impl Spelled<'_> {
    /// The moment; `None` if no day is named, if there is no such day, or if nanoseconds do not
    /// reach it.
    pub(super) fn moment(&self, calendar: &Calendar) -> Option<Timestamp> {
        let date = self.date?;
        match date.year {
            Some(year) => self.moment_in(year, date, calendar),
            // Leap years lie eight years apart at most.
            None => (calendar.last_year.saturating_sub(9)..=calendar.last_year)
                .rev()
                .filter_map(|year| self.moment_in(year, date, calendar))
                .find(|moment| *moment <= calendar.edge),
        }
    }

    fn moment_in(&self, year: i16, date: Date, calendar: &Calendar) -> Option<Timestamp> {
        let Date { month, day, .. } = date;
        let Clock { hour, minute, second, nanos, .. } = self.clock;
        let civil = Civil { year, month, day, hour, minute, second, nanos };
        let own = || calendar.zone.moment(&civil);
        match self.zone {
            Said::Nothing => own(),
            Said::Zone(zone) => zone.moment(&civil),
            // A name with several meanings (`CST`) has the one that it has where the log is from.
            Said::Name { name, mostly } => {
                let is_own = |moment: &Timestamp| calendar.zone.goes_by(name, *moment);
                own().filter(is_own).or_else(|| mostly.moment(&civil))
            }
        }
    }
}
