//! Logs as they were named, in the order in which they were written: parts that were rotated away
//! before the part that is still written to, what begins earlier before what begins later.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pomkb::record::{Calendar, split};
use pomkb::value::Timestamp;

use crate::io::Input;

/// How much of a log is looked at for its first time, in bytes.
const HEAD: usize = 64 << 10;

/// Puts logs in order. One without times stays behind the one that it was named after.
pub(crate) fn in_order(
    inputs: Vec<anyhow::Result<Input>>,
    calendar: &Calendar,
) -> Vec<anyhow::Result<Input>> {
    if inputs.len() < 2 {
        return inputs;
    }
    let mut before = None;
    let mut logs: Vec<_> = rotated(inputs)
        .into_iter()
        .map(|input| {
            before = input.as_ref().ok().and_then(|input| first_time(input, calendar)).or(before);
            (before, input)
        })
        .collect();
    logs.sort_by_key(|(time, _)| *time);
    logs.into_iter().map(|(_, input)| input).collect()
}

/// The first time that stands in a log. What cannot be read is found out when it is read whole.
fn first_time(input: &Input, calendar: &Calendar) -> Option<Timestamp> {
    let Input::File(path) = input else { return None };
    // What comes through a pipe comes once.
    if !fs::metadata(path).is_ok_and(|data| data.is_file()) {
        return None;
    }
    let mut head = Vec::new();
    input.open().ok()?.append(&mut head, HEAD).ok()?;
    split(&head, calendar).find_map(|record| record.time())
}

/// Puts the parts of each log in order, in the places that they have together.
fn rotated(inputs: Vec<anyhow::Result<Input>>) -> Vec<anyhow::Result<Input>> {
    let mut logs: BTreeMap<String, Vec<(usize, Age)>> = BTreeMap::new();
    for (place, input) in inputs.iter().enumerate() {
        if let Ok(Input::File(path)) = input
            && let Some(Part { log, age }) = Part::of(path)
        {
            logs.entry(log).or_default().push((place, age));
        }
    }
    // For each place the one that belongs there.
    let mut order: Vec<usize> = (0..inputs.len()).collect();
    for mut parts in logs.into_values() {
        let places: Vec<usize> = parts.iter().map(|(place, _)| *place).collect();
        parts.sort_by(|(_, one), (_, other)| one.cmp(other));
        for (place, (part, _)) in places.into_iter().zip(parts) {
            order[place] = part;
        }
    }
    let mut inputs: Vec<Option<_>> = inputs.into_iter().map(Some).collect();
    order.into_iter().filter_map(|place| inputs[place].take()).collect()
}

/// A part of a log that is rotated.
#[derive(Debug)]
struct Part {
    /// The path of the log without what tells its parts apart.
    log: String,
    age: Age,
}

/// Which part it is; the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Age {
    /// Named after its day: `pomerium.log-20240502`, `0.log.20240502-101112`.
    Dated(String),
    /// Numbered, the highest number first: `pomerium.log.2`.
    Numbered(std::cmp::Reverse<u64>),
    /// The part that is still written to.
    Current,
}

impl Part {
    /// What the name of a file says: those of logrotate, of Docker and of the kubelet.
    fn of(path: &Path) -> Option<Self> {
        let name = path.to_str()?;
        let bare = [".gz", ".zst"].iter().find_map(|ending| name.strip_suffix(ending));
        let name = bare.unwrap_or(name);
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let aged = name.rsplit_once(['.', '-']).and_then(|(log, last)| match last.len() {
            1..=4 if is_digits(last) && !log.is_empty() => {
                Some((log, Age::Numbered(std::cmp::Reverse(last.parse().ok()?))))
            }
            8 if is_digits(last) => Some((log, Age::Dated(last.to_owned()))),
            // The kubelet joins day and time of day with the same sign.
            6 if is_digits(last) => {
                let (log, day) = log.rsplit_once(['.', '-'])?;
                let is_day = day.len() == 8 && is_digits(day);
                is_day.then(|| (log, Age::Dated(format!("{day}{last}"))))
            }
            _ => None,
        });
        let (log, age) = aged.unwrap_or((name, Age::Current));
        Some(Self { log: log.to_owned(), age })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_log_come_oldest_first() {
        let check = |named: &[&str], wanted: &[&str]| {
            let inputs = named.iter().map(|name| Ok(Input::File(name.into()))).collect();
            let sorted = rotated(inputs).into_iter().map(|input| match input {
                Ok(Input::File(path)) => path.display().to_string(),
                _ => String::new(),
            });
            assert_eq!(sorted.collect::<Vec<_>>(), wanted);
        };
        check(&["a.log", "b.log"], &["a.log", "b.log"]);
        check(
            &["d/p.log", "d/p.log.1", "d/p.log.10.gz", "d/p.log.2.gz"],
            &["d/p.log.10.gz", "d/p.log.2.gz", "d/p.log.1", "d/p.log"],
        );
        check(
            &["p.log", "x.log", "p.log-20240502", "p.log-20240501.gz"],
            &["p.log-20240501.gz", "x.log", "p.log-20240502", "p.log"],
        );
        check(
            &["0.log", "0.log.20240502-101112", "0.log.20240502-091112.gz"],
            &["0.log.20240502-091112.gz", "0.log.20240502-101112", "0.log"],
        );
    }
}
