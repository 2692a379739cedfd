//! What ties records together: values in, one key out; or a line in, the hash of the key that its
//! record has.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::bytes::Finder;
use crate::field::Field;

/// The values of the fields by which records belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Each value with its length before it, so that no two lists of values read the same.
    text: Box<[u8]>,
    hash: KeyHash,
}

/// Tells most keys apart; the same for the same key in every run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyHash(u64);

impl Key {
    /// Bytes of a value that take part.
    pub const LONGEST: usize = 4 << 10;

    /// The key of these values, which are cut where they are [longest](Key::LONGEST).
    pub fn of<'v>(values: impl IntoIterator<Item = &'v str>) -> Self {
        let (mut text, mut hasher) = (Vec::new(), DefaultHasher::new());
        for value in values {
            let value = &value.as_bytes()[..value.floor_char_boundary(Self::LONGEST)];
            text.extend_from_slice(&value.len().to_le_bytes());
            text.extend_from_slice(value);
            value.hash(&mut hasher);
        }
        Self { text: text.into(), hash: KeyHash(hasher.finish()) }
    }

    /// What tells it from most others.
    pub const fn hash(&self) -> KeyHash {
        self.hash
    }
}

impl Default for Key {
    /// The key without values.
    fn default() -> Self {
        Self::of([])
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

/// Reads keys off lines that are objects by themselves, as writers write them, without taking
/// these apart.
#[derive(Debug)]
pub struct Peek(Vec<Part>);

#[derive(Debug)]
enum Part {
    /// The name of a field with its quotes, the colon and the quote of a text.
    Text(Box<Finder<'static>>),
    /// Where the line comes from.
    Source,
    /// Nothing that stands in a line as it is asked for.
    Unknown,
}

impl Peek {
    /// What is to be read for these fields.
    pub fn new(by: &[Field]) -> Self {
        let part = |field: &Field| match field {
            Field::Named(name)
                if name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') =>
            {
                Part::Text(Box::new(Finder::new(&format!("\"{name}\":\"")).into_owned()))
            }
            Field::Source => Part::Source,
            _ => Part::Unknown,
        };
        Self(by.iter().map(part).collect())
    }

    /// The key of the record of a line, if it can be read off. The line must be
    /// [plain](crate::record::is_plain). `source` is how answers call the
    /// source.
    pub fn read(&self, line: &[u8], source: &str) -> Option<KeyHash> {
        let mut hasher = DefaultHasher::new();
        for part in &self.0 {
            let value = match part {
                Part::Text(name) => text(name, line)?,
                // An envelope may say more than the name of the file.
                Part::Source if line.starts_with(b"{") => source.as_bytes(),
                Part::Source | Part::Unknown => return None,
            };
            value.hash(&mut hasher);
        }
        Some(KeyHash(hasher.finish()))
    }
}

/// The text of a field that stands in the line once, without escapes.
fn text<'l>(name: &Finder<'_>, line: &'l [u8]) -> Option<&'l [u8]> {
    let behind = line.get(name.find(line)? + name.needle().len()..)?;
    let end = behind.iter().take(Key::LONGEST).position(|byte| matches!(byte, b'"' | b'\\'))?;
    let is_once = behind[end] == b'"' && name.find(behind).is_none();
    is_once.then(|| &behind[..end])
}
