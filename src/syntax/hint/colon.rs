//! `field: text`, as query languages ask and logs are written.

use super::literal::without_quotes;
use super::{Place, is_name};
use crate::diagnostic::{Code, Diagnostic};
use crate::field::{self, Field};
use crate::syntax::quote::quote;
use crate::syntax::token::Kind;

/// A colon behind a field: it asks for a part of a text, or the whole is a line of a log. What is
/// rather an equality is left to the other signs.
pub(super) fn colon(place: &Place<'_>) -> Option<Diagnostic> {
    let sign = place.here().filter(|token| matches!(token.text, ":" | ":*"))?;
    let name = place.back(1).filter(|token| is_name(token) && place.is_start(2))?;
    let value = place.ahead(1).filter(|_| !place.is_first_of_line(place.here + 1))?;
    let field = Field::of(name.text);
    let kind = field::kind(&field);
    let is_text = matches!(kind, None | Some(field::Kind::Text));
    let touches = |at: usize, other: usize| if at == other { " " } else { "" };
    let ahead = touches(name.end(), sign.start);
    let contains = || {
        let message = format!("`{}` is not an operator", sign.text);
        let diagnostic = place.fault(Code::UnknownOperator, sign, message);
        diagnostic.label("containing a text is written `contains`")
    };
    if value.kind == (Kind::Text { closed: true }) {
        let behind = touches(sign.end(), value.start);
        let fix = format!("{ahead}contains{behind}");
        return is_text.then(|| contains().fix(place.span_of(sign), fix));
    }
    if !is_text || !matches!(value.kind, Kind::Word | Kind::Number | Kind::Sign) {
        return None;
    }
    let (start, end) = place.unquoted(place.here + 1)?;
    let text = place.slice(start, end).trim_matches('*');
    let is_prose = place.is_prose_field(name);
    let is_long = text.contains([' ', '\t']);
    if is_long && is_prose && sign.start == name.end() {
        return without_quotes(place, place.here - 1);
    }
    // In these, hardly anybody knows the whole of what they look for.
    let is_sentence = matches!(field, Field::Message | Field::Error | Field::Text);
    if text.is_empty() || !is_sentence && sign.is(":") {
        return None;
    }
    let fix = format!("{ahead}contains {}", quote(text));
    Some(contains().fix(place.span(sign.start, end), fix))
}
