//! `pomkb check`: says what is wrong with rule files, and mends what can be mended.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::Context as _;
use pomkb::diagnostic::{Code, Diagnostic, Fix, Gravity};
use pomkb::render::{self, Placed};
use pomkb::review::review;
use pomkb::rule;
use pomkb::source::{Source, Sources};
use pomkb::trial::healthy_lines;

use crate::args::{Check, Messages};
use crate::exit::Exit;
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
    let mut advice = kb.compile_regexes();
    advice.extend(kb.costly_literals(&healthy_lines()));
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
            let Some((mended, count)) = better(text, fixes) else { continue };
            fs::write(name, mended).with_context(|| name.to_owned())?;
            *made.entry(name.to_owned()).or_default() += count;
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

/// A text with as many changes made as leave no new kind of error, and how many these are; `None`
/// if none can be made.
fn better(text: &str, mut fixes: Vec<&Fix>) -> Option<(String, usize)> {
    let before = errors(text);
    let is_sound = |mended: &str| errors(mended).is_subset(&before);
    let (all, count) = mended(text, fixes.clone());
    if is_sound(&all) {
        return Some((all, count));
    }
    fixes.retain(|fix| is_sound(&mended(text, vec![fix]).0));
    let (some, count) = mended(text, fixes);
    (count > 0 && is_sound(&some)).then_some((some, count))
}

/// The kinds of errors that a rule file has by itself.
fn errors(text: &str) -> BTreeSet<Code> {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("rule.toml", text.to_owned()));
    let (_, found) = rule::load(&sources, id);
    found.iter().map(|one| one.code).filter(|code| code.gravity() == Gravity::Error).collect()
}

/// A text with changes made, and how many: of two that overlap the first.
fn mended(text: &str, mut fixes: Vec<&Fix>) -> (String, usize) {
    fixes.sort_by_key(|fix| fix.span);
    fixes.dedup();
    let (mut out, mut done, mut count) = (String::with_capacity(text.len()), 0, 0);
    for fix in fixes {
        let range = fix.span.range();
        if range.start < done || text.get(range.clone()).is_none() {
            continue;
        }
        out.push_str(&text[done..range.start]);
        out.push_str(&fix.replacement);
        done = range.end;
        count += 1;
    }
    out.push_str(&text[done..]);
    (out, count)
}

/// A number of things, in words.
pub(crate) fn count(number: usize, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {one}s"),
    }
}

#[cfg(test)]
mod tests {
    use pomkb::source::Span;

    use super::*;

    #[test]
    fn changes_that_overlap_wait() {
        let fix = |start, end, text: &str| Fix {
            span: Span::new(start, end),
            replacement: text.to_owned(),
        };
        let fixes = [fix(4, 6, "E"), fix(0, 1, "A"), fix(5, 7, "F"), fix(0, 1, "A")];
        let (text, count) = mended("abcdefgh", fixes.iter().collect());
        assert_eq!((text.as_str(), count), ("AbcdEgh", 2));
    }
}
