//! Conversations of an editor with `pomkb lsp`, recorded in `tests/lsp/`, held with the real program.
//!
//! A fence `json client` is a message that the editor sends, `text client` bytes as they are with
//! `\r`, `\n` and `\x00` for what no page holds. What the server says until it waits again stands
//! in the fence `json server` behind it; `POMKB_BLESS=1` writes it anew. A fence whose info string
//! names a file is a file of the workspace, `file:///base`; a text `@rules/a.toml` in a message
//! stands for what is in it. A page that does not initialize the server does not show that it is.

mod page;
mod server;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::rules::root;
use page::{Fence, fences};
use server::Server;

#[test]
fn sessions() {
    let mut pages: Vec<_> = fs::read_dir(root().join("tests/lsp"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    pages.sort();
    assert!(pages.len() > 5, "only {} sessions were found", pages.len());
    let mut differences = String::new();
    for page in pages {
        let written = fs::read_to_string(&page).unwrap();
        let real = replay(&written);
        if real == written {
            continue;
        }
        if std::env::var_os("POMKB_BLESS").is_some() {
            fs::write(&page, real).unwrap();
            continue;
        }
        let difference = similar::TextDiff::from_lines(&written, &real);
        let name = page.file_name().unwrap().to_string_lossy().into_owned();
        let shown = difference.unified_diff().header(&name, "what happens").to_string();
        differences.push_str(&shown);
    }
    assert!(differences.is_empty(), "POMKB_BLESS=1 takes the new answers over:\n{differences}");
}

/// The page as it is when the conversation is held anew.
fn replay(page: &str) -> String {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().canonicalize().unwrap();
    let mut files = BTreeMap::new();
    // What stands behind the first message comes to be then.
    for fence in fences(page).take_while(|fence| fence.name != "client").filter(Fence::is_file) {
        write(&folder.join(fence.name), &fence.body());
        files.insert(fence.name.to_owned(), fence.body());
    }
    let mut server = Server::start(&folder);
    if !page.contains("\"method\": \"initialize\"") {
        server.initialize();
    }
    let mut real = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(fence) = Fence::open(line, &mut lines) else {
            real.push_str(line);
            real.push('\n');
            continue;
        };
        match (fence.language, fence.name) {
            // What the server says is asked anew.
            ("json", "server") => {
                let blanks = real.len() - real.trim_end_matches('\n').len();
                if blanks > 1 {
                    real.truncate(real.len() - (blanks - 1));
                }
                continue;
            }
            ("json", "client") => {
                fence.print(&mut real);
                let said = server.send_json(&fence.body(), &files);
                page::print_said(&said, page, &mut real);
            }
            ("text", "client") => {
                fence.print(&mut real);
                let said = server.send_bytes(&page::unescape(&fence.body()));
                page::print_said(&said, page, &mut real);
            }
            _ if fence.is_file() => {
                fence.print(&mut real);
                write(&folder.join(fence.name), &fence.body());
                files.insert(fence.name.to_owned(), fence.body());
            }
            _ => fence.print(&mut real),
        }
    }
    real
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Whatever is cut off or put in, the server lives, and answers what comes behind it.
#[test]
fn noise_ends_no_conversation() {
    let scratch = tempfile::tempdir().unwrap();
    let mut server = Server::start(scratch.path());
    server.initialize();
    let rule = fs::read_to_string(root().join("rules/core/bootstrap-config-invalid.toml"));
    let rule =
        rule.unwrap_or_else(|_| "title = 'x'\nsymptom = '''\nmessage ~ /(?<a>é)/\n'''\n".into());
    let uri = "file:///base/rules/core/noise.toml";
    let mut bytes = rule.clone();
    for (round, noise) in
        ["\u{0}\u{1}", "'''", "𝄞", "[[", "{{ ", "\r", "\"", "= ="].iter().enumerate()
    {
        let at = bytes.floor_char_boundary(bytes.len() * (round + 1) / 10);
        bytes.insert_str(at, noise);
        let text = serde_json::Value::from(bytes.clone()).to_string();
        let open = format!(
            r#"{{"method":"textDocument/didOpen","params":{{"textDocument":{{"uri":"{uri}","languageId":"toml","version":1,"text":{text}}}}}}}"#
        );
        server.send_json(&open, &BTreeMap::new());
        for line in [0, 5, 20, 4_000_000_000_u32] {
            for method in ["completion", "hover", "definition", "references", "prepareRename"] {
                let ask = format!(
                    r#"{{"id":1,"method":"textDocument/{method}","params":{{"context":{{"includeDeclaration":true,"triggerKind":1}},"textDocument":{{"uri":"{uri}"}},"position":{{"line":{line},"character":{round}}}}}}}"#
                );
                let said = server.send_json(&ask, &BTreeMap::new());
                let answer = said.last().unwrap();
                assert!(answer.get("result").is_some(), "{method}: {answer}");
            }
        }
        for method in ["codeLens", "documentSymbol"] {
            let ask = format!(
                r#"{{"id":2,"method":"textDocument/{method}","params":{{"textDocument":{{"uri":"{uri}"}}}}}}"#
            );
            let said = server.send_json(&ask, &BTreeMap::new());
            assert!(said.last().unwrap().get("result").is_some());
        }
    }
    // More than a rule file may have.
    let text = "[[".repeat(1 << 20);
    let large = format!(
        r#"{{"method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{uri}","version":2}},"contentChanges":[{{"text":"{text}"}}]}}}}"#
    );
    let said = server.send_json(&large, &BTreeMap::new());
    assert_eq!(said.len(), 1);
    assert_eq!(said[0]["params"]["diagnostics"][0]["code"], "too-long");
}
