//! An offset in a text to the line and the column that editors show.

/// A place as editors count it, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The number of the line.
    pub line: usize,
    /// The number of the character in the line.
    pub column: usize,
}

/// The line and the column of an offset; of one behind the end, those of the end.
pub fn position(text: &str, at: usize) -> Position {
    let before = &text[..text.floor_char_boundary(at)];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
    Position { line, column: 1 + before[start..].chars().count() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_characters() {
        let rows = [(0, (1, 1)), (2, (1, 2)), (3, (1, 3)), (4, (2, 1)), (5, (2, 2)), (99, (2, 2))];
        for (at, (line, column)) in rows {
            assert_eq!(position("\u{e9}a\nb", at), Position { line, column }, "{at}");
        }
    }
}
