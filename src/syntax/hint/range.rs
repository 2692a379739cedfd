//! Ranges of numbers, which are no values here: `500..599`, `500-599`, `5xx`.

use super::{Place, Token, is_name, shown};
use crate::diagnostic::{Code, Diagnostic};
use crate::field::{self, Field};
use crate::syntax::token::Kind;

/// A range where a value should be, alone or in a list.
pub(super) fn range(place: &Place<'_>) -> Option<Diagnostic> {
    let index = match place.here()? {
        here if here.kind == Kind::Number => place.here,
        // `response-code:5xx` breaks at the sign.
        here if matches!(here.text, ":" | "=") => place.here + 1,
        _ => return None,
    };
    let value = place.tokens.get(index)?;
    let list = List::around(place, index);
    let operator = match &list {
        Some(list) => list.open.checked_sub(1)?,
        None => index.checked_sub(1)?,
    };
    let field = place.tokens.get(operator.checked_sub(1)?).filter(|token| is_name(token))?;
    let before = operator.checked_sub(2).and_then(|it| place.tokens.get(it));
    let is_let = before.is_some_and(|token| token.is("let"));
    let range = Range::of(value.text).filter(|range| range.is_meant(field) && !is_let)?;
    let message = format!("`{}` is no number", shown(value.text));
    let diagnostic = place.fault(Code::NotANumber, value, message);
    let diagnostic = diagnostic.label("a range is written with two comparisons");
    let (written, end) = match &list {
        None => (range.compared(field.text, place.tokens.get(operator)?.text), value.end()),
        Some(list) => (list.compared(field.text), list.end),
    };
    let Some(written) = written else { return Some(diagnostic) };
    let needs_group = before.is_some_and(|it| it.is("not")) || list.is_some_and(|it| it.is_long());
    let written = if needs_group { format!("({written})") } else { written };
    Some(diagnostic.fix(place.span(field.start, end), written))
}

/// What a range means, if the text is one: the sentence that shows how to ask for it.
pub(super) fn as_comparisons(text: &str, field: &str) -> Option<String> {
    Some(Range::of(text)?.inside(field))
}

/// All numbers from one to another.
struct Range {
    low: String,
    high: String,
    /// Whether it is one of `5xx`.
    is_class: bool,
    /// Whether it could be a word with a hyphen.
    is_hyphened: bool,
}

impl Range {
    fn of(text: &str) -> Option<Self> {
        let is_whole = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let is_hyphened = !text.contains("..");
        if let Some((low, high)) = text.split_once(if is_hyphened { "-" } else { ".." }) {
            let high = high.strip_prefix('.').unwrap_or(high);
            let (low, high) = (low.to_owned(), high.to_owned());
            let is_range = is_whole(&low) && is_whole(&high);
            return is_range.then_some(Self { low, high, is_class: false, is_hyphened });
        }
        let digits = text.trim_end_matches(['x', 'X']);
        if !is_whole(digits) || digits == text {
            return None;
        }
        let filled = |digit: &str| format!("{digits}{}", digit.repeat(text.len() - digits.len()));
        Some(Self { low: filled("0"), high: filled("9"), is_class: true, is_hyphened: false })
    }

    /// Whether the field holds numbers. Of a field that nobody knows, only what looks like a range
    /// and nothing else is taken for one.
    fn is_meant(&self, field: &Token<'_>) -> bool {
        match field::kind(&Field::of(field.text)) {
            Some(kind) => kind == field::Kind::Number,
            None => !self.is_class && !self.is_hyphened,
        }
    }

    fn inside(&self, field: &str) -> String {
        format!("{field} >= {} and {field} <= {}", self.low, self.high)
    }

    /// The comparison of a field with the range.
    fn compared(&self, field: &str, operator: &str) -> Option<String> {
        let Self { low, high, .. } = self;
        Some(match operator {
            "==" | "=" | ":" | "in" | "~" => self.inside(field),
            "!=" => format!("not ({})", self.inside(field)),
            ">=" | "<" if self.is_class => format!("{field} {operator} {low}"),
            "<=" | ">" if self.is_class => format!("{field} {operator} {high}"),
            _ => return None,
        })
    }
}

/// A list in which a range stands.
struct List<'p> {
    /// The opening bracket.
    open: usize,
    values: Vec<&'p Token<'p>>,
    /// The byte behind the closing bracket.
    end: usize,
}

impl<'p> List<'p> {
    /// The list around the token, if there is one behind an `in` and it is closed.
    fn around(place: &'p Place<'_>, index: usize) -> Option<Self> {
        let before = place.tokens.get(..index)?;
        let open = before.iter().rposition(|token| token.kind == Kind::Open)?;
        if !before.get(open)?.is("[") || !before.get(open.checked_sub(1)?)?.is("in") {
            return None;
        }
        let inside = place.tokens.get(open + 1..)?;
        let close = inside.iter().position(|token| token.kind == Kind::Close)?;
        let values = inside.get(..close)?.iter().filter(|token| token.kind != Kind::Comma);
        Some(Self { open, values: values.collect(), end: inside.get(close)?.end() })
    }

    fn is_long(&self) -> bool {
        self.values.len() > 1
    }

    /// The list as comparisons of a field, if all its values are numbers and ranges.
    fn compared(&self, field: &str) -> Option<String> {
        let one = |value: &&Token<'_>| match Range::of(value.text) {
            Some(range) => Some(range.inside(field)),
            None => value.text.parse::<u64>().is_ok().then(|| format!("{field} == {}", value.text)),
        };
        let all: Option<Vec<_>> = self.values.iter().map(one).collect();
        Some(all?.join(" or "))
    }
}
