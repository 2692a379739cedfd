//! What the figures were measured on: the machine and the programs, as the head of the report.

use std::env;
use std::fs;
use std::process::Command;
use std::thread;

use super::{Bench, pomkb};
use crate::size;

pub(super) fn print(bench: &Bench) {
    let first = |path: &str, key: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default();
        line.split_once(':').map_or(line, |(_, value)| value.trim()).to_owned()
    };
    let memory = first("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse::<u64>();
    let command_line = env::args().skip(1).filter(|word| word != "--bench");
    println!("- Command: `cargo bench --bench speed -- {}`", words(command_line));
    println!(
        "- Machine: {}, {} cores, {:.0} GiB of memory; load before the run {}",
        first("/proc/cpuinfo", "model name"),
        thread::available_parallelism().map_or(0, usize::from),
        memory.map_or(0.0, |kib| kib as f64 / f64::from(1 << 20)),
        first("/proc/loadavg", "").split(' ').next().unwrap_or_default(),
    );
    let mut programs = vec![version(&mut pomkb(["--version"])), version(&mut rustc())];
    programs.extend(bench.peers.all().map(|peer| peer.remark()));
    println!("- Programs: {}", programs.join("; "));
    println!(
        "- Logs: {}, seed {}; times are medians of {} runs, in which the programs took turns\n",
        size::show(bench.options.size),
        bench.options.seed,
        bench.options.runs
    );
}

fn rustc() -> Command {
    let mut command = Command::new("rustc");
    command.arg("--version");
    command
}

fn version(command: &mut Command) -> String {
    let output = command.output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&output).lines().next().unwrap_or("-").to_owned()
}

fn words(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(" ")
}
