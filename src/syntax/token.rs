//! The text of a symptom, cut into tokens by a reader that takes anything: for what the grammar
//! cannot tell, how deep it nests and what stands where it broke.

/// A piece of the text; blanks and comments lie between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// What it looks like.
    pub kind: Kind,
    /// The piece.
    pub text: &'t str,
    /// Where it begins in the text.
    pub start: usize,
}

impl Token<'_> {
    /// The byte after the last.
    pub const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is this very word or sign.
    pub fn is(&self, text: &str) -> bool {
        self.text == text
    }
}

/// What a token looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A field, a name, a keyword: a letter, then letters, digits, `_`, `-`, `.`.
    Word,
    /// What begins with a digit: `502`, `10s`, `10.0.0.1`, `2024-01-01T10:00:00Z`.
    Number,
    /// `"…"`, with its `i`.
    Text {
        /// Whether the closing quote is there.
        closed: bool,
    },
    /// `'…'`, `` `…` ``, `“…”`.
    ForeignQuote {
        /// Whether the closing quote is there.
        closed: bool,
    },
    /// `/…/` with its flags.
    Regex {
        /// Whether the closing slash is there.
        closed: bool,
    },
    /// `(`, `[`, `{`
    Open,
    /// `)`, `]`, `}`
    Close,
    /// `,`
    Comma,
    /// A run of `=!<>~&|:+*?^`.
    Sign,
    /// One character that is nothing of all this.
    Other,
}

/// Cuts a text into tokens. Nothing is refused, nothing is lost but blanks and comments.
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        at += blank_length(&text[at..]);
        let rest = &text[at..];
        let first = rest.chars().next()?;
        let (kind, length) = measure(rest, first);
        let token = Token { kind, text: &rest[..length], start: at };
        at += length;
        Some(token)
    })
}

/// The first parenthesis or `not` that has `limit` others around it.
pub(super) fn deeper_than(limit: usize, text: &str) -> Option<Token<'_>> {
    // How many `not`s stand before each open parenthesis, and before what comes now.
    let (mut outer, mut pending, mut depth) = (Vec::new(), 0, 0);
    for token in tokens(text) {
        match (token.kind, token.text) {
            (Kind::Open, "(") => {
                outer.push(pending);
                pending = 0;
                depth += 1;
            }
            (Kind::Close, ")") => {
                depth -= pending;
                pending = 0;
                depth -= outer.pop().map_or(0, |nots| nots + 1);
            }
            (Kind::Word, "not") => {
                pending += 1;
                depth += 1;
            }
            _ => {
                depth -= pending;
                pending = 0;
            }
        }
        if depth > limit {
            return Some(token);
        }
    }
    None
}

/// How many bytes of blanks and comments stand first.
fn blank_length(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let start = rest.find(|c| !matches!(c, ' ' | '\t' | '\r' | '\n')).unwrap_or(rest.len());
        at += start;
        if !rest[start..].starts_with('#') {
            return at;
        }
        at += line_length(&rest[start..]);
    }
}

/// How many bytes the first line has.
fn line_length(text: &str) -> usize {
    text.find(['\r', '\n']).unwrap_or(text.len())
}

/// What the first token is and how many bytes it takes. `first` is the first character.
fn measure(text: &str, first: char) -> (Kind, usize) {
    let run = |belongs: fn(char) -> bool| text.find(|c| !belongs(c)).unwrap_or(text.len());
    match first {
        '(' | '[' | '{' => (Kind::Open, 1),
        ')' | ']' | '}' => (Kind::Close, 1),
        ',' => (Kind::Comma, 1),
        '"' => quoted(text),
        '/' => regex(text),
        '\'' | '`' | '‘' | '’' | '“' | '”' | '„' | '«' => foreign(text, first),
        '0'..='9' => (Kind::Number, run(is_of_number)),
        '-' if text[1..].starts_with(|c: char| c.is_ascii_digit()) => {
            (Kind::Number, 1 + text[1..].find(|c| !is_of_number(c)).unwrap_or(text.len() - 1))
        }
        'a'..='z' | 'A'..='Z' | '_' | '@' => (Kind::Word, run(is_of_word).max(1)),
        // `&&!` is two signs, `!~` is one.
        '&' | '|' => (Kind::Sign, run(|c| is_sign(c) && c != '!')),
        c if is_sign(c) => (Kind::Sign, run(is_sign)),
        c => (Kind::Other, c.len_utf8()),
    }
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '@')
}

fn is_of_number(c: char) -> bool {
    is_of_word(c) || c == ':'
}

fn is_sign(c: char) -> bool {
    matches!(c, '=' | '!' | '<' | '>' | '~' | '&' | '|' | ':' | '+' | '*' | '?' | '^')
}

/// A text up to its closing quote, else to the end of its line.
fn quoted(text: &str) -> (Kind, usize) {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\r' | '\n' => return (Kind::Text { closed: false }, at),
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => {
                let tail = &text[at + 1..];
                let fold = tail.starts_with('i') && !tail[1..].starts_with(is_letter);
                return (Kind::Text { closed: true }, at + 1 + usize::from(fold));
            }
            _ => {}
        }
    }
    (Kind::Text { closed: false }, text.len())
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// A regex up to its closing slash, else to the end of its line.
fn regex(text: &str) -> (Kind, usize) {
    let line = &text[..line_length(text)];
    match slashes(line).next() {
        Some(at) => {
            let tail = &line[at + 1..];
            let flags = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
            (Kind::Regex { closed: true }, at + 1 + flags)
        }
        None => (Kind::Regex { closed: false }, line.len()),
    }
}

/// The slashes behind the first character of a regex that could end it. As in the grammar, a slash
/// inside a class does not, provided that the class is closed on the same line.
pub(super) fn slashes(regex: &str) -> impl Iterator<Item = usize> {
    let line = &regex[..line_length(regex)];
    let last_bracket = line.rfind(']').unwrap_or(0);
    let mut chars = line.char_indices().skip(1).peekable();
    let mut in_class = false;
    std::iter::from_fn(move || {
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => {
                    chars.next();
                }
                '[' if in_class && line[at..].starts_with("[:") => {
                    let class = &line[at + 2..];
                    let letters = class.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(0);
                    if letters > 0 && class[letters..].starts_with(":]") {
                        chars.nth(letters + 2);
                    }
                }
                '[' if !in_class && at < last_bracket => {
                    in_class = true;
                    chars.next_if(|(_, c)| *c == '^');
                    chars.next_if(|(_, c)| *c == ']');
                }
                ']' => in_class = false,
                '/' if !in_class => return Some(at),
                _ => {}
            }
        }
        None
    })
}

/// A text in quotes that the language does not have. Without a closing one it is the opening quote
/// alone, for an apostrophe is no reason to swallow the line.
fn foreign(text: &str, opening: char) -> (Kind, usize) {
    let closing: &[char] = match opening {
        '\'' => &['\''],
        '`' => &['`', '\''],
        '‘' | '’' => &['’', '‘'],
        '«' => &['»'],
        _ => &['”', '“', '"'],
    };
    let start = opening.len_utf8();
    let line = &text[..line_length(text)];
    let tail = line.get(start..).unwrap_or_default();
    match tail.find(closing).and_then(|at| Some((at, tail[at..].chars().next()?))) {
        Some((at, c)) => (Kind::ForeignQuote { closed: true }, start + at + c.len_utf8()),
        None => (Kind::ForeignQuote { closed: false }, start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_any_text() {
        let rows: [(&str, &[&str]); 12] = [
            (r#"message contains "a b"i"#, &["message", "contains", r#""a b"i"#]),
            (r#""a"in "b"#, &[r#""a""#, "in", "\"b"]),
            (r"error ~ /a\/[^/]+b/is and x", &["error", "~", r"/a\/[^/]+b/is", "and", "x"]),
            (r"~ /[[:alpha:]/]x/", &["~", "/[[:alpha:]/]x/"]),
            (r"~ /a[b/ and c", &["~", "/a[b/", "and", "c"]),
            (r"~ /[]/]/ x", &["~", "/[]/]/", "x"]),
            ("a # b\n  # c\r\nd", &["a", "d"]),
            ("ip==10.0.0.1", &["ip", "==", "10.0.0.1"]),
            ("(a)&&!b", &["(", "a", ")", "&&", "!", "b"]),
            ("it's 'x y' “z”", &["it", "'s '", "x", "y", "'", "“z”"]),
            ("-5ms -x ü", &["-5ms", "-", "x", "ü"]),
            ("", &[]),
        ];
        for (text, pieces) in rows {
            let cut: Vec<_> = tokens(text).map(|token| token.text).collect();
            assert_eq!(cut, pieces, "{text}");
        }
    }
}
