//! Brackets that do not pair up, and lists with their commas wrong.

use super::literal::without_quotes;
use super::{Place, Token, is_name, is_reserved, range};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::Unit;
use crate::syntax::quote::quote;
use crate::syntax::token::Kind;

/// Nothing between two brackets.
pub(super) fn empty(place: &Place<'_>) -> Option<Diagnostic> {
    let (open, close) = (place.back(1)?, place.here()?);
    if open.kind != Kind::Open || !close.is(partner(open)) {
        return None;
    }
    let span = place.span(open.start, close.end());
    let diagnostic = place.fault_at(Code::MissingCondition, span, "the parentheses are empty");
    Some(diagnostic.label("a condition belongs between them"))
}

/// A bracket that closes nothing.
pub(super) fn unopened(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here().filter(|token| token.kind == Kind::Close)?;
    let open = place.open();
    match open.last() {
        None => {
            let message = format!("`{}` closes nothing", here.text);
            let diagnostic = place.fault(Code::Unopened, here, message);
            Some(diagnostic.label("remove it").fix(place.span_of(here), ""))
        }
        Some(open) if !here.is(partner(open)) => {
            let message = format!("`{}` does not close `{}`", here.text, open.text);
            let diagnostic = place.fault(Code::Unopened, here, message);
            let label = format!("`{}` belongs here", partner(open));
            Some(diagnostic.label(label).context(place.span_of(open), "opened here"))
        }
        Some(_) => None,
    }
}

/// A bracket that is never closed; the symptom ends.
pub(super) fn unclosed(place: &Place<'_>) -> Option<Diagnostic> {
    if place.here().is_some() {
        return None;
    }
    let open = place.open();
    let open = open.last()?;
    let message = format!("`{}` is never closed", open.text);
    let diagnostic = place.fault(Code::Unclosed, open, message);
    let diagnostic = diagnostic.label(format!("the `{}` to it is missing", partner(open)));
    let end = place.back(1)?.end();
    Some(diagnostic.fix(place.span(end, end), partner(open)))
}

/// What closes an opening bracket.
pub(super) fn partner(open: &Token<'_>) -> &'static str {
    match open.text {
        "(" => ")",
        "[" => "]",
        _ => "}",
    }
}

/// `in` without a list, or a list that is not `[a, b]`.
pub(super) fn list(place: &Place<'_>) -> Option<Diagnostic> {
    let label = "values stand in square brackets: `[502, 503]`";
    if place.is_back(1, "in") && place.back(2).is_some_and(is_name) {
        let word = place.back(1)?;
        let Some(here) = place.here() else {
            let diagnostic = place.fault(Code::InvalidList, word, "`in` has no list");
            return Some(diagnostic.label(label));
        };
        if let Some(first) = sentence(place) {
            return without_quotes(place, first);
        }
        let diagnostic = place.fault(Code::InvalidList, here, "`in` takes a list");
        let diagnostic = diagnostic.label(label);
        return Some(match here.kind {
            Kind::Open => {
                let rest = place.tokens.get(place.here + 1..).unwrap_or_default();
                match rest.iter().find(|token| token.kind == Kind::Close) {
                    Some(close) => {
                        let inside = place.slice(here.end(), close.start);
                        let span = place.span(here.start, close.end());
                        diagnostic.fix(span, format!("[{inside}]"))
                    }
                    None => diagnostic,
                }
            }
            Kind::Number if !is_number(here.text) => match range::as_comparisons(here.text, "") {
                Some(_) => diagnostic,
                None => diagnostic.fix(place.span_of(here), format!("[{}]", quote(here.text))),
            },
            Kind::Word if is_reserved(here) => diagnostic,
            Kind::Text { closed: true } | Kind::Number | Kind::Word => {
                let end = end_of_values(place);
                let values = place.slice(here.start, end);
                diagnostic.fix(place.span(here.start, end), format!("[{values}]"))
            }
            _ => diagnostic,
        });
    }
    let open = place.open();
    open.last().filter(|open| open.is("["))?;
    let Some(here) = place.here() else { return unclosed(place) };
    let before = place.back(1)?;
    let diagnostic = |token: &Token<'_>, message: &str| {
        place.fault(Code::InvalidList, token, message.to_owned())
    };
    match (before.kind, here.kind) {
        (Kind::Open, Kind::Close) => {
            let span = place.span(before.start, here.end());
            let fault = place.fault_at(Code::InvalidList, span, "the list is empty");
            Some(fault.label("at least one value belongs between the brackets"))
        }
        (Kind::Comma, Kind::Close) if here.is("]") => {
            let fault = diagnostic(before, "no value follows this comma").label("remove it");
            Some(fault.fix(place.span_of(before), ""))
        }
        (Kind::Comma | Kind::Open, Kind::Comma) => {
            let fault = diagnostic(here, "no value stands before this comma").label("remove it");
            Some(fault.fix(place.span_of(here), ""))
        }
        (Kind::Comma | Kind::Open, _) => {
            let fault = diagnostic(here, "this is no value");
            Some(fault.label("a text in double quotes, a number or a word belongs here"))
        }
        (_, Kind::Close) => unopened(place),
        _ if matches!(here.text, "or" | "and" | "|" | "||" | ";") => {
            let fault = diagnostic(here, "values are separated by commas").label("write `,`");
            let span = place.span(before.end(), here.end());
            Some(fault.fix(span, ","))
        }
        _ => {
            let fault = diagnostic(here, "values are separated by commas");
            let end = place.span(before.end(), before.end());
            Some(fault.label("a comma belongs before it").fix(end, ","))
        }
    }
}

/// The first word of the sentence to which the `in` before the place belongs, if it is no
/// operator: `address in use`.
fn sentence(place: &Place<'_>) -> Option<usize> {
    let field = place.back(2)?;
    let is_word = |index: usize| {
        let token = place.tokens.get(index);
        token.is_some_and(|it| it.kind == Kind::Word) && !place.is_end(index)
    };
    let is_long = is_word(place.here + 1) && !place.is_operator(place.here + 1);
    let is_meant = is_word(place.here) && (place.is_prose_field(field) || is_long);
    let first = place.first_word(place.here.checked_sub(2)?);
    first.filter(|_| is_meant)
}

/// Whether a number, or a length of time, stands there as the language has it.
fn is_number(text: &str) -> bool {
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.get(number.len()..).unwrap_or_default();
    number.parse::<f64>().is_ok()
        && (unit.is_empty() || Unit::ALL.iter().any(|known| known.sign() == unit))
}

/// The byte behind the last of the values that stand at the place with commas between them.
fn end_of_values(place: &Place<'_>) -> usize {
    let rest = place.tokens.get(place.here..).unwrap_or_default();
    let mut end = rest.first().map_or(place.broken.at, Token::end);
    for pair in rest.get(1..).unwrap_or_default().chunks_exact(2) {
        let [comma, value] = pair else { break };
        let is_value =
            matches!(value.kind, Kind::Text { closed: true } | Kind::Number | Kind::Word);
        if comma.kind != Kind::Comma || !is_value {
            break;
        }
        end = value.end();
    }
    end
}
