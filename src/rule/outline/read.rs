//! The reader of outlines: it takes anything, and goes on at the next line that looks sound.

use super::{Entry, Outline, Section, Text, Value};
use crate::rule::file::{line_end, quoted};
use crate::rule::load::keys::Place;
use crate::source::{Span, Spanned};

pub(super) fn read(text: &str) -> Outline {
    let mut reader = Reader { text, at: 0 };
    let mut sections = vec![Section {
        place: Some(Place::Rule),
        name: None,
        head: Span::empty(0),
        span: Span::new(0, text.len()),
        entries: Vec::new(),
    }];
    while reader.skip(|c| c.is_ascii_whitespace()) {
        let start = reader.at;
        match reader.peek() {
            Some(b'#') => reader.skip_line(),
            Some(b'[') => {
                let section = reader.head();
                if let Some(last) = sections.last_mut() {
                    last.span.end = start;
                }
                sections.push(section);
            }
            _ => {
                let entry = reader.entry(false);
                if let (Some(last), Some(entry)) = (sections.last_mut(), entry) {
                    last.entries.push(entry);
                }
                reader.skip_line();
            }
        }
        // Whatever stood there, it goes on.
        reader.at = reader.at.max(start + 1);
    }
    Outline { sections }
}

struct Reader<'t> {
    text: &'t str,
    /// Where it is; between two bytes that may be of one character, but never looked at as one.
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Goes over bytes that `belongs` says yes to; whether there are others behind.
    fn skip(&mut self, belongs: impl Fn(u8) -> bool) -> bool {
        while self.peek().is_some_and(&belongs) {
            self.at += 1;
        }
        self.peek().is_some()
    }

    fn skip_line(&mut self) {
        let at = self.text.floor_char_boundary(self.at);
        self.at = line_end(self.text, at).max(self.at);
    }

    /// `[cause.some-name]`, `[[sample]]`, or what looks like a head.
    fn head(&mut self) -> Section {
        let start = self.at;
        self.skip(|c| c == b'[');
        let is_list = self.at - start > 1;
        let inner = self.at;
        self.skip(|c| !matches!(c, b']' | b'\n' | b'\r' | b'#'));
        let name_end = self.at;
        self.skip(|c| c == b']');
        let end = self.at;
        self.skip_line();
        let written = self.slice(Span::new(inner, name_end));
        let (table, name) = written.split_once('.').map_or((written, None), |(table, name)| {
            let trimmed = name.trim().trim_matches(['"', '\'']);
            let lead = name.find(trimmed).unwrap_or(0);
            let at = inner + table.len() + 1 + lead;
            let span = Span::new(at, at + trimmed.len());
            (table, Some(Spanned::new(trimmed.to_owned(), span)))
        });
        let place = match (table.trim().trim_matches(['"', '\'']), is_list, &name) {
            ("cause", false, Some(_)) => Some(Place::Cause),
            ("sample", true, None) => Some(Place::Sample),
            _ => None,
        };
        Section {
            place,
            name: name.filter(|_| place == Some(Place::Cause)),
            head: Span::new(start, end),
            span: Span::new(start, self.text.len()),
            entries: Vec::new(),
        }
    }

    /// A key, its equals sign and its value, as far as they are there; `None` for a line that does
    /// not begin with a key.
    fn entry(&mut self, is_inline: bool) -> Option<Entry> {
        let key = self.key()?;
        self.skip(|c| matches!(c, b' ' | b'\t'));
        if self.peek() != Some(b'=') {
            return Some(Entry { key, behind_equals: None, value: None });
        }
        self.at += 1;
        let behind_equals = Some(self.at);
        self.skip(|c| matches!(c, b' ' | b'\t'));
        Some(Entry { key, behind_equals, value: self.value(is_inline) })
    }

    fn key(&mut self) -> Option<Spanned<String>> {
        let start = self.at;
        if matches!(self.peek(), Some(b'"' | b'\'')) {
            let string = quoted(self.text, start);
            self.at = string.end();
            let name = string.inner(self.text).to_owned();
            return Some(Spanned::new(name, Span::new(start, self.at)));
        }
        self.skip(|c| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-' | b'.'));
        let span = Span::new(start, self.at);
        (self.at > start).then(|| Spanned::new(self.slice(span).to_owned(), span))
    }

    fn value(&mut self, is_inline: bool) -> Option<Spanned<Value>> {
        let start = self.at;
        let value = match self.peek()? {
            b'\n' | b'\r' | b'#' => return None,
            b'"' | b'\'' => Value::Text(self.string()),
            b'[' => self.list(),
            b'{' => self.table(),
            _ => {
                self.skip(|c| !(matches!(c, b'\n' | b'\r' | b'#') || is_inline && is_end(c)));
                let written = self.slice(Span::new(start, self.at));
                self.at = start + written.trim_end().len();
                Value::Other
            }
        };
        (self.at > start).then(|| Spanned::new(value, Span::new(start, self.at)))
    }

    fn string(&mut self) -> Text {
        let string = quoted(self.text, self.at);
        let span = Span::new(self.at, string.end());
        let mut start = string.opening.end;
        // TOML drops a line end that follows the opening quotes of a block.
        if string.is_block() {
            let rest = string.inner(self.text);
            start += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
        }
        self.at = span.end;
        Text { span, inner: Span::new(start, string.inner_end.max(start)), closed: string.closed }
    }

    /// A list; one that nothing closes ends before the line that begins with a key or a head.
    fn list(&mut self) -> Value {
        self.at += 1;
        let mut texts = Vec::new();
        loop {
            self.skip(|c| matches!(c, b' ' | b'\t' | b','));
            match self.peek() {
                Some(b'"' | b'\'') => texts.push(self.string()),
                Some(b'#') => self.skip_line(),
                Some(b'\n' | b'\r') if self.is_last_line() => break,
                // All of them at once: each looks at the line behind it.
                Some(b'\n' | b'\r') => drop(self.skip(|c| matches!(c, b'\n' | b'\r'))),
                Some(b']') => {
                    self.at += 1;
                    break;
                }
                Some(_) => self.at += 1,
                None => break,
            }
        }
        Value::List(texts)
    }

    /// A table between braces.
    fn table(&mut self) -> Value {
        self.at += 1;
        let mut entries = Vec::new();
        loop {
            self.skip(|c| matches!(c, b' ' | b'\t' | b','));
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                Some(b'#') => self.skip_line(),
                // One that is not closed on its line ends there.
                Some(b'\n' | b'\r') | None => break,
                Some(_) => match self.entry(true) {
                    Some(entry) => entries.push(entry),
                    None => self.at += 1,
                },
            }
        }
        Value::Table(entries)
    }

    /// Whether the next line begins with a head, or with a key and its equals sign.
    fn is_last_line(&self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let line = rest.trim_start_matches(['\r', '\n']);
        let line = line.lines().next().unwrap_or_default().trim_start();
        let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let behind = line.trim_start_matches(is_key);
        line.starts_with('[') || behind.len() < line.len() && behind.trim_start().starts_with('=')
    }
}

/// What ends a value between braces.
fn is_end(c: u8) -> bool {
    matches!(c, b',' | b'}')
}
