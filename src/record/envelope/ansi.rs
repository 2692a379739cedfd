//! A terminal's text to the same text without control sequences (ECMA-48: colours, titles, moves).

use crate::bytes::memchr2;

/// The text without its control sequences; `None` if there are none.
pub(super) fn strip(text: &str) -> Option<String> {
    // Both introducers begin with one of these bytes.
    memchr2(0x1b, 0xc2, text.as_bytes())?;
    let first = text.find(INTRODUCERS)?;
    let (head, mut rest) = text.split_at_checked(first)?;
    let mut clean = String::with_capacity(text.len());
    clean.push_str(head);
    // Once a string lacks its end, all later ones do; looking again would be quadratic.
    let mut has_ends = true;
    while let Some(start) = rest.find(INTRODUCERS) {
        let (before, sequence) = rest.split_at_checked(start)?;
        clean.push_str(before);
        rest = behind(sequence, &mut has_ends);
    }
    clean.push_str(rest);
    Some(clean)
}

const ESCAPE: char = '\u{1b}';
/// "Control sequence introducer" as one character.
const CSI: char = '\u{9b}';
const INTRODUCERS: [char; 2] = [ESCAPE, CSI];

/// What follows the control sequence at the head of a text.
fn behind<'t>(sequence: &'t str, has_ends: &mut bool) -> &'t str {
    let mut chars = sequence.chars();
    let introducer = chars.next();
    let body = chars.as_str();
    if introducer == Some(CSI) {
        return behind_parameters(body);
    }
    match chars.next() {
        Some('[') => behind_parameters(chars.as_str()),
        // Strings: of the operating system (a window's title, a link), of a device, and others.
        Some(']' | 'P' | 'X' | '^' | '_') => {
            let string = chars.as_str();
            let end = has_ends.then(|| string.find(['\u{7}', ESCAPE, '\u{9c}'])).flatten();
            let Some(end) = end else {
                *has_ends = false;
                return string;
            };
            let rest = string.get(end..).unwrap_or_default();
            let closed =
                ["\u{1b}\\", "\u{7}", "\u{9c}"].iter().find_map(|end| rest.strip_prefix(end));
            closed.unwrap_or(rest)
        }
        // Two or three characters: `ESC ( B`, `ESC 7`.
        Some(' '..='/') => match chars.next() {
            Some('0'..='~') => chars.as_str(),
            _ => body,
        },
        Some('0'..='~') => chars.as_str(),
        _ => body,
    }
}

/// What follows parameters, intermediate characters and the final character.
fn behind_parameters(text: &str) -> &str {
    let rest = text.trim_start_matches(|c| matches!(c, '0'..='?'));
    let rest = rest.trim_start_matches(|c| matches!(c, ' '..='/'));
    rest.strip_prefix(|c| matches!(c, '@'..='~')).unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_are_taken_out() {
        let rows = [
            ("plain", None),
            ("\u{1b}[31mred\u{1b}[0m", Some("red")),
            ("a\u{1b}[1;38;5;12mb\u{1b}[Kc", Some("abc")),
            ("\u{1b}]0;title\u{7}x", Some("x")),
            ("\u{1b}]8;;https://a\u{1b}\\link\u{1b}]8;;\u{1b}\\", Some("link")),
            ("\u{1b}]no end", Some("no end")),
            ("\u{1b}(Bx\u{1b}7y\u{1b}", Some("xy")),
            ("\u{9b}31mx", Some("x")),
            ("\u{1b}[", Some("")),
            ("\u{1b}é", Some("é")),
        ];
        for (text, clean) in rows {
            assert_eq!(strip(text).as_deref(), clean, "{text:?}");
        }
    }
}
