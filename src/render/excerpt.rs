//! A record's text and what matched in it in, one line around the match out.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::inert::visible;

/// A piece of a cut line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The text, inert.
    pub(super) text: String,
    /// Whether it is what matched.
    pub(super) marked: bool,
}

const CUT: &str = "…";

/// The line that shows the match, cut to about `width` columns around the first span. Text of
/// several lines shows the line of the first span.
pub(super) fn excerpt(text: &str, spans: &[Range<usize>], width: usize) -> Vec<Piece> {
    let focus = spans.iter().min_by_key(|span| span.start).cloned().unwrap_or(0..0);
    let line = line_around(text, focus.start);
    let window = cut(text, &line, &focus, width);

    let mut pieces = Vec::new();
    if window.start > line.start {
        pieces.push(Piece { text: CUT.to_owned(), marked: false });
    }
    let mut at = window.start;
    let mut add = |range: Range<usize>, marked| {
        if range.start < range.end
            && let Some(part) = text.get(range)
        {
            pieces.push(Piece { text: visible(part).into_owned(), marked });
        }
    };
    for span in spans {
        let span = span.start.max(at)..span.end.min(window.end);
        if span.start < span.end {
            add(at..span.start, false);
            add(span.clone(), true);
            at = span.end;
        }
    }
    add(at..window.end, false);
    if window.end < line.end {
        pieces.push(Piece { text: CUT.to_owned(), marked: false });
    }
    pieces
}

/// Pieces as lines of at most `width` columns.
pub(super) fn broken(pieces: &[Piece], width: usize) -> Vec<Vec<Piece>> {
    let mut lines = vec![Vec::new()];
    let mut column = 0;
    for piece in pieces {
        let mut text = String::new();
        for c in piece.text.chars() {
            let columns = c.width().unwrap_or(0);
            if column + columns > width {
                add(&mut lines, std::mem::take(&mut text), piece.marked);
                lines.push(Vec::new());
                column = 0;
            }
            text.push(c);
            column += columns;
        }
        add(&mut lines, text, piece.marked);
    }
    lines
}

fn add(lines: &mut [Vec<Piece>], text: String, marked: bool) {
    if let (Some(line), false) = (lines.last_mut(), text.is_empty()) {
        line.push(Piece { text, marked });
    }
}

/// A line of `^` under the marked pieces; empty if nothing is marked.
pub(super) fn carets(pieces: &[Piece]) -> String {
    let mut line = String::new();
    for piece in pieces {
        let mark = if piece.marked { "^" } else { " " };
        line.push_str(&mark.repeat(piece.text.width()));
    }
    line.truncate(line.trim_end().len());
    line
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let at = at.min(text.len());
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    start..end
}

/// The part of a line that is shown: all of it, or the focus with what fits around it.
fn cut(text: &str, line: &Range<usize>, focus: &Range<usize>, width: usize) -> Range<usize> {
    if line.len() <= width {
        return line.clone();
    }
    let focus = focus.start.max(line.start)..focus.end.min(line.end).max(focus.start);
    // A third of what is left before the match, the rest behind it, where the reason stands.
    let spare = width.saturating_sub(focus.len());
    let mut start = focus.start.saturating_sub(spare / 3).max(line.start);
    let end = (start + width).min(line.end);
    start = end.saturating_sub(width).max(line.start);
    floor(text, start)..floor(text, end)
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_what_matched() {
        let text = format!("{}needle{}", "a".repeat(200), "b".repeat(200));
        let pieces = excerpt(&text, std::slice::from_ref(&(200..206)), 30);
        let shown: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(shown, "…aaaaaaaaneedlebbbbbbbbbbbbbbbb…");
        assert_eq!(carets(&pieces), "         ^^^^^^");
    }

    #[test]
    fn cuts_fall_between_characters_and_lines() {
        let text = format!("first\n{}x{}\nlast", "é".repeat(50), "ü".repeat(50));
        let at = text.find('x').unwrap();
        for width in 1..60 {
            excerpt(&text, std::slice::from_ref(&(at..at + 1)), width);
        }
        let pieces = excerpt("one\ntwo", std::slice::from_ref(&(4..7)), 80);
        assert_eq!(pieces, [Piece { text: "two".into(), marked: true }]);
    }
}
