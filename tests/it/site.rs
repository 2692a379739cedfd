//! The site of the knowledge: the same rules give the same bytes, every link leads somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use pomkb::kb::{KnowledgeBase, Shelf};

type Files = BTreeMap<String, Vec<u8>>;

fn site(args: &[&str]) -> Files {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let program = Command::new(env!("CARGO_BIN_EXE_pomkb"))
        .args(["docs", "--build"])
        .arg(&site)
        .args(args)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(program.status.success(), "{}", String::from_utf8_lossy(&program.stderr));
    let mut files = Files::new();
    collect(&site, &site, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Files) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// The values of an attribute in a page.
fn attributes<'p>(page: &'p str, name: &str) -> impl Iterator<Item = &'p str> {
    let head = format!(" {name}=\"");
    let parts: Vec<&str> = page.split(&head).skip(1).collect();
    parts.into_iter().filter_map(|rest| rest.split_once('"')).map(|(value, _)| value)
}

/// Where a link of a page leads, from the root of the site; `None` if it leaves the site.
fn target(page: &str, link: &str) -> Option<(String, Option<String>)> {
    if link.contains(':') || link.starts_with("//") {
        return None;
    }
    let (path, place) = link.split_once('#').map_or((link, None), |(path, at)| (path, Some(at)));
    let mut parts: Vec<&str> = page.split('/').collect();
    if !path.is_empty() {
        parts.pop();
        for part in path.split('/') {
            match part {
                ".." => drop(parts.pop()),
                "." | "" => {}
                part => parts.push(part),
            }
        }
    }
    Some((parts.join("/"), place.map(str::to_owned)))
}

#[test]
fn the_site_is_whole_and_always_the_same() {
    let files = site(&[]);
    assert_eq!(files, site(&[]), "two runs differ");

    let kb = KnowledgeBase::load([Shelf::Builtin]);
    for (_, rule) in kb.rules() {
        let page = files.get(&format!("rules/{}.html", rule.id));
        let page = page.unwrap_or_else(|| panic!("{} has no page", rule.id));
        let page = String::from_utf8_lossy(page);
        assert!(page.contains("<h1"), "{}", rule.id);
        for cause in &rule.causes {
            let anchor = format!("id=\"{}\"", cause.name);
            assert!(page.contains(&anchor), "{}: no {anchor}", rule.id);
        }
    }

    let pages: BTreeMap<&str, String> = files
        .iter()
        .filter(|(name, _)| name.ends_with(".html"))
        .map(|(name, bytes)| (name.as_str(), String::from_utf8_lossy(bytes).into_owned()))
        .collect();
    let anchors: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(name, page)| (*name, attributes(page, "id").collect())).collect();
    let mut dead = Vec::new();
    for (name, page) in &pages {
        // It is served under any address, and its links are made for the root.
        if *name == "404.html" {
            continue;
        }
        for link in attributes(page, "href").chain(attributes(page, "src")) {
            let Some((file, place)) = target(name, link) else { continue };
            let is_there = files.contains_key(&file)
                && place.is_none_or(|place| {
                    anchors.get(file.as_str()).is_none_or(|known| known.contains(&*place))
                });
            if !is_there {
                dead.push(format!("{name}: {link}"));
            }
        }
    }
    assert!(dead.is_empty(), "{} links lead nowhere:\n{}", dead.len(), dead.join("\n"));
}

/// A folder that a person filled is left alone, whatever its files are called; a site is made anew.
#[test]
fn only_a_site_of_ours_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let run = || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_pomkb"));
        program.args(["docs", "--build"]).arg(&site).output().unwrap().status
    };
    fs::create_dir(&site).unwrap();
    fs::write(site.join("messages.html"), "mine").unwrap();
    assert_eq!(run().code(), Some(2));
    assert_eq!(fs::read_to_string(site.join("messages.html")).unwrap(), "mine");

    fs::remove_file(site.join("messages.html")).unwrap();
    assert!(run().success());
    fs::write(site.join("rules/gone.html"), "a page of a rule that is gone").unwrap();
    assert!(run().success());
    assert!(!site.join("rules/gone.html").exists());
}

/// The search that comes with the site knows the messages that rules look for.
#[test]
fn the_site_can_be_searched() {
    let files = site(&[]);
    let index = files.iter().find(|(name, _)| name.starts_with("searchindex"));
    let (name, index) = index.expect("no index of words");
    let index = String::from_utf8_lossy(index);
    assert!(index.contains("route_not_found"), "{name} does not know a message");
    assert!(files.keys().any(|name| name.starts_with("searcher")), "nothing searches");
}

/// What a rule says is shown, and neither runs in a browser nor reads files of the machine.
#[test]
fn texts_of_rules_are_inert() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret.txt");
    fs::write(&secret, "the-secret-of-the-machine").unwrap();
    let include = format!("{{{{#include {}}}}}", secret.display());
    let rule = format!(
        r#"
title    = "</title><script>bad()</script> [x](javascript:bad()) {include}"
severity = "error"
see      = ["https://www.example.org/lamps"]
symptom  = '''message contains "</code></pre><script>bad()</script> {include}"'''
summary  = "It is dark."

[cause.burnt-out]
title  = "<b onclick=bad()>The lamp is old</b> {include}"
why    = "Lamps last a thousand hours."
remedy = "Put a new one in."
verify = "It glows."

[[sample]]
from  = "<script>bad()</script> in a browser {include}"
log   = '''</code></pre><script>bad()</script> {include}'''
finds = {{ line = 1 }}

[[sample]]
log   = "</code></pre><script>bad()</script>"
quiet = "</p><script>bad()</script> {include}"
"#
    );
    let file = folder.path().join("bad-lamp.toml");
    fs::write(&file, rule).unwrap();
    let files = site(&["--no-builtin-rules", "--rules", file.to_str().unwrap()]);
    assert!(String::from_utf8_lossy(&files["rules/bad-lamp.html"]).contains("bad()"));
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("the-secret-of-the-machine"), "{name} has a file of the machine");
        if name.ends_with(".html") {
            for act in ["<script>bad()", "<b onclick", "\"javascript:"] {
                assert!(!text.contains(act), "{name} has {act}");
            }
        }
    }
}

/// Without an engine the page says how it is made; with one it is there, with all that it loads.
#[test]
fn the_page_that_reads_a_log_comes_with_its_engine() {
    let folder = tempfile::tempdir().unwrap();
    let (engine, other) = (folder.path().join("engine.wasm"), folder.path().join("other.wasm"));
    fs::write(&engine, b"\0asm\x01\0\0\0").unwrap();
    fs::write(&other, "<!DOCTYPE html>").unwrap();
    let own = ["--no-builtin-rules"];

    let page = String::from_utf8_lossy(&site(&own)["read.html"]).into_owned();
    assert!(page.contains("web/build") && !page.contains("Content-Security-Policy"), "{page}");

    let files = site(&[own[0], "--reader", engine.to_str().unwrap()]);
    let page = String::from_utf8_lossy(&files["read.html"]).into_owned();
    assert!(page.contains("Content-Security-Policy"), "{page}");
    for link in attributes(&page, "href").chain(attributes(&page, "src")) {
        if !link.starts_with(['#', 'd']) {
            assert!(files.contains_key(link), "{link} is not there");
        }
    }
    assert_eq!(files["reader/pomkb.wasm"], fs::read(&engine).unwrap());

    let refused = Command::new(env!("CARGO_BIN_EXE_pomkb"))
        .args(["docs", "--build", "site", "--reader", "other.wasm"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(!folder.path().join("site").exists(), "nothing was written");
}

/// An old address leads on.
#[test]
fn former_ids_redirect() {
    let folder = tempfile::tempdir().unwrap();
    let rule = r#"
title    = "The lamp does not glow"
severity = "error"
formerly = ["old-name"]
see      = ["https://www.example.org/lamps"]
symptom  = 'message contains "filament burnt out"'
summary  = "It is dark."

[cause.burnt-out]
title  = "The lamp is old"
why    = "Lamps last a thousand hours."
remedy = "Put a new one in."
verify = "It glows."

[[sample]]
log   = "ERR filament burnt out"
finds = { line = 1 }

[[sample]]
log   = "ERR filament glows"
quiet = "it glows"
"#;
    let file = folder.path().join("new-name.toml");
    fs::write(&file, rule).unwrap();
    let files = site(&["--no-builtin-rules", "--rules", file.to_str().unwrap()]);
    let page = String::from_utf8_lossy(&files["rules/old-name.html"]);
    assert!(page.contains("new-name.html"), "{page}");
}

#[test]
fn the_site_describes_rule_files() {
    let site = site(&[]);
    let schema = site.get("rule.schema.json").map(|bytes| String::from_utf8_lossy(bytes));
    assert_eq!(schema.as_deref(), Some(pomkb::render::schema().as_str()));
    let address = format!("{}/rule.schema.json", env!("CARGO_PKG_HOMEPAGE"));
    assert_eq!(pomkb::rule::SCHEMA, address, "it is published where rule files say");
}
