//! Prepares at build time what a run would otherwise make at every start: the built-in rules with
//! the literals that wake them, how often grams stand in logs, the healthy logs and the files of the
//! book.
//!
//! It runs the library's own loader, so that there is one place where rules are understood.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "parts of the library are not used here"
)]
#![allow(missing_docs, clippy::pedantic, reason = "these modules are looked at as the library")]

mod bytes;
mod diagnostic;
mod field;
mod record;
mod rule;
mod source;
mod spelling;
mod symptom;
mod syntax;
mod value;

/// The part of `program` that finds literals.
mod program {
    pub mod compiled;
    pub mod grams;
    pub mod literals;
}

/// The part of `search` that reads the words of rules.
mod search {
    pub(crate) mod article;
    pub(crate) mod message;
    pub(crate) mod noise;
    pub(crate) mod prepared;
    pub(crate) mod vocabulary;
    pub(crate) mod words;
    pub(crate) mod write;

    use super::rule::Rule;

    /// The words of rules, as the program wants them. How they were written is for whom types words:
    /// on a page that reads logs nobody does.
    pub(crate) fn builtin_words(rules: &mut [Rule], are_typed: bool) -> Vec<u8> {
        rules.sort_by(|one, other| one.id.cmp(&other.id));
        let mut learner = vocabulary::Learner::new(prepared::Prepared::default());
        let counts =
            rules.iter().map(|rule| (rule.id.as_str(), article::counts(rule, &mut learner)));
        let articles: Vec<_> = counts.collect();
        let words = learner.done();
        let numbers = words.numbers.iter().map(|(word, key)| (word.as_str(), *key));
        write::prepare(&articles, numbers, words.written().filter(|_| are_typed))
    }
}

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use program::compiled::Compiled;
use program::grams::Table;
use program::literals::anchors;
use source::{Source, Sources};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=grammar");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));

    let healthy = root.join("tests/corpus/healthy");
    fs::write(out.join("healthy_logs.rs"), embedded(&healthy)?)?;
    let logs = files(&healthy)?;
    let logs = logs.iter().map(fs::read).collect::<Result<Vec<_>, _>>()?;
    let logs: Vec<&[u8]> = logs.iter().map(Vec::as_slice).collect();
    let table = Table::of(&logs);
    fs::write(out.join("log_grams.bin"), &table.0)?;

    let mut read = Vec::new();
    fs::write(out.join("builtin_rules.rs"), rules(&root, &table, &mut read)?)?;
    fs::write(out.join("builtin_words.bin"), search::builtin_words(&mut read, is_full()))?;
    fs::write(out.join("book.rs"), embedded(&root.join("book"))?)?;
    fs::write(out.join("cases.rs"), cases(&root)?)
}

/// Whether all of it is wanted, and not only what a page in a browser needs.
fn is_full() -> bool {
    env::var_os("CARGO_FEATURE_FULL").is_some()
}

/// The source of a slice with all rules, as `kb::builtin` wants them; those that are sound go to
/// `read`.
fn rules(root: &Path, table: &Table, read: &mut Vec<rule::Rule>) -> io::Result<String> {
    let mut list = String::from("&[\n");
    for path in files(&root.join("rules"))? {
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let name = path.strip_prefix(root).expect("it lies below").to_string_lossy();
        let name = name.replace('\\', "/");
        let text = fs::read_to_string(&path)?;
        let mut sources = Sources::default();
        let id = sources.add(Source::new(name.clone(), text.clone()));
        // A broken rule is loaded at run time, where what is wrong with it is shown.
        let prepared = match rule::load(&sources, id).0 {
            Some(rule) => {
                let source = format!("Some({})", prepared(&rule, table));
                read.push(rule);
                source
            }
            None => "None".to_owned(),
        };
        let text = match without_samples(&name, &text) {
            Some(text) if !is_full() => format!("{text:?}"),
            _ => format!("include_str!({:?})", path.to_string_lossy()),
        };
        writeln!(list, "    BuiltIn {{ path: {name:?}, text: {text}, prepared: {prepared} }},")
            .expect("a string takes all");
    }
    list.push(']');
    Ok(list)
}

/// The file of a rule up to its samples, which are half of it; `None` if that is not the same rule.
fn without_samples<'t>(name: &str, text: &'t str) -> Option<&'t str> {
    let (head, _) = text.split_once("\n[[sample]]\n")?;
    let load = |text: &str| {
        let mut sources = Sources::default();
        let id = sources.add(Source::new(name.to_owned(), text.to_owned()));
        let rule = rule::load(&sources, id).0?;
        let symptom = rule.detection.as_ref().map(|it| (it.written, it.keep.len()));
        let causes: Vec<_> =
            rule.causes.iter().map(|it| (it.name.clone(), it.when_written)).collect();
        Some((symptom, causes, rule.see, rule.formerly))
    };
    let rule = load(head)?;
    (Some(rule) == load(text)).then_some(head)
}

/// The source of what is known of a rule.
fn prepared(rule: &rule::Rule, table: &Table) -> String {
    let formerly: Vec<&str> = rule.formerly.iter().map(|id| id.as_str()).collect();
    let refines: Vec<&str> = rule.refines.iter().map(|id| id.value.as_str()).collect();
    let detection = rule.detection.as_ref().map_or("None".to_owned(), |detection| {
        let compiled = Compiled {
            pattern: detection.symptom.pattern.clone(),
            keep: detection.keep.clone(),
            causes: rule.causes.iter().map(|cause| cause.when.clone()).collect(),
        };
        let compiled = compiled.bytes().expect("all of it can be written");
        let compiled = format!("b\"{}\"", compiled.escape_ascii());
        let literals = anchors(&detection.symptom.pattern, table).map_or("None".to_owned(), |found| {
            let list = |literals: &[program::literals::Literal]| {
                let literals = literals.iter();
                let literals = literals.map(|one| format!("(&{:?}, {})", &*one.bytes, one.fold));
                literals.collect::<Vec<_>>().join(", ")
            };
            format!("Some((&[{}], &[{}]))", list(&found.rare), list(&found.others))
        });
        let by = match &detection.symptom.pattern {
            symptom::Pattern::One(_) => "None".to_owned(),
            symptom::Pattern::Several(several) => {
                let by: Vec<&str> = several.by.iter().map(|field| field.name()).collect();
                format!("Some(&{by:?})")
            }
        };
        format!(
            "Some(PreparedDetection {{ written: Written {{ compiled: {compiled}, by: {by} }}, literals: {literals} }})"
        )
    });
    format!("Prepared {{ formerly: &{formerly:?}, refines: &{refines:?}, detection: {detection} }}")
}

/// The source of a slice with the path and the bytes of every file in a folder.
fn embedded(folder: &Path) -> io::Result<String> {
    let mut list = String::from("&[\n");
    for path in files(folder)? {
        let name = path.strip_prefix(folder).expect("it lies below").to_string_lossy();
        let name = name.replace('\\', "/");
        let path = path.to_string_lossy();
        writeln!(list, "    ({name:?}, include_bytes!({path:?})),").expect("a string takes all");
    }
    list.push(']');
    Ok(list)
}

/// The source of a slice with the name and the text of every page that shows what is wrong with
/// rules.
fn cases(root: &Path) -> io::Result<String> {
    let mut list = String::from("&[\n");
    for folder in ["check", "test", "import"] {
        for path in files(&root.join("tests/cases").join(folder))? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let path = path.to_string_lossy();
            writeln!(list, "    ({name:?}, include_str!({path:?})),").expect("a string takes all");
        }
    }
    list.push(']');
    Ok(list)
}

/// All files below a folder, sorted.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.append(&mut files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
