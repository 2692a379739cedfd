//! Lines that are no `key = value` and no head, and keys that are there twice.

use super::{Fault, Line, Place};
use crate::rule::file::layout::line_end;
use crate::rule::file::{Entry, Kind, Node, Table};
use crate::source::{Span, Spanned};

/// A key or a head that is there already.
pub(super) fn duplicate(place: &Place<'_>) -> Option<Fault> {
    if !place.says("duplicate key") {
        return None;
    }
    let (at, line) = (place.said.at, place.line);
    if line.is_head() {
        return Some(duplicate_head(place));
    }
    let name = place.slice(at).trim_matches(['"', '\'']);
    let first = last_key(place.table, name, at.start);
    let fault = place.fault(format!("`{name}` is given twice"), at).label("remove one of them");
    Some(Fault { context: first.map(|first| (first, "first here")), ..fault })
}

/// A head that stands there twice, or a `[sample]` beside a `[[sample]]`.
fn duplicate_head(place: &Place<'_>) -> Fault {
    let (at, span) = (place.said.at, place.line.trimmed());
    let lost = Span::new(place.line.start, place.section_end());
    let head = place.slice(span);
    let first = |head: &str| {
        let mut start = 0;
        while start < place.line.start {
            let line = Line::around(start, place.text);
            if line.text.trim() == head {
                return Some((line.trimmed(), "first here"));
            }
            start = line_end(place.text, start) + 1;
        }
        None
    };
    let several = format!("[{head}]");
    if let Some(context) = first(&several) {
        let fault = Fault::new(format!("`{head}` stands beside `{several}`"), span, lost);
        let fault = fault.label("each of several has double brackets").fix(span, several);
        return Fault { context: Some(context), ..fault };
    }
    let fault = Fault::new(format!("`{head}` is there twice"), at, lost);
    let fault = fault.label("give this one another name, or remove it");
    Fault { context: first(head), ..fault }
}

/// The last key of a name before a place.
fn last_key(table: &Table, name: &str, before: usize) -> Option<Span> {
    let mut best: Option<Span> = None;
    let mut ahead: Vec<&[Entry]> = vec![&table.entries];
    while let Some(entries) = ahead.pop() {
        for Entry { key: Spanned { value, span }, value: node } in entries {
            if value == name
                && span.start < before
                && best.is_none_or(|best| best.start < span.start)
            {
                best = Some(*span);
            }
            ahead.extend(tables(node));
        }
    }
    best
}

/// The entries of the tables that a value is, or is a list of.
fn tables(node: &Node) -> impl Iterator<Item = &[Entry]> {
    let items = match &node.kind {
        Kind::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    items.iter().filter_map(Node::table).map(|table| table.entries.as_slice())
}

/// `//`, `--` and `;` begin comments elsewhere.
pub(super) fn comment(place: &Place<'_>) -> Option<Fault> {
    let start = place.line.trimmed().start;
    let line = place.line.text.trim_start();
    let sign = ["//", "--", ";"].into_iter().find(|sign| line.starts_with(sign))?;
    let span = Span::new(start, start + sign.len());
    let fault = place.fault(format!("`{sign}` does not begin a comment"), span);
    Some(fault.label("comments begin with `#`").fix(span, "#"))
}

/// `key: value`
pub(super) fn colon(place: &Place<'_>) -> Option<Fault> {
    let (key, rest) = place.line.key()?;
    let behind = rest.trim_start().strip_prefix(':')?;
    // A time of day is no key.
    if !key.starts_with(|c: char| c.is_ascii_alphabetic())
        || !behind.is_empty() && !behind.starts_with(' ')
    {
        return None;
    }
    let start = place.line.trimmed().start + key.len();
    let span = Span::new(start, start + rest.len() - rest.trim_start().len() + 1);
    let colon = Span::new(span.end - 1, span.end);
    let fault = place.fault(format!("`:` does not give `{key}` a value"), colon);
    let value = place.slice(Span::new(span.end, place.line.trimmed().end)).trim();
    if value.is_empty() || value.starts_with(['|', '>']) {
        return Some(fault.label("a value stands behind `=`, one of several lines between `'''`"));
    }
    let is_bare = !value.starts_with(['"', '\'', '[', '{']) && !value.contains(['"', '\\', '#']);
    let fault = fault.label("a value stands behind `=`");
    Some(if is_bare {
        fault.fix(Span::new(span.start, place.line.trimmed().end), format!(" = \"{value}\""))
    } else {
        fault.fix(span, " =")
    })
}

/// `key == value`
pub(super) fn equals(place: &Place<'_>) -> Option<Fault> {
    let at = place.said.at.start;
    if !place.says("extra `=`") || !place.before(at).ends_with('=') {
        return None;
    }
    let span = Span::new(place.line.start + place.before(at).len() - 1, at + 1);
    let message = format!("`{}` does not give a value", place.slice(span));
    Some(place.fault(message, span).label("a value stands behind a single `=`").fix(span, "="))
}

/// `[cause.name`, `[cause.]`
pub(super) fn head(place: &Place<'_>) -> Option<Fault> {
    if !place.line.is_head() {
        return None;
    }
    let (at, end) = (place.line.trimmed(), place.section_end());
    let head = place.slice(at);
    let fault = |message| Fault::new(message, at, Span::new(place.line.start, end));
    let opening = if head.starts_with("[[") { "]]" } else { "]" };
    let missing = opening.len().checked_sub(head.len() - head.trim_end_matches(']').len());
    let is_plain = !head.contains([' ', '"', '\'', '#', '=']);
    let missing = missing.filter(|_| is_plain).and_then(|missing| opening.get(..missing));
    Some(match missing {
        None | Some("") => {
            fault("this is no head").label("heads are `[cause.some-name]` and `[[sample]]`")
        }
        Some(missing) => fault("this head is not closed")
            .label(format!("`{missing}` is missing at its end"))
            .fix(Span::empty(at.end), missing),
    })
}

/// A comma that is missing, or one too many.
pub(super) fn comma(place: &Place<'_>) -> Option<Fault> {
    let at = place.said.at;
    if place.says("extra comma") {
        let span = Span::new(at.start, at.start + 1);
        let fault = place.fault("no value stands before this comma", span);
        return Some(fault.label("remove it").fix(span, ""));
    }
    // `1 cause = …`: the number and the next key are taken for one value.
    let value = place.slice(at);
    let split = value.find(' ').filter(|_| {
        let is_next =
            place.text.get(at.end..).is_some_and(|rest| rest.trim_start().starts_with('='));
        place.says("string values must be quoted") && is_next
    });
    let start = match split {
        Some(split) => at.end - value.get(split..)?.trim_start().len(),
        None if place.says("missing comma") => at.start,
        None => return None,
    };
    let rest = place.slice(Span::new(start, place.line.end()));
    let end = rest.find([' ', ',', '=', ']', '}']).unwrap_or(rest.len()).max(rest.len().min(1));
    let fault = place.fault("two values stand side by side", Span::new(start, start + end));
    let before = place.line.start + place.before(start).len();
    Some(fault.label("a comma belongs before it").fix(Span::empty(before), ","))
}

/// `key =`, `key`, `= value`
pub(super) fn no_value(place: &Place<'_>) -> Option<Fault> {
    if place.says("unquoted keys cannot be empty") {
        let fault = place.fault("this value has no key", place.line.trimmed());
        return Some(fault.label("the name of a key belongs before the `=`"));
    }
    let (key, rest) = place.line.key()?;
    let rest = rest.split('#').next().unwrap_or_default().trim();
    if !matches!(rest, "" | "=") {
        return None;
    }
    let start = place.line.trimmed().start;
    let fault = place.fault(format!("`{key}` has no value"), Span::new(start, start + key.len()));
    Some(fault.label(format!("write `{key} = …`")))
}

/// More than one value on a line.
pub(super) fn behind_value(place: &Place<'_>) -> Option<Fault> {
    if !place.says("unexpected key or value") {
        return None;
    }
    let span = Span::new(place.said.at.start, place.line.trimmed().end);
    Some(
        place.fault("this stands behind the value", span).label("a line has one key and one value"),
    )
}

/// A line that is neither a head nor `key = value`.
pub(super) fn stray(place: &Place<'_>) -> Option<Fault> {
    if !place.says("key with no value") && !place.says("invalid unquoted key") {
        return None;
    }
    let fault = place.fault("this line gives no key a value", place.line.trimmed());
    Some(fault.label("a line is `key = …`; a remark begins with `#`"))
}
