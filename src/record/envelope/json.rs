//! A JSON text to its members or elements, as places in that text; no value is built. Every step
//! is one pass without recursion, so that neither length nor nesting costs more than reading.

use std::borrow::Cow;
use std::ops::Range;

use crate::bytes::memchr2;
use crate::record::decode::Writing;
use crate::record::envelope::layer::Inner;

/// No envelope has as many members; what has more is none.
const MEMBERS: usize = 512;

/// The members of one whole object.
#[derive(Debug)]
pub(super) struct Object<'t>(Vec<(&'t str, Value<'t>)>);

/// A value as it is written, quotes and brackets included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'t> {
    raw: &'t str,
    at: usize,
}

impl<'t> Object<'t> {
    /// The members of the object that is the whole text, white space and a comma behind it aside.
    /// `None` for anything else.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        Self::parse_at(text, 0)
    }

    /// The same for an object that was itself found at a place of a text; the places of its values
    /// count from the start of that text.
    pub(super) fn parse_at(text: &'t str, at: usize) -> Option<Self> {
        let mut reader = Reader { text, at: 0 };
        let mut members = Vec::with_capacity(16);
        reader.blanks();
        reader.eat(b'{')?;
        reader.blanks();
        if reader.eat(b'}').is_none() {
            loop {
                let key = reader.string()?;
                reader.blanks();
                reader.eat(b':')?;
                let value = reader.value()?;
                let value = Value { at: value.at + at, ..value };
                members.push((key.get(1..key.len() - 1)?, value));
                if members.len() > MEMBERS {
                    return None;
                }
                if reader.next_or_end(b'}')? {
                    break;
                }
            }
        }
        reader.is_at_end().then_some(Self(members))
    }

    /// The value of a key; the last one where a key repeats.
    pub(super) fn value(&self, key: &str) -> Option<Value<'t>> {
        self.0.iter().rev().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    /// The text or number of a key, escapes undone.
    pub(super) fn scalar(&self, key: &str) -> Option<Cow<'t, str>> {
        self.value(key)?.scalar()
    }

    /// The first of several keys that holds a text or number that is not empty.
    pub(super) fn first_of(&self, keys: &[&str]) -> Option<String> {
        let mut found = keys.iter().filter_map(|key| self.scalar(key));
        found.find(|text| !text.is_empty()).map(Cow::into_owned)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    pub(super) fn has_any(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.has(key))
    }

    /// Whether there is no key but these.
    pub(super) fn has_only(&self, keys: &[&str]) -> bool {
        self.0.iter().all(|(name, _)| keys.contains(name))
    }

    /// The members of an object inside this one.
    pub(super) fn object(&self, key: &str) -> Option<Object<'t>> {
        let value = self.value(key)?;
        Object::parse_at(value.raw, value.at)
    }
}

impl<'t> Value<'t> {
    /// The value as it is written, and where.
    pub(super) const fn raw(self) -> &'t str {
        self.raw
    }

    pub(super) const fn range(self) -> Range<usize> {
        self.at..self.at + self.raw.len()
    }

    pub(super) fn is_text(self) -> bool {
        self.raw.starts_with('"')
    }

    pub(super) fn is_object(self) -> bool {
        self.raw.starts_with('{')
    }

    pub(super) fn is_number(self) -> bool {
        self.raw.starts_with(|first: char| first == '-' || first.is_ascii_digit())
    }

    /// The text between the quotes, escapes undone; `None` for what is no string.
    pub(super) fn text(self) -> Option<Cow<'t, str>> {
        self.is_text().then(|| Writing::Json.decode(self.between()))
    }

    /// A string's text or a number as it is written.
    pub(super) fn scalar(self) -> Option<Cow<'t, str>> {
        self.text().or_else(|| self.is_number().then_some(Cow::Borrowed(self.raw)))
    }

    /// A string's text or, of any other value, the value as it is written.
    pub(super) fn inner(self) -> Inner {
        match self.text() {
            Some(Cow::Owned(made)) => Inner::Made(made),
            Some(Cow::Borrowed(_)) => Inner::Part(self.at + 1..self.at + self.raw.len() - 1),
            None => Inner::Part(self.range()),
        }
    }

    /// The elements of an array, one after another, until one is broken. Their places count from
    /// the start of the text that the array itself was found in.
    pub(super) fn elements(self) -> Elements<'t> {
        elements(self.raw, self.at)
    }

    fn between(self) -> &'t str {
        self.raw.get(1..self.raw.len() - 1).unwrap_or_default()
    }
}

/// The elements of the array that a text begins with; their places count from `at` bytes before
/// its start.
pub(super) fn elements(text: &str, at: usize) -> Elements<'_> {
    let mut reader = Reader { text, at: 0 };
    reader.blanks();
    let is_open = reader.eat(b'[').is_some();
    reader.blanks();
    let is_over = !is_open || reader.eat(b']').is_some();
    Elements { reader, at, is_over, is_broken: !is_open }
}

/// The elements of an array. Ends early if one of them is broken.
#[derive(Debug)]
pub(super) struct Elements<'t> {
    reader: Reader<'t>,
    at: usize,
    is_over: bool,
    is_broken: bool,
}

impl<'t> Elements<'t> {
    /// What `read` makes of the elements; `None` if there are none, if it makes nothing of one of
    /// them, or if the text does not hold the array and nothing else.
    pub(super) fn read_all<T>(
        mut self,
        read: impl FnMut(Value<'t>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let all = self.by_ref().map(read).collect::<Option<Vec<_>>>()?;
        let is_whole = self.is_over && !self.is_broken && self.reader.is_at_end();
        (is_whole && !all.is_empty()).then_some(all)
    }
}

impl<'t> Iterator for Elements<'t> {
    type Item = Value<'t>;

    fn next(&mut self) -> Option<Value<'t>> {
        if self.is_over {
            return None;
        }
        let element = self.reader.value();
        let is_last = self.reader.next_or_end(b']');
        self.is_broken = element.is_none() || is_last.is_none();
        self.is_over = is_last.unwrap_or(true) || self.is_broken;
        element.map(|value| Value { raw: value.raw, at: value.at + self.at })
    }
}

/// A place in a text that moves over what is JSON there.
#[derive(Debug)]
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        self.at += self.rest().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    }

    fn eat(&mut self, wanted: u8) -> Option<()> {
        (self.rest().first() == Some(&wanted)).then(|| self.at += 1)
    }

    /// Behind a member or element: `false` if another one follows, `true` at the closing bracket.
    fn next_or_end(&mut self, end: u8) -> Option<bool> {
        self.blanks();
        if self.eat(b',').is_some() {
            self.blanks();
            return Some(false);
        }
        self.eat(end).map(|()| true)
    }

    fn is_at_end(&mut self) -> bool {
        self.blanks();
        let _ = self.eat(b',');
        self.blanks();
        self.rest().is_empty()
    }

    fn value(&mut self) -> Option<Value<'t>> {
        self.blanks();
        let at = self.at;
        match self.rest().first()? {
            b'"' => {
                self.string()?;
            }
            b'{' | b'[' => self.nested()?,
            _ => self.literal()?,
        }
        Some(Value { raw: self.text.get(at..self.at)?, at })
    }

    /// Passes a string; gives it with its quotes.
    fn string(&mut self) -> Option<&'t str> {
        let start = self.at;
        self.eat(b'"')?;
        loop {
            self.at += memchr2(b'"', b'\\', self.rest())?;
            if self.eat(b'"').is_some() {
                return self.text.get(start..self.at);
            }
            self.at += 2;
        }
    }

    /// Passes an object or array. That its brackets pair by kind is left to whoever reads it.
    fn nested(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            let stop = |byte: &u8| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']');
            self.at += self.rest().iter().position(stop)?;
            match self.rest().first()? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                _ => depth -= 1,
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Passes a number, `true`, `false` or `null`.
    fn literal(&mut self) -> Option<()> {
        let is_part =
            |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
        let length = self.rest().iter().take_while(is_part).count();
        let literal = self.rest().get(..length)?;
        self.at += length;
        let is_word = matches!(literal, b"true" | b"false" | b"null");
        let is_number = matches!(literal.first(), Some(b'-' | b'0'..=b'9'));
        (is_word || is_number).then_some(())
    }
}
