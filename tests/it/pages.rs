//! The rule files that stand in the pages of tests and of the book.

use std::fs;
use std::path::Path;

use crate::rules::root;

/// The name and the text of every rule file in a page.
pub(crate) fn rule_files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in ["tests/cases", "book/src"] {
        collect(&root().join(folder), &mut files);
    }
    files
}

fn collect(folder: &Path, files: &mut Vec<(String, String)>) {
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            fences(&fs::read_to_string(&path).unwrap(), files);
        }
    }
}

fn fences(page: &str, files: &mut Vec<(String, String)>) {
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let fence = line.len() - line.trim_start_matches('`').len();
        if fence < 3 {
            continue;
        }
        let close = "`".repeat(fence);
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != close).collect();
        if let Some(("toml", name)) = line[fence..].split_once(' ') {
            files.push((name.to_owned(), body.join("\n") + "\n"));
        }
    }
}
