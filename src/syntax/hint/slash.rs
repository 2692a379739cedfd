//! A regex that ended sooner than its author thought, since a slash stands in it.

use std::collections::BTreeSet;

use super::{Place, Token};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::token::{Kind, slashes};

/// A regex with slashes inside: a path, a version of HTTP.
pub(super) fn ends_early(place: &Place<'_>) -> Option<Diagnostic> {
    let (regex, here) = (place.back(1)?, place.here()?);
    if regex.kind != (Kind::Regex { closed: true }) || regex.is("//") || place.breaks_after(1) {
        return None;
    }
    let slash = regex.text.rfind('/')?;
    let flags = regex.text.get(slash + 1..)?;
    let whole = whole(place, regex);
    let touches = regex.end() == here.start;
    let is_cut = match here.kind {
        // These can follow a regex.
        Kind::Open if here.is("[") => touches,
        Kind::Open | Kind::Close | Kind::Comma | Kind::Sign => touches && whole.is_some(),
        Kind::Other if here.is(";") || here.text.starts_with(char::is_whitespace) => false,
        Kind::Text { .. } | Kind::ForeignQuote { .. } | Kind::Regex { .. } => {
            touches || !are_flags(flags)
        }
        Kind::Word | Kind::Number | Kind::Other => {
            touches || whole.is_some() || !are_flags(flags) && !place.is_operator(place.here + 1)
        }
    };
    if !is_cut {
        return None;
    }
    let span = place.span(regex.start + slash, regex.start + slash + 1);
    let diagnostic = place.fault_at(Code::InvalidRegex, span, "the regex ends at this slash");
    let diagnostic = diagnostic.label("a slash inside of a regex is written `\\/`");
    Some(match whole {
        // One slash is mended where it stands.
        Some(whole) if whole.inner.len() == 1 && whole.is_closed => diagnostic.fix(span, "\\/"),
        Some(whole) => {
            let end = regex.start + whole.text.len();
            diagnostic.fix(place.span(regex.start, end), whole.escaped())
        }
        None => diagnostic,
    })
}

/// A regex as it was meant.
struct Whole<'t> {
    /// From its first slash to its last, or to the end of its line.
    text: &'t str,
    /// The slashes inside.
    inner: BTreeSet<usize>,
    /// Whether the last slash is there.
    is_closed: bool,
}

impl Whole<'_> {
    fn escaped(&self) -> String {
        let mut escaped = String::with_capacity(self.text.len() + self.inner.len() + 1);
        for (at, c) in self.text.char_indices() {
            if self.inner.contains(&at) {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        if !self.is_closed {
            escaped.push('/');
        }
        escaped
    }
}

/// Where the regex was meant to end: at the first slash behind which a condition can end. A path
/// that goes to the end of its line without a blank has lost its last slash. `None` if another
/// test seems to begin before that.
fn whole<'t>(place: &Place<'t>, regex: &Token<'t>) -> Option<Whole<'t>> {
    let rest = place.broken.text.get(regex.start..)?;
    let line = rest.lines().next()?;
    let mut inner = BTreeSet::new();
    for at in slashes(line) {
        let text = line.get(..=at)?;
        let is_of_others = text.get(regex.text.len()..).is_some_and(|between| {
            [" \"", "~", "==", "!=", "contains ", "&&", "||"].iter().any(|it| between.contains(it))
        });
        if is_of_others {
            return None;
        }
        let is_behind = at >= regex.text.len();
        if is_behind && can_end(line.get(at + 1..)?) {
            return Some(Whole { text, inner, is_closed: true });
        }
        inner.insert(at);
    }
    let text = line.trim_end();
    let is_path = !text.contains([' ', '\t', '"', ')', '}']);
    is_path.then_some(Whole { text, inner, is_closed: false })
}

/// Whether a condition can end before the text, flags of a regex left out.
fn can_end(text: &str) -> bool {
    let letters = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (flags, tail) = text.split_at(letters);
    let next = tail.trim_start();
    let is_apart = next.len() < tail.len();
    let word = next.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let ends = next.is_empty()
        || next.starts_with([')', '}'])
        || is_apart && (next.starts_with('#') || matches!(word, "and" | "or"));
    are_flags(flags) && ends
}

fn are_flags(letters: &str) -> bool {
    matches!(letters, "" | "i" | "s" | "is" | "si")
}
