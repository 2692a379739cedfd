//! The fields of a record to the moment at which it says that it was written.

use std::borrow::Cow;

use crate::field::Field;
use crate::record::time::{Calendar, parse};
use crate::value::Timestamp;

/// The moment that one of the fields names. They come last one first, since where a key repeats,
/// later ones win, each with its key and whatever `decode` makes its text of. What counts is a
/// field that is called a time, else a day and a time of day in two fields, else a field that only
/// some programs call so.
pub(crate) fn moment<'t, F: Copy>(
    mut fields: impl Iterator<Item = (&'t str, F)> + Clone,
    decode: impl Fn(F) -> Cow<'t, str>,
    calendar: &Calendar,
) -> Option<Timestamp> {
    let is_time = |key: &str| Field::canonical(key) == Some(Field::Time);
    let read = |(_, field): (&str, F)| parse(&decode(field), calendar);
    if let Some(moment) = fields.clone().filter(|(key, _)| is_time(key)).find_map(read) {
        return Some(moment);
    }
    let of_key = |name: &str| {
        let (_, field) = fields.clone().find(|(key, _)| *key == name)?;
        Some(decode(field))
    };
    if let (Some(date), Some(time)) = (of_key("date"), of_key("time"))
        // No spelling of either is longer; what is, need not be copied.
        && date.len() + time.len() < 80
        && let Some(moment) = parse(&format!("{date} {time}"), calendar)
    {
        return Some(moment);
    }
    fields.find_map(|(key, field)| is_other_name(key).then(|| read((key, field)))?)
}

/// Names of the time of a record that are too rare to be spellings of the field `time`, without
/// capitals and signs. Envoy's JSON of requests, Traefik, MongoDB, Log4j, Serilog, Kubernetes'
/// audit log, Google's and Azure's clouds, Windows' events.
fn is_other_name(key: &str) -> bool {
    const NAMES: [&str; 20] = [
        "asctime",
        "datetime",
        "eventtime",
        "loggedat",
        "logtime",
        "requestreceivedtimestamp",
        "stagetimestamp",
        "starttime",
        "startutc",
        "t",
        "tdate",
        "time",
        "timecreated",
        "timegenerated",
        "timeiso8601",
        "timelocal",
        "timemillis",
        "timestamp",
        "timestampms",
        "ts",
    ];
    const LONGEST: usize = 32;
    if key.len() > LONGEST {
        return false;
    }
    let mut bare = key.to_ascii_lowercase();
    bare.retain(|c| c.is_ascii_alphanumeric());
    NAMES.contains(&bare.as_str())
}
