//! `pomkb check`: says what is wrong with rule files, and mends what can be mended.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use pomkb::diagnostic::{Diagnostic, Fix, Gravity};
use pomkb::render::{self, Placed};
use pomkb::review::review;
use pomkb::source::Sources;
use pomkb::trial::healthy_lines;

use crate::args::{Check, Messages};
use crate::exit::Exit;
use crate::mend;
use crate::out::Out;
use crate::rules::{self, Chosen};

/// One change may make room for another; none needs more rounds.
const ROUNDS: usize = 8;

pub(crate) fn run(args: &Check, out: &Out) -> anyhow::Result<Exit> {
    if args.fix {
        mend(args, out)?;
    }
    let chosen = rules::choose(&args.rules, out);
    let kb = &chosen.kb;
    let found = diagnostics(&chosen);
    let files = kb.sources().iter().filter(|(id, _)| chosen.has(*id)).count();
    let all = chosen.foreign.diagnostics.iter().chain(&found);
    let errors = all.clone().filter(|one| one.code.gravity() == Gravity::Error).count();
    match format(args.output) {
        None => {
            let warnings = all.count() - errors;
            chosen.foreign.say(Gravity::Warning, out);
            chosen.say(found.iter(), out);
            out.print(&format!(
                "{}: {}, {}\n",
                count(files, "rule file"),
                count(errors, "error"),
                count(warnings, "warning")
            ))?;
        }
        Some(format) => {
            let found = found.iter().map(|one| chosen.foreign.placed(one, kb));
            let found: Vec<(Diagnostic, &Sources)> = chosen.foreign.said().chain(found).collect();
            let placed = found.iter();
            let placed = placed.map(|(diagnostic, sources)| Placed { diagnostic, sources });
            out.print(&render::diagnostics(&placed.collect::<Vec<_>>(), files, format))?;
        }
    }
    Ok(match (chosen.is_readable, errors) {
        (false, _) => Exit::CouldNot,
        (true, 0) => Exit::Ran,
        (true, _) => Exit::Failed,
    })
}

const fn format(output: Messages) -> Option<render::Messages> {
    match output {
        Messages::Text => None,
        Messages::Json => Some(render::Messages::Json),
        Messages::Github => Some(render::Messages::Github),
        Messages::Sarif => Some(render::Messages::Sarif),
    }
}

/// All that is to be said about the rules that were chosen.
fn diagnostics(chosen: &Chosen) -> Vec<Diagnostic> {
    let kb = &chosen.kb;
    let mut advice = kb.compile_regexes(|rule| chosen.has(rule.source));
    advice.extend(kb.costly_literals(&healthy_lines(), |rule| chosen.has(rule.source)));
    // Rules of another kind are reviewed where they are written.
    advice.extend(review(kb, |rule| {
        chosen.has(rule.source) && !chosen.foreign.has(&kb.sources().of(rule.source).name)
    }));
    let found = kb.diagnostics().iter().cloned().chain(advice);
    found.filter(|one| chosen.has(one.source) && !chosen.foreign.asks_too_much(one, kb)).collect()
}

/// Makes the changes that messages propose, and says what it did.
fn mend(args: &Check, out: &Out) -> anyhow::Result<()> {
    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    // What cannot be read is said once, when all is checked.
    let silent = Out::silent();
    for _ in 0..ROUNDS {
        let chosen = rules::choose(&args.rules, &silent);
        let mut fixes: BTreeMap<&str, (&str, Vec<&Fix>)> = BTreeMap::new();
        let found = diagnostics(&chosen);
        for one in &found {
            let file = chosen.kb.sources().of(one.source);
            // What lies in no file, such as a built-in rule, stays as it is.
            if let (Some(fix), true) = (&one.fix, Path::new(file.name.as_ref()).is_file()) {
                fixes.entry(&file.name).or_insert((&file.text, Vec::new())).1.push(fix);
            }
        }
        let mut is_done = true;
        for (name, (text, fixes)) in fixes {
            let fixes = mend::sound(text, fixes);
            if fixes.is_empty() {
                continue;
            }
            fs::write(name, mend::mended(text, &fixes)).with_context(|| name.to_owned())?;
            *made.entry(name.to_owned()).or_default() += fixes.len();
            is_done = false;
        }
        if is_done {
            break;
        }
    }
    for (name, changes) in made {
        out.note(&format!("{name}: {} made", count(changes, "change")));
    }
    Ok(())
}

/// A number of things, in words.
pub(crate) fn count(number: usize, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {one}s"),
    }
}
