//! Every symptom that the book shows is one, and is written as `print` writes it.

use std::fs;

use pomkb::diagnostic::Code;
use pomkb::source::{Source, Sources};
use pomkb::symptom::lower;
use pomkb::syntax::{parse, print};

use crate::rules::root;

#[test]
fn symptoms_of_the_book_are_sound() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(root().join("book/src")).unwrap() {
        let page = entry.unwrap().path();
        let text = fs::read_to_string(&page).unwrap_or_default();
        let fences = text.split("```symptom\n").skip(1);
        for symptom in fences.filter_map(|rest| rest.split_once("\n```")).map(|it| it.0) {
            count += 1;
            let id = Sources::default().add(Source::new("symptom", symptom.to_owned()));
            let (tree, mut found) = parse(symptom, 0, id);
            if let Some(tree) = tree {
                found.extend(lower(&tree, id).diagnostics);
                if print(&tree) != symptom {
                    wrong.push(format!("{}: is written\n{}", page.display(), print(&tree)));
                }
            }
            // Examples are short.
            found.retain(|it| it.code != Code::ShortAnchor);
            let messages = found.iter().map(|it| it.message.as_str()).collect::<Vec<_>>();
            if !messages.is_empty() {
                wrong.push(format!("{}: {symptom}\n{}", page.display(), messages.join("\n")));
            }
        }
    }
    assert!(count > 10, "only {count} symptoms were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_message_has_a_page_with_an_example() {
    let folder = tempfile::tempdir().unwrap();
    let program = std::process::Command::new(env!("CARGO_BIN_EXE_pomkb"))
        .args(["docs", "--no-builtin-rules", "book"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(program.status.success(), "{}", String::from_utf8_lossy(&program.stderr));
    let page = |name: &str| fs::read_to_string(folder.path().join("book/src").join(name)).unwrap();
    let (list, summary) = (page("diagnostics.md"), page("SUMMARY.md"));
    let mut wrong = Vec::new();
    for name in Code::ALL.iter().map(|code| code.name()) {
        let path = format!("diagnostics/{name}.md");
        let text = page(&path);
        let is_shown = text.contains(&format!("[{name}]"));
        if !list.contains(&path) || !summary.contains(&path) {
            wrong.push(format!("{name} is not listed"));
        }
        if !is_shown && !crate::tidy::ELSEWHERE.contains(&name) {
            wrong.push(format!("the page of {name} shows nothing"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
