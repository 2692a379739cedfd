//! How much memory a run takes, whatever it reads.

use std::path::Path;
use std::process::Stdio;

use super::{Answer, Bench, RULES, Wanted, pomkb_match};
use crate::generate::{Generator, Written};
use crate::measure::{self, Peak};
use crate::table::{Table, mebibytes, seconds, speed};
use crate::{rules, size};

/// How full of problems a storm is.
const STORM: f64 = 0.2;
/// The most memory of its own that a run may take, in MiB.
const LIMIT: f64 = 64.0;

pub(super) fn measure(bench: &mut Bench) -> anyhow::Result<()> {
    let storm = rules::write_storm(&bench.options.dir)?;
    let folder = bench.rule_set(RULES)?.folder.clone();
    let rules: [&Path; 2] = [&folder, &storm];
    let mut table = Table::new(["input", "own memory", "with mapped files", "time", "pomkb"]);

    for (name, share) in [("file, healthy", 0.0), ("file, storm", STORM)] {
        let log = bench.log(share)?;
        let name = format!("{name}, {}", size::show(bench.options.size));
        let mut command = pomkb_match(&rules, &[&log.path]);
        let seen = bench.stopwatch.watch(command.args(["-o", "json"]))?;
        row(bench, &mut table, &name, log.written, seen)?;
    }
    if bench.options.is_long {
        for (name, share) in [("stream, healthy", 0.0), ("stream, storm", STORM)] {
            let name = format!("{name}, {}", size::show(bench.options.stream));
            eprintln!("{name}");
            let (written, seen) = stream(bench, &rules, share)?;
            row(bench, &mut table, &name, written, seen)?;
        }
        let name = format!("one line, {}", size::show(bench.options.line));
        eprintln!("{name}");
        let (path, written) = one_line(bench)?;
        let mut command = pomkb_match(&rules, &[&path]);
        let seen = bench.stopwatch.watch(command.args(["-o", "json"]))?;
        row(bench, &mut table, &name, written, seen)?;
        std::fs::remove_file(&path)?;
    }
    println!("### Memory\n\n{} rules; one run each, with a look every millisecond:\n", RULES + 4);
    println!("{table}");
    Ok(())
}

fn row(
    bench: &mut Bench,
    table: &mut Table<5>,
    name: &str,
    written: Written,
    (time, peak): (f64, Peak),
) -> anyhow::Result<()> {
    table.row([
        name.to_owned(),
        mebibytes(peak.anonymous),
        mebibytes(peak.resident),
        seconds(Some(time)),
        speed(written.bytes, Some(time)),
    ]);
    let own = peak.anonymous as f64 / f64::from(1 << 20);
    bench.goal(format!("memory: {name}"), Wanted::AtMost(LIMIT, " MiB"), Some(own));
    let answer = Answer::read(&bench.stopwatch)?;
    bench.expect(format!("hits, {name}"), written.problems, answer.hits);
    bench.expect(format!("lines, {name}"), written.lines, answer.lines);
    Ok(())
}

/// A log that is made while it is read, through a pipe.
fn stream(bench: &Bench, rules: &[&Path], share: f64) -> anyhow::Result<(Written, (f64, Peak))> {
    let mut generator = Generator::new(bench.options.seed, share);
    let mut command = pomkb_match(rules, &[Path::new("-")]);
    command.args(["-o", "json"]).stdin(Stdio::piped());
    let mut written = Ok(Written::default());
    let seen = bench.stopwatch.watch_fed(&mut command, |mut stdin| {
        written = generator.write(bench.options.stream, &mut stdin);
    })?;
    Ok((written?, seen))
}

/// A record that is one very long line: a log as the message of a log.
fn one_line(bench: &Bench) -> anyhow::Result<(std::path::PathBuf, Written)> {
    const HEAD: &[u8] = br#"{"level":"info","time":"2026-02-03T08:58:02Z","message":""#;
    const TAIL: &[u8] = b"\"}\n";
    let path = bench.options.dir.join("one-line.jsonl");
    let mut generator = Generator::new(bench.options.seed, 0.0);
    let bytes = measure::write_file(&path, |file| {
        file.write_all(HEAD)?;
        let mut part = Vec::new();
        let mut bytes = HEAD.len() + TAIL.len();
        while (bytes as u64) < bench.options.line {
            part.clear();
            generator.write(1 << 20, &mut part)?;
            for byte in &mut part {
                if matches!(*byte, b'"' | b'\\' | b'\n') {
                    *byte = b' ';
                }
            }
            file.write_all(&part)?;
            bytes += part.len();
        }
        file.write_all(TAIL)?;
        Ok(bytes)
    })?;
    Ok((path, Written { bytes: bytes as u64, lines: 1, problems: 0 }))
}
