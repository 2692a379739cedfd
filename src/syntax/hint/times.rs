//! Mistakes in how often a record occurs: `2 time "x"`, `3x "x"`, `times 3`.

use super::{Expected, Place, Token};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::token::Kind;

/// `… times` in a block, written in another way.
pub(super) fn times(place: &Place<'_>) -> Option<Diagnostic> {
    let open = place.open();
    if !open.last().is_some_and(|open| open.is("{")) {
        return none_open(place);
    }
    if let Some(diagnostic) = in_count(place) {
        return Some(diagnostic);
    }
    if place.expects(Expected::Times) {
        return behind_number(place);
    }
    let here = place.here()?;
    let number = place.back(2).filter(|number| is_whole(number));
    if let Some(number) = number.filter(|_| place.is_back(1, "times")) {
        return without_condition(place, number);
    }
    if place.is_back(1, "without") && here.kind == Kind::Number {
        return behind_without(place);
    }
    let digits = here.text.trim_end_matches(['x', 'X']);
    let is_times = here.kind == Kind::Number && !digits.is_empty() && digits != here.text;
    if !is_times
        || !digits.bytes().all(|b| b.is_ascii_digit())
        || !place.expects(Expected::Condition)
    {
        return None;
    }
    let message = format!("`{}` does not say how often", here.text);
    let diagnostic = place.fault(Code::InvalidTimes, here, message);
    let fix = format!("{digits} times");
    Some(diagnostic.label(format!("write `{fix}`")).fix(place.span_of(here), fix))
}

/// `at least 5 within 1m { … }`
pub(super) fn at_least(place: &Place<'_>) -> Option<Diagnostic> {
    let (at, least) = (place.back(1)?, place.here()?);
    let number = place.ahead(1).filter(|number| is_whole(number))?;
    if !at.is("at") || !matches!(least.text, "least" | "most") || !place.is_start(2) {
        return None;
    }
    let span = place.span(at.start, number.end());
    let written = place.slice(at.start, number.end());
    let message = format!("`{written}` is no pattern");
    let diagnostic = place.fault_at(Code::UnknownOperator, span, message);
    if least.is("most") {
        let label = "a pattern asks for so many records or more; `without` keeps others out";
        return Some(diagnostic.label(label));
    }
    let fix = format!("count >= {}", number.text);
    let diagnostic = diagnostic.label(format!("write `{fix} within 1m {{ … }}`"));
    let is_ready = place.ahead(2).is_some_and(|next| next.is("within"));
    Some(if is_ready { diagnostic.fix(span, fix) } else { diagnostic })
}

/// `5 times within 1m { … }`, where no block is open.
fn none_open(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here().filter(|here| is_whole(here) && place.is_start(1))?;
    let word = place.ahead(1).filter(|word| matches!(word.text, "times" | "time"))?;
    let span = place.span(here.start, word.end());
    let message = format!("`{}` belongs into a block", place.slice(here.start, word.end()));
    let diagnostic = place.fault_at(Code::InvalidTimes, span, message);
    let fix = format!("count >= {}", here.text);
    let diagnostic = diagnostic.label(format!("write `{fix} within 1m {{ … }}`"));
    let is_ready = place.ahead(2).is_some_and(|next| next.is("within"));
    Some(if is_ready { diagnostic.fix(span, fix) } else { diagnostic })
}

/// What stands in the block of a `count` and belongs into that of an `all`.
fn in_count(place: &Place<'_>) -> Option<Diagnostic> {
    let inside = place.tokens.get(..place.here)?;
    let block = inside.iter().rposition(|token| token.is("{"))?;
    let is_keyword = |token: &&Token<'_>| matches!(token.text, "sequence" | "all" | "count");
    let keyword = inside.get(..block)?.iter().rev().find(is_keyword)?;
    let here = place.here().filter(|_| keyword.is("count"))?;
    if here.is("without") {
        let diagnostic = place.fault(Code::LoneWithout, here, "a `count` has no `without`");
        let label = "write `all within 1m { 5 times …  without … }`";
        return Some(diagnostic.label(label));
    }
    let word = place.ahead(1).filter(|word| word.is("times") && is_whole(here))?;
    let span = place.span(here.start, word.end());
    let message = "`count` says already how many";
    let diagnostic = place.fault_at(Code::InvalidTimes, span, message);
    let end = place.ahead(2).map_or(word.end(), |next| next.start);
    Some(diagnostic.label("remove it").fix(place.span(here.start, end), ""))
}

/// A number that begins a step and is not followed by `times`.
fn behind_number(place: &Place<'_>) -> Option<Diagnostic> {
    let number = place.back(1)?;
    let whole = format!("{} times", number.text);
    if place.is_back(2, "times") {
        return behind_times(place, number);
    }
    if place.is_back(2, "least") && place.is_back(3, "at") {
        let span = place.span(place.back(3)?.start, number.end());
        let message = format!("`at least {}` does not say how often", number.text);
        let diagnostic = place.fault_at(Code::InvalidTimes, span, message);
        let label = format!("write `{whole}`: more records are no harm");
        return Some(diagnostic.label(label).fix(span, whole));
    }
    let same_line = !place.breaks_after(1);
    let here = place.here().filter(|_| same_line);
    let is_word = here.is_some_and(|here| {
        matches!(here.text, "time" | "Times" | "x" | "X" | "×" | "*" | "of" | "or" | "records")
    });
    if let Some(here) = here.filter(|_| is_word) {
        let end = match here.text {
            "or" => place.ahead(1).filter(|more| more.is("more")).map_or(here.end(), Token::end),
            _ => here.end(),
        };
        let span = place.span(number.start, end);
        let message = format!("`{}` does not say how often", place.slice(number.start, end));
        let diagnostic = place.fault_at(Code::InvalidTimes, span, message);
        return Some(diagnostic.label(format!("write `{whole}`")).fix(span, whole));
    }
    let message = format!("`times` is missing behind `{}`", number.text);
    let diagnostic = place.fault(Code::InvalidTimes, number, message);
    let diagnostic = diagnostic.label(format!("how often a record occurs is written `{whole}`"));
    Some(diagnostic.fix(place.span(number.end(), number.end()), " times"))
}

/// `times 3`, before the condition or behind it.
fn behind_times(place: &Place<'_>, number: &Token<'_>) -> Option<Diagnostic> {
    let word = place.back(2)?;
    let span = place.span(word.start, number.end());
    let whole = format!("{} times", number.text);
    let message = format!("the number stands before `times`: `{whole}`");
    let diagnostic = place.fault_at(Code::InvalidTimes, span, message);
    let ends = place.is_first_of_line(place.here) || place.is_here("}");
    if !ends {
        return Some(diagnostic.label("turn them around").fix(span, whole));
    }
    let diagnostic = diagnostic.label("and both stand before the condition");
    let at = place.here.checked_sub(3)?;
    let condition = place.tokens.get(at)?;
    let is_alone =
        at.checked_sub(1).and_then(|it| place.tokens.get(it)).is_none_or(|it| it.is("{"))
            || place.is_first_of_line(at);
    let is_simple = is_alone && condition.kind == Kind::Text { closed: true };
    let span = place.span(condition.start, number.end());
    Some(match is_simple {
        true => diagnostic.fix(span, format!("{whole} {}", condition.text)),
        false => diagnostic,
    })
}

/// `3 times` with no condition behind it.
fn without_condition(place: &Place<'_>, number: &Token<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    let word = place.back(1)?;
    let span = place.span(number.start, word.end());
    let whole = place.slice(number.start, word.end());
    if here.is("without") {
        let message = "what must not occur is not counted";
        let diagnostic = place.fault_at(Code::InvalidTimes, span, message);
        let fix = place.span(number.start, here.start);
        return Some(diagnostic.label("remove it").fix(fix, ""));
    }
    if !here.is("}") {
        return None;
    }
    let message = format!("`{whole}` has no condition behind it");
    let diagnostic = place.fault_at(Code::InvalidTimes, span, message);
    Some(diagnostic.label(format!("it stands before its condition: `{whole} \"…\"`")))
}

/// `without 3 times …`, `without 5s …`
fn behind_without(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    let next = place.ahead(1)?;
    if next.is("times") {
        let span = place.span(here.start, next.end());
        let message = "what must not occur is not counted";
        let diagnostic = place.fault_at(Code::InvalidTimes, span, message);
        let end = place.ahead(2).map_or(next.end(), |next| next.start);
        let fix = place.span(here.start, end);
        return Some(diagnostic.label("remove it").fix(fix, ""));
    }
    let has_unit = here.text.ends_with(|c: char| c.is_ascii_alphabetic()) || next.is("lines");
    if !has_unit {
        return None;
    }
    let message = format!("`within` is missing before `{}`", here.text);
    let diagnostic = place.fault(Code::MissingWindow, here, message);
    let start = place.span(here.start, here.start);
    Some(diagnostic.label("write `without within 5s …`").fix(start, "within "))
}

fn is_whole(token: &Token<'_>) -> bool {
    token.kind == Kind::Number && token.text.bytes().all(|b| b.is_ascii_digit())
}
