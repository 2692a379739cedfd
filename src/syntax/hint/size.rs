//! Mistakes in distances between records: no unit, a wrong one, a sign.

use super::{Expected, Place, Token};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::token::Kind;

/// A length of a window or a shift that is none.
pub(super) fn size(place: &Place<'_>) -> Option<Diagnostic> {
    if place.expects(Expected::Lines) {
        return unit(place);
    }
    let here = place.here().filter(|token| token.kind == Kind::Number)?;
    let before = place.back(1).filter(|before| is_before_size(before))?;
    if !before.is("within") && !place.expects(Expected::Size) {
        return None;
    }
    let is_lines = place.ahead(1).is_some_and(|next| next.is("lines"));
    let digits = here.text.strip_prefix('-');
    if let Some(digits) = digits.filter(|it| it.bytes().all(|b| b.is_ascii_digit())) {
        let message = match before.text {
            "within" => "a window is never negative",
            "+" | "-" => "this distance has two signs",
            _ => "a stretch does not last for less than nothing",
        };
        let diagnostic = place.fault(Code::NegativeSize, here, message);
        let diagnostic = diagnostic.label("write it without the `-`");
        return Some(match before.text {
            "+" | "-" => diagnostic,
            _ => diagnostic.fix(place.span_of(here), digits),
        });
    }
    let is_decimal = here.text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    if !is_decimal {
        return None;
    }
    if is_lines {
        let message = format!("`{}` is no whole number", here.text);
        let diagnostic = place.fault(Code::MissingUnit, here, message);
        return Some(diagnostic.label("lines are counted one by one: `20 lines`"));
    }
    Some(without_unit(place, here))
}

/// A whole number that is followed by no unit, or by one that is none.
fn unit(place: &Place<'_>) -> Option<Diagnostic> {
    let number = place.back(1).filter(|number| number.kind == Kind::Number)?;
    if let Some(here) = place.here()
        && matches!(here.text, "line" | "Lines" | "Line" | "records" | "record" | "rows" | "row")
    {
        let message = format!("`{}` is not a unit", here.text);
        let diagnostic = place.fault(Code::UnknownUnit, here, message);
        let diagnostic = diagnostic.label("records are counted in `lines`");
        return Some(diagnostic.fix(place.span_of(here), "lines"));
    }
    let is_unit = place.here().is_some_and(|here| {
        let is_other = !matches!(here.text, "by" | "sharing" | "to" | "for" | "lines");
        here.kind == Kind::Word
            && is_other
            && !place.breaks_after(1)
            && !place.is_operator(place.here + 1)
    });
    (!is_unit).then(|| without_unit(place, number))
}

fn without_unit(place: &Place<'_>, number: &Token<'_>) -> Diagnostic {
    let digits = number.text.trim_start_matches('-');
    let message = format!("`{digits}` has no unit");
    let diagnostic = place.fault(Code::MissingUnit, number, message);
    let is_whole = !digits.contains('.');
    diagnostic.label(match is_whole {
        true => format!("write `{digits}s`, `{digits}m` or `{digits} lines`"),
        false => format!("write `{digits}s` or `{digits}m`"),
    })
}

/// Whether a distance stands behind the word or sign.
fn is_before_size(token: &Token<'_>) -> bool {
    matches!(token.text, "within" | "for" | "+" | "-")
}
