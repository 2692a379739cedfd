//! Runs a collection of CRE rules over the logs that lie beside them and compares what is found
//! with what the reference engine found.
//!
//! ```sh
//! cargo run --release --example compare_cre -- FOLDER
//! ```
//!
//! The folder holds `rules/**/*.yaml` with logs beside them, and `expected.json`: for each log,
//! its path below `rules`, the ids that were found with the entries of their hits, as
//! `[time, text]`. All rules run over every log.
//!
//! What differs is explained if two things hold: a model of the reference engine that reads the
//! records as they are read here finds what was found here, and the same model finds what was
//! expected when it reads the log in ways in which the reference engine is known to read it. These
//! ways are the reasons. The exit code is 1 if a difference is left that has none.
#![allow(clippy::unwrap_used, reason = "a folder of another form ends the program")]

mod matcher;
mod reading;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use pomkb::diagnostic::render;
use pomkb::import;
use pomkb::kb::{KnowledgeBase, Shelf};
use pomkb::record::{Calendar, split};
use pomkb::scan::{Limits, Scanner};
use pomkb::source::{Source, Sources};
use pomkb::symptom::Pattern;
use reading::{Line, Reading};

/// An entry of a hit: its time in milliseconds, and the text without its blanks.
type Shown = (i64, String);

/// The entries of all hits, by the id of the rule.
type Found = BTreeMap<String, Vec<Shown>>;

/// The reference ran in this year, which is that of times without one.
const CALENDAR: Calendar = Calendar::of_year(2026);

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1).map(PathBuf::from) else {
        eprintln!("name the folder of the collection");
        return ExitCode::from(2);
    };
    let mut files = Vec::new();
    walk(&folder.join("rules"), &mut files);
    let (kb, refused) = load(&files, str::to_owned);
    let (nameless, _) = load(&files, without_names);
    let text = fs::read_to_string(folder.join("expected.json")).unwrap();
    let all: BTreeMap<String, BTreeMap<String, Vec<(String, String)>>> =
        serde_json::from_str(&text).unwrap();

    let (mut equal, mut unexplained) = (0, 0);
    let mut classes: BTreeMap<Vec<&str>, Vec<String>> = BTreeMap::new();
    for (log, expected) in &all {
        let bytes = fs::read(folder.join("rules").join(log)).unwrap();
        let lines = reading::lines(&bytes, &CALENDAR);
        let expected: Found = expected.iter().map(of_reference).collect();
        let found = run(&kb, &bytes, &lines);
        let ids: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
        let mut is_equal = true;
        for id in ids {
            let none = Vec::new();
            let expected = expected.get(id).unwrap_or(&none);
            let found = found.get(id).unwrap_or(&none);
            let rule = Rule { pattern: pattern(&kb, id), nameless: pattern(&nameless, id) };
            let outcome = compare(rule, &lines, expected, found);
            if outcome == Outcome::Equal {
                continue;
            }
            is_equal = false;
            let shown = format!("{log}  {id}  {}", what(expected, found));
            match outcome {
                Outcome::Equal => {}
                Outcome::Explained(reasons) => classes.entry(reasons).or_default().push(shown),
                Outcome::Unexplained(what) => {
                    unexplained += 1;
                    println!("no reason: {shown}: {what}");
                }
            }
        }
        equal += usize::from(is_equal);
    }
    println!("{:>5}  rules loaded", kb.rules().count());
    println!("{refused:>5}  rules refused");
    println!("{:>5}  logs", all.len());
    println!("{equal:>5}  logs with the same findings and entries");
    for (reasons, shown) in &classes {
        println!("{:>5}  differences: {}", shown.len(), reasons.join("; "));
        shown.iter().for_each(|shown| println!("       {shown}"));
    }
    println!("{unexplained:>5}  differences without a reason");
    ExitCode::from(u8::from(unexplained + refused > 0))
}

/// What came of comparing one rule on one log.
#[derive(Debug, PartialEq)]
enum Outcome {
    Equal,
    /// The ways in which the reference engine reads the log that lead to the difference.
    Explained(Vec<&'static str>),
    /// What does not fit.
    Unexplained(String),
}

/// What a rule looks for, if it was imported.
#[derive(Clone, Copy)]
struct Rule<'k> {
    pattern: Option<&'k Pattern>,
    /// The same, with the names of terms for texts.
    nameless: Option<&'k Pattern>,
}

/// Named terms are known in their own file; where all rules ran as one, they were not.
const NAMES: &str = "a named term is a text there";

fn compare(rule: Rule<'_>, lines: &[Line], expected: &[Shown], found: &[Shown]) -> Outcome {
    if expected == found {
        return Outcome::Equal;
    }
    let Some(pattern) = rule.pattern else {
        return Outcome::Unexplained("the rule was not imported".to_owned());
    };
    let plain = Reading::default();
    let own = model(pattern, lines, &plain, Print::Each);
    if own != found {
        return Outcome::Unexplained(format!("the model has another {}", first(found, &own)));
    }
    let fits = |reading: &Reading| model(pattern, lines, reading, Print::ByStart) == expected;
    if let Some(reading) = Reading::all(lines).into_iter().find(fits) {
        return match reading.reasons() {
            reasons if reasons.is_empty() => Outcome::Equal,
            reasons => Outcome::Explained(reasons),
        };
    }
    match rule.nameless.filter(|other| *other != pattern) {
        Some(other) if model(other, lines, &plain, Print::ByStart) == expected => {
            Outcome::Explained(vec![NAMES])
        }
        _ => Outcome::Unexplained(first(expected, found)),
    }
}

/// What differs, in words.
fn what(expected: &[Shown], found: &[Shown]) -> String {
    let times = |entries: &[Shown]| entries.iter().map(|(time, _)| *time).collect::<Vec<_>>();
    let texts = |entries: &[Shown]| {
        let mut texts: Vec<String> = entries.iter().map(|(_, text)| text.clone()).collect();
        texts.sort();
        texts
    };
    match (expected.len(), found.len()) {
        (there, here) if there != here => format!("{there} entries there, {here} here"),
        _ if texts(expected) == texts(found) => "other times".to_owned(),
        _ if times(expected) == times(found) => "other texts".to_owned(),
        _ => "other times and texts".to_owned(),
    }
}

/// A file whose terms have no names, so that a name in a rule is a text.
fn without_names(text: &str) -> String {
    text.replace("\nterms:", "\nunused:")
}

fn pattern<'k>(kb: &'k KnowledgeBase, id: &str) -> Option<&'k Pattern> {
    let detection = kb.find(id).and_then(|ix| kb.rule(ix).detection.as_ref());
    detection.map(|one| &one.symptom.pattern)
}

/// The first entry of each that the other lacks.
fn first(one: &[Shown], other: &[Shown]) -> String {
    let lacks = |these: &[Shown], those: &[Shown]| {
        let entry = these.iter().find(|entry| !those.contains(entry));
        entry.map(|(time, text)| format!("{time} {:.150}", text.escape_debug().to_string()))
    };
    format!("{:?} / {:?}", lacks(one, other), lacks(other, one))
}

/// How hits are printed.
#[derive(Clone, Copy, PartialEq)]
enum Print {
    Each,
    /// As the reference does, which keeps them by the time at which they start: of those that
    /// start at the same time, the last one is printed as often as there are.
    ByStart,
}

/// What the model of the reference engine finds in a log that is read in one way.
fn model(pattern: &Pattern, lines: &[Line], reading: &Reading, print: Print) -> Vec<Shown> {
    let entries = reading::entries(lines, reading);
    let hits = matcher::hits(pattern, &reading::trace(pattern, &entries));
    let start = |hit: &[usize]| hit.first().map(|first| entries[*first].time);
    let last: BTreeMap<Option<i64>, &Vec<usize>> =
        hits.iter().map(|hit| (start(hit), hit)).collect();
    let printed = hits.iter().flat_map(|hit| match print {
        Print::Each => hit,
        Print::ByStart => last[&start(hit)],
    });
    let shown = printed.map(|entry| shown(entries[*entry].time, &entries[*entry].text));
    sorted(shown.collect())
}

/// What the reference engine found of one rule.
fn of_reference((id, entries): (&String, &Vec<(String, String)>)) -> (String, Vec<Shown>) {
    let entries = entries.iter().map(|(time, text)| shown(nanos(time), text));
    (id.to_ascii_lowercase(), sorted(entries.collect()))
}

/// What all rules find in a log.
fn run(kb: &KnowledgeBase, bytes: &[u8], lines: &[Line]) -> Found {
    let limits =
        Limits { evidence: usize::MAX, records: usize::MAX, line: 4 << 20, ..Limits::default() };
    let mut scanner = Scanner::new(kb.program(), limits, CALENDAR);
    scanner.feed("log", bytes);
    let report = scanner.finish();
    let times: BTreeMap<u64, i64> =
        lines.iter().map(|line| line.number).zip(reading::times(lines)).collect();
    let of_rule = report.findings.iter().map(|finding| {
        let evidence = finding.evidence.iter();
        let entries = evidence.map(|one| shown(times[&one.line], &one.text));
        (kb.rule(finding.rule).id.to_string(), sorted(entries.collect()))
    });
    of_rule.collect()
}

/// All rules of the collection, their files changed, and how many could not be imported or loaded.
fn load(files: &[PathBuf], change: impl Fn(&str) -> String) -> (KnowledgeBase, usize) {
    let (mut sources, mut rules, mut refused) = (Sources::default(), Vec::new(), 0);
    let is_yaml = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "yaml");
    for path in files.iter().filter(is_yaml) {
        let text = change(&fs::read_to_string(path).unwrap());
        let id = sources.add(Source::new(path.display().to_string(), text));
        let import = import::cre(&sources, id);
        refused += import.refused;
        if import.refused > 0 {
            import.diagnostics.iter().for_each(|one| println!("{}", render(one, &sources)));
        }
        let written = import.rules.iter().map(|rule| Source::new(rule.path(), rule.draft.text()));
        rules.extend(written);
    }
    let number = rules.len();
    let kb = KnowledgeBase::load([Shelf::Own(rules)]);
    refused += number - kb.rules().count();
    (kb, refused)
}

/// An entry as it is compared: the engines join the lines of an entry in different ways.
fn shown(nanos: i64, text: &str) -> Shown {
    (nanos.div_euclid(1_000_000), text.split_whitespace().collect())
}

/// The order in which entries are listed tells nothing.
fn sorted(mut entries: Vec<Shown>) -> Vec<Shown> {
    entries.sort();
    entries
}

/// The moment of a time in RFC 3339, UTC, in nanoseconds.
fn nanos(time: &str) -> i64 {
    let text = format!("{{\"time\":\"{time}\"}}");
    let record = split(text.as_bytes(), &CALENDAR).next().unwrap();
    record.time().unwrap().as_nanos()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}
