//! A `jq` filter that is one plain comparison to a condition on a field.

use crate::field::{Field, Kind, kind};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Comparison, Expr, ExprKind, Literal, Op, Test, Text};

/// Reads `.a.b == "text"`, and the same in `select(…)`: the value may be a text, a number, `true`
/// or `false`. `None` for every other filter, and for fields that are read here in another way
/// than by their name.
pub(super) fn convert(filter: &str) -> Option<Expr> {
    let filter = filter.trim();
    let inside = filter.strip_prefix("select").and_then(|rest| {
        rest.trim_start().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))
    });
    let (path, value) = inside.unwrap_or(filter).split_once("==")?;
    let name = field(path.trim())?;
    let (literal, wanted) = literal(value.trim())?;
    match kind(&Field::of(&name)) {
        None => {}
        Some(kind) if Some(kind) == wanted => {}
        Some(_) => return None,
    }
    let span = Span::empty(0);
    let field = Spanned::new(name, span);
    let op = Op::Compare(Comparison::Equal, literal);
    Some(Expr { kind: ExprKind::Test(Test { field, operator: span, op }), span })
}

/// The name of the field that a path leads to.
fn field(path: &str) -> Option<String> {
    let name = path.strip_prefix('.')?;
    let is_word = |word: &str| {
        let mut chars = word.chars();
        chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
            && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    // Words of the language cannot be names of fields.
    let reserved =
        ["let", "sequence", "without", "within", "by", "and", "or", "not", "exists", "in"];
    let is_own = Field::of(name) == Field::Named(name.to_owned());
    let is_name = name.split('.').all(is_word) && !reserved.contains(&name);
    (is_name && is_own && !name.is_empty()).then(|| name.to_owned())
}

/// A value, and what a field that is known must hold to be compared with it.
fn literal(value: &str) -> Option<(Literal, Option<Kind>)> {
    let span = Span::empty(0);
    if matches!(value, "true" | "false") {
        return Some((Literal::Word(Spanned::new(value.to_owned(), span)), Some(Kind::Bool)));
    }
    if let Some(inside) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        let is_plain = !inside.contains(['"', '\\']) && !inside.contains(char::is_control);
        let text = Text { value: inside.to_owned(), fold: false, span };
        return is_plain.then_some((Literal::Text(text), Some(Kind::Text)));
    }
    let is_number = |b: u8| b.is_ascii_digit() || matches!(b, b'-' | b'.');
    let number = value.parse::<f64>().ok().filter(|number| number.is_finite())?;
    let literal = Literal::Number(Spanned::new(number, span));
    value.bytes().all(is_number).then_some((literal, Some(Kind::Number)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::ast::When;
    use crate::syntax::print_when;

    #[test]
    fn plain_comparisons_are_conditions() {
        let rows = [
            (".code == 502", Some("code == 502")),
            ("select(.a.b == \"x y\")", Some("a.b == \"x y\"")),
            (".allow == true", Some("allow == true")),
            (".ok == true", Some("ok == true")),
            (".service == \"envoy\"", Some("service == \"envoy\"")),
            (".level == \"error\"", None),
            (".line == 3", None),
            (".allow == \"yes\"", None),
            (".a != 1", None),
            (".a == null", None),
            (".a == \"x\\ty\"", None),
            (".a == .b", None),
            (".a == 1 and .b == 2", None),
            (".a[0] == 1", None),
            (".in == 1", None),
            (". == 1", None),
            (".a | test(\"x\")", None),
            ("", None),
        ];
        for (filter, expected) in rows {
            let when = convert(filter).map(|condition| When { condition, comments: Vec::new() });
            assert_eq!(when.map(|when| print_when(&when)).as_deref(), expected, "{filter}");
        }
    }
}
