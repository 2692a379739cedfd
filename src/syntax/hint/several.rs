//! Mistakes in patterns over several records: windows, counts, blocks.

use super::{Expected, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::spelling::nearest_within;
use crate::syntax::token::Kind;

/// A pattern over several records where a condition on one should be.
pub(super) fn inside_condition(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here().filter(|token| token.is("sequence") && place.is_start(1))?;
    place.ahead(1).filter(|next| next.is("within"))?;
    let message = "`sequence` looks at several records";
    let diagnostic = place.fault(Code::SeveralRecords, here, message);
    Some(diagnostic.label("a condition on one record belongs here"))
}

/// `without` where no block is.
pub(super) fn without_outside(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here().filter(|token| token.is("without"))?;
    let is_tested = place.ahead(1).is_some_and(|next| next.kind == Kind::Sign);
    if is_tested || place.open().iter().any(|open| open.is("{")) {
        return None;
    }
    let message = "`without` stands in a block of steps";
    let diagnostic = place.fault(Code::LoneWithout, here, message);
    let note = "on one record, what must not hold is written `not …`";
    Some(diagnostic.label("no block is open here").note(note))
}

/// A pattern without a window, or a window without a size.
pub(super) fn window(place: &Place<'_>) -> Option<Diagnostic> {
    let sizes = "write `within 30s` or `within 20 lines`";
    if place.is_back(1, "within") {
        let token = place.here().filter(|token| token.kind != Kind::Number);
        if place.here().is_some() && token.is_none() {
            return None;
        }
        let word = place.back(1)?;
        let diagnostic = place.fault(Code::MissingWindow, word, "`within` has no length");
        return Some(diagnostic.label(sizes));
    }
    if place.is_back(2, "within") && place.expects(Expected::Lines) {
        let number = place.back(1)?;
        if let Some(here) = place.here()
            && matches!(here.text, "line" | "Lines" | "records" | "record" | "rows")
        {
            let message = format!("`{}` is not a unit", here.text);
            let diagnostic = place.fault(Code::UnknownUnit, here, message);
            let diagnostic = diagnostic.label("records are counted in `lines`");
            return Some(diagnostic.fix(place.span_of(here), "lines"));
        }
        let is_unit = place.here().is_some_and(|here| {
            here.kind == Kind::Word
                && !matches!(here.text, "by" | "lines")
                && !place.breaks_after(1)
        });
        if is_unit {
            return None;
        }
        let message = format!("`{}` has no unit", number.text);
        let diagnostic = place.fault(Code::MissingUnit, number, message);
        let label = format!("write `{0}s`, `{0}m` or `{0} lines`", number.text);
        return Some(diagnostic.label(label));
    }
    if !place.expects(Expected::Window) || place.expects(Expected::Condition) {
        return None;
    }
    if let Some(here) = place.here()
        && nearest_within(here.text, 2, ["within"]).is_some()
    {
        let message = format!("`{}` is not a word of the language", here.text);
        let diagnostic = place.fault(Code::UnknownOperator, here, message);
        return Some(diagnostic.label("write `within`").fix(place.span_of(here), "within"));
    }
    let first = place
        .tokens
        .iter()
        .take(place.here)
        .rev()
        .find(|token| matches!(token.text, "sequence" | "all" | "count"))?;
    if !matches!(place.here()?.text, "{" | "by") && !first.is("sequence") {
        return None;
    }
    let message = format!("`{}` has no window", first.text);
    let diagnostic = place.fault(Code::MissingWindow, first, message);
    let note = "records that belong together lie near each other: say how near, before `by`";
    Some(diagnostic.label(format!("{sizes} behind it")).note(note))
}

/// `count` that does not say how many.
pub(super) fn count(place: &Place<'_>) -> Option<Diagnostic> {
    let is_count = place.is_back(1, "count") && place.is_start(2);
    let is_meant = place.here().is_some_and(|here| {
        matches!(here.text, "within" | "by" | "{") || here.kind == Kind::Number
    });
    let is_other_sign = place.is_back(3, "count")
        && place.is_here("within")
        && place.back(2).is_some_and(|sign| sign.kind == Kind::Sign);
    if is_other_sign {
        let sign = place.back(2)?;
        let message = format!("`count` does not take `{}`", sign.text);
        let diagnostic = place.fault(Code::UnknownOperator, sign, message);
        let diagnostic = diagnostic.label("a count is at least so many: `count >= 5`");
        return Some(match sign.text {
            "=" | "==" | "=>" => diagnostic.fix(place.span_of(sign), ">="),
            _ => diagnostic,
        });
    }
    if !is_count || !is_meant {
        return None;
    }
    let word = place.back(1)?;
    let diagnostic = place.fault(Code::CountBelowTwo, word, "`count` does not say how many");
    let diagnostic = diagnostic.label("write `count >= 5` here");
    Some(match place.here() {
        Some(number) if number.kind == Kind::Number => {
            diagnostic.fix(place.span(number.start, number.start), ">= ")
        }
        _ => diagnostic,
    })
}

/// A block that is missing, empty, or has something between its steps.
pub(super) fn block(place: &Place<'_>) -> Option<Diagnostic> {
    if place.is_back(1, "{") && place.is_here("}") {
        let span = place.span_of(place.back(1)?).to(place.span_of(place.here()?));
        let diagnostic = place.fault_at(Code::EmptyBlock, span, "the block is empty");
        return Some(diagnostic.label("at least one condition belongs between the braces"));
    }
    if place.expects(Expected::OpenBlock) && !place.is_here("{") {
        let token = place.here().or(place.back(1))?;
        if matches!(token.kind, Kind::Word) && token.is("by") {
            return None;
        }
        let message = match place.here() {
            Some(_) => "a block of steps belongs here",
            None => "a block of steps is missing behind this",
        };
        let diagnostic = place.fault(Code::EmptyBlock, token, message);
        return Some(diagnostic.label("steps stand in braces: `{ … }`"));
    }
    let is_step = place.open().last().is_some_and(|open| open.is("{"));
    let here = place.here()?;
    if is_step && (here.kind == Kind::Comma || here.is(";")) {
        let message = format!("`{}` does not separate steps", here.text);
        let diagnostic = place.fault(Code::UnknownCharacter, here, message);
        let diagnostic = diagnostic.label("steps follow each other without a sign");
        return Some(diagnostic.fix(place.span_of(here), ""));
    }
    None
}
