//! Mistakes between `from` and the condition of a `without`: points, signs, the end of a stretch.

use super::{Expected, Place, Token, shown};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::token::Kind;

/// What a place in a match is.
const PLACES: &str =
    "a place is `first`, `last` or `record 2`, perhaps with `+ 5s` or `- 5s` behind it";

/// A stretch that does not say from where to where.
pub(super) fn stretch(place: &Place<'_>) -> Option<Diagnostic> {
    let before = place.tokens.get(..place.here)?;
    // `without for 10s`
    if place.is_back(2, "without") && place.is_back(1, "for") {
        return no_start(place);
    }
    let start = before.iter().rposition(|token| token.is("from"))?;
    let is_stretch =
        start.checked_sub(1).and_then(|it| before.get(it)).is_some_and(|it| it.is("without"));
    let inside = before.get(start + 1..)?;
    if !inside.iter().all(is_of_stretch) {
        return None;
    }
    if !is_stretch {
        return behind(place, start);
    }
    if let Some(diagnostic) = glued(place) {
        return Some(diagnostic);
    }
    let word = place.back(1)?;
    match word.text {
        "from" | "to" if place.expects(Expected::Point) => Some(no_place(place, word)),
        "for" if place.expects(Expected::Size) => no_length(place, word),
        "record" => {
            let diagnostic = place.fault(Code::InvalidStretch, word, "`record` does not say which");
            Some(diagnostic.label("write `record 2`; a match's records are counted from 1"))
        }
        "+" | "-" if !place.here().is_some_and(|here| here.kind == Kind::Number) => {
            let message = format!("`{}` has no length", word.text);
            let diagnostic = place.fault(Code::MissingUnit, word, message);
            Some(diagnostic.label("write `+ 5s` or `+ 20 lines`"))
        }
        _ => no_sign(place).or_else(|| no_end(place, start)),
    }
}

/// `without "x" from first - 2s …`: a stretch behind its condition.
fn behind(place: &Place<'_>, start: usize) -> Option<Diagnostic> {
    let here =
        place.here().filter(|here| matches!(here.text, "+" | "-") || here.kind == Kind::Number)?;
    let is_block = place.open().last().is_some_and(|open| open.is("{"));
    let is_mark = matches!(place.back(1)?.text, "first" | "last" | "record" | "match" | "for");
    if !is_block || !is_mark {
        return None;
    }
    let span = place.span(place.tokens.get(start)?.start, here.end());
    let message = "this stretch stands behind the condition";
    let diagnostic = place.fault_at(Code::MisplacedWord, span, message);
    let note = "such as `without from first - 2s to last + 10s \"…\"`";
    Some(diagnostic.label("it belongs between `without` and the condition").note(note))
}

/// Whether the token can belong to a stretch.
fn is_of_stretch(token: &Token<'_>) -> bool {
    let is_word = matches!(
        token.text,
        "first" | "last" | "record" | "to" | "for" | "match" | "lines" | "+" | "-"
    );
    is_word || token.kind == Kind::Number
}

/// `first-2s`, `record 1-2s`: a sign that a name takes in.
fn glued(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    let (mark, size) = here.text.split_once('-')?;
    let is_mark = match here.kind {
        Kind::Word => matches!(mark, "first" | "last" | "match"),
        Kind::Number => place.is_back(1, "record") && mark.bytes().all(|b| b.is_ascii_digit()),
        _ => false,
    };
    if !is_mark
        || mark.is_empty()
        || !size.starts_with(|c: char| c.is_ascii_digit()) && !size.is_empty()
    {
        return None;
    }
    let message = format!("`{}` is read as one word", here.text);
    let diagnostic = place.fault(Code::InvalidStretch, here, message);
    let fix = format!("{mark} - {size}");
    let fix = fix.trim_end();
    Some(diagnostic.label("a blank belongs before the `-`").fix(place.span_of(here), fix))
}

/// `from` or `to` without a place behind it.
fn no_place(place: &Place<'_>, word: &Token<'_>) -> Diagnostic {
    let Some(here) = place.here() else {
        let message = format!("`{}` has no place behind it", word.text);
        return place.fault(Code::InvalidStretch, word, message).label(PLACES);
    };
    let lower = here.text.to_ascii_lowercase();
    let meant = match lower.as_str() {
        "first" | "start" | "begin" | "beginning" | "begins" | "here" => Some("first"),
        "last" | "end" | "ending" | "ends" | "finish" => Some("last"),
        _ => None,
    };
    let is_word = here.kind == Kind::Word && !place.is_operator(place.here + 1);
    let message = match here.kind {
        Kind::Word if is_word => format!("`{}` is no place in a match", shown(here.text)),
        Kind::Number => format!("`{}` is no place in a match", shown(here.text)),
        _ => {
            let message = format!("`{}` has no place behind it", word.text);
            return place.fault(Code::InvalidStretch, word, message).label(PLACES);
        }
    };
    let diagnostic = place.fault(Code::InvalidStretch, here, message);
    if let Some(meant) = meant {
        return diagnostic.label(format!("write `{meant}`")).fix(place.span_of(here), meant);
    }
    let has_unit = here.text.ends_with(|c: char| c.is_ascii_alphabetic());
    if word.is("to") && here.kind == Kind::Number && has_unit {
        let diagnostic = diagnostic.label("for so long is written `for 5s`");
        return match here.text.starts_with('-') {
            true => diagnostic,
            false => diagnostic.fix(place.span_of(word), "for"),
        };
    }
    diagnostic.label(PLACES)
}

/// `for` without a length.
fn no_length(place: &Place<'_>, word: &Token<'_>) -> Option<Diagnostic> {
    if place.here().is_some_and(|here| here.kind == Kind::Number) {
        return None;
    }
    let diagnostic = place.fault(Code::InvalidStretch, word, "`for` has no length");
    Some(diagnostic.label("write `for 10s`, `for 20 lines` or `for match`"))
}

/// `for match 10s`, `from first 2s to last`: a length without its sign.
fn no_sign(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here().filter(|here| here.kind == Kind::Number)?;
    let word = place.back(1)?;
    let is_number = word.kind == Kind::Number && place.is_back(2, "record");
    let is_mark = matches!(word.text, "first" | "last") || is_number;
    if !is_mark && !word.is("match") {
        return None;
    }
    let message = format!("`{}` has no sign", shown(here.text));
    let diagnostic = place.fault(Code::InvalidStretch, here, message);
    let start = place.span(here.start, here.start);
    Some(match is_mark {
        true => diagnostic.label("`+` goes forward from the record, `-` goes back"),
        false => diagnostic
            .label("as long as the match, and so much more, is written `match + …`")
            .fix(start, "+ "),
    })
}

/// A stretch that begins and does not end.
fn no_end(place: &Place<'_>, start: usize) -> Option<Diagnostic> {
    if !place.expects(Expected::Until) {
        return None;
    }
    let (from, last) = (place.tokens.get(start)?, place.back(1)?);
    if let Some(here) = place.here() {
        let meant = match here.text {
            "until" | "till" | "through" | "upto" | ".." | "..." | "," => Some("to"),
            "during" | "lasting" | "over" => Some("for"),
            _ => None,
        };
        if let Some(meant) = meant {
            let message = format!("`{}` is not a word of the language", here.text);
            let diagnostic = place.fault(Code::UnknownOperator, here, message);
            return Some(
                diagnostic.label(format!("write `{meant}`")).fix(place.span_of(here), meant),
            );
        }
    }
    let span = place.span(from.start, last.end());
    let diagnostic = place.fault_at(Code::InvalidStretch, span, "this stretch has no end");
    Some(diagnostic.label("`to last`, `for 10s` or `for match` belongs behind it"))
}

/// `without for 10s …`: an end without a start.
fn no_start(place: &Place<'_>) -> Option<Diagnostic> {
    let word = place.back(1)?;
    place.here().filter(|here| here.kind == Kind::Number)?;
    let diagnostic = place.fault(Code::InvalidStretch, word, "this stretch has no start");
    let diagnostic = diagnostic.label("write `within 10s`, or `from last for 10s`");
    Some(diagnostic.fix(place.span_of(word), "within"))
}
