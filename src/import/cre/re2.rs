//! A regex as Go reads it to one that means the same here.
//!
//! What differs: `\d`, `\w`, `\s`, `\b` know only ASCII there; `[` is an ordinary character of a
//! class there, and `&&`, `--`, `~~` are; a brace that bounds nothing is a character; `\<` is one;
//! `\Q…\E` and octal numbers exist only there. `.` does not match a line end there, but then the
//! lines of a record are joined there without one: here it matches them.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

/// A regex of ours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Converted {
    /// What stands between the slashes.
    pub(super) pattern: String,
    /// Whether the flag `s` belongs behind them.
    pub(super) dot_all: bool,
}

/// Why there is no such regex, and where in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) at: Range<usize>,
    pub(super) message: &'static str,
}

/// Converts a regex. `name` gives the groups their names: `None` for a group without one.
pub(super) fn convert(
    text: &str,
    name: &mut dyn FnMut(&str) -> Option<String>,
) -> Result<Converted, Fault> {
    let chars = text.char_indices().peekable();
    let mut reader = Reader { text, chars, names: BTreeSet::new(), out: Converted::default() };
    while let Some((at, c)) = reader.chars.next() {
        match c {
            '\\' => reader.escape(at)?,
            '[' => reader.class(at)?,
            '(' => reader.group(at, name)?,
            '{' => reader.brace(at),
            '.' => {
                reader.out.dot_all = true;
                reader.out.pattern.push('.');
            }
            '^' | '$' | '*' | '+' | '?' | '|' | ')' => reader.out.pattern.push(c),
            c => literal(c, &mut reader.out.pattern),
        }
    }
    Ok(reader.out)
}

/// The regex that matches this very text.
pub(super) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    text.chars().for_each(|c| literal(c, &mut out));
    out
}

struct Reader<'t> {
    text: &'t str,
    chars: Peekable<CharIndices<'t>>,
    /// The names of groups so far, as they are written.
    names: BTreeSet<String>,
    out: Converted,
}

impl Reader<'_> {
    fn at(&mut self) -> usize {
        self.chars.peek().map_or(self.text.len(), |(at, _)| *at)
    }

    fn rest(&mut self) -> &str {
        let at = self.at();
        self.text.get(at..).unwrap_or_default()
    }

    fn skip(&mut self, bytes: usize) {
        let end = self.at() + bytes;
        while self.chars.next_if(|(at, _)| *at < end).is_some() {}
    }

    fn fault<T>(&mut self, start: usize, message: &'static str) -> Result<T, Fault> {
        let end = self.at().max(start + 1).min(self.text.len());
        Err(Fault { at: start..end, message })
    }

    /// What follows a backslash outside of a class.
    fn escape(&mut self, start: usize) -> Result<(), Fault> {
        let Some((_, c)) = self.chars.peek().copied() else {
            return self.fault(start, "a backslash stands at the end");
        };
        match c {
            'Q' => {
                self.skip(1);
                let rest = self.rest();
                let (quoted, all) = match rest.find("\\E") {
                    Some(end) => (rest[..end].to_owned(), end + 2),
                    None => (rest.to_owned(), rest.len()),
                };
                self.skip(all);
                quoted.chars().for_each(|c| literal(c, &mut self.out.pattern));
            }
            'b' | 'B' => {
                self.skip(1);
                self.out.pattern.push_str(&format!("(?-u:\\{c})"));
            }
            'A' | 'z' => {
                self.skip(1);
                self.out.pattern.extend(['\\', c]);
            }
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => {
                self.skip(1);
                let (inside, is_other) = perl(c);
                let not = if is_other { "^" } else { "" };
                self.out.pattern.push_str(&format!("[{not}{inside}]"));
            }
            'p' | 'P' => {
                let class = self.unicode(start)?;
                self.out.pattern.push_str(&class);
            }
            _ => {
                let c = self.character(start)?;
                literal(c, &mut self.out.pattern);
            }
        }
        Ok(())
    }

    /// The class behind `\p` or `\P`.
    fn unicode(&mut self, start: usize) -> Result<String, Fault> {
        let Some((_, mut letter)) = self.chars.next() else {
            return self.fault(start, "a class is missing");
        };
        let rest = self.rest();
        let name = match rest.strip_prefix('{') {
            Some(inside) => inside.find('}').map(|end| inside[..end].to_owned()),
            None => rest.chars().next().map(String::from),
        };
        let Some(name) = name else { return self.fault(start, "a class is missing") };
        let braces = if self.rest().starts_with('{') { 2 } else { 0 };
        self.skip(name.len() + braces);
        let name = match name.strip_prefix('^') {
            Some(name) => {
                letter = if letter == 'p' { 'P' } else { 'p' };
                name.to_owned()
            }
            None => name,
        };
        Ok(format!("\\{letter}{{{name}}}"))
    }

    /// The one character that an escape means.
    fn character(&mut self, start: usize) -> Result<char, Fault> {
        let Some((_, c)) = self.chars.next() else {
            return self.fault(start, "a backslash stands at the end");
        };
        Ok(match c {
            'a' => '\u{7}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            'x' => {
                let rest = self.rest();
                let (digits, length) = match rest.strip_prefix('{') {
                    Some(inside) => {
                        let end = inside.find('}').unwrap_or(0);
                        (inside.get(..end).unwrap_or_default().to_owned(), end + 2)
                    }
                    None => (rest.get(..2).unwrap_or_default().to_owned(), 2),
                };
                let number = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                let Some(c) = number else { return self.fault(start, "this is no character") };
                self.skip(length);
                c
            }
            '0'..='7' => {
                let follows = self.rest().bytes().take_while(|b| matches!(b, b'0'..=b'7')).count();
                if c != '0' && follows == 0 {
                    return self.fault(start, "back-references do not exist");
                }
                let length = follows.min(2);
                let digits = format!("{c}{}", self.rest().get(..length).unwrap_or_default());
                self.skip(length);
                u32::from_str_radix(&digits, 8).ok().and_then(char::from_u32).unwrap_or('\0')
            }
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => c,
            _ => return self.fault(start, "this escape does not exist"),
        })
    }

    fn class(&mut self, start: usize) -> Result<(), Fault> {
        let mut out = String::from("[");
        if self.chars.next_if(|(_, c)| *c == '^').is_some() {
            out.push('^');
        }
        let mut is_first = true;
        loop {
            let Some((at, c)) = self.chars.next() else {
                return self.fault(start, "this class is never closed");
            };
            if c == ']' && !is_first {
                break;
            }
            is_first = false;
            if c == '[' && self.rest().starts_with(':') {
                // The longest name is `[:^xdigit:]`.
                let head: String = self.rest().chars().take(11).collect();
                let name = head.find(":]").map(|end| head[..end + 2].to_owned());
                if let Some(name) = name {
                    self.skip(name.len());
                    out.push_str(&format!("[{name}"));
                    continue;
                }
            }
            if c == '\\' {
                match self.chars.peek().map(|(_, c)| *c) {
                    Some(c @ ('d' | 's' | 'w' | 'D' | 'S' | 'W')) => {
                        self.skip(1);
                        let (inside, is_other) = perl(c);
                        out.push_str(&if is_other {
                            format!("[^{inside}]")
                        } else {
                            inside.to_owned()
                        });
                        continue;
                    }
                    Some('p' | 'P') => {
                        let class = self.unicode(at)?;
                        out.push_str(&class);
                        continue;
                    }
                    _ => {}
                }
            }
            let low = self.class_character(at, c)?;
            // A hyphen before the closing bracket is itself.
            if self.rest().starts_with('-') && !self.rest().starts_with("-]") {
                self.skip(1);
                let Some((at, c)) = self.chars.next() else {
                    return self.fault(start, "this class is never closed");
                };
                let high = self.class_character(at, c)?;
                in_class(low, &mut out);
                out.push('-');
                in_class(high, &mut out);
            } else {
                in_class(low, &mut out);
            }
        }
        out.push(']');
        self.out.pattern.push_str(&out);
        Ok(())
    }

    fn class_character(&mut self, at: usize, c: char) -> Result<char, Fault> {
        if c == '\\' { self.character(at) } else { Ok(c) }
    }

    fn group(
        &mut self,
        start: usize,
        name: &mut dyn FnMut(&str) -> Option<String>,
    ) -> Result<(), Fault> {
        self.out.pattern.push('(');
        let Some(inside) = self.rest().strip_prefix('?') else { return Ok(()) };
        let named = inside.strip_prefix("P<").or_else(|| inside.strip_prefix('<'));
        if let Some(named) = named.filter(|named| !named.starts_with(['=', '!'])) {
            let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let end = named.find('>').filter(|end| {
                let written = named.get(..*end).unwrap_or_default();
                !written.is_empty() && written.chars().all(is_letter)
            });
            let Some(end) = end else { return self.fault(start, "this name of a group is none") };
            let written = named[..end].to_owned();
            let head = inside.len() - named.len() + end + 2;
            self.skip(head);
            if !self.names.insert(written.clone()) {
                return self.fault(start, "two groups have this name");
            }
            self.out.pattern.push_str(&match name(&written) {
                Some(name) => format!("?<{name}>"),
                None => "?:".to_owned(),
            });
            return Ok(());
        }
        let end = inside.find([':', ')']).map(|end| end + 1);
        let flags = end.and_then(|end| inside.get(..end)).unwrap_or_default().to_owned();
        let letters = flags.trim_end_matches([':', ')']);
        let is_known = letters.chars().all(|c| matches!(c, 'i' | 'm' | 's' | 'U' | '-'));
        if flags.is_empty() || !is_known || letters.matches('-').count() > 1 {
            self.skip(3);
            return self.fault(start, "groups of this kind do not exist");
        }
        self.skip(1 + flags.len());
        self.out.pattern.push('?');
        self.out.pattern.push_str(&flags);
        Ok(())
    }

    /// A brace that is a bound, as in `{2,3}`, or a character.
    fn brace(&mut self, start: usize) {
        let bound = self.text.get(start..).and_then(bound).unwrap_or_default();
        if bound.is_empty() {
            return self.out.pattern.push_str("\\{");
        }
        self.out.pattern.push_str(bound);
        let length = bound.len() - 1;
        self.skip(length);
    }
}

/// The bound with which a text begins, as Go reads it: `{2}`, `{2,}`, `{2,3}`.
fn bound(text: &str) -> Option<&str> {
    let end = 1 + text.get(1..)?.find(|c: char| !c.is_ascii_digit() && c != ',')?;
    let end = end + usize::from(text.get(end..)?.starts_with('}'));
    if !text.get(..end)?.ends_with('}') {
        return None;
    }
    let inside = text.get(1..end - 1)?;
    let (low, high) =
        inside.split_once(',').map_or((inside, None), |(low, high)| (low, Some(high)));
    let is_number = |number: &str| {
        let has_digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        has_digits && (number.len() == 1 || !number.starts_with('0'))
    };
    let is_bound = is_number(low) && high.is_none_or(|high| high.is_empty() || is_number(high));
    is_bound.then(|| text.get(..end)).flatten()
}

/// What is in a class of Perl's, and whether it means all others.
fn perl(letter: char) -> (&'static str, bool) {
    let inside = match letter.to_ascii_lowercase() {
        'd' => "0-9",
        's' => r"\t\n\f\r ",
        _ => "0-9A-Za-z_",
    };
    (inside, letter.is_ascii_uppercase())
}

/// Writes a character that means itself.
fn literal(c: char, out: &mut String) {
    match c {
        '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$'
        | '/' => {
            out.extend(['\\', c]);
        }
        c => plain(c, out),
    }
}

/// Writes a character that means itself in a class.
fn in_class(c: char, out: &mut String) {
    match c {
        '\\' | '[' | ']' | '^' | '-' | '&' | '~' => out.extend(['\\', c]),
        c => plain(c, out),
    }
}

/// Writes a character so that it can stand in a rule file.
fn plain(c: char, out: &mut String) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        // Three of them would end the text in the rule file.
        '\'' if out.ends_with("''") => out.push_str("\\x27"),
        c if c.is_control() => out.push_str(&format!("\\x{{{:x}}}", u32::from(c))),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symptom::{Flags, Regex};

    fn converted(text: &str) -> Result<Converted, Fault> {
        convert(text, &mut |name| (name != "gone").then(|| name.to_owned()))
    }

    #[test]
    fn means_the_same_here() {
        let rows = [
            ("a", "a", false),
            ("a.b", "a.b", true),
            (r"\d+\s\w\W\b", r"[0-9]+[\t\n\f\r ][0-9A-Za-z_][^0-9A-Za-z_](?-u:\b)", false),
            (r"[\d-.]", r"[0-9\-.]", false),
            (r"[^\s,]", r"[^\t\n\f\r ,]", false),
            (r"[\S]", r"[[^\t\n\f\r ]]", false),
            ("[[a&&b~~-]", r"[\[a\&\&b\~\~\-]", false),
            ("[]a]", r"[\]a]", false),
            ("[a-z/]", "[a-z/]", false),
            ("[[:alpha:]_]", "[[:alpha:]_]", false),
            ("a/b", r"a\/b", false),
            ("{\"a\": 1}", "\\{\"a\": 1\\}", false),
            ("a{,3}b{2}c{2,}d{2,3}e{02}", r"a\{,3\}b{2}c{2,}d{2,3}e\{02\}", false),
            (r"\Qa.b\E.", r"a\.b.", true),
            (r"\Qa.b", r"a\.b", false),
            (r"\<a\>\_\-\ ", "<a>_- ", false),
            (r"\x41\x{1F600}\101\0", "A😀A\\x{0}", false),
            (r"\pN\p{Greek}\P{^L}\p{^L}", r"\p{N}\p{Greek}\p{L}\P{L}", false),
            (r"\A^a$\z", r"\A^a$\z", false),
            ("(?P<a>x)(?<b>y)(?P<gone>z)", "(?<a>x)(?<b>y)(?:z)", false),
            ("(?i)a(?s-i:.)(?:b)(c)", "(?i)a(?s-i:.)(?:b)(c)", true),
            ("a\nb\tc'''''", "a\\nb\\tc''\\x27''", false),
            (r"a\/b", r"a\/b", false),
        ];
        for (text, pattern, dot_all) in rows {
            let expected = Converted { pattern: pattern.to_owned(), dot_all };
            assert_eq!(converted(text), Ok(expected), "{text}");
            let flags = Flags { fold: false, dot_all };
            let regex = Regex::new(pattern, flags);
            assert!(regex.is_ok_and(|regex| regex.compile().is_ok()), "{pattern}");
        }
    }

    #[test]
    fn what_go_refuses_is_refused() {
        let rows = [
            (r"a\", 1..2),
            (r"\1", 0..2),
            (r"\y", 0..2),
            (r"\C", 0..2),
            ("[a", 0..2),
            ("a(?=b)", 1..5),
            ("a(?<!b)", 1..5),
            ("(?P<>a)", 0..1),
            ("(?P<a", 0..1),
            ("(?x)a", 0..4),
            (r"\x{110000}", 0..2),
            (r"\p", 0..2),
            ("(?P<a>b)(?P<a>c)", 8..14),
        ];
        for (text, at) in rows {
            assert_eq!(converted(text).map_err(|fault| fault.at), Err(at), "{text}");
        }
    }
}
