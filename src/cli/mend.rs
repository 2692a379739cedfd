//! Changes that messages propose, made to a text.

use std::collections::BTreeSet;

use pomkb::diagnostic::{Code, Fix, Gravity};
use pomkb::rule;
use pomkb::source::{Source, Sources};

/// As many of some changes as can be made at once, in their order, and leave no new kind of error.
pub(crate) fn sound<'f>(text: &str, fixes: Vec<&'f Fix>) -> Vec<&'f Fix> {
    let before = errors(text);
    let is_sound = |fixes: &[&Fix]| errors(&mended(text, fixes)).is_subset(&before);
    let all = apart(text, fixes.clone());
    if is_sound(&all) {
        return all;
    }
    let alone = fixes.into_iter().filter(|fix| is_sound(&[*fix]));
    let some = apart(text, alone.collect());
    if is_sound(&some) { some } else { Vec::new() }
}

/// A text with changes made that stand in their order and do not overlap.
pub(crate) fn mended(text: &str, fixes: &[&Fix]) -> String {
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for fix in fixes {
        out.push_str(text.get(done..fix.span.start).unwrap_or_default());
        out.push_str(&fix.replacement);
        done = fix.span.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// Changes in the order of the text: of two that overlap the first.
fn apart<'f>(text: &str, mut fixes: Vec<&'f Fix>) -> Vec<&'f Fix> {
    fixes.sort_by_key(|fix| fix.span);
    fixes.dedup();
    let mut done = 0;
    fixes.retain(|fix| {
        let range = fix.span.range();
        let is_apart = range.start >= done && text.get(range.clone()).is_some();
        if is_apart {
            done = range.end;
        }
        is_apart
    });
    fixes
}

/// The kinds of errors that a rule file has by itself.
fn errors(text: &str) -> BTreeSet<Code> {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("rule.toml", text.to_owned()));
    let (_, found) = rule::load(&sources, id);
    found.iter().map(|one| one.code).filter(|code| code.gravity() == Gravity::Error).collect()
}

#[cfg(test)]
mod tests {
    use pomkb::source::Span;

    use super::*;

    #[test]
    fn changes_that_overlap_wait() {
        let fix = |start, end, text: &str| Fix {
            span: Span::new(start, end),
            replacement: text.to_owned(),
        };
        let fixes = [fix(4, 6, "E"), fix(0, 1, "A"), fix(5, 7, "F"), fix(0, 1, "A")];
        let text = "abcdefgh";
        let fixes = apart(text, fixes.iter().collect());
        assert_eq!((mended(text, &fixes).as_str(), fixes.len()), ("AbcdEgh", 2));
    }
}
