//! Questions as people and logs ask them find the right article in the real base, or none.

use std::fs;

use pomkb::kb::{KnowledgeBase, Shelf};
use pomkb::search::{Hit, Index};

use crate::rules::root;

/// Asks everything that stands in a file of `tests/it/search/`.
fn ask(file: &str, ask: impl Fn(&Index, &str) -> Vec<Hit>) {
    let kb = KnowledgeBase::load([Shelf::Builtin]);
    let index = Index::new(&kb);
    let text = fs::read_to_string(root().join("tests/it/search").join(file)).unwrap();
    let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (mut count, mut wrong) = (0, Vec::new());
    for (wanted, question) in rows.map(|row| row.split_once(": ").unwrap()) {
        assert!(wanted == "-" || kb.find(wanted).is_some(), "there is no rule {wanted}");
        count += 1;
        let hits = ask(&index, question);
        let found: Vec<String> = hits
            .iter()
            .map(|hit| format!("{} {:.2} {:?}", kb.rule(hit.rule).id, hit.score, hit.matched))
            .collect();
        let is_right = match wanted {
            "-" => hits.is_empty(),
            _ => hits.iter().any(|hit| kb.rule(hit.rule).id.as_str() == wanted),
        };
        if !is_right {
            wrong.push(format!("{wanted}: {question}\n    {}", found.join("\n    ")));
        }
    }
    assert!(count > 20, "only {count} questions were read");
    assert!(wrong.is_empty(), "{} of {count} are wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn words_find_the_article() {
    ask("words.txt", |index, words| index.words(words, 3));
}

#[test]
fn messages_find_the_article() {
    ask("messages.txt", |index, message| index.message(message, 3));
}
