//! How the time grows with the number of rules: whole processes, then the filter by itself.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use super::{Answer, Bench, Log, RULES, Wanted, pomkb_match};
use crate::measure::{self, To, median};
use crate::table::{Table, seconds, speed, times};

/// Rules at which the growth is judged: from so many to so many.
const GROWTH: (usize, usize) = (100, 10_000);
/// Literals at which the filter is compared with Hyperscan.
const LITERALS: usize = 1_000;

pub(super) fn measure(bench: &mut Bench) -> anyhow::Result<()> {
    let log = bench.log(0.0)?;
    let empty = bench.log_of(0, 0.0)?;
    let mut whole = Table::new([
        "rules",
        "`pomkb match`",
        "of it loading",
        "`wc -l`",
        "`rg -c -F -f`",
        "pomkb",
        "pomkb : wc",
        "rg : pomkb",
    ]);
    let mut alone = Table::new([
        "literals",
        "filter",
        "Hyperscan",
        "Hyperscan : filter",
        "building the filter",
        "building Hyperscan",
    ]);
    let (mut few, mut many) = (None, None);
    for count in bench.options.rules.clone() {
        eprintln!("{count} rules");
        let ours = processes(bench, count, [&log, &empty], &mut whole)?;
        few = ours.filter(|_| count == GROWTH.0).or(few);
        many = ours.filter(|_| count == GROWTH.1).or(many);
        scans(bench, count, &log, &mut alone)?;
        control(bench, count)?;
    }
    let growth = few.zip(many).map(|(few, many)| many / few);
    let what = format!("time of {} rules by that of {}", GROWTH.1, GROWTH.0);
    bench.goal(what, Wanted::AtMost(2.0, ""), growth);
    println!("### Many rules, a healthy log\n\nWhole processes:\n\n{whole}");
    println!("Only looking for the literals, one thread, log in memory:\n\n{alone}");
    Ok(())
}

/// Adds a row of whole processes, and gives the seconds of ours.
fn processes(
    bench: &mut Bench,
    count: usize,
    [log, empty]: [&Log; 2],
    table: &mut Table<8>,
) -> anyhow::Result<Option<f64>> {
    let set = bench.rule_set(count)?;
    let ours = pomkb_match(&[&set.folder], &[&log.path]);
    let loading = pomkb_match(&[&set.folder], &[&empty.path]);
    let literals = set.literals.clone();
    let wc = bench.peers.wc.command([Path::new("-l"), &log.path]);
    let rg = bench.peers.ripgrep.command(["--no-config", "-c", "-F", "-f"]);
    let rg = rg.map(|mut rg| {
        rg.arg(&literals).arg(&log.path);
        rg
    });
    let commands = [Some(ours), Some(loading), wc, rg].map(|command| (command, To::File));
    let [ours, loading, wc, rg] = bench.medians(bench.options.runs, commands)?;
    table.row([
        count.to_string(),
        seconds(ours),
        seconds(loading),
        seconds(wc),
        seconds(rg),
        speed(log.written.bytes, ours),
        times(ours, wc),
        times(rg, ours),
    ]);
    if count == RULES {
        let ratio = ours.zip(wc).map(|(ours, wc)| ours / wc);
        let what = format!("{RULES} rules: time of pomkb by that of `wc -l`");
        bench.goal(what, Wanted::AtMost(1.5, ""), ratio);
        let ratio = rg.zip(ours).map(|(rg, ours)| rg / ours);
        let what = format!("{RULES} rules: time of ripgrep by that of pomkb");
        bench.goal(what, Wanted::AtLeast(6.0, ""), ratio);
    }
    Ok(ours)
}

/// Adds a row of the filter and Hyperscan, which take turns.
fn scans(bench: &mut Bench, count: usize, log: &Log, table: &mut Table<6>) -> anyhow::Result<()> {
    let literals = bench.rule_set(count)?.literals.clone();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..bench.options.runs {
        let (filter, hyperscan) = scan_both(bench, &literals, &log.path)?;
        ours.push(filter);
        theirs.extend(hyperscan);
    }
    let matches = ours.iter().chain(&theirs).map(|scan| scan.matches).max();
    bench.expect(format!("matches of {count} literals in a healthy log"), 0, matches.unwrap_or(0));
    let middle = |scans: &[Scan], value: fn(&Scan) -> f64| {
        let values: Vec<f64> = scans.iter().map(value).collect();
        (!values.is_empty()).then(|| median(&values))
    };
    let [filter, hyperscan] = [&ours, &theirs].map(|scans| middle(scans, |scan| scan.seconds));
    table.row([
        count.to_string(),
        speed(log.written.bytes, filter),
        speed(log.written.bytes, hyperscan),
        times(hyperscan, filter),
        seconds(middle(&ours, |scan| scan.building)),
        seconds(middle(&theirs, |scan| scan.building)),
    ]);
    if count == LITERALS {
        let ratio = hyperscan.zip(filter).map(|(hyperscan, filter)| hyperscan / filter);
        let what = format!("{LITERALS} literals, one thread: time of Hyperscan by the filter's");
        bench.goal(what, Wanted::AtLeast(2.0, ""), ratio);
    }
    Ok(())
}

/// Whether what finds nothing in the healthy log finds everything where everything is.
fn control(bench: &mut Bench, count: usize) -> anyhow::Result<()> {
    let set = bench.rule_set(count)?;
    let (folder, literals) = (set.folder.clone(), set.literals.clone());
    let (filter, hyperscan) = scan_both(bench, &literals, &literals)?;
    if filter.matches < count as u64 {
        bench.faults.push(format!("the filter found {} of {count} literals", filter.matches));
    }
    if let Some(hyperscan) = hyperscan {
        let what = format!("matches among {count} literals, as Hyperscan counts them");
        bench.expect(what, hyperscan.matches, filter.matches);
    }
    let list = std::fs::read_to_string(&literals)?;
    let log = bench.options.dir.join(format!("control-{count}.jsonl"));
    measure::write_file(&log, |file| {
        for literal in list.lines() {
            writeln!(
                file,
                "{{\"level\":\"error\",\"error\":\"{literal}\",\"message\":\"{literal}\"}}"
            )?;
        }
        Ok(())
    })?;
    let mut command = pomkb_match(&[&folder], &[&log]);
    bench.stopwatch.time(command.args(["-o", "json"]), To::File)?;
    let answer = Answer::read(&bench.stopwatch)?;
    bench.expect("rules that find their own literal", count as u64, answer.findings);
    Ok(())
}

/// What a scan by itself said of itself.
#[derive(Debug)]
struct Scan {
    building: f64,
    seconds: f64,
    matches: u64,
}

impl Scan {
    /// Reads the line `name, building, seconds, matches`, with tabs between.
    fn parse(line: &str) -> Option<Self> {
        let mut cells = line.trim().split('\t').skip(1);
        let building = cells.next()?.parse().ok()?;
        let seconds = cells.next()?.parse().ok()?;
        Some(Self { building, seconds, matches: cells.next()?.parse().ok()? })
    }
}

/// One scan by the filter, one by Hyperscan if it is there.
fn scan_both(bench: &Bench, literals: &Path, log: &Path) -> anyhow::Result<(Scan, Option<Scan>)> {
    let scan = |command: &mut Command| {
        bench.stopwatch.time(command, To::File)?;
        let printed = bench.stopwatch.printed()?;
        Scan::parse(&printed).with_context(|| format!("cannot read: {printed}"))
    };
    let ours = scan(Command::new(env::current_exe()?).arg("alone").args([literals, log]))?;
    let hyperscan = bench.peers.hyperscan.command([literals, log]);
    Ok((ours, hyperscan.map(|mut command| scan(&mut command)).transpose()?))
}
