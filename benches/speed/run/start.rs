//! What it takes to start: a log so small that reading it costs nothing.

use std::process::Command;

use super::{Bench, Wanted, pomkb, pomkb_match};
use crate::measure::To;
use crate::table::Table;

/// The size of the log: 10 kB.
const SIZE: u64 = 10_000;
/// Runs for each run elsewhere: these are short, and their times scatter.
const MORE: usize = 5;
/// The most milliseconds above a program that does nothing.
const LIMIT: f64 = 3.0;

pub(super) fn measure(bench: &mut Bench) -> anyhow::Result<()> {
    let log = bench.log_of(SIZE, 0.0)?.path;
    let hundred = pomkb_match(&[&bench.rule_set(100)?.folder], &[&log]);
    let thousand = pomkb_match(&[&bench.rule_set(1_000)?.folder], &[&log]);
    let builtin = {
        let mut command = pomkb(["match"]);
        command.arg(&log);
        command
    };
    let rows = [
        ("`true`", Command::new("true"), None),
        ("`pomkb --version`", pomkb(["--version"]), None),
        ("`pomkb match`, built-in rules", builtin, Some("built-in rules")),
        ("`pomkb match`, 100 rules from files", hundred, Some("100 rules")),
        ("`pomkb match`, 1,000 rules from files", thousand, Some("1,000 rules")),
    ];
    let names = rows.each_ref().map(|(name, _, judged)| (*name, *judged));
    let commands = rows.map(|(_, command, _)| (Some(command), To::File));
    let times = bench.medians(bench.options.runs * MORE, commands)?;
    let nothing = times[0].unwrap_or(0.0);

    let mut table = Table::new(["program", "time", "above `true`"]);
    for ((name, judged), time) in names.into_iter().zip(times) {
        let [time, above] = [0.0, nothing].map(|less| (time.unwrap_or(0.0) - less) * 1e3);
        table.row([name.to_owned(), format!("{time:.2} ms"), format!("{above:.2} ms")]);
        if let Some(rules) = judged {
            let what = format!("start-up, {rules}: above a program that does nothing");
            bench.goal(what, Wanted::AtMost(LIMIT, " ms"), Some(above));
        }
    }
    let runs = bench.options.runs * MORE;
    println!("### Start-up\n\nA log of 10 kB, medians of {runs} runs:\n\n{table}");
    Ok(())
}
