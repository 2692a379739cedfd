//! A log full of problems: what comes after the filter is the cost that counts.

use std::fs;
use std::path::Path;

use super::{Answer, Bench, RULES, Wanted, pomkb_match};
use crate::measure::To;
use crate::rules;
use crate::table::{Table, seconds, speed};

/// The shares of lines that match a rule. The last is the one that is judged.
const SHARES: [f64; 3] = [0.001, 0.01, 0.2];

pub(super) fn measure(bench: &mut Bench) -> anyhow::Result<()> {
    let storm = rules::write_storm(&bench.options.dir)?;
    let folder = bench.rule_set(RULES)?.folder.clone();
    let mut table = Table::new(["lines that match", "`pomkb match`", "pomkb", "`wc -l`", "hits"]);
    for share in SHARES {
        let log = bench.log(share)?;
        let ours = pomkb_match(&[&folder, &storm], &[&log.path]);
        let wc = bench.peers.wc.command([Path::new("-l"), &log.path]);
        let commands = [Some(ours), wc].map(|command| (command, To::File));
        let [ours, wc] = bench.medians(bench.options.runs, commands)?;

        let mut again = pomkb_match(&[&folder, &storm], &[&log.path]);
        bench.stopwatch.time(again.args(["-o", "json"]), To::File)?;
        let answer = Answer::read(&bench.stopwatch)?;
        let name = format!("{} %", share * 100.0);
        bench.expect(format!("hits in a storm of {name}"), log.written.problems, answer.hits);
        table.row([
            name.clone(),
            seconds(ours),
            speed(log.written.bytes, ours),
            seconds(wc),
            answer.hits.to_string(),
        ]);
        if share == SHARES[SHARES.len() - 1] {
            let speed = ours.map(|seconds| log.written.bytes as f64 / seconds / 1e6);
            let what = format!("storm: {name} of the lines match, with two captures");
            bench.goal(what, Wanted::AtLeast(300.0, " MB/s"), speed);
        }
        // The next log has the same name.
        fs::remove_file(&log.path)?;
    }
    let rules = RULES + 4;
    println!("### An error storm\n\n{rules} rules, of which 4 match, with two captures each:\n");
    println!("{table}");
    Ok(())
}
