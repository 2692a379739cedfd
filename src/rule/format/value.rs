//! A value of a rule file to the one form in which it is written.

use super::Remark;
use crate::rule::file::{Kind, Node};

/// A list, and the comments in it.
pub(super) struct Bracket<'l> {
    pub(super) items: &'l [Node],
    pub(super) remarks: &'l [Remark],
    /// The file.
    pub(super) text: &'l str,
}

impl Bracket<'_> {
    /// The list on one line; `None` if it has comments.
    pub(super) fn flat(&self) -> Option<String> {
        self.remarks.is_empty().then(|| list(self.items))
    }

    /// The list with an item a line.
    pub(super) fn broken(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        let mut remarks = self.remarks.iter().peekable();
        let mut last_end = None;
        for item in self.items {
            while let Some(remark) = remarks.next_if(|remark| remark.at < item.span.start) {
                self.comment(remark, last_end, &mut lines);
            }
            lines.push(format!("  {},", flat(item)));
            last_end = Some(item.span.end);
        }
        for remark in remarks {
            self.comment(remark, last_end, &mut lines);
        }
        format!("[\n{}\n]", lines.join("\n"))
    }

    /// Writes a comment: behind the last item if it stands there, or on a line of its own.
    fn comment(&self, remark: &Remark, last_end: Option<usize>, lines: &mut Vec<String>) {
        let gap = last_end.and_then(|end| self.text.get(end..remark.at));
        match lines.last_mut() {
            Some(line) if gap.is_some_and(|gap| !gap.contains('\n')) && remark.is_behind => {
                line.push_str("  ");
                line.push_str(&remark.text);
            }
            _ => lines.push(format!("  {}", remark.text)),
        }
    }
}

/// A value on one line.
pub(super) fn flat(node: &Node) -> String {
    match &node.kind {
        Kind::Text(text) => line(&text.value),
        Kind::Integer(number) => number.unwrap_or_default().to_string(),
        Kind::Array(items) => list(items),
        // No rule file has others there.
        Kind::Table(_) | Kind::Other(_) => String::new(),
    }
}

fn list(items: &[Node]) -> String {
    let items: Vec<String> = items.iter().map(flat).collect();
    format!("[{}]", items.join(", "))
}

/// A key, in quotes if it needs them.
pub(super) fn key(name: &str) -> String {
    let is_bare = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if !name.is_empty() && name.bytes().all(is_bare) { name.to_owned() } else { line(name) }
}

/// A string of one line: between `"`, or between `'` where that saves escapes.
pub(in crate::rule) fn line(text: &str) -> String {
    let is_plain = !text.chars().any(is_hidden);
    if is_plain && text.contains(['"', '\\']) && !text.contains('\'') {
        return format!("'{text}'");
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_hidden(c) && u32::from(c) > 0xffff => {
                out.push_str(&format!("\\U{:08X}", u32::from(c)));
            }
            c if is_hidden(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether nobody would see a character, or would take it for another: it is written as an escape.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || c != ' ' && c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// A text in its language, without escapes, on one line if it has one; `None` if there is no such
/// form.
pub(super) fn verbatim(text: &str) -> Option<String> {
    if text.contains('\n') {
        return block(text);
    }
    if !text.contains('\'') {
        Some(format!("'{text}'"))
    } else if !text.contains(['"', '\\']) {
        Some(format!("\"{text}\""))
    } else {
        block(text)
    }
}

/// A text as it is, on lines of its own between quotes; `None` if there is no such form.
pub(super) fn block(text: &str) -> Option<String> {
    if !text.contains("'''") {
        Some(format!("'''\n{text}\n'''"))
    } else if !text.contains("\"\"\"") && !text.contains('\\') {
        Some(format!("\"\"\"\n{text}\n\"\"\""))
    } else {
        None
    }
}

/// A text without the blank lines around it.
pub(super) fn unframed(text: &str) -> &str {
    const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];
    let text = text.trim_end_matches(BLANK);
    let blank = text.len() - text.trim_start_matches(BLANK).len();
    // The first line that is not blank keeps its blanks.
    text.get(..blank).and_then(|blank| blank.rfind('\n')).map_or(text, |end| &text[end + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_one_line_take_the_quotes_that_need_no_escapes() {
        let rows = [
            ("a", r#""a""#),
            ("it's", r#""it's""#),
            (r#"say "a""#, r#"'say "a"'"#),
            (r"C:\x", r"'C:\x'"),
            (r#"it's "a""#, r#""it's \"a\"""#),
            ("\\\t\u{1b}", r#""\\\t\u001B""#),
            ("a\u{a0}b\u{200b}c\u{e0001}", r#""a\u00A0b\u200Bc\U000E0001""#),
            ("grüße …", "\"grüße …\""),
            ("", r#""""#),
        ];
        for (text, expected) in rows {
            assert_eq!(line(text), expected);
        }
    }

    #[test]
    fn texts_take_the_quotes_that_hold_them_as_they_are() {
        let rows = [
            ("a", Some("'a'")),
            ("it's", Some("\"it's\"")),
            (r#"it's "a""#, Some("'''\nit's \"a\"\n'''")),
            ("a\nb", Some("'''\na\nb\n'''")),
            ("'''\nb", Some("\"\"\"\n'''\nb\n\"\"\"")),
            ("'''\n\\", None),
        ];
        for (text, expected) in rows {
            assert_eq!(verbatim(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn blank_lines_around_a_text_are_taken_off() {
        let rows = [
            ("a", "a"),
            ("\n \n  a\n b\n\n", "  a\n b"),
            ("  a", "  a"),
            ("\r\n\r\na\r\n", "a"),
            ("", ""),
        ];
        for (text, expected) in rows {
            assert_eq!(unframed(text), expected, "{text:?}");
        }
    }
}
