//! Words in the wrong place: joiners that join nothing, fields that are missing, `let`s.

use super::literal::without_quotes;
use super::{Expected, Place, is_name, is_reserved, range, shown};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::token::Kind;

/// A `let` behind the condition.
pub(super) fn misplaced_let(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here().filter(|token| token.is("let"))?;
    let is_when =
        !place.tokens.iter().take(place.here).any(|token| token.is("let")) && place.here == 0;
    if is_when {
        let diagnostic = place.fault(Code::MisplacedLet, here, "a `when` has no `let`");
        return Some(diagnostic.label("write the condition itself"));
    }
    if place.is_start(1) {
        return None;
    }
    let message = "`let` stands before the condition, not behind it";
    let diagnostic = place.fault(Code::MisplacedLet, here, message);
    Some(diagnostic.label("move it to the top"))
}

/// A `let` that is not written `let name = condition`.
pub(super) fn wrong_let(place: &Place<'_>) -> Option<Diagnostic> {
    if place.is_back(1, "let") {
        let word = place.here().or(place.back(1))?;
        let message = match word {
            word if is_reserved(word) && !word.is("let") => {
                format!("`{}` is a word of the language and cannot be a name", word.text)
            }
            _ => "`let` needs a name".to_owned(),
        };
        let code = if is_reserved(word) && !word.is("let") {
            Code::ReservedWord
        } else {
            Code::InvalidLet
        };
        return Some(place.fault(code, word, message).label("write `let name = condition`"));
    }
    if !place.is_back(2, "let") {
        return None;
    }
    let name = place.back(1)?;
    match place.here() {
        Some(sign) if sign.kind == Kind::Sign => {
            let message = format!("`{}` does not give a name", sign.text);
            let diagnostic = place.fault(Code::InvalidLet, sign, message);
            Some(diagnostic.label("a name is given with `=`").fix(place.span_of(sign), "="))
        }
        _ => {
            let diagnostic = place.fault(Code::InvalidLet, name, "this `let` has no condition");
            Some(diagnostic.label(format!("write `let {} = condition`", shown(name.text))))
        }
    }
}

/// `if`, `when` or `where` before a condition.
pub(super) fn introduced(place: &Place<'_>) -> Option<Diagnostic> {
    let word = place.back(1).filter(|token| matches!(token.text, "if" | "when" | "where"))?;
    let here = place.here()?;
    let is_before_then = is_name(here) && place.ahead(1).is_some_and(|next| next.is("then"));
    let is_condition = place.is_condition(place.here) || is_before_then;
    if !place.is_start(2) || place.is_let(word.text) || !is_condition {
        return None;
    }
    let message = format!("`{}` is not a word of the language", word.text);
    let diagnostic = place.fault(Code::UnknownOperator, word, message);
    let span = place.span(word.start, here.start);
    Some(diagnostic.label("remove it, the condition stands alone").fix(span, ""))
}

/// An operator with no field before it.
pub(super) fn missing_field(place: &Place<'_>) -> Option<Diagnostic> {
    let needs = "the name of a field belongs before it";
    // `starts` alone can be the name of a `let`, `contains` that of a field.
    let verb = match (place.back(1), place.here()) {
        (Some(first), Some(with)) if matches!(first.text, "starts" | "ends") && with.is("with") => {
            Some((first, with))
        }
        (Some(verb), Some(text))
            if verb.is("contains") && matches!(text.kind, Kind::Text { .. }) =>
        {
            Some((verb, verb))
        }
        _ => None,
    };
    if let Some((first, last)) = verb.filter(|_| place.is_start(2)) {
        let span = place.span(first.start, last.end());
        let message = format!("`{}` has no field", place.slice(first.start, last.end()));
        let diagnostic = place.fault_at(Code::MissingField, span, message);
        return Some(diagnostic.label(needs).fix(place.span(first.start, first.start), "text "));
    }
    if place.is_back(1, "exists") || place.is_back(1, "by") {
        let word = place.back(1)?;
        let token = place.here().filter(|_| !place.breaks_after(1)).unwrap_or(word);
        let message = format!("`{}` has no field", word.text);
        let diagnostic = place.fault(Code::MissingField, token, message);
        let diagnostic = diagnostic.label("the name of a field belongs here, without quotes");
        let bare = token.text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let is_plain = |text: &&str| {
            text.starts_with(|c: char| c.is_ascii_alphabetic())
                && text
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        };
        return Some(match bare.filter(is_plain) {
            Some(field) => diagnostic.fix(place.span_of(token), field),
            None => diagnostic,
        });
    }
    let here = place.here()?;
    if !place.is_start(1) {
        return None;
    }
    let is_operator = here.kind == Kind::Sign || here.is("in");
    if is_operator {
        let message = format!("`{}` has no field", here.text);
        return Some(place.fault(Code::MissingField, here, message).label(needs));
    }
    None
}

/// A word of the language in place of a field.
pub(super) fn reserved(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here().filter(|token| is_reserved(token))?;
    let next = place.ahead(1)?;
    let is_tested = next.kind == Kind::Sign || matches!(next.text, "contains" | "starts" | "ends");
    let is_plain = matches!(here.text, "by" | "within" | "without" | "sequence" | "let");
    if !is_plain || !is_tested || !place.is_start(1) {
        return None;
    }
    let message = format!("`{}` is a word of the language and cannot be a field", here.text);
    let diagnostic = place.fault(Code::ReservedWord, here, message);
    Some(diagnostic.label("the name of a field belongs here"))
}

/// `code == 502 or 503`
pub(super) fn repeated_value(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here().filter(|token| token.kind == Kind::Number)?;
    if !place.is_back(1, "or") || !place.is_back(3, "==") {
        return None;
    }
    let (value, field) = (place.back(2)?, place.back(4).filter(|token| is_name(token))?);
    let message = format!("`{}` is not compared with anything", shown(here.text));
    let diagnostic = place.fault(Code::MissingField, here, message);
    let fix = format!("{} in [{}, {}]", field.text, value.text, here.text);
    let span = place.span(field.start, here.end());
    Some(diagnostic.label("several values are written `in [502, 503]`").fix(span, fix))
}

/// A regex or a number where a condition should be.
pub(super) fn bare_operand(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here().filter(|_| place.is_start(1))?;
    let start = place.span(here.start, here.start);
    match here.kind {
        Kind::Regex { closed: true } => {
            let message = "a regex alone is no condition";
            let diagnostic = place.fault(Code::MissingField, here, message);
            Some(diagnostic.label("say which field must match: `text ~ /…/`").fix(start, "text ~ "))
        }
        Kind::Number => {
            let message = format!("`{}` alone is no condition", shown(here.text));
            let diagnostic = place.fault(Code::MissingField, here, message);
            Some(match range::as_comparisons(here.text, "response-code") {
                Some(range) => {
                    diagnostic.label(format!("say which field must lie there: `{range}`"))
                }
                None => diagnostic.label("say which field must equal it: `response-code == 502`"),
            })
        }
        _ => None,
    }
}

/// `and`, `or` or `not` with nothing on one of its sides.
pub(super) fn dangling_joiner(place: &Place<'_>) -> Option<Diagnostic> {
    let is_joiner = |text: &str| matches!(text, "and" | "or");
    if let Some(here) = place.here()
        && is_joiner(here.text)
        && place.is_start(1)
    {
        let message = match place.back(1) {
            Some(before) if is_joiner(before.text) || before.is("not") => {
                format!("`{}` follows `{}`", here.text, before.text)
            }
            _ => format!("`{}` has no condition before it", here.text),
        };
        let diagnostic = place.fault(Code::MissingCondition, here, message);
        let end = place.ahead(1).map_or(here.end(), |next| next.start);
        return Some(diagnostic.label("remove it").fix(place.span(here.start, end), ""));
    }
    let before = place.back(1)?;
    let what = match before.text {
        "and" | "or" | "not" => before.text,
        "=" if place.is_back(3, "let") => "let",
        "without" => "without",
        _ => return None,
    };
    let message = format!("`{what}` has no condition behind it");
    let diagnostic = place.fault(Code::MissingCondition, before, message);
    Some(diagnostic.label("a condition belongs behind it"))
}

/// Two conditions with nothing between them.
pub(super) fn missing_joiner(place: &Place<'_>) -> Option<Diagnostic> {
    let (before, here) = (place.back(1)?, place.here()?);
    let ends =
        matches!(before.kind, Kind::Text { .. } | Kind::Regex { .. } | Kind::Number | Kind::Close)
            || is_name(before);
    let begins = matches!(here.kind, Kind::Text { .. } | Kind::Regex { .. } | Kind::Number)
        || here.is("(")
        || here.is("not")
        || here.is("exists")
        || is_name(here);
    if !ends || !begins || !place.expects(Expected::Joiner) {
        return None;
    }
    // Behind a `let`, the words of a sentence are read as two conditions.
    if let Some(first) = place.first_word(place.here - 1).filter(|first| first + 1 < place.here) {
        return without_quotes(place, first);
    }
    let message = "two conditions follow each other with nothing between them";
    let diagnostic = place.fault(Code::MissingJoiner, here, message);
    let diagnostic = diagnostic.label("`and` or `or` belongs before it");
    let start = place.span(here.start, here.start);
    let fix = if before.end() == here.start { " and " } else { "and " };
    // What would not be a condition behind an `and` either needs more than that.
    Some(if place.is_condition(place.here) { diagnostic.fix(start, fix) } else { diagnostic })
}

/// `let`s and nothing else.
pub(super) fn lets_alone(place: &Place<'_>) -> Option<Diagnostic> {
    if place.here().is_some() || !place.tokens.first()?.is("let") {
        return None;
    }
    let last = place.back(1)?;
    let message = "the symptom has names, but no condition";
    let diagnostic = place.fault(Code::MissingCondition, last, message);
    Some(diagnostic.label("the condition belongs behind the last `let`"))
}
