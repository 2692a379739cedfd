//! Tests that ask something else than one field: a text, or several names in parentheses.

use super::{Place, Token, is_name, shown};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::token::Kind;

/// `(message or error) contains "x"`
pub(super) fn group(place: &Place<'_>) -> Option<Diagnostic> {
    place.back(1).filter(|token| token.is(")"))?;
    let operator = place.here().filter(|_| is_asking(place, place.here))?;
    let open = opening(place)?;
    let inside = place.tokens.get(open + 1..place.here - 1)?;
    let whole = place.span(place.tokens.get(open)?.start, place.back(1)?.end());
    let is_joiner = |token: &Token<'_>| matches!(token.text, "and" | "or");
    let are_names = inside.len() % 2 == 1
        && inside.iter().step_by(2).all(is_name)
        && inside.iter().skip(1).step_by(2).all(is_joiner);
    if !are_names {
        let message = format!("`{}` stands behind a field, not behind `)`", operator.text);
        let diagnostic = place.fault(Code::MissingField, operator, message);
        return Some(diagnostic.label("the name of a field belongs before it"));
    }
    let message = match operator.text {
        "starts" | "ends" => format!("`{} with` asks one field at a time", operator.text),
        sign => format!("`{sign}` asks one field at a time"),
    };
    let diagnostic = place.fault_at(Code::MissingField, whole, message);
    let diagnostic = diagnostic.label(match inside.len() {
        1 => "a field stands without parentheses",
        _ => "repeat what is asked behind each field",
    });
    let Some(end) = end_of_test(place, place.here) else { return Some(diagnostic) };
    let asked = place.slice(operator.start, end);
    let one = |token: &Token<'_>| match token.text {
        "and" | "or" => token.text.to_owned(),
        field => format!("{field} {asked}"),
    };
    let fix = inside.iter().map(one).collect::<Vec<_>>().join(" ");
    let fix = if inside.len() > 1 { format!("({fix})") } else { fix };
    Some(diagnostic.fix(whole.to(place.span(end, end)), fix))
}

/// `"x" in message`, `"x" == message`
pub(super) fn text(place: &Place<'_>) -> Option<Diagnostic> {
    let text = place.back(1).filter(|token| token.kind == (Kind::Text { closed: true }))?;
    let (not, index) = match place.here()? {
        here if here.is("not") => ("not ", place.here + 1),
        _ => ("", place.here),
    };
    let operator = place.tokens.get(index)?;
    let is_in = operator.is("in");
    if !place.is_start(2) || !is_in && (!not.is_empty() || !is_asking(place, index)) {
        return None;
    }
    let message = format!("`{}` stands behind a field, not behind a text", shown(operator.text));
    let diagnostic = place.fault(Code::MissingField, operator, message);
    let diagnostic = diagnostic.label("the field comes first, then what is asked of it");
    let asked = match operator.text {
        "in" => "contains",
        "==" | "!=" => operator.text,
        "=" => "==",
        _ => return Some(diagnostic),
    };
    let ask = |field: &Token<'_>| format!("{} {asked} {}", field.text, text.text);
    let fields = listed(place, index + 1);
    let Some(last) = fields.last() else { return Some(diagnostic) };
    let is_list = place.tokens.get(index + 1).is_some_and(|token| token.is("["));
    let close = fields.len() * 2 + index + 1;
    let end = if is_list { place.tokens.get(close)?.end() } else { last.end() };
    let written = fields.iter().map(|field| ask(field)).collect::<Vec<_>>().join(" or ");
    let written = if fields.len() > 1 { format!("({written})") } else { written };
    Some(diagnostic.fix(place.span(text.start, end), format!("{not}{written}")))
}

/// Whether an operator stands at `index`, whatever follows it.
fn is_asking(place: &Place<'_>, index: usize) -> bool {
    place.tokens.get(index).is_some_and(|token| match token.kind {
        Kind::Sign => token.text.contains(['=', '<', '>', '~', ':']),
        _ => matches!(token.text, "contains" | "in") || place.is_operator(index),
    })
}

/// The field at `index`, or those of the list that begins there; nothing if it is neither.
fn listed<'p>(place: &'p Place<'_>, index: usize) -> Vec<&'p Token<'p>> {
    let rest = place.tokens.get(index..).unwrap_or_default();
    let is_list = rest.first().is_some_and(|token| token.is("["));
    if !is_list {
        let alone = rest.first().filter(|it| is_name(it) && place.is_end(index + 1));
        return alone.into_iter().collect();
    }
    let inside = rest.get(1..).unwrap_or_default();
    let close = inside.iter().position(|token| token.is("]")).unwrap_or(0);
    let inside = inside.get(..close).unwrap_or_default();
    let are_fields = inside.len() % 2 == 1
        && inside.iter().step_by(2).all(is_name)
        && inside.iter().skip(1).step_by(2).all(|token| token.kind == Kind::Comma);
    if are_fields { inside.iter().step_by(2).collect() } else { Vec::new() }
}

/// The parenthesis that the one before the place closes.
fn opening(place: &Place<'_>) -> Option<usize> {
    let mut depth = 0_usize;
    for index in (0..place.here).rev() {
        match place.tokens.get(index)?.kind {
            Kind::Close => depth += 1,
            Kind::Open if depth == 1 => return Some(index),
            Kind::Open => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The byte behind what belongs to the operator at `index`, if it is all there.
fn end_of_test(place: &Place<'_>, index: usize) -> Option<usize> {
    let token = |n: usize| place.tokens.get(index + n);
    let text = |n: usize| token(n).filter(|it| it.kind == (Kind::Text { closed: true }));
    let last = match place.tokens.get(index)?.text {
        "contains" => text(1),
        "starts" | "ends" => text(2),
        "~" => token(1).filter(|it| it.kind == (Kind::Regex { closed: true })),
        "in" => place.tokens.get(index + 1..)?.iter().find(|it| it.kind == Kind::Close),
        "==" | "!=" | "<" | "<=" | ">" | ">=" => token(1).filter(|it| {
            matches!(it.kind, Kind::Text { closed: true } | Kind::Number) || is_name(it)
        }),
        _ => None,
    };
    last.map(Token::end)
}
