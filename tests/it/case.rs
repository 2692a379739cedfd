//! Runs Markdown pages as tests: files from fences, commands and their output from console fences.
//!
//! A fence whose info string has a second word is a file of that name. A `console` fence holds
//! commands, `$ pomkb …`, each followed by what it prints (both streams, in order) and, if it is
//! not 0, by its exit code as `? 1`. `POMKB_BLESS=1` writes what is printed into the pages.
//!
//! How many built-in rules there are is nothing that a page shows: who adds one has no page to mend.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use regex::Regex;

use crate::rules::root;

#[test]
fn cases() {
    run(&root().join("tests/cases"));
}

#[test]
fn book() {
    run(&root().join("book/src"));
}

#[test]
fn readme() {
    run(&root().join("README.md"));
}

#[test]
fn contributing() {
    run(&root().join("CONTRIBUTING.md"));
}

/// Runs a page, or all pages below a folder, and shows every difference.
fn run(path: &Path) {
    let mut pages = Vec::new();
    collect(path, &mut pages);
    assert!(!pages.is_empty(), "no page in {}", path.display());
    let failures: Vec<String> = pages.iter().filter_map(|page| try_page(page)).collect();
    assert!(
        failures.is_empty(),
        "{} of {} pages differ (POMKB_BLESS=1 takes the new output over):\n\n{}",
        failures.len(),
        pages.len(),
        failures.join("\n")
    );
}

fn collect(path: &Path, pages: &mut Vec<PathBuf>) {
    if path.is_file() {
        pages.push(path.to_owned());
        return;
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            collect(&entry, pages);
        } else if entry.extension().is_some_and(|ending| ending == "md") {
            pages.push(entry);
        }
    }
}

/// The difference between a page and what really happens, if there is one.
fn try_page(page: &Path) -> Option<String> {
    let written = fs::read_to_string(page).unwrap();
    let real = replay(&written, scratch().path());
    // Output with a fence in it would end the console fence: the page needs a longer one.
    let again = replay(&real, scratch().path());
    assert_eq!(again, real, "{}: use a longer fence", page.display());
    if without_count(&real) == without_count(&written) {
        return None;
    }
    if std::env::var_os("POMKB_BLESS").is_some() {
        fs::write(page, real).unwrap();
        return None;
    }
    let difference = similar::TextDiff::from_lines(&written, &real);
    let name = page.strip_prefix(root()).unwrap_or(page).display().to_string();
    Some(difference.unified_diff().header(&name, "what happens").to_string())
}

/// The text without the number in `644 rules tried` or `99 rules`, where built-in rules are among
/// these: pages have fewer than ten of their own.
fn without_count(text: &str) -> String {
    static COUNT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b[0-9]{2,} rules\b").unwrap());
    COUNT.replace_all(text, "all rules").into_owned()
}

/// A folder in which a page is run. Pages may read the logs that come along. They are copied: what a
/// page writes stays here.
fn scratch() -> tempfile::TempDir {
    let scratch = tempfile::tempdir().unwrap();
    fs::create_dir(scratch.path().join("examples")).unwrap();
    for entry in fs::read_dir(root().join("examples")).unwrap() {
        let file = entry.unwrap().path();
        if file.is_file() {
            let name = Path::new("examples").join(file.file_name().unwrap());
            fs::copy(&file, scratch.path().join(name)).unwrap();
        }
    }
    scratch
}

/// The page as it is when its commands are run anew.
fn replay(page: &str, scratch: &Path) -> String {
    let mut real = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let _ = writeln!(real, "{line}");
        let fence = line.len() - line.trim_start_matches('`').len();
        if fence < 3 {
            continue;
        }
        let close = "`".repeat(fence);
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != close).collect();
        let mut info = line[fence..].split_whitespace();
        match (info.next(), info.next()) {
            (Some("console"), _) => real.push_str(&replay_console(&body, scratch)),
            (Some(_), Some(name)) => {
                write_file(&scratch.join(name), &body);
                real.extend(body.iter().flat_map(|line| [*line, "\n"]));
            }
            _ => real.extend(body.iter().flat_map(|line| [*line, "\n"])),
        }
        let _ = writeln!(real, "{close}");
    }
    real
}

/// Writes a file of a page. So that pages can hold what no editor shows, `\x1b` and the like
/// stand for bytes where the name ends with `.escaped`, which is taken off.
fn write_file(path: &Path, body: &[&str]) {
    let mut bytes = Vec::new();
    for line in body {
        bytes.extend(line.as_bytes());
        bytes.push(b'\n');
    }
    let mut path = path.to_owned();
    if path.extension().is_some_and(|ending| ending == "escaped") {
        path.set_extension("");
        bytes = unescape(&String::from_utf8(bytes).unwrap());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).unwrap();
    }
    fs::write(path, bytes).unwrap();
}

/// Undoes `\xHH`, `\n`, `\r`; a line end in the page is none in the file, `\n` is.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let text = text.replace('\n', "");
    let mut rest = text.as_str();
    while let Some(at) = rest.find('\\') {
        bytes.extend(&rest.as_bytes()[..at]);
        let escape = &rest[at + 1..];
        let width = match escape.as_bytes()[0] {
            b'x' => {
                bytes.push(u8::from_str_radix(&escape[1..3], 16).unwrap());
                3
            }
            b'n' => {
                bytes.push(b'\n');
                1
            }
            b'r' => {
                bytes.push(b'\r');
                1
            }
            other => panic!("no escape: \\{}", char::from(other)),
        };
        rest = &escape[width..];
    }
    bytes.extend(rest.as_bytes());
    bytes
}

fn replay_console(body: &[&str], scratch: &Path) -> String {
    let mut real = String::new();
    for command in body.iter().filter_map(|line| line.strip_prefix("$ ")) {
        let (output, code) = execute(command, scratch);
        let _ = writeln!(real, "$ {command}");
        real.push_str(&output);
        if !output.is_empty() && !output.ends_with('\n') {
            real.push('\n');
        }
        if code != 0 {
            let _ = writeln!(real, "? {code}");
        }
    }
    real
}

fn execute(command: &str, scratch: &Path) -> (String, i32) {
    let (command, input) = match command.split_once(" < ") {
        Some((command, input)) => (command, Stdio::from(File::open(scratch.join(input)).unwrap())),
        None => (command, Stdio::null()),
    };
    let mut words = command.split_whitespace().map(|word| word.trim_matches('\''));
    let program = words.next().unwrap();
    // In a page that tells how to build, cargo stands for what it builds.
    let skipped = match program {
        "pomkb" => 0,
        "cargo" => words.clone().take_while(|word| *word != "--").count() + 1,
        other => panic!("pages run `pomkb` and `cargo run … --`, not `{other}`"),
    };
    let printed = scratch.join(".printed");
    let stdout = File::create(&printed).unwrap();
    let stderr = stdout.try_clone().unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_pomkb"))
        .args(words.skip(skipped))
        .current_dir(scratch)
        .env("NO_COLOR", "1")
        .stdin(input)
        .stdout(stdout)
        .stderr(stderr)
        .status()
        .unwrap();
    let output = String::from_utf8_lossy(&fs::read(printed).unwrap()).into_owned();
    (output, status.code().unwrap_or(-1))
}
