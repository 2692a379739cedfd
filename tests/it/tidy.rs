//! The house rules: layers, doors, heads of files, sizes. The tables are those of ARCHITECTURE.md.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pomkb::diagnostic::Code;

use crate::rules::root;

/// The modules of the library by layer, lowest first. A module names only modules of lower
/// layers; siblings are strangers.
const LAYERS: &[&[&str]] = &[
    &["source", "value", "field", "spelling", "bytes"],
    &["diagnostic"],
    &["syntax", "record"],
    &["symptom"],
    &["rule", "program", "secret"],
    &["kb", "scan", "import"],
    &["propose", "review", "search", "trial", "why"],
    &["render", "editor"],
];

/// Modules of the lowest layer that build on one another; everywhere else siblings are strangers.
const NEIGHBOURS: &[(&str, &str)] = &[];

/// Each foreign crate and the one file that names it.
const DOORS: &[(&str, &str)] = &[
    ("annotate_snippets", "diagnostic/render.rs"),
    ("aho_corasick", "program/filter.rs"),
    ("anyhow", "cli/"),
    ("bm25", "search/rank.rs"),
    ("clap", "cli/args.rs"),
    ("encoding_rs_io", "cli/io.rs"),
    ("flate2", "cli/io.rs"),
    ("indicatif", "cli/progress.rs"),
    ("jiff", "value.rs"),
    ("lru", "scan/correlate.rs"),
    ("lsp_server", "cli/lsp/wire.rs"),
    ("lsp_types", "cli/lsp/"),
    ("mdbook_driver", "cli/site.rs"),
    ("memchr", "bytes.rs"),
    ("minijinja", "render/template.rs"),
    ("pest", "syntax/parse.rs"),
    ("pest_derive", "syntax/parse.rs"),
    ("pulldown_cmark", "rule/prose.rs"),
    ("postcard", "program/compiled.rs"),
    ("regex", "symptom/regex.rs"),
    ("regex_syntax", "symptom/regex.rs"),
    ("rust_stemmers", "search/words.rs"),
    ("saphyr_parser", "import/cre/yaml.rs"),
    ("serde_json", "render/json.rs"),
    ("similar", "cli/cmd/fmt.rs"),
    ("strsim", "spelling.rs"),
    ("tempfile", "cli/cmd/docs.rs"),
    ("terminal_size", "cli/out.rs"),
    ("toml", "rule/file.rs"),
    ("zstd", "cli/io.rs"),
];

const LONGEST_FILE: usize = 600;

/// Path below `src`, and text without comments and tests.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(&root().join("src"), &mut files);
    files.sort();
    assert!(files.len() > 40, "only {} files were found", files.len());
    files
}

fn collect(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root().join("src")).unwrap().display().to_string();
            files.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Lines of code: neither comments nor the tests at the foot of the file.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().take_while(|line| *line != "#[cfg(test)]");
    lines.filter(|line| !line.trim_start().starts_with("//"))
}

/// What may touch the world: the program, and what builds it.
fn is_of_the_program(name: &str) -> bool {
    name.starts_with("cli/") || name == "build.rs"
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The modules that a line names behind `crate::`.
fn named(line: &str) -> Vec<&str> {
    let words = |text: &'_ str| -> usize {
        text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())
    };
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = &list[..list.find('}').unwrap_or(list.len())];
                found.extend(list.split(',').map(|item| {
                    let item = item.trim();
                    &item[..words(item)]
                }));
            }
            None => found.push(&rest[..words(rest)]),
        }
    }
    found
}

#[test]
fn modules_name_only_lower_layers() {
    let mut wrong = Vec::new();
    for (name, text) in sources().iter().filter(|(name, _)| !is_of_the_program(name)) {
        let own = name.split('/').next().unwrap().trim_end_matches(".rs");
        if own == "lib" {
            continue;
        }
        let Some(own_layer) = layer(own) else {
            wrong.push(format!("{name}: `{own}` has no layer; ARCHITECTURE.md names them"));
            continue;
        };
        for other in code(text).flat_map(named).filter(|other| *other != own) {
            let is_lower = layer(other).is_some_and(|other| other < own_layer);
            let is_neighbour = NEIGHBOURS.contains(&(own, other));
            if layer(other).is_some() && !is_lower && !is_neighbour {
                wrong.push(format!(
                    "{name} imports `{other}`, which is not below `{own}` (ARCHITECTURE.md, layers)"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_dependency_has_one_door() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        for line in code(&text) {
            for (dependency, door) in DOORS {
                let names = line.contains(&format!("{dependency}::"))
                    && !line.contains(&format!("_{dependency}::"))
                    && !line.contains(&format!("::{dependency}::"));
                // Our own modules `regex` go by their path.
                let is_ours = *dependency == "regex" && line.contains("self::regex::");
                if names && !is_ours && !name.starts_with(door) {
                    wrong.push(format!("{name} names `{dependency}`; its door is {door}"));
                }
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_dependency_is_in_the_table() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let list = manifest.split("[dependencies]").nth(1).unwrap();
    let list = list.split("[dev-dependencies]").next().unwrap();
    let names = list.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name);
    for name in names.filter(|name| *name != "serde") {
        let module = name.replace('-', "_");
        let is_known = DOORS.iter().any(|(dependency, _)| *dependency == module);
        // What is used through paths of another name, such as traits, is found by its import.
        assert!(is_known || name == "unicode-width", "`{name}` has no door");
    }
}

#[test]
fn the_library_does_not_touch_the_world() {
    const WORLD: [&str; 8] = [
        "std::fs",
        "std::env",
        "std::process",
        "TcpStream",
        "std::thread",
        "SystemTime",
        "Instant",
        "println!",
    ];
    let library = sources().into_iter().filter(|(name, _)| !is_of_the_program(name));
    for (name, text) in library {
        for line in code(&text) {
            for word in WORLD {
                assert!(!line.contains(word), "{name} names {word}: only `cli` touches the world");
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is_and_is_of_one_idea() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        if !text.starts_with("//! ") {
            wrong.push(format!("{name} does not begin with `//!` and a sentence"));
        }
        let lines = text.lines().count();
        if lines > LONGEST_FILE {
            wrong.push(format!("{name} has {lines} lines; {LONGEST_FILE} is the most"));
        }
        if name.ends_with("mod.rs") {
            wrong.push(format!("{name}: write `foo.rs` beside `foo/`"));
        }
        if text.contains("super::super") {
            wrong.push(format!("{name} says `super::super`: write the path from `crate`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Codes that are shown by other commands, or need a file that no page can hold.
pub(crate) const ELSEWHERE: [&str; 3] = ["invalid-template", "import-unusable", "internal"];

#[test]
fn every_code_has_a_case() {
    let mut shown = BTreeMap::new();
    let pages = ["check", "test", "import"].map(|folder| root().join("tests/cases").join(folder));
    for entry in pages.iter().flat_map(|folder| fs::read_dir(folder).unwrap()) {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for code in Code::ALL {
            if text.contains(&format!("[{}]", code.name())) {
                *shown.entry(code.name()).or_insert(0) += 1;
            }
        }
    }
    let missing: Vec<&str> = Code::ALL
        .iter()
        .map(|code| code.name())
        .filter(|name| !shown.contains_key(name) && !ELSEWHERE.contains(name))
        .collect();
    assert!(missing.is_empty(), "no page of tests/cases shows: {}", missing.join(", "));
}
