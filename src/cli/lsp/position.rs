//! Places as the protocol counts them, to places in a text and back.

use lsp_types::{Position, Range};
use pomkb::source::Span;

/// How columns are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Encoding {
    /// In units of UTF-16, as every client can.
    #[default]
    Utf16,
    /// In bytes.
    Utf8,
}

/// A text with the places where its lines begin.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { text, starts, encoding }
    }

    /// The offset of a place; of one that is not there, the nearest before it.
    pub(super) fn offset(&self, place: Position) -> usize {
        let line = usize::try_from(place.line).unwrap_or(usize::MAX);
        let Some(start) = self.starts.get(line) else { return self.text.len() };
        let end = self.starts.get(line.saturating_add(1)).copied().unwrap_or(self.text.len());
        let line = self.text.get(*start..end).unwrap_or_default().trim_end_matches(['\r', '\n']);
        let column = usize::try_from(place.character).unwrap_or(usize::MAX);
        let mut passed = 0;
        let inner = line.char_indices().find(|(_, c)| {
            passed += self.width(*c);
            passed > column
        });
        start + inner.map_or(line.len(), |(at, _)| at)
    }

    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or_default();
        let column: usize = before.chars().map(|c| self.width(c)).sum();
        let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: short(line), character: short(column) }
    }

    pub(super) fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end.max(span.start)) }
    }

    pub(super) fn span(&self, range: Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span::new(start.min(end), start.max(end))
    }

    const fn width(&self, c: char) -> usize {
        match self.encoding {
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf8 => c.len_utf8(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_go_there_and_back() {
        let text = "aé𝄞b\r\n\rc\n";
        let rows = [
            (Encoding::Utf16, 0, (0, 0)),
            (Encoding::Utf16, 3, (0, 2)),
            (Encoding::Utf16, 7, (0, 4)),
            (Encoding::Utf8, 7, (0, 7)),
            (Encoding::Utf16, 10, (1, 0)),
            (Encoding::Utf16, 11, (2, 0)),
            (Encoding::Utf16, 13, (3, 0)),
        ];
        for (encoding, offset, (line, character)) in rows {
            let lines = Lines::of(text, encoding);
            let place = Position { line, character };
            assert_eq!(lines.position(offset), place, "{offset}");
            assert_eq!(lines.offset(place), offset, "{place:?}");
        }
    }

    #[test]
    fn places_that_are_not_there_are_near() {
        let lines = Lines::of("ab\n𝄞", Encoding::Utf16);
        let rows = [((0, 9), 2), ((9, 0), 7), ((1, 1), 3), ((1, 9), 7), ((u32::MAX, u32::MAX), 7)];
        for ((line, character), offset) in rows {
            assert_eq!(lines.offset(Position { line, character }), offset);
        }
    }
}
