//! Text from a log made harmless for the place where it goes.

use std::borrow::Cow;

use crate::rule::{Piece, Prose};

/// The longest value that is put into a command, in bytes.
const LONGEST_IN_COMMAND: usize = 256;

/// Text for a terminal: control characters, and those that turn the direction of writing or hide,
/// are written as `\u{1b}`. Line ends and tabs are among them.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_active) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_active(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// A value as much of it as a reader wants to see in running text.
pub(super) fn short(value: &str) -> Cow<'_, str> {
    /// Long enough for an address with a path and an id.
    const LONGEST: usize = 200;
    match value.char_indices().nth(LONGEST) {
        Some((cut, _)) => Cow::Owned(format!("{}…", &value[..cut])),
        None => Cow::Borrowed(value),
    }
}

/// Characters that a terminal or a reader's eye would be moved by.
pub(super) fn is_active(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// A value for a command: itself, if a shell takes every character of it as it is and a program
/// would not take it for an option.
pub(super) fn in_command(value: &str) -> Option<&str> {
    let is_harmless = |b: u8| b.is_ascii_alphanumeric() || b"._-/:@%+,".contains(&b);
    let fits = !value.is_empty() && value.len() <= LONGEST_IN_COMMAND;
    (fits && !value.starts_with('-') && value.bytes().all(is_harmless)).then_some(value)
}

/// Where placeholders get their values.
pub(super) type Values<'v> = &'v dyn Fn(&str) -> Option<&'v str>;

/// Code with the values that are fit for a command; for others the placeholder stays, as `<name>`,
/// which no shell takes for a word.
pub(super) fn code(pieces: &[Piece], values: Values<'_>) -> String {
    let mut code = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => code.push_str(text),
            Piece::Value(name) => match values(name).and_then(in_command) {
                Some(value) => code.push_str(value),
                None => code.extend(["<", name, ">"]),
            },
        }
    }
    code
}

/// The placeholders in the code of a text whose values are not fit for a command.
pub(super) fn withheld<'p>(prose: &'p Prose, values: Values<'_>) -> Vec<&'p str> {
    let mut names = Vec::new();
    prose.each_code_value(&mut |name| {
        let is_unfit = values(name).is_some_and(|value| in_command(value).is_none());
        if is_unfit && !names.contains(&name) {
            names.push(name);
        }
    });
    names
}

/// Code within a line of Markdown: fenced with more backticks than it has in a row.
pub(super) fn code_span(text: &str) -> String {
    let text = visible(text);
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    // A blank on both sides keeps backticks, and blanks, at the ends.
    let is_bare = !text.starts_with(['`', ' ']) && !text.ends_with(['`', ' ']) && !text.is_empty();
    let blank = if is_bare { "" } else { " " };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// A fence that no line of the text can close.
pub(super) fn fence(text: &str) -> String {
    "`".repeat(longest_run(text, '`').max(2) + 1)
}

/// Running text for Markdown: what would be markup is written with a backslash.
pub(super) fn markdown(text: &str) -> String {
    let text = visible(text);
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if "\\`*_[]<>&|~".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Text for HTML.
pub(super) fn html(text: &str) -> String {
    let text = visible(text);
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

fn longest_run(text: &str, of: char) -> usize {
    let runs = text.split(|c| c != of).map(str::len);
    runs.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts_in_a_terminal() {
        assert_eq!(visible("a\u{1b}[31mb\n\u{202e}c"), r"a\u{1b}[31mb\n\u{202e}c");
        assert_eq!(visible("grüß 中"), "grüß 中");
    }

    #[test]
    fn nothing_acts_in_a_command() {
        for value in ["$(id)", "`id`", "'; rm -rf /", "-rf", "a b", "a\nb", "~", "*", "", "a|b"] {
            assert_eq!(in_command(value), None, "{value:?}");
        }
        assert_eq!(in_command("/tmp/x.sock"), Some("/tmp/x.sock"));
        assert_eq!(in_command("0.0.0.0:443"), Some("0.0.0.0:443"));
    }

    #[test]
    fn nothing_acts_in_markdown() {
        assert_eq!(code_span("a"), "`a`");
        assert_eq!(code_span("`a``"), "``` `a`` ```");
        assert_eq!(markdown("*a* <b>"), r"\*a\* \<b\>");
        assert_eq!(fence("x ```` y"), "`````");
    }
}
