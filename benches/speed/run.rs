//! One run of the benchmarks: options in, a report in Markdown out.

mod machine;
mod many_rules;
mod memory;
mod packed;
mod several;
mod start;
mod storm;

use std::collections::btree_map::{BTreeMap, Entry};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::generate::{Generator, Written};
use crate::measure::{self, Stopwatch, To, median};
use crate::options::{Options, Part};
use crate::peers::Peers;
use crate::rules::RuleSet;
use crate::table::Table;
use crate::{literals, size};

/// The number of rules where no other is asked for: that of the real ones.
const RULES: usize = 361;

/// Measures what the options ask for, and prints each table as soon as it is done.
pub(crate) fn run(options: Options) -> anyhow::Result<()> {
    let mut bench = Bench::new(options)?;
    machine::print(&bench);
    for part in bench.options.parts.clone() {
        match part {
            Part::Rules => many_rules::measure(&mut bench)?,
            Part::Storm => storm::measure(&mut bench)?,
            Part::Several => several::measure(&mut bench)?,
            Part::Memory => memory::measure(&mut bench)?,
            Part::Packed => packed::measure(&mut bench)?,
            Part::Start => start::measure(&mut bench)?,
        }
    }
    if !bench.goals.is_empty() {
        bench.print_goals();
    }
    for fault in &bench.faults {
        println!("**Wrong:** {fault}\n");
    }
    ensure!(bench.faults.is_empty(), "some results are wrong: their times say nothing");
    Ok(())
}

/// What all parts share.
struct Bench {
    options: Options,
    peers: Peers,
    stopwatch: Stopwatch,
    rule_sets: BTreeMap<usize, RuleSet>,
    goals: Vec<Goal>,
    /// Results that are wrong: a fast answer is worth nothing if it is not the right one.
    faults: Vec<String>,
}

/// A log in a file.
#[derive(Debug)]
struct Log {
    path: PathBuf,
    written: Written,
}

/// A figure that is to be reached.
struct Goal {
    what: String,
    wanted: String,
    reached: String,
    is_reached: bool,
}

impl Bench {
    fn new(options: Options) -> anyhow::Result<Self> {
        let dir = &options.dir;
        fs::create_dir_all(dir).with_context(|| dir.display().to_string())?;
        let (peers, stopwatch) = (Peers::find(dir), Stopwatch::new(dir));
        let (goals, faults) = (Vec::new(), Vec::new());
        Ok(Self { options, peers, stopwatch, rule_sets: BTreeMap::new(), goals, faults })
    }

    /// A log of the size that the options say, in the page cache.
    fn log(&self, problems: f64) -> anyhow::Result<Log> {
        self.log_of(self.options.size, problems)
    }

    fn log_of(&self, size: u64, problems: f64) -> anyhow::Result<Log> {
        let kind = if problems > 0.0 { "storm" } else { "healthy" };
        let path = self.options.dir.join(format!("{kind}-{size}.jsonl"));
        eprintln!("making a log: {}, {}", path.display(), size::show(size));
        let mut generator = Generator::new(self.options.seed, problems);
        let written = measure::write_file(&path, |file| generator.write(size, file))?;
        Ok(Log { path, written })
    }

    /// A set of so many rules; a larger set begins with the same rules.
    fn rule_set(&mut self, count: usize) -> anyhow::Result<&RuleSet> {
        match self.rule_sets.entry(count) {
            Entry::Occupied(set) => Ok(set.into_mut()),
            Entry::Vacant(place) => {
                let set = RuleSet::write(&literals::first(count), &self.options.dir)?;
                Ok(place.insert(set))
            }
        }
    }

    /// The medians of so many runs of several commands, in the order of the commands; none for a
    /// program that is not there. The commands take turns, so that what else goes on in the machine
    /// meets all of them alike.
    fn medians<const N: usize>(
        &self,
        runs: usize,
        mut commands: [(Option<Command>, To); N],
    ) -> anyhow::Result<[Option<f64>; N]> {
        let mut seconds: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(runs));
        for _ in 0..runs {
            for ((command, to), seconds) in commands.iter_mut().zip(&mut seconds) {
                if let Some(command) = command {
                    seconds.push(self.stopwatch.time(command, *to)?);
                }
            }
        }
        Ok(seconds.map(|seconds| (!seconds.is_empty()).then(|| median(&seconds))))
    }

    fn goal(&mut self, what: impl Into<String>, wanted: Wanted, reached: Option<f64>) {
        let Some(reached) = reached else { return };
        let (wanted, is_reached, unit) = match wanted {
            Wanted::AtMost(limit, unit) => (format!("≤ {limit}{unit}"), reached <= limit, unit),
            Wanted::AtLeast(limit, unit) => (format!("≥ {limit}{unit}"), reached >= limit, unit),
        };
        let reached = format!("{reached:.2}{unit}");
        self.goals.push(Goal { what: what.into(), wanted, reached, is_reached });
    }

    fn print_goals(&self) {
        let mut table = Table::new(["what", "wanted", "reached", ""]);
        for goal in &self.goals {
            let judged = if goal.is_reached { "yes" } else { "**no**" };
            table.row([
                goal.what.clone(),
                goal.wanted.clone(),
                goal.reached.clone(),
                judged.to_owned(),
            ]);
        }
        println!("### What was to be reached\n\n{table}");
    }

    /// Notes a fault unless the two are the same.
    fn expect(&mut self, what: impl std::fmt::Display, wanted: u64, is: u64) {
        if is != wanted {
            self.faults.push(format!("{what}: {wanted} were expected, {is} came"));
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Wanted {
    AtMost(f64, &'static str),
    AtLeast(f64, &'static str),
}

/// The program that is measured, with arguments.
fn pomkb<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pomkb"));
    command.args(arguments);
    command
}

/// `pomkb match` with these rules and no others.
fn pomkb_match(rules: &[&Path], logs: &[&Path]) -> Command {
    let mut command = pomkb(["match", "--no-builtin-rules"]);
    for rules in rules {
        command.arg("--rules").arg(rules);
    }
    command.args(logs);
    command
}

/// What `pomkb match -o json` answered.
struct Answer {
    lines: u64,
    findings: u64,
    /// Lines with a finding, if no line has two; or matches of several.
    hits: u64,
    /// Records that patterns over several had to let go.
    dropped: u64,
}

impl Answer {
    fn read(stopwatch: &Stopwatch) -> anyhow::Result<Self> {
        let answer: serde_json::Value = serde_json::from_str(&stopwatch.printed()?)?;
        let findings = answer["findings"].as_array().context("the answer has findings")?;
        let hits = findings.iter().filter_map(|finding| finding["count"].as_u64()).sum();
        let lines = answer["stats"]["lines"].as_u64().context("the answer has statistics")?;
        let losses = answer["stats"]["losses"].as_array().context("the answer has losses")?;
        let dropped = losses.iter().filter_map(|loss| loss["dropped"].as_u64()).sum();
        Ok(Self { lines, findings: findings.len() as u64, hits, dropped })
    }
}
