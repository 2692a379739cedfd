//! Ways in which a field's text is written down, undone; and the way back to the place.

use std::borrow::Cow;
use std::ops::Range;

/// How a field's text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    /// As it is.
    Plain,
    /// Inside the quotes of a JSON string.
    Json,
    /// Inside the quotes of Go's `strconv.Quote`, as zerolog's console and logfmt writers use.
    Go,
    /// A JSON string whose text Envoy escaped once more in C's way (`--log-format-escaped`).
    JsonOfC,
    /// A Go string whose text Envoy escaped once more in C's way.
    GoOfC,
    /// As it is, with a double quote written twice (CSV).
    Csv,
}

/// Which escapes a layer has. All share `\n`, `\t`, `\"`, `\\` and their kind.
#[derive(Clone, Copy)]
enum Layer {
    Json,
    /// Go's and C's: `\x41`, `\101`, `\a`, `\v`, `\'` as well.
    Go,
    Csv,
}

impl Writing {
    const fn layers(self) -> &'static [Layer] {
        match self {
            Self::Plain => &[],
            Self::Json => &[Layer::Json],
            Self::Go => &[Layer::Go],
            Self::JsonOfC => &[Layer::Json, Layer::Go],
            Self::GoOfC => &[Layer::Go, Layer::Go],
            Self::Csv => &[Layer::Csv],
        }
    }

    /// Whether the raw text differs from what it stands for.
    pub(crate) fn is_escaped(self, raw: &str) -> bool {
        match self {
            Self::Plain => false,
            Self::Csv => raw.contains('"'),
            Self::Json | Self::Go | Self::JsonOfC | Self::GoOfC => raw.contains('\\'),
        }
    }

    /// The text that `raw` stands for. What is no legal escape stays as it is.
    pub(crate) fn decode(self, raw: &str) -> Cow<'_, str> {
        if !self.is_escaped(raw) {
            return Cow::Borrowed(raw);
        }
        let mut text = Cow::Borrowed(raw);
        for layer in self.layers() {
            text = Cow::Owned(layer.undo(&text).0);
        }
        text
    }

    /// The range of `raw` that stands for the range `part` of the decoded text.
    pub(crate) fn locate(self, raw: &str, part: Range<usize>) -> Range<usize> {
        if !self.is_escaped(raw) {
            return part;
        }
        let mut maps = Vec::new();
        let mut text = Cow::Borrowed(raw);
        for layer in self.layers() {
            let (undone, map) = layer.undo(&text);
            text = Cow::Owned(undone);
            maps.push(map);
        }
        maps.iter().rev().fold(part, |part, map| map[part.start]..map[part.end])
    }
}

impl Layer {
    /// The text with this layer's escapes undone and, for each of its bytes and its end, the
    /// offset in `raw` where it is written.
    fn undo(self, raw: &str) -> (String, Vec<usize>) {
        let mut text = String::with_capacity(raw.len());
        let mut map = Vec::with_capacity(raw.len() + 1);
        let mut at = 0;
        while at < raw.len() {
            let rest = &raw[at..];
            let (piece, width) = self.unescape(rest).unwrap_or_else(|| {
                let c = rest.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
                (Piece::Char(c), c.len_utf8())
            });
            let before = text.len();
            match piece {
                Piece::Char(c) => text.push(c),
                Piece::Bytes(bytes) => text.push_str(&String::from_utf8_lossy(&bytes)),
            }
            map.extend(std::iter::repeat_n(at, text.len() - before));
            at += width;
        }
        map.push(raw.len());
        (text, map)
    }

    /// The escape at the head of `rest`: what it stands for and how many bytes it takes.
    fn unescape(self, rest: &str) -> Option<(Piece, usize)> {
        if matches!(self, Self::Csv) {
            return rest.starts_with("\"\"").then_some((Piece::Char('"'), 2));
        }
        let mut chars = rest.strip_prefix('\\')?.chars();
        let simple = match chars.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            '"' => '"',
            '\\' => '\\',
            '/' => '/',
            'u' => return unicode(rest, 4),
            'U' => return unicode(rest, 8),
            '\'' if matches!(self, Self::Go) => '\'',
            'a' if matches!(self, Self::Go) => '\u{7}',
            'v' if matches!(self, Self::Go) => '\u{b}',
            '?' if matches!(self, Self::Go) => '?',
            'x' | '0'..='3' if matches!(self, Self::Go) => return bytes(rest),
            _ => return None,
        };
        Some((Piece::Char(simple), 2))
    }
}

enum Piece {
    Char(char),
    Bytes(Vec<u8>),
}

/// `\u` with 4 or `\U` with 8 hexadecimal digits; two halves of a surrogate pair are one.
fn unicode(rest: &str, digits: usize) -> Option<(Piece, usize)> {
    let width = 2 + digits;
    let unit = u32::from_str_radix(rest.get(2..width)?, 16).ok()?;
    if let Some(c) = char::from_u32(unit) {
        return Some((Piece::Char(c), width));
    }
    let low = rest.get(width..).and_then(|rest| rest.strip_prefix("\\u"));
    let low = low.and_then(|low| u32::from_str_radix(low.get(..4)?, 16).ok());
    match (unit, low) {
        (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) => {
            let c = char::from_u32(0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00))?;
            Some((Piece::Char(c), width + 6))
        }
        _ => Some((Piece::Char(char::REPLACEMENT_CHARACTER), width)),
    }
}

/// A run of `\xHH` or `\ooo`, which may make up one character of UTF-8 together.
fn bytes(rest: &str) -> Option<(Piece, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(escape) = rest.get(at..).and_then(|rest| rest.strip_prefix('\\')) {
        let (digits, radix, skip) = match escape.as_bytes().first() {
            Some(b'x') => (escape.get(1..3), 16, 4),
            Some(b'0'..=b'3') => (escape.get(..3), 8, 4),
            _ => break,
        };
        let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, radix).ok()) else {
            break;
        };
        found.push(byte);
        at += skip;
    }
    (!found.is_empty()).then_some((Piece::Bytes(found), at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_found_again() {
        let rows = [
            (Writing::Plain, r"a\nb", r"a\nb"),
            (Writing::Json, r"a\u003cb\/\u00e9", "a<b/é"),
            (Writing::Json, r"\ud83d\ude00!", "😀!"),
            (Writing::Json, r"\ud83d!", "\u{fffd}!"),
            (Writing::Json, r"\q \u12", r"\q \u12"),
            (Writing::Json, r"tail\", r"tail\"),
            (Writing::Go, r#"say \"hi\"\x21\303\251"#, "say \"hi\"!é"),
            (
                Writing::JsonOfC,
                r"cannot bind \\'0.0.0.0:443\\': Address",
                "cannot bind '0.0.0.0:443': Address",
            ),
            (Writing::JsonOfC, r"cannot bind '0.0.0.0:443'", "cannot bind '0.0.0.0:443'"),
            (Writing::Csv, r#"a ""b"""#, r#"a "b""#),
        ];
        for (writing, raw, text) in rows {
            assert_eq!(writing.decode(raw), text, "{raw}");
            assert_eq!(writing.locate(raw, 0..text.len()), 0..raw.len(), "{raw}");
        }
        let raw = r"x \\'é\\' y";
        let text = Writing::JsonOfC.decode(raw);
        let start = text.find('é').unwrap();
        let found = Writing::JsonOfC.locate(raw, start..start + 2);
        assert_eq!(&raw[found], "é");
    }
}
