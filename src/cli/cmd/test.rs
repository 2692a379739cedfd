//! `pomkb test`: tries rules on their samples, on those of other rules and on healthy logs.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use pomkb::diagnostic::{Diagnostic, Gravity};
use pomkb::kb::KnowledgeBase;
use pomkb::render;
use pomkb::trial::{self, CrossFire, HealthyLog, Trial};

use super::check::count;
use crate::args::Test;
use crate::exit::Exit;
use crate::io::{self, Input};
use crate::out::Out;
use crate::rules::{self, Chosen};

/// How often a run that watches looks at the files.
const LOOK: Duration = Duration::from_millis(300);

pub(crate) fn run(args: &Test, out: &Out) -> anyhow::Result<Exit> {
    if !args.watch {
        return once(args, out);
    }
    loop {
        let seen = io::stamps(&watched(args));
        // A file that is being written may be broken; the next look finds it whole.
        if let Err(error) = once(args, out) {
            out.error(&format!("{error:#}"));
        }
        out.print("\nwaiting for a change; Ctrl-C ends\n\n")?;
        while io::stamps(&watched(args)) == seen {
            thread::sleep(LOOK);
        }
    }
}

/// What a run that watches looks at: what is named, or where rules usually lie.
fn watched(args: &Test) -> Vec<PathBuf> {
    let paths = &args.rules.paths;
    let named = paths.iter().filter(|path| path.exists()).chain(&args.healthy);
    let mut named: Vec<PathBuf> = named.cloned().collect();
    if named.len() < paths.len() + args.healthy.len() || named.is_empty() {
        named.push(PathBuf::from("rules"));
    }
    named
}

fn once(args: &Test, out: &Out) -> anyhow::Result<Exit> {
    let own_logs = healthy_logs(args)?;
    let chosen = rules::choose(&args.rules, out);
    let kb = &chosen.kb;
    let is_error = |code: pomkb::diagnostic::Code| code.gravity() == Gravity::Error;
    let broken = kb.diagnostics().iter();
    let broken: Vec<_> =
        broken.filter(|one| chosen.has(one.source) && is_error(one.code)).collect();
    chosen.foreign.say(Gravity::Error, out);
    chosen.say(broken.iter().copied(), out);
    let is_broken = !broken.is_empty() || chosen.foreign.is_broken();

    let trial = samples(&chosen, out)?;
    let alarms = quiet(&chosen, &own_logs, out)?;
    if let Some(path) = &args.junit {
        let report = render::junit(kb, &trial, &alarms);
        fs::write(path, report).with_context(|| path.display().to_string())?;
    }
    let is_good = trial.failures.is_empty() && trial.missing.is_empty() && alarms.is_empty();
    let is_good = is_good
        & (!args.mutate || mutate(&chosen, out)?)
        & (!args.cross_fire || cross_fire(&chosen, out)?);
    Ok(if !chosen.is_readable || is_broken {
        Exit::CouldNot
    } else if is_good {
        Exit::Ran
    } else {
        Exit::Failed
    })
}

/// Runs the samples, and says which do not do what they say, and what proof is missing.
fn samples(chosen: &Chosen, out: &Out) -> anyhow::Result<Trial> {
    let mut rules_run = 0;
    let trial = trial::run(&chosen.kb, |rule| {
        let is_run = chosen.has(rule.source);
        rules_run += usize::from(is_run && rule.detection.is_some());
        is_run
    });
    chosen.say(trial.failures.iter().chain(&trial.missing), out);
    out.print(&format!(
        "{}: {} passed, {} failed\n",
        count(rules_run, "rule"),
        number(trial.passed, "sample"),
        trial.samples - trial.passed
    ))?;
    if !trial.missing.is_empty() {
        out.print(&format!("{} missing\n", number(trial.missing.len() as u64, "proof")))?;
    }
    Ok(trial)
}

/// Looks for the rules in healthy logs, and says where they are found.
fn quiet(chosen: &Chosen, own: &[(String, Vec<u8>)], out: &Out) -> anyhow::Result<Vec<Diagnostic>> {
    let own = own.iter().map(|(name, bytes)| HealthyLog { name, bytes });
    let logs = trial::healthy_logs().chain(own);
    let alarms = trial::alarms(&chosen.kb, logs, |rule| chosen.has(rule.source));
    chosen.say(alarms.iter(), out);
    out.print(&match alarms.len() {
        0 => "healthy logs: no alarm\n".to_owned(),
        found => format!("healthy logs: {}\n", count(found, "alarm")),
    })?;
    Ok(alarms)
}

/// Changes the symptoms, and says whether every change was noticed.
fn mutate(chosen: &Chosen, out: &Out) -> anyhow::Result<bool> {
    let mutation = trial::mutate(&chosen.kb, |rule| chosen.has(rule.source));
    chosen.say(mutation.unnoticed.iter(), out);
    out.print(&format!(
        "{} of {}: {} unnoticed\n",
        number(mutation.changes, "change"),
        number(mutation.rules, "rule"),
        mutation.unnoticed.len()
    ))?;
    Ok(mutation.unnoticed.is_empty())
}

/// Lists which rules are found in samples of others, and says whether all of that is declared.
fn cross_fire(chosen: &Chosen, out: &Out) -> anyhow::Result<bool> {
    let rows = trial::cross_fire(&chosen.kb, |rule| chosen.has(rule.source));
    out.print(&table(&chosen.kb, &rows))?;
    let undeclared = rows.iter().filter(|row| row.because.is_none()).count();
    let pairs = number(rows.len() as u64, "pair");
    out.print(&format!("{pairs} of rules found in one sample: {undeclared} undeclared\n"))?;
    Ok(undeclared == 0)
}

/// The rows, aligned.
fn table(kb: &KnowledgeBase, rows: &[CrossFire]) -> String {
    let id = |ix| kb.rule(ix).id.as_str();
    let width = |of: fn(&CrossFire) -> pomkb::program::RuleIx, head: &str| {
        let ids = rows.iter().map(|row| id(of(row)).len());
        ids.chain([head.len()]).max().unwrap_or(0)
    };
    let (of, fires) = (width(|row| row.of, SAMPLES_OF), width(|row| row.fires, ALSO_FOUND));
    let mut text = String::new();
    if !rows.is_empty() {
        text.push_str(&format!("{SAMPLES_OF:of$}  {ALSO_FOUND:fires$}  samples  because\n"));
    }
    for row in rows {
        let because = row.because.map_or("nothing says so", trial::Because::text);
        let (one, other) = (id(row.of), id(row.fires));
        text.push_str(&format!("{one:of$}  {other:fires$}  {:7}  {because}\n", row.samples));
    }
    text
}

const SAMPLES_OF: &str = "samples of";
const ALSO_FOUND: &str = "also found";

/// Reads the healthy logs that a person names.
fn healthy_logs(args: &Test) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    if args.healthy.is_empty() {
        return Ok(Vec::new());
    }
    let inputs = Input::all(&args.healthy, true).into_iter();
    inputs
        .map(|input| {
            let mut stream = input?.open()?;
            let (bytes, _) = stream.read_head()?;
            Ok((stream.name.clone(), bytes))
        })
        .collect()
}

fn number(number: u64, one: &str) -> String {
    count(usize::try_from(number).unwrap_or(usize::MAX), one)
}
