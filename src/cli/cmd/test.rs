//! `pomkb test`: tries rules on their samples, on those of other rules and on healthy logs.

use pomkb::diagnostic::Gravity;
use pomkb::kb::KnowledgeBase;
use pomkb::trial::{self, CrossFire, HealthyLog};

use super::check::count;
use crate::args::Test;
use crate::exit::Exit;
use crate::io::Input;
use crate::out::Out;
use crate::rules::{self, Chosen};

pub(crate) fn run(args: &Test, out: &Out) -> anyhow::Result<Exit> {
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

    let is_good = samples(&chosen, out)?
        & quiet(&chosen, &own_logs, out)?
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

/// Runs the samples, and says whether all do what they say and prove their rules.
fn samples(chosen: &Chosen, out: &Out) -> anyhow::Result<bool> {
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
    Ok(trial.failures.is_empty() && trial.missing.is_empty())
}

/// Looks for the rules in healthy logs, and says whether all are quiet.
fn quiet(chosen: &Chosen, own: &[(String, Vec<u8>)], out: &Out) -> anyhow::Result<bool> {
    let own = own.iter().map(|(name, bytes)| HealthyLog { name, bytes });
    let logs = trial::healthy_logs().chain(own);
    let alarms = trial::alarms(&chosen.kb, logs, |rule| chosen.has(rule.source));
    chosen.say(alarms.iter(), out);
    out.print(&match alarms.len() {
        0 => "healthy logs: no alarm\n".to_owned(),
        found => format!("healthy logs: {}\n", count(found, "alarm")),
    })?;
    Ok(alarms.is_empty())
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
