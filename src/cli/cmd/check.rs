//! `pomkb check`: says what is wrong with rule files.

use pomkb::diagnostic::{Diagnostic, Gravity};
use pomkb::trial::healthy_lines;

use crate::args::Check;
use crate::exit::Exit;
use crate::out::Out;
use crate::rules;

pub(crate) fn run(args: &Check, out: &Out) -> anyhow::Result<Exit> {
    let chosen = rules::choose(args, out);
    let kb = &chosen.kb;
    let mut costs = kb.compile_regexes();
    costs.extend(kb.costly_literals(&healthy_lines()));
    let found = kb.diagnostics().iter().chain(&costs);
    let found =
        found.filter(|one| chosen.has(one.source) && !chosen.foreign.asks_too_much(one, kb));
    let found: Vec<&Diagnostic> = found.collect();
    chosen.foreign.say(Gravity::Warning, out);
    chosen.say(found.iter().copied(), out);

    let found: Vec<_> = chosen.foreign.diagnostics.iter().chain(found).collect();
    let errors = found.iter().filter(|one| one.code.gravity() == Gravity::Error).count();
    let warnings = found.len() - errors;
    let files = kb.sources().iter().filter(|(id, _)| chosen.has(*id)).count();
    out.print(&format!(
        "{}: {}, {}\n",
        count(files, "rule file"),
        count(errors, "error"),
        count(warnings, "warning")
    ))?;
    Ok(match (chosen.is_readable, errors) {
        (false, _) => Exit::CouldNot,
        (true, 0) => Exit::Ran,
        (true, _) => Exit::Failed,
    })
}

/// A number of things, in words.
pub(crate) fn count(number: usize, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {one}s"),
    }
}
