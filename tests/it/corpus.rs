//! Whole logs: healthy ones alarm nobody; recorded ones get their answer first.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use pomkb::kb::KnowledgeBase;
use pomkb::record::split;
use pomkb::render::Answer;
use pomkb::rule::Severity;
use serde::Deserialize;

use crate::rules::{CALENDAR, alarms, base, root, scan};

#[test]
fn healthy_logs_alarm_nobody() {
    let kb = base();
    let mut logs = 0;
    let mut wrong = Vec::new();
    for entry in fs::read_dir(root().join("tests/corpus/healthy")).unwrap() {
        let path = entry.unwrap().path();
        let log = fs::read(&path).unwrap();
        let report = scan(&kb, &String::from_utf8_lossy(&log));
        let found = alarms(&kb, &report);
        if !found.is_empty() {
            wrong.push(format!("{}: {}", path.display(), found.join(", ")));
        }
        logs += 1;
    }
    assert!(logs >= 75, "{logs} healthy logs");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn healthy_logs_are_many() {
    let entries = fs::read_dir(root().join("tests/corpus/healthy")).unwrap();
    let lines: usize = entries
        .map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .map(|log| log.iter().filter(|byte| **byte == b'\n').count())
        .sum();
    assert!(lines >= 7000, "{lines} healthy lines");
}

/// A row of the README's table of services.
struct Service {
    name: String,
    /// What a record in each of its logs holds.
    mark: String,
    /// The names of its logs, without `.log`.
    logs: Vec<String>,
}

/// The rows of the only table under `## healthy`.
fn services() -> Vec<Service> {
    let readme = fs::read_to_string(root().join("tests/corpus/README.md")).unwrap();
    let (_, healthy) = readme.split_once("## healthy").unwrap();
    let (healthy, _) = healthy.split_once("## recorded").unwrap();
    let code = |cell: &str| -> Vec<String> {
        cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let rows = healthy.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [name, mark, logs] = cells[..] else { panic!("three cells in {row}") };
        Service { name: name.to_owned(), mark: code(mark).concat(), logs: code(logs) }
    })
    .collect()
}

/// What most records of a log are taken for: the envelopes from the outside, then the format.
fn form(log: &[u8]) -> String {
    let mut forms = BTreeMap::<String, usize>::new();
    for record in split(log, &CALENDAR) {
        let carriers = record.envelope().carriers.iter().map(|carrier| carrier.name());
        let steps: Vec<&str> = carriers.chain([record.format().name()]).collect();
        *forms.entry(steps.join(" > ")).or_default() += 1;
    }
    forms.into_iter().max_by_key(|(_, records)| *records).map(|(form, _)| form).unwrap()
}

#[test]
fn each_service_has_a_healthy_log_in_three_forms() {
    let services = services();
    assert!(services.len() >= 14, "{} services", services.len());
    let mut wrong = Vec::new();
    for Service { name, mark, logs } in services {
        assert!(!mark.is_empty(), "{name} has no line by which it is known");
        let mut forms = BTreeSet::new();
        for log in logs {
            let path = root().join("tests/corpus/healthy").join(format!("{log}.log"));
            let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{log}: {error}"));
            if !split(&bytes, &CALENDAR).any(|record| record.text().contains(&mark)) {
                wrong.push(format!("{log} is no log of {name}: nothing says {mark}"));
            }
            forms.insert(form(&bytes));
        }
        if forms.len() < 3 {
            wrong.push(format!("{name} is there in {forms:?} only"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Programs write errors when all is well, too; but a log of text is not taken for one of errors.
#[test]
fn healthy_logs_have_few_kinds_without_an_explanation() {
    let kb = base();
    let mut wrong = Vec::new();
    for entry in fs::read_dir(root().join("tests/corpus/healthy")).unwrap() {
        let path = entry.unwrap().path();
        let log = fs::read(&path).unwrap();
        let kinds = scan(&kb, &String::from_utf8_lossy(&log)).unexplained.kinds;
        if kinds.len() > 8 {
            let shapes: Vec<&str> = kinds.iter().map(|kind| kind.shape.as_str()).collect();
            wrong.push(format!("{}:\n  {}", path.display(), shapes.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A line, or a few, that came out of a real program.
#[derive(Deserialize)]
struct Recorded {
    program: String,
    scenario: String,
    log: String,
    /// The rule that must come first; nothing above `info` may be found without one.
    expect: Option<String>,
}

/// At least so many lines each file of the lab has; any other has one.
const FEWEST: &[(&str, usize)] =
    &[("access.jsonl", 200), ("startup.jsonl", 105), ("client.jsonl", 90), ("postgres.jsonl", 105)];

#[test]
fn recorded_lines_get_their_answer_first() {
    let kb = base();
    let mut counts = BTreeMap::new();
    let mut wrong = Vec::new();
    for entry in fs::read_dir(root().join("tests/corpus/recorded")).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !file.ends_with(".jsonl") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines() {
            let recorded: Recorded = serde_json::from_str(line).unwrap();
            wrong.extend(fault(&kb, &recorded).map(|fault| format!("{file}: {fault}")));
        }
        counts.insert(file, text.lines().count());
    }
    for &(file, fewest) in FEWEST {
        let count = counts.get(file).copied().unwrap_or(0);
        assert!(count >= fewest, "{file} has {count} lines; {fewest} is the least");
    }
    assert!(counts.values().all(|&count| count > 0), "an empty file: {counts:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with the answer to a recording.
fn fault(kb: &KnowledgeBase, recorded: &Recorded) -> Option<String> {
    let report = scan(kb, &recorded.log);
    let answer = Answer::arrange(kb, &report, Severity::Harmless);
    let first = answer.shown().first().map(|shown| shown.rule.id.as_str());
    let is_right = match &recorded.expect {
        Some(id) => first == Some(id),
        None => answer.worst() <= Some(Severity::Info),
    };
    let Recorded { program, scenario, expect, .. } = recorded;
    (!is_right).then(|| format!("{program} {scenario}: expected {expect:?}, found {first:?}"))
}
