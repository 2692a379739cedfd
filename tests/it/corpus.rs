//! Whole logs: healthy ones alarm nobody; recorded ones get their answer first.

use std::fs;

use pomkb::render::Answer;
use pomkb::rule::Severity;
use serde::Deserialize;

use crate::rules::{alarms, base, root, scan};

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
    assert!(logs >= 25, "{logs} healthy logs");
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

#[test]
fn recorded_lines_get_their_answer_first() {
    let kb = base();
    let mut wrong = Vec::new();
    for file in ["access.jsonl", "startup.jsonl"] {
        let text = fs::read_to_string(root().join("tests/corpus/recorded").join(file)).unwrap();
        for line in text.lines() {
            let recorded: Recorded = serde_json::from_str(line).unwrap();
            let report = scan(&kb, &recorded.log);
            let answer = Answer::arrange(&kb, &report, Severity::Harmless);
            let first = answer.shown().first().map(|shown| shown.rule);
            let is_right = match &recorded.expect {
                Some(id) => first.is_some_and(|rule| rule.id.as_str() == id),
                None => answer.worst() <= Some(Severity::Info),
            };
            if !is_right {
                wrong.push(format!(
                    "{file}: {} {}: expected {:?}, found {:?}",
                    recorded.program,
                    recorded.scenario,
                    recorded.expect,
                    first.map(|rule| rule.id.as_str())
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
