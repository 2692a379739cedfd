//! What contributors meet says one thing: the gate, the workflow, the hooks, the page.

use std::fs;

use crate::rules::root;

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The commands of pomkb in a text, without the paths that they are given.
fn commands(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let calls = lines.filter_map(|line| {
        let (_, behind) = line.split_once("pomkb ").or_else(|| line.split_once(" -- "))?;
        let words = behind.split_whitespace();
        Some(words.take_while(|word| !word.contains('/')).collect::<Vec<_>>())
    });
    let known = calls.filter(|words| matches!(words.first(), Some(&("fmt" | "check" | "test"))));
    known.map(|words| words[0].to_owned()).collect()
}

#[test]
fn the_gate_is_what_everybody_runs() {
    let gate = commands(&read(".ci/run"));
    assert_eq!(gate, ["fmt", "check", "test"]);
    let workflow = read(".github/workflows/check.yml");
    assert!(workflow.contains("run: .ci/run\n"), "the workflow does not run the gate");
    assert_eq!(commands(&workflow), gate, "the workflow shows something else than the gate");
    let hooks = read(".pre-commit-hooks.yaml");
    let entries = hooks.lines().filter_map(|line| line.trim().strip_prefix("entry: pomkb "));
    assert_eq!(entries.collect::<Vec<_>>(), gate, "the hooks run something else than the gate");
    for page in [".github/pull_request_template.md", "CONTRIBUTING.md"] {
        let text = read(page);
        for command in &gate {
            let is_named = text.contains(&format!("pomkb {command}"))
                || text.contains(&format!("-- {command} "));
            assert!(is_named, "{page} does not name `{command}`");
        }
    }
}
