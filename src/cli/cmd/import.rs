//! `pomkb import`: turns rules of another kind into rule files.

use std::collections::BTreeMap;
use std::fs;
use std::io::{IsTerminal as _, stdout};
use std::path::Path;

use anyhow::{Context as _, bail};
use pomkb::diagnostic::Gravity;
use pomkb::import::{self, Imported};
use pomkb::kb::{KnowledgeBase, Shelf};
use pomkb::render::visible;
use pomkb::rule::{Draft, DraftExpect, DraftSample, RuleId};
use pomkb::source::{Source, Sources};
use pomkb::trial;

use super::check::count;
use crate::args::{Import, ImportCre, Kind};
use crate::exit::Exit;
use crate::io;
use crate::out::Out;
use crate::rules::shown;

/// Longer logs are not put into rule files.
const LONGEST_LOG: u64 = 64 << 10;

/// What a line at the head of a file begins with that this command wrote, and may write anew.
const MARK: &str = "# Imported from ";

pub(crate) fn run(args: &Import, out: &Out) -> anyhow::Result<Exit> {
    match &args.kind {
        Kind::Cre(args) => cre(args, out),
    }
}

/// A rule with the logs that lie beside it.
struct Found {
    rule: Imported,
    logs: Vec<Source>,
    /// Whether the logs can only belong to this rule.
    is_alone: bool,
}

fn cre(args: &ImportCre, out: &Out) -> anyhow::Result<Exit> {
    let (files, errors) = io::rule_files(&args.paths);
    for error in &errors {
        out.error(&format!("{error:#}"));
    }
    let files: Vec<_> = files.into_iter().filter(|file| file.is_named || file.is_cre()).collect();
    let mut neighbours = BTreeMap::new();
    for file in &files {
        *neighbours.entry(file.path.parent().map(Path::to_owned)).or_insert(0) += 1;
    }
    let (mut sources, mut found, mut refused) = (Sources::default(), Vec::new(), 0);
    let mut by_id: BTreeMap<RuleId, String> = BTreeMap::new();
    let number = files.len();
    let mut is_whole = errors.is_empty();
    for file in files {
        let name = file.source.name.clone();
        let folder = file.path.parent().map(Path::to_owned);
        let id = sources.add(file.source);
        let import = import::cre(&sources, id);
        for diagnostic in &import.diagnostics {
            is_whole &= diagnostic.code.gravity() < Gravity::Error;
            let text = shown(diagnostic, &sources, out);
            out.message_block(&format!("{}\n\n", text.trim_end()));
        }
        refused += import.refused;
        let here = folder.as_deref().filter(|folder| !folder.as_os_str().is_empty());
        let (logs, others) = io::logs_beside(here.unwrap_or(Path::new(".")), LONGEST_LOG);
        for other in &others {
            out.note(&format!("{other:#}; it becomes no sample"));
        }
        let is_alone = import.rules.len() == 1 && neighbours.get(&folder) == Some(&1);
        for rule in import.rules {
            if let Some(first) = by_id.get(&rule.id) {
                out.error(&format!("{name}: the rule {} was in {first} already", rule.id));
                is_whole = false;
                refused += 1;
                continue;
            }
            by_id.insert(rule.id.clone(), name.to_string());
            found.push(Found { rule, logs: logs.clone(), is_alone });
        }
    }
    add_samples(&mut found, out);
    let samples = found.iter().map(|found| found.rule.draft.samples.len()).sum();
    match args.to.as_deref().filter(|folder| folder.as_os_str() != "-") {
        Some(folder) => is_whole &= write(folder, &found, out)?,
        None => {
            for Found { rule, .. } in &found {
                let text = format!("# {}\n{}\n", rule.path(), rule.draft.text());
                // A file gets every character as it is; in a terminal some of them would act.
                if stdout().is_terminal() {
                    let lines: Vec<_> = text.split('\n').map(visible).collect();
                    out.print(&lines.join("\n"))?;
                } else {
                    out.print(&text)?;
                }
            }
        }
    }
    let sum = format!(
        "{} with {} from {}, {} refused",
        count(found.len(), "rule"),
        count(samples, "sample"),
        count(number, "file"),
        refused
    );
    match args.to {
        Some(_) => out.print(&format!("{sum}\n"))?,
        // Standard output is the rules.
        None => out.note(&sum),
    }
    Ok(if is_whole { Exit::Ran } else { Exit::CouldNot })
}

/// Runs all rules over the logs beside each, and makes samples of those that do what they should.
fn add_samples(found: &mut [Found], out: &Out) {
    let files = found.iter().map(|found| {
        let draft = &found.rule.draft;
        Source::new(found.rule.path(), draft.text())
    });
    let kb = KnowledgeBase::load([Shelf::Builtin, Shelf::Own(files.collect())]);
    for Found { rule, logs, is_alone } in found {
        for log in logs.iter() {
            let note = |why: &str| {
                if *is_alone {
                    out.note(&format!("{}: {why}; it becomes no sample of {}", log.name, rule.id));
                }
            };
            match sample(&kb, &rule.id, log) {
                Ok(sample) => rule.draft.samples.push(sample),
                Err(why) => note(&why),
            }
        }
    }
}

/// A log as a sample of a rule, or why it is none.
fn sample(kb: &KnowledgeBase, id: &RuleId, log: &Source) -> Result<DraftSample, String> {
    let name = Path::new(log.name.as_ref())
        .file_name()
        .map_or(log.name.clone(), |name| name.to_string_lossy().into_owned().into());
    if !Draft::holds(&log.text) {
        return Err("has characters that no rule file can hold".to_owned());
    }
    let end = if log.text.ends_with('\n') { "" } else { "\n" };
    let text = format!("{}{end}", log.text);
    let report = trial::scan(kb, "sample", text.as_bytes());
    let mut line = None;
    let mut also = Vec::new();
    for finding in &report.findings {
        let other = kb.rule(finding.rule);
        if other.id == *id {
            line = finding.evidence.first().map(|evidence| evidence.line);
        } else if other.area.as_str() == "cre" {
            also.push(other.id.to_string());
        } else {
            return Err(format!("sets off the built-in rule {}", other.id));
        }
    }
    let is_quiet = name.contains("-fp");
    let expect = match (is_quiet, line) {
        (false, Some(line)) => DraftExpect::Finds { line, captures: Vec::new() },
        (false, None) => return Err("does not show this rule".to_owned()),
        (true, None) => DraftExpect::Quiet(
            "the collection that the rule comes from calls this log a false alarm".to_owned(),
        ),
        (true, Some(line)) => return Err(format!("shows this rule, in line {line}")),
    };
    Ok(DraftSample { from: format!("{name} beside the rule"), log: text, expect, also })
}

/// Writes the rule files; says whether all could be written.
fn write(folder: &Path, found: &[Found], out: &Out) -> anyhow::Result<bool> {
    if folder.is_file() {
        bail!("{} is a file; name a folder", folder.display());
    }
    let mut is_whole = true;
    for Found { rule, .. } in found {
        let path = folder.join(rule.path());
        let name = path.display().to_string();
        if path.exists() && !fs::read_to_string(&path).is_ok_and(|text| is_ours(&text)) {
            out.error(&format!("{name} was not imported; it is left as it is"));
            is_whole = false;
            continue;
        }
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        fs::write(&path, rule.draft.text()).with_context(|| name.clone())?;
        out.print(&format!("{}  {}\n", visible(&name), visible(&rule.draft.title)))?;
    }
    Ok(is_whole)
}

/// Whether this command wrote a file: in its form the line that names the schema comes first.
fn is_ours(text: &str) -> bool {
    text.lines().take(2).any(|line| line.starts_with(MARK))
}
