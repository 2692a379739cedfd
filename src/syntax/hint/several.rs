//! Mistakes in patterns over several records: windows, counts, blocks.

use super::{Expected, Place, Token, is_name, shown};
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

/// `count("x") >= 5`, as functions are called elsewhere.
pub(super) fn call(place: &Place<'_>) -> Option<Diagnostic> {
    let word = place.back(1).filter(|token| token.is("count") && place.is_start(2))?;
    let here = place.here()?;
    let rest = place.tokens.get(place.here..)?;
    let (inside, behind) = match here.kind {
        Kind::Text { closed: true } => (here.text, rest.get(1..)?),
        Kind::Open if here.is("(") => {
            let mut depth = 0_usize;
            let close = rest.iter().position(|token| {
                match token.kind {
                    Kind::Open => depth += 1,
                    Kind::Close => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0
            });
            let end = close.and_then(|close| rest.get(close));
            let end = end.map_or(place.broken.text.len(), |close| close.start);
            let behind = close.and_then(|close| rest.get(close + 1..)).unwrap_or_default();
            (place.slice(here.end(), end).trim(), behind)
        }
        _ => return None,
    };
    let sign = behind.first().filter(|token| token.kind == Kind::Sign);
    if sign.is_none() && here.end() != word.end() + 1 || place.is_let("count") {
        return None;
    }
    let number = behind.get(1).and_then(|token| token.text.parse::<u32>().ok()).unwrap_or(5);
    let number = number.saturating_add(u32::from(sign.is_some_and(|sign| sign.is(">"))));
    let diagnostic = place.fault(Code::UnknownOperator, word, "`count` is not called like this");
    let inside = if inside.len() > 60 || inside.contains(['\r', '\n']) { "…" } else { inside };
    let label = format!("write `count >= {number} within 1m {{ {inside} }}`");
    Some(diagnostic.label(label))
}

/// `count >= five within 1m { … }`
pub(super) fn no_number(place: &Place<'_>) -> Option<Diagnostic> {
    let opens = |token: &Token<'_>| matches!(token.text, "within" | "by" | "{");
    let index = match place.here()? {
        here if opens(here) => place.here.checked_sub(1)?,
        _ if place.ahead(1).is_some_and(opens) => place.here,
        _ => return None,
    };
    let number = place.tokens.get(index)?;
    let is_count = place.tokens.get(index.checked_sub(2)?)?.is("count")
        && place.tokens.get(index - 1)?.is(">=");
    if !is_count || number.text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let message = format!("`{}` is no whole number", shown(number.text));
    let diagnostic = place.fault(Code::CountBelowTwo, number, message);
    let diagnostic = diagnostic.label("say how many in digits: `count >= 5`");
    let bare = number.text.trim_matches('"');
    let is_quoted = bare.len() < number.text.len() && bare.parse::<u32>().is_ok();
    let digits = match WORDS.iter().position(|word| bare.eq_ignore_ascii_case(word)) {
        Some(at) => Some((at + 2).to_string()),
        None => is_quoted.then(|| bare.to_owned()),
    };
    let span = place.span_of(number);
    Some(digits.into_iter().fold(diagnostic, |diagnostic, digits| diagnostic.fix(span, digits)))
}

/// Numbers in words, from two.
const WORDS: [&str; 9] = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// `x then y`, `x followed by y`
pub(super) fn then(place: &Place<'_>) -> Option<Diagnostic> {
    let (before, here) = (place.back(1)?, place.here()?);
    let (last, next) = match place.ahead(1) {
        _ if here.is("then") => (here, place.here + 1),
        Some(by) if here.is("followed") && by.is("by") => (by, place.here + 2),
        _ => return None,
    };
    let ends = match before.kind {
        Kind::Word => is_name(before) && place.is_start(2) || place.is_back(2, "=="),
        Kind::Text { closed } | Kind::Regex { closed } => closed,
        _ => matches!(before.kind, Kind::Number | Kind::Close),
    };
    // A sentence has such words, too.
    let is_alone = place.tokens.get(next).is_none() && before.kind != Kind::Word;
    if !ends || place.breaks_after(1) || !is_alone && !place.is_condition(next) {
        return None;
    }
    let span = place.span_of(here).to(place.span_of(last));
    let message = format!("`{}` looks at several records", place.slice(here.start, last.end()));
    let diagnostic = place.fault_at(Code::SeveralRecords, span, message);
    let diagnostic = diagnostic.label("describe the one record that shows the problem best");
    Some(diagnostic.note("what holds of one record is joined with `and`"))
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
