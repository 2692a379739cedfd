//! Texts with their quotes wrong: never closed, closed too early, not there.

use super::{Fault, Line, Place};
use crate::rule::file::layout::line_end;
use crate::source::Span;

/// A character in a text that no editor shows.
pub(super) fn control(place: &Place<'_>) -> Option<Fault> {
    let at = place.said.at.start;
    let found = place.text.get(at..place.line.end())?.chars().next().filter(|c| c.is_control())?;
    let span = Span::new(at, at + found.len_utf8());
    let message = format!("a control character stands here: U+{:04X}", u32::from(found));
    Some(place.fault(message, span).label("only tabs and line ends").fix(span, ""))
}

/// A text that does not end on its line.
pub(super) fn unclosed(place: &Place<'_>) -> Option<Fault> {
    if !place.says("invalid basic string") && !place.says("invalid literal string") {
        return None;
    }
    let string = place.strings().find(|string| !string.closed)?;
    let before = place.before(string.opening.start);
    if !before.ends_with(['=', '[', ',', '{']) {
        return None;
    }
    let quote = place.slice(Span::from(string.opening.clone()));
    let end = string.opening.end + string.inner(place.text).trim_end().len();
    let fault = place.fault("this text is never closed", Span::new(string.opening.start, end));
    let next = Line::around(line_end(place.text, place.line.start) + 1, place.text);
    let goes_on = !next.text.trim().is_empty()
        && !next.is_head()
        && !next.is_assignment()
        && !next.text.trim_start().starts_with('#')
        && next.start > place.line.start;
    if goes_on {
        let last = end_of_text(place.text, next.start, quote);
        let fault = fault.label("a text of several lines stands between `'''`");
        return Some(Fault { lost: Span::new(place.line.start, last), ..fault });
    }
    let is_sure = before.ends_with('=') && !before.contains(['[', '{']);
    let fault = fault.label(format!("the closing `{quote}` is missing"));
    Some(if is_sure && !string.inner(place.text).contains('#') {
        fault.fix(Span::empty(end), quote)
    } else {
        fault
    })
}

/// The end of the line that closes a text which was begun further up.
fn end_of_text(text: &str, from: usize, quote: &str) -> usize {
    let mut end = from;
    loop {
        let line = Line::around(end, text);
        if line.is_head() || line.is_assignment() {
            return line.start;
        }
        if line.text.contains(quote) || line.end() >= text.len() {
            return line.end();
        }
        end = line.end() + 1;
    }
}

/// A text with a quote in it: it ends there, and the rest of it is something else.
pub(super) fn ends_early(place: &Place<'_>) -> Option<Fault> {
    let string =
        place.strings().find(|string| string.closed && string.end() == place.said.at.start)?;
    if string.is_block() {
        return None;
    }
    let quote = place.slice(Span::from(string.opening.clone()));
    let other = if quote == "'" { "\"" } else { "'" };
    let fault =
        place.fault("the text ends at this quote", Span::new(string.inner_end, string.end()));
    let before = place.before(string.opening.start);
    let whole = Span::new(string.opening.start, place.line.trimmed().end);
    let inner = place.slice(whole).get(1..).and_then(|rest| rest.strip_suffix(quote));
    let Some(inner) = inner.filter(|_| before.ends_with('=') && !before.contains(['[', '{']))
    else {
        return Some(fault.label("a quote too many, or one too few before it"));
    };
    let label = format!("inside of a text stands another quote than around it: `{other}…{other}`");
    let fault = fault.label(label);
    let is_plain = !inner.contains(other) && !inner.contains(['\\', '#']);
    Some(if is_plain { fault.fix(whole, format!("{other}{inner}{other}")) } else { fault })
}

/// A backslash in double quotes that begins no escape.
pub(super) fn backslash(place: &Place<'_>) -> Option<Fault> {
    let at = place.said.at.start;
    if !place.says("missing escaped value") || !place.text.get(..at)?.ends_with('\\') {
        return None;
    }
    let escaped = place.text.get(at..)?.chars().next().filter(|c| *c != '\n' && *c != '\r');
    let span = Span::new(at - 1, at + escaped.map_or(0, char::len_utf8));
    let message = format!("`{}` means nothing between double quotes", place.slice(span));
    let fault = place.fault(message, span);
    let string =
        place.layout.strings.iter().find(|it| it.opening.start < at && at <= it.inner_end)?;
    let fault = fault.label("between `'`, a backslash is a backslash");
    let inner = string.inner(place.text);
    let whole = Span::new(string.opening.start, string.end());
    let is_plain = string.closed && !string.is_block() && !inner.contains('\'');
    Some(if is_plain { fault.fix(whole, format!("'{inner}'")) } else { fault })
}

/// A text without quotes, or with quotes of another kind.
pub(super) fn unquoted(place: &Place<'_>) -> Option<Fault> {
    let is_scalar = ["string values must be quoted", "invalid boolean", "missing opening quote"];
    let value = place.slice(place.said.at).trim_end();
    if value.is_empty() || !is_scalar.iter().any(|message| place.says(message)) {
        return None;
    }
    let span = Span::new(place.said.at.start, place.said.at.start + value.len());
    let bare = value.trim_matches(['“', '”', '„', '‘', '’', '«', '»', '`']);
    let fault = match value.chars().next().filter(|_| bare.len() < value.len()) {
        Some(sign) => place.fault(format!("`{sign}` does not quote a text"), span),
        None => place.fault("this is text without quotes", span),
    };
    let fault = fault.label("text stands in double quotes: `\"…\"`");
    let is_plain = !bare.contains(['"', '\\']);
    Some(if is_plain { fault.fix(span, format!("\"{bare}\"")) } else { fault })
}
