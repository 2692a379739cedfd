//! The kinds of fault and the pages that show them in, a catalogue of all kinds for the book out.

use std::fmt::Write as _;

use super::book::Page;
use crate::diagnostic::{Code, Gravity};

/// The line of a summary in whose place the catalogue goes.
const MARK: &str = "<!-- the diagnostics -->";

const HEAD: &str = "\
# What the messages mean

Each message of `check`, `test` and `import` has a name, in brackets behind `error` or `warning`.
Here are all of them; the page of each says what it is and shows a file that has it.
An error keeps a rule from being merged, a warning deserves a look.

";

/// A page that shows faults: its name, and its text.
type Example<'e> = (&'e str, &'e str);

/// The pages of the catalogue: one that lists all kinds, and one for each. Examples are pages that
/// show faults, by the names of their files.
pub fn code_pages(examples: &[(&str, &str)]) -> Vec<Page> {
    let mut list = HEAD.to_owned();
    list.push_str("| message | | means |\n|---|---|---|\n");
    for code in sorted() {
        let (name, summary) = (code.name(), code.summary());
        let _ =
            writeln!(list, "| [{name}](diagnostics/{name}.md) | {} | {summary} |", gravity(code));
    }
    let mut pages = vec![Page { path: "diagnostics.md".to_owned(), text: list }];
    pages.extend(sorted().into_iter().map(|code| page(code, examples)));
    pages
}

/// A book's summary with the catalogue in the place of its mark.
pub fn with_codes(summary: &str) -> String {
    let mut list = "- [What the messages mean](diagnostics.md)".to_owned();
    for code in sorted() {
        let _ = write!(list, "\n  - [{0}](diagnostics/{0}.md)", code.name());
    }
    summary.replace(MARK, &list)
}

fn sorted() -> Vec<Code> {
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.name());
    codes
}

const fn gravity(code: Code) -> &'static str {
    match code.gravity() {
        Gravity::Warning => "warning",
        Gravity::Error => "error",
    }
}

fn page(code: Code, examples: &[Example<'_>]) -> Page {
    let name = code.name();
    let mut text = format!("# {name}\n\n*{}.* {}\n", title(gravity(code)), code.summary());
    for (_, example) in of(code, examples) {
        // The heading of an example is one of this page.
        let _ = write!(text, "\n#{}", example.trim_end());
        text.push('\n');
    }
    Page { path: format!("diagnostics/{name}.md"), text }
}

/// The examples of a code: those that are called after it; if there is none, the first that shows
/// it among others.
fn of<'e>(code: Code, examples: &[Example<'e>]) -> Vec<Example<'e>> {
    let marked = format!("[{}]", code.name());
    let showing = examples.iter().filter(|(_, text)| text.contains(&marked));
    let mut named: Vec<_> =
        showing.clone().filter(|(name, _)| called_after(name) == Some(code)).collect();
    // The plain case comes first.
    named.sort_by_key(|(name, _)| name.strip_suffix(".md").unwrap_or(name));
    match named.as_slice() {
        [] => showing.take(1).copied().collect(),
        named => named.iter().map(|example| **example).collect(),
    }
}

/// The code that the name of a page begins with: of several the longest.
fn called_after(page: &str) -> Option<Code> {
    let page = page.strip_suffix(".md").unwrap_or(page);
    let is_head = |code: &&Code| {
        page.strip_prefix(code.name()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    Code::ALL.iter().filter(is_head).max_by_key(|code| code.name().len()).copied()
}

fn title(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_counts() {
        assert_eq!(called_after("no-such-line-zero.md"), Some(Code::NoSuchLine));
        assert_eq!(called_after("unknown-key.md"), Some(Code::UnknownKey));
        assert_eq!(called_after("all-at-once.md"), None);
    }

    #[test]
    fn a_page_shows_its_examples() {
        let examples =
            [("unclosed.md", "# Open\n\nerror[unclosed]: x\n"), ("other.md", "# O\n\n[no-step]\n")];
        let pages = code_pages(&examples);
        assert_eq!(pages.len(), Code::ALL.len() + 1);
        let text = |name: &str| {
            let path = format!("diagnostics/{name}.md");
            pages.iter().find(|page| page.path == path).map(|page| page.text.as_str()).unwrap()
        };
        assert!(text("unclosed").ends_with("\n\n## Open\n\nerror[unclosed]: x\n"));
        assert!(text("no-step").contains("## O"));
        assert!(!text("one-word").contains("##"));
    }
}
