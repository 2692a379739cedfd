//! Packed logs: pomkb beside the programs that only unpack.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;

use anyhow::Context as _;

use super::{Bench, RULES, Wanted, pomkb_match};
use crate::measure::To;
use crate::table::{Table, seconds, speed, times};

pub(super) fn measure(bench: &mut Bench) -> anyhow::Result<()> {
    let folder = bench.rule_set(RULES)?.folder.clone();
    let log = bench.log(0.0)?;
    let mut table = Table::new([
        "packed",
        "size",
        "`pomkb match`",
        "pomkb, unpacked bytes",
        "unpacking to nowhere",
        "unpacking : pomkb",
    ]);
    for ending in ["gz", "zst"] {
        let peer = if ending == "gz" { &bench.peers.gzip } else { &bench.peers.zstd };
        let Some(mut pack) = peer.command([Path::new("-c"), &log.path]) else {
            table.row([ending, "-", "-", "-", "-", "-"].map(str::to_owned));
            continue;
        };
        let path = log.path.with_extension(format!("jsonl.{ending}"));
        eprintln!("packing: {}", path.display());
        let file = File::create(&path).with_context(|| path.display().to_string())?;
        let status = pack.stdin(Stdio::null()).stdout(file).status()?;
        anyhow::ensure!(status.success(), "{} could not pack the log", peer.name);
        let size = fs::metadata(&path)?.len();

        let unpack = peer.command([Path::new("-dc"), &path]);
        let what = format!("time of `{} -dc` by that of pomkb", peer.name);
        let ours = Some(pomkb_match(&[&folder], &[&path]));
        let commands = [(ours, To::File), (unpack, To::Nowhere)];
        let [ours, unpack] = bench.medians(bench.options.runs, commands)?;
        table.row([
            ending.to_owned(),
            format!("{:.1} MiB", size as f64 / f64::from(1 << 20)),
            seconds(ours),
            speed(log.written.bytes, ours),
            seconds(unpack),
            times(unpack, ours),
        ]);
        let ratio = unpack.zip(ours).map(|(unpack, ours)| unpack / ours);
        bench.goal(what, Wanted::AtLeast(0.8, ""), ratio);
    }
    println!("### Packed logs\n\n{RULES} rules, the healthy log:\n\n{table}");
    Ok(())
}
