//! A text to the quoted form in which the language writes it, and back.

use std::ops::Range;

/// The text between quotes, with escapes where they are needed.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// What stands between quotes, escapes undone, and where an escape means nothing; such a one
/// stays as it is.
pub(super) fn unquote(inside: &str) -> (String, Vec<Range<usize>>) {
    let (mut text, mut unknown) = (String::with_capacity(inside.len()), Vec::new());
    let mut chars = inside.char_indices();
    while let Some((at, c)) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some((_, c @ ('"' | '\\'))) => text.push(c),
            Some((_, 'n')) => text.push('\n'),
            Some((_, 'r')) => text.push('\r'),
            Some((_, 't')) => text.push('\t'),
            Some((next, c)) => {
                unknown.push(at..next + c.len_utf8());
                text.extend(['\\', c]);
            }
            None => text.push('\\'),
        }
    }
    (text, unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_back_what_it_took() {
        for text in ["", "a", "\"", "\\", "\\n", "\n\r\t", "é\\\"", "\\\\"] {
            let quoted = quote(text);
            let inside = &quoted[1..quoted.len() - 1];
            assert_eq!(unquote(inside), (text.to_owned(), Vec::new()), "{text:?}");
        }
        assert_eq!(unquote("a\\d\\é"), ("a\\d\\é".to_owned(), vec![1..3, 3..6]));
    }
}
