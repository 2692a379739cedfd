//! Questions as people and logs ask them find the right article in the real base, or none.

use std::fs;

use pomkb::kb::{KnowledgeBase, Shelf, builtin_sources};
use pomkb::search::{Hit, Index};

use crate::rules::root;

/// The rows of a file of `tests/it/search/`: what is wanted, and the question.
fn rows(file: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join("tests/it/search").join(file)).unwrap();
    let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let rows = rows.map(|row| row.split_once(": ").unwrap());
    rows.map(|(wanted, question)| (wanted.to_owned(), question.to_owned())).collect()
}

/// Asks everything that stands in a file.
fn ask(file: &str, ask: impl Fn(&Index, &str) -> Vec<Hit>) {
    let kb = KnowledgeBase::load([Shelf::Builtin]);
    let index = Index::new(&kb);
    let (mut count, mut wrong) = (0, Vec::new());
    for (wanted, question) in &rows(file) {
        let wanted: Vec<&str> = wanted.split('|').collect();
        let is_known = |id: &&&str| **id != "-" && kb.find(id).is_none();
        assert_eq!(wanted.iter().find(is_known), None, "there is no such rule");
        count += 1;
        let hits = ask(&index, question);
        let found: Vec<String> = hits
            .iter()
            .map(|hit| format!("{} {:.2} {:?}", kb.rule(hit.rule).id, hit.score, hit.matched))
            .collect();
        let is_right = match wanted.as_slice() {
            ["-"] => hits.is_empty(),
            ids => hits.iter().any(|hit| ids.contains(&kb.rule(hit.rule).id.as_str())),
        };
        if !is_right {
            wrong.push(format!("{}: {question}\n    {}", wanted.join("|"), found.join("\n    ")));
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

/// What the build prepared is what a run reads that has the same rules in files.
#[test]
fn prepared_words_are_those_of_the_files() {
    let answers = |shelf: Shelf| -> Vec<(String, f32, Vec<String>)> {
        let kb = KnowledgeBase::load([shelf]);
        let index = Index::new(&kb);
        let words = rows("words.txt").into_iter().map(|(_, words)| index.words(&words, 5));
        let messages = rows("messages.txt").into_iter().map(|(_, text)| index.message(&text, 5));
        let hits = words.chain(messages).flatten();
        hits.map(|hit| (kb.rule(hit.rule).id.to_string(), hit.score, hit.matched)).collect()
    };
    let read = answers(Shelf::Own(builtin_sources()));
    assert!(read.len() > 50, "{read:?}");
    assert_eq!(answers(Shelf::Builtin), read);
}
