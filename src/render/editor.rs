//! Diagnostics in, JSON for an editor in a page out.

use serde::Serialize;

use super::{Placed, json};
use crate::diagnostic::{Gravity, position, render};
use crate::source::Span;

#[derive(Serialize)]
struct Fault<'a> {
    code: &'static str,
    gravity: &'static str,
    message: &'a str,
    /// What the place should be; may be empty.
    label: &'a str,
    notes: &'a [String],
    /// From 1; columns count characters.
    line: usize,
    column: usize,
    /// The place in UTF-16 units, as browsers and editors count.
    start: usize,
    end: usize,
    fix: Option<Change<'a>>,
    /// All of it as text, as the program shows it.
    text: String,
}

#[derive(Serialize)]
struct Change<'a> {
    start: usize,
    end: usize,
    replacement: &'a str,
}

/// What is wrong with a file, as a list in JSON.
pub fn for_editor(found: &[Placed<'_>]) -> String {
    json::pretty(&found.iter().map(fault).collect::<Vec<_>>())
}

fn fault<'d>(&Placed { diagnostic: found, sources }: &Placed<'d>) -> Fault<'d> {
    let text = sources.of(found.source).text.as_ref();
    let (start, end) = units(text, found.label.span);
    let at = position(text, found.label.span.start);
    Fault {
        code: found.code.name(),
        gravity: match found.code.gravity() {
            Gravity::Warning => "warning",
            Gravity::Error => "error",
        },
        message: &found.message,
        label: &found.label.text,
        notes: &found.notes,
        line: at.line,
        column: at.column,
        start,
        end,
        fix: found.fix.as_ref().map(|fix| {
            let (start, end) = units(text, fix.span);
            Change { start, end, replacement: &fix.replacement }
        }),
        text: render(found, sources),
    }
}

/// A place in UTF-16 units.
fn units(text: &str, span: Span) -> (usize, usize) {
    let start = text.floor_char_boundary(span.start);
    let end = text.floor_char_boundary(span.end).max(start);
    let before = text[..start].encode_utf16().count();
    (before, before + text[start..end].encode_utf16().count())
}
