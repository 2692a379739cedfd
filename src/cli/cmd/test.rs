//! `pomkb test`: runs the samples of rules.

use pomkb::diagnostic::Gravity;
use pomkb::trial;

use super::check::count;
use crate::args::Check;
use crate::exit::Exit;
use crate::out::Out;
use crate::rules;

pub(crate) fn run(args: &Check, out: &Out) -> anyhow::Result<Exit> {
    let chosen = rules::choose(args, out);
    let kb = &chosen.kb;
    let is_error = |code: pomkb::diagnostic::Code| code.gravity() == Gravity::Error;
    let broken = kb.diagnostics().iter();
    let broken: Vec<_> =
        broken.filter(|one| chosen.has(one.source) && is_error(one.code)).collect();
    chosen.foreign.say(Gravity::Error, out);
    chosen.say(broken.iter().copied(), out);

    let mut rules_run = 0;
    let trial = trial::run(kb, |rule| {
        let is_run = chosen.has(rule.source);
        rules_run += usize::from(is_run && rule.detection.is_some());
        is_run
    });
    chosen.say(trial.failures.iter(), out);
    out.print(&format!(
        "{}: {} passed, {} failed\n",
        count(rules_run, "rule"),
        count(usize::try_from(trial.passed).unwrap_or(usize::MAX), "sample"),
        trial.samples - trial.passed
    ))?;
    let is_broken = !broken.is_empty() || chosen.foreign.is_broken();
    Ok(if !chosen.is_readable || is_broken {
        Exit::CouldNot
    } else if trial.failures.is_empty() {
        Exit::Ran
    } else {
        Exit::Failed
    })
}
