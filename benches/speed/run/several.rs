//! Patterns over several records: rules of one's own over a healthy log, and a log in which every
//! record has a key of its own.

use std::io::{self, Write};
use std::path::Path;
use std::process::Stdio;

use super::{Answer, Bench, RULES, Wanted, pomkb_match};
use crate::generate::Written;
use crate::measure::{Peak, To};
use crate::rules;
use crate::table::{Table, mebibytes, seconds, speed};

/// Records, each of another user but for those that show the problem.
const KEYS: u64 = 10_000_000;
/// One user in so many fails often enough to be found.
const FAILING: u64 = 1_000;
/// The most memory of its own that a run may take, in MiB.
const LIMIT: f64 = 64.0;
/// What is wanted of a run with rules over several records, in MB/s.
const FASTEST: f64 = 240.0;

pub(super) fn measure(bench: &mut Bench) -> anyhow::Result<()> {
    healthy(bench)?;
    keys(bench)
}

/// Rules over several records, of which none is found.
fn healthy(bench: &mut Bench) -> anyhow::Result<()> {
    let log = bench.log(0.0)?;
    let single = bench.rule_set(RULES)?.folder.clone();
    let mut sets = vec![
        (format!("{RULES} rules over one record"), single),
        (format!("{RULES} rules over several"), rules::write_several(RULES, &bench.options.dir)?),
    ];
    if let Some(folder) = &bench.options.with {
        sets.push((format!("the rules of `{}`", folder.display()), folder.clone()));
    }
    let mut table = Table::new(["rules", "`pomkb match`", "pomkb", "`wc -l`"]);
    for (name, folder) in sets {
        let ours = pomkb_match(&[&folder], &[&log.path]);
        let wc = bench.peers.wc.command([Path::new("-l"), &log.path]);
        let commands = [Some(ours), wc].map(|command| (command, To::File));
        let [ours, wc] = bench.medians(bench.options.runs, commands)?;
        let megabytes = ours.map(|seconds| log.written.bytes as f64 / seconds / 1e6);
        bench.goal(format!("speed: {name}"), Wanted::AtLeast(FASTEST, " MB/s"), megabytes);
        table.row([name, seconds(ours), speed(log.written.bytes, ours), seconds(wc)]);
    }
    println!("### Rules over several records\n\nA healthy log:\n\n{table}");
    Ok(())
}

/// Ten million users, whose records are waited for one by one.
fn keys(bench: &mut Bench) -> anyhow::Result<()> {
    let rules = rules::write_by_key(&bench.options.dir)?;
    let mut command = pomkb_match(&[&rules], &[Path::new("-")]);
    command.args(["-o", "json"]).stdin(Stdio::piped());
    let mut written = Ok(Written::default());
    let (time, peak): (f64, Peak) =
        bench.stopwatch.watch_fed(&mut command, |stdin| written = write_keys(stdin))?;
    let written = written?;
    let answer = Answer::read(&bench.stopwatch)?;
    let mut table = Table::new(["records", "own memory", "time", "pomkb", "found", "let go"]);
    table.row([
        written.lines.to_string(),
        mebibytes(peak.anonymous),
        seconds(Some(time)),
        speed(written.bytes, Some(time)),
        answer.hits.to_string(),
        answer.dropped.to_string(),
    ]);
    println!(
        "### A key of its own for every record\n\n`count >= 3 within 24h by user`:\n\n{table}"
    );
    let own = peak.anonymous as f64 / f64::from(1 << 20);
    bench.goal("memory: ten million keys", Wanted::AtMost(LIMIT, " MiB"), Some(own));
    bench.expect("users that fail often", written.problems, answer.hits);
    bench.expect("lines, a key each", written.lines, answer.lines);
    if answer.dropped == 0 {
        bench.faults.push("ten million keys: nothing was said of what was let go".to_owned());
    }
    Ok(())
}

fn write_keys(stdin: impl Write) -> io::Result<Written> {
    let mut out = io::BufWriter::with_capacity(1 << 20, stdin);
    let mut written = Written::default();
    for user in 0..KEYS {
        let is_failing = user % FAILING == 0;
        for _ in 0..if is_failing { 3 } else { 1 } {
            let second = user * 86_000 / KEYS;
            let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
            let line = format!(
                "{{\"level\":\"info\",\"time\":\"2026-02-03T{hour:02}:{minute:02}:{second:02}Z\",\"message\":\"sign-in refused by the provider\",\"user\":\"u{user:08}\"}}\n"
            );
            out.write_all(line.as_bytes())?;
            written.bytes += line.len() as u64;
            written.lines += 1;
        }
        written.problems += u64::from(is_failing);
    }
    out.flush()?;
    Ok(written)
}
