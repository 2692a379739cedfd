//! A phrase to an id and a title.

use super::phrase::{FILLERS, Phrase};
use crate::kb::KnowledgeBase;

/// So many words make an id.
const WORDS: usize = 6;
/// No id is longer.
const LONGEST: usize = 48;

/// Words of the answers of every gRPC service.
const EVERYWHERE: [&str; 3] = ["rpc", "error", "err"];

/// An id that no rule has, had, or could be taken for.
pub(super) fn free_id(phrase: &Phrase, kb: &KnowledgeBase) -> String {
    let base = id(phrase);
    let others = (2..).map(|number| format!("{base}-{number}"));
    let ids = std::iter::once(base.clone()).chain(others);
    let mut ids = ids.filter(|id| kb.find(id).is_none());
    ids.next().unwrap_or(base)
}

fn id(phrase: &Phrase) -> String {
    let said = phrase.said();
    let words = telling(&said).split(|c: char| !c.is_ascii_alphanumeric());
    let words = words.map(str::to_ascii_lowercase);
    let words = words.filter(|word| {
        word.len() > 1 && !FILLERS.contains(&word.as_str()) && !EVERYWHERE.contains(&word.as_str())
    });
    let mut id = String::new();
    for word in words.take(WORDS) {
        if id.len() + word.len() >= LONGEST {
            break;
        }
        id.push_str(if id.is_empty() { "" } else { "-" });
        id.push_str(&word);
    }
    if id.is_empty() { "unnamed".to_owned() } else { id }
}

/// A title, which a person will say better.
pub(super) fn title(phrase: &Phrase) -> String {
    let said = phrase.said();
    let said = telling(&said).trim_matches(['.', ':', ' ', '…', '"', '\'', '`', ',', ';']);
    // The name of a code is words.
    let said = if said.contains(' ') { said.to_owned() } else { said.replace('_', " ") };
    let mut chars = said.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What is said behind the head that the answers of every gRPC service have.
fn telling(said: &str) -> &str {
    said.rsplit("desc = ").next().unwrap_or(said)
}
