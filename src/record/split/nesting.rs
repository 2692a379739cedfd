//! How deep a JSON text is in brackets and quotes, line after line; what may come next. One pass,
//! no recursion.

use crate::bytes::memchr2;
use crate::record::split::pretty::key;

/// How deep a text is in brackets and quotes behind the lines that were fed.
#[derive(Debug, Clone, Default)]
pub(super) struct Nesting {
    open: Vec<u8>,
    /// The width of the quote that opened the string in which the last line ended.
    string: Option<usize>,
    /// What came last outside of strings, blanks aside: the byte itself of punctuation, `"` for a
    /// string, `0` for a number or a word, 0 at the start.
    last: u8,
}

/// Where a line leaves the nesting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fed {
    /// Something is still open.
    Open,
    /// The outermost bracket was closed; what follows it in the line begins at this offset.
    Closed(usize),
    /// It is no JSON, or nested deeper than any log is.
    Broken,
}

impl Nesting {
    /// Deeper objects are in no log, and what is open must be remembered.
    const DEEPEST: usize = 64;

    /// The state inside of an object whose opening brace was lost.
    pub(super) fn in_object() -> Self {
        Self { open: vec![b'{'], string: None, last: b'{' }
    }

    /// How many brackets are open.
    pub(super) const fn depth(&self) -> usize {
        self.open.len()
    }

    /// Whether the last line ended inside of a string.
    pub(super) const fn is_in_string(&self) -> bool {
        self.string.is_some()
    }

    /// Whether the last line ended where printers break lines.
    pub(super) const fn is_at_break(&self) -> bool {
        self.string.is_none() && matches!(self.last, b'{' | b'[' | b',' | b':')
    }

    /// Whether the innermost bracket that is open is an array's.
    pub(super) fn is_in_array(&self) -> bool {
        self.open.last() == Some(&b'[')
    }

    /// Ends a string of which the end was lost.
    pub(super) const fn close_string(&mut self) {
        self.string = None;
        self.last = b'"';
    }

    /// Whether a line may come next, judged by its head.
    pub(super) fn allows(&self, line: &str) -> bool {
        let line = line.trim_start();
        let Some(first) = line.bytes().next() else { return true };
        let is_value = || {
            matches!(first, b'"' | b'{' | b'[' | b'-' | b'0'..=b'9')
                || line.starts_with('“')
                || ["true", "false", "null"].iter().any(|word| line.starts_with(word))
        };
        let is_member = || key(line).is_some();
        match (self.last, self.is_in_array()) {
            (b':', _) | (b',', true) => is_value(),
            (b'[', _) => is_value() || first == b']',
            (b'{' | b',', false) => is_member() || first == b'}',
            // A comma that was lost does not end an object whose braces are there.
            (_, false) => matches!(first, b',' | b'}') || is_member(),
            (_, true) => matches!(first, b',' | b']'),
        }
    }

    /// Reads a line, or the rest of one.
    pub(super) fn feed(&mut self, line: &str) -> Fed {
        let bytes = line.as_bytes();
        let mut at = 0;
        let mut is_first = true;
        while let Some(byte) = bytes.get(at) {
            if let Some(width) = self.string {
                let Some(end) = behind_string(bytes, at, width) else { return Fed::Open };
                at = end;
                self.close_string();
                continue;
            }
            if byte.is_ascii_whitespace() {
                at += 1;
                continue;
            }
            let width = quote(bytes, at);
            let class = match byte {
                _ if width.is_some() => b'"',
                b'{' | b'[' | b'}' | b']' | b',' | b':' => *byte,
                // Dots behind a comma or a bracket stand for what was left out.
                b'.' | 0xE2 | 0x80 | 0xA6 if matches!(self.last, b',' | b'{' | b'[') => {
                    at += 1;
                    continue;
                }
                _ => b'0',
            };
            if !self.accepts(class, is_first) {
                return Fed::Broken;
            }
            is_first = false;
            match class {
                b'"' => self.string = width,
                b'{' | b'[' => self.open.push(class),
                b'}' | b']' => {
                    self.open.pop();
                }
                _ => {}
            }
            at += width.unwrap_or(1);
            self.last = class;
            if self.open.is_empty() {
                return Fed::Closed(at);
            }
        }
        Fed::Open
    }

    /// Whether a token may come next. `is_first`: as the first one of a line, before which a
    /// comma may have been lost.
    fn accepts(&self, class: u8, is_first: bool) -> bool {
        let is_behind_value = matches!(self.last, b'"' | b'0' | b'}' | b']');
        match class {
            b'"' => !is_behind_value || is_first,
            b'{' | b'[' if self.open.len() >= Self::DEEPEST => false,
            b'{' | b'[' => match self.last {
                b':' | b'[' | 0 => true,
                b',' => self.is_in_array(),
                _ => false,
            },
            b'}' => !self.is_in_array() && self.last != b':',
            b']' => self.is_in_array(),
            b',' => is_behind_value,
            b':' => self.last == b'"' && !self.is_in_array(),
            _ => match self.last {
                b':' | b'[' | b'0' => true,
                b',' => self.is_in_array(),
                _ => false,
            },
        }
    }
}

/// The width of the quote at a place: a straight one, or one that a chat made of it.
fn quote(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at..)? {
        [b'"', ..] => Some(1),
        [0xE2, 0x80, 0x9C..=0x9F, ..] => Some(3),
        _ => None,
    }
}

/// The place behind the quote that ends the string at `at`; `None` if it does not end here.
fn behind_string(bytes: &[u8], mut at: usize, width: usize) -> Option<usize> {
    let first = if width == 1 { b'"' } else { 0xE2 };
    loop {
        at += memchr2(first, b'\\', bytes.get(at..)?)?;
        at += match bytes.get(at) {
            Some(b'\\') => 2,
            _ if quote(bytes, at) == Some(width) => return Some(at + width),
            _ => 1,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_open_close_or_break() {
        let open = |line: &str| Nesting::default().feed(line);
        let rows = [
            (r#"{"a":1}"#, Fed::Closed(7)),
            (r#"{"a":1},"#, Fed::Closed(7)),
            (r#"{"a":{"b":[1,"x]"]}}"#, Fed::Closed(20)),
            (r#"{"a":"x\"}"#, Fed::Open),
            (r#"{"a":"x"#, Fed::Open),
            (r#"{"a":1,..."b":2}"#, Fed::Closed(16)),
            (r#"{"a": true, …}"#, Fed::Closed(16)),
            ("{“a”: “b”}", Fed::Closed(18)),
            ("{", Fed::Open),
            ("{{", Fed::Broken),
            (r#"{"a":1]"#, Fed::Broken),
            (r#"{"a""b"}"#, Fed::Broken),
            (r#"{"a":"b{"level":"x"}"#, Fed::Broken),
            ("{a}", Fed::Broken),
            ("[1,2]", Fed::Closed(5)),
            ("", Fed::Open),
        ];
        for (line, expected) in rows {
            assert_eq!(open(line), expected, "{line}");
        }
        assert_eq!(open(&"[".repeat(100_000)), Fed::Broken);
    }
}
