//! A diagnostic to text as rustc lays it out: the place, the line, the underlined piece, the fix.

use std::ops::Range;

use annotate_snippets::renderer::Renderer;
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Padding, Patch, Snippet,
};

use super::{Diagnostic, Fix, Gravity, Label};
use crate::source::{Source, Sources, Span};

/// A piece longer than this is underlined in part, a fix of this length is not shown.
const MAX_PIECE: usize = 120;

/// A piece of more lines than this is underlined on its first line only.
const MAX_LINES: usize = 6;

/// How much of a line is shown on either side of what matters.
const MARGIN: usize = 100;

/// Shows a diagnostic as plain text that ends in a newline. `sources` must hold its file. Control
/// characters of the file are shown as signs, long lines and long pieces in part.
pub fn render(diagnostic: &Diagnostic, sources: &Sources) -> String {
    show(diagnostic, sources.of(diagnostic.source), &Renderer::plain())
}

/// The same with colours, as ANSI escape codes.
pub fn render_coloured(diagnostic: &Diagnostic, sources: &Sources) -> String {
    show(diagnostic, sources.of(diagnostic.source), &Renderer::styled())
}

fn show(diagnostic: &Diagnostic, source: &Source, renderer: &Renderer) -> String {
    let level = match diagnostic.code.gravity() {
        Gravity::Warning => Level::WARNING,
        Gravity::Error => Level::ERROR,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.code.name());
    let mut group = title.element(snippet(diagnostic, source));
    if is_of_file(diagnostic) && !diagnostic.notes.is_empty() {
        group = group.element(Padding);
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(visible(note)));
    }
    let mut groups = vec![group];
    if let Some(fix) = diagnostic.fix.as_ref().and_then(|fix| patch(fix, &source.text)) {
        groups.push(fix);
    }
    let mut text = renderer.render(&groups);
    text.push('\n');
    text
}

/// The lines that the labels touch, with the labels; the name alone, if the file as a whole is
/// meant.
fn snippet<'a>(diagnostic: &Diagnostic, source: &Source) -> Element<'a> {
    if is_of_file(diagnostic) {
        return Origin::path(visible(&source.name)).line(1).char_column(1).into();
    }
    let text = &source.text;
    let labels = std::iter::once(&diagnostic.label).chain(&diagnostic.context);
    let places: Vec<_> = labels.map(|label| (clip(label.span, text), label)).collect();
    let start = places.iter().map(|(place, _)| place.start).min().unwrap_or(0);
    let end = places.iter().map(|(place, _)| place.end).max().unwrap_or(0);
    let excerpt = Excerpt::lines(text, start..end);
    let annotation = |(i, (place, label)): (usize, (Range<usize>, &Label))| -> Annotation<'a> {
        let kind = if i == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(excerpt.place(place));
        if label.text.is_empty() { annotation } else { annotation.label(visible(&label.text)) }
    };
    let annotations: Vec<_> = places.into_iter().enumerate().map(annotation).collect();
    let line = excerpt.line;
    Snippet::source(excerpt.shown)
        .path(visible(&source.name))
        .line_start(line)
        .annotations(annotations)
        .into()
}

/// Whether the file as a whole is at fault.
fn is_of_file(diagnostic: &Diagnostic) -> bool {
    diagnostic.label.span == Span::empty(0) && diagnostic.context.is_empty()
}

/// The fix as a change of lines; `None` if there is too much of it to be read.
fn patch<'a>(fix: &Fix, text: &str) -> Option<Group<'a>> {
    let start = text.floor_char_boundary(fix.span.start);
    let end = text.floor_char_boundary(fix.span.end).max(start);
    if end - start > 4 * MAX_PIECE || fix.replacement.len() > 4 * MAX_PIECE {
        return None;
    }
    let excerpt = Excerpt::window(text, start..end);
    let patch = Patch::new(excerpt.place(start..end), visible(&fix.replacement));
    let line = excerpt.line;
    let title = Level::HELP.secondary_title("write");
    Some(title.element(Snippet::source(excerpt.shown).line_start(line).patch(patch)))
}

/// What of a span is underlined: inside of the text, between characters, not too much.
fn clip(span: Span, text: &str) -> Range<usize> {
    let start = text.floor_char_boundary(span.start);
    let end = text.floor_char_boundary(span.end).max(start);
    let piece = text.get(start..end).unwrap_or_default();
    let is_long = piece.bytes().filter(|b| *b == b'\n').nth(MAX_LINES - 1).is_some();
    let kept = if is_long { piece.lines().next().unwrap_or_default() } else { piece };
    let longest = kept.lines().map(str::len).max().unwrap_or(0);
    let length = if longest > MAX_PIECE { kept.floor_char_boundary(MAX_PIECE) } else { kept.len() };
    start..start + length
}

/// A part of a file, made visible.
struct Excerpt<'s> {
    /// The part as it is.
    raw: &'s str,
    /// Where it begins in the file.
    start: usize,
    /// The number of its first line, from 1.
    line: usize,
    /// The part as it is shown.
    shown: String,
    /// How many bytes are shown before what is part of the file.
    ahead: usize,
}

impl<'s> Excerpt<'s> {
    /// The whole lines of a range; the last one ends soon after the range.
    fn lines(text: &'s str, range: Range<usize>) -> Self {
        let start = line_start(text, range.start);
        let end = text.floor_char_boundary(line_end(text, range.end).min(range.end + 2 * MARGIN));
        Self::new(text, start..end)
    }

    /// The lines of a range, cut on both sides if they are long.
    fn window(text: &'s str, range: Range<usize>) -> Self {
        let start = line_start(text, range.start);
        let near = text.floor_char_boundary(range.start.saturating_sub(MARGIN)).max(start);
        let end = line_end(text, range.end);
        let far = text.floor_char_boundary(end.min(range.end + MARGIN));
        let mut excerpt = Self::new(text, near..far);
        if near > start {
            excerpt.shown.insert(0, '…');
            excerpt.ahead = '…'.len_utf8();
        }
        if far < end {
            excerpt.shown.push('…');
        }
        excerpt
    }

    fn new(text: &'s str, range: Range<usize>) -> Self {
        let before = text.get(..range.start).unwrap_or_default();
        let line = 1 + before.bytes().filter(|b| *b == b'\n').count();
        let raw = text.get(range.clone()).unwrap_or_default();
        Self { raw, start: range.start, line, shown: visible(raw), ahead: 0 }
    }

    /// Where a range of the file lies in what is shown.
    fn place(&self, range: Range<usize>) -> Range<usize> {
        let shift = |at: usize| {
            let before = self.raw.get(..at.saturating_sub(self.start)).unwrap_or(self.raw);
            self.ahead + visible(before).len()
        };
        shift(range.start)..shift(range.end)
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let length = rest.find('\n').unwrap_or(rest.len());
    at + rest.get(..length).map_or(0, |line| line.strip_suffix('\r').unwrap_or(line).len())
}

/// The text with every character that would steer a terminal, or hide, replaced by a sign; one by
/// one, so that columns stay.
fn visible(text: &str) -> String {
    let show = |c: char| match c {
        '\n' | '\t' => c,
        // The control pictures have the order of the control characters.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '␡',
        // C1 controls, then what has no width or turns the direction of writing.
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        c => c,
    };
    text.chars().map(show).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::SourceId;

    fn show(text: &str, make: impl FnOnce(SourceId) -> Diagnostic) -> String {
        let mut sources = Sources::default();
        let id = sources.add(Source::new("rules/core/a.toml", text.to_owned()));
        render(&make(id), &sources)
    }

    #[test]
    fn looks_as_rustc_does() {
        let text = "title = 'x'\nmessage =~ /cannot bind/\nx\n";
        let shown = show(text, |id| {
            Diagnostic::new(Code::UnknownOperator, id, Span::new(20, 22), "`=~` is not an operator")
                .label("matching a regex is written `~`")
                .context(Span::new(37, 38), "here, too")
                .note("one regex is enough")
                .fix(Span::new(20, 22), "~")
        });
        let expected = "\
error[unknown-operator]: `=~` is not an operator
 --> rules/core/a.toml:2:9
  |
2 | message =~ /cannot bind/
  |         ^^ matching a regex is written `~`
3 | x
  | - here, too
  |
  = note: one regex is enough
help: write
  |
2 - message =~ /cannot bind/
2 + message ~ /cannot bind/
  |
";
        assert_eq!(shown, expected);
    }

    #[test]
    fn shows_nothing_that_steers_a_terminal() {
        let shown = show("a\u{1b}[31m\u{9b}x\u{202e}\té\r\nb", |id| {
            let message = "a \u{1b}[0m\u{9b}";
            Diagnostic::new(Code::UnknownField, id, Span::new(13, 15), message)
                .label("b \u{7}")
                .note("c \u{8}")
                .fix(Span::new(13, 15), "\u{1b}")
        });
        assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown}");
        assert!(shown.contains("rules/core/a.toml:1:11\n"), "{shown}");
    }

    #[test]
    fn shows_little_of_much() {
        let long = format!("{} bad {}\n", "é ".repeat(50_000), "y ".repeat(50_000));
        let many = "line\n".repeat(50_000);
        let rows = [
            (&long, Span::new(150_001, 150_004), ":1:100002\n"),
            (&long, Span::new(0, 250_000), ":1:1\n"),
            (&many, Span::new(5, 200_000), ":2:1\n"),
            (&many, Span::new(250_000, 300_000), ":50001:1\n"),
        ];
        for (text, span, place) in rows {
            let shown =
                show(text, |id| Diagnostic::new(Code::Syntax, id, span, "long").fix(span, "good"));
            assert!(shown.len() < 2000 && shown.contains(place), "{shown}");
        }
    }
}
