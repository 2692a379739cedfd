//! The members of a JSON object in a text, whole or damaged, to slots. One pass, no recursion.

use std::ops::Range;

use crate::record::decode::Writing;
use crate::record::format::json::string::{self, Quoted, Role};
use crate::record::format::{Name, Slot, Slots};

/// Objects inside objects give slots of their own to this depth; deeper ones stay text.
const DEPTH: usize = 32;
/// An object whose name, with the names of those around it, is longer stays text. Each member
/// copies that name, so that without a limit a long one would be copied without end.
const NAME: usize = 256;
/// No real record has as many fields; what is beyond is left out, and the record incomplete.
const SLOTS: usize = 20_000;
/// As many elements of one array give slots.
const ELEMENTS: usize = 1_000;
/// As many values may have quotes that nobody escaped; each costs a look ahead.
const DOUBTS: usize = 64;

/// The members from `start` on: the place of an object, or of a member when the brace before it
/// was lost.
pub(super) fn read(text: &str, start: usize) -> Slots {
    let mut reader = Reader::new(text, start, Vec::with_capacity(24));
    let is_fragment = reader.peek() != Some(b'{');
    reader.members();
    while reader.is_closed && reader.goes_on(is_fragment) {
        reader.is_damaged = true;
        reader.is_closed = false;
        reader.members();
    }
    let complete = reader.is_closed && !reader.is_damaged;
    Slots { all: reader.all, complete }
}

/// Reads one value, such as a line of pairs holds after `key=`, into `all`; gives the place behind
/// it. `None`, and no slot, if it is damaged.
pub(in crate::record::format) fn value(
    text: &str,
    at: usize,
    name: Name,
    all: &mut Vec<Slot>,
) -> Option<usize> {
    let known = all.len();
    let mut reader = Reader::new(text, at, std::mem::take(all));
    reader.value(Some(name));
    while !reader.objects.is_empty() && !reader.is_damaged {
        reader.step();
    }
    let is_damaged = reader.is_damaged;
    *all = reader.all;
    if is_damaged {
        all.truncate(known);
    }
    (!is_damaged).then_some(reader.at)
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    all: Vec<Slot>,
    /// The objects that are open, outermost first.
    objects: Vec<Object>,
    /// The names of the open objects, each with a dot behind it.
    path: String,
    /// Whether something was left out or is no JSON.
    is_damaged: bool,
    /// Whether the outermost object was closed.
    is_closed: bool,
    doubts: usize,
}

/// An object that is open.
struct Object {
    /// The slot of its text. The outermost object has none.
    slot: Option<usize>,
    /// How much of the path names the objects around it.
    path: usize,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, at: usize, all: Vec<Slot>) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at,
            all,
            objects: Vec::new(),
            path: String::new(),
            is_damaged: false,
            is_closed: false,
            doubts: 0,
        }
    }

    /// Reads members until the outermost object, or the text, ends.
    fn members(&mut self) {
        while !self.is_closed && self.all.len() < SLOTS && self.at < self.bytes.len() {
            self.step();
        }
        self.is_damaged |= !self.is_closed;
        let end = self.text.trim_end().len();
        while let Some(object) = self.objects.pop() {
            self.set_end(object.slot, end);
        }
    }

    /// Reads one member, or passes what is none.
    fn step(&mut self) {
        self.separators();
        match self.peek() {
            None => self.is_damaged = true,
            Some(b'}') => self.close(),
            Some(b'{') if self.objects.is_empty() => self.open(None),
            Some(_) if self.quote().is_some() => self.member(),
            Some(byte) => {
                self.is_damaged = true;
                match byte {
                    b'{' | b'[' => {
                        self.skip_nested();
                    }
                    b':' => {
                        self.at += 1;
                        self.value(None);
                    }
                    _ => self.skip_junk(),
                }
            }
        }
    }

    fn member(&mut self) {
        let Some(key) = self.string(Role::Key) else { return };
        let colon = string::blanks(self.bytes, key.end);
        if key.is_closed && self.bytes.get(colon) == Some(&b':') {
            self.at = colon + 1;
            let name = self.name(key.inside);
            self.value(Some(name));
        } else {
            self.is_damaged = true;
            let inside = self.text.get(key.inside.clone()).unwrap_or_default();
            if key.is_closed && inside.trim() == "," {
                // A quote too many came before: what closed here rather opens.
                self.at = key.inside.end;
            }
        }
    }

    /// Reads the value behind a colon; without a name it is passed.
    fn value(&mut self, name: Option<Name>) {
        self.whitespace();
        if matches!(self.peek(), None | Some(b',' | b'}' | b']')) || self.ellipsis() {
            self.is_damaged = true;
            return;
        }
        let (range, writing) = match (self.peek(), &name) {
            (Some(b'{'), Some(named)) if self.may_open(named) => return self.open(name),
            (Some(b'['), Some(named)) => return self.array(named),
            (Some(b'{' | b'['), _) => (Some(self.skip_nested()), Writing::Plain),
            _ if self.quote().is_none() => (self.bare(), Writing::Plain),
            (_, None) => (self.string(Role::Element).map(|value| value.inside), Writing::Json),
            (_, Some(_)) => (self.text_value(), Writing::Json),
        };
        if let Some(range) = range {
            self.push(name, range, writing);
        }
    }

    fn text_value(&mut self) -> Option<Range<usize>> {
        let role = if self.doubts < DOUBTS { Role::Value } else { Role::Element };
        let value = self.string(role)?;
        self.doubts += usize::from(value.is_doubtful);
        self.is_damaged |= !value.is_closed || value.is_doubtful;
        Some(value.inside)
    }

    /// Reads an array: a slot for its text, then one for each element that is no object or array.
    fn array(&mut self, name: &Name) {
        let start = self.at;
        let whole = self.push(Some(name.clone()), start..start, Writing::Plain);
        self.at += 1;
        let known = self.all.len();
        loop {
            self.separators();
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    break;
                }
                // The end of the array was lost.
                None | Some(b'}' | b':') => {
                    self.is_damaged = true;
                    break;
                }
                Some(b'{' | b'[') => {
                    self.skip_nested();
                }
                Some(_) => {
                    let (range, writing) = if self.quote().is_none() {
                        (self.bare(), Writing::Plain)
                    } else if string::key(self.bytes, self.at).is_some() {
                        self.is_damaged = true;
                        break;
                    } else {
                        let element = self.string(Role::Element);
                        self.is_damaged |= element.as_ref().is_some_and(|text| !text.is_closed);
                        (element.map(|text| text.inside), Writing::Json)
                    };
                    if self.all.len() - known >= ELEMENTS {
                        self.is_damaged = true;
                    } else if let Some(range) = range
                        && let Some(slot) = self.push(Some(name.clone()), range, writing)
                        && let Some(slot) = self.all.get_mut(slot)
                    {
                        slot.is_element = true;
                    }
                }
            }
        }
        self.set_end(whole, self.at);
    }

    /// Passes a word that stands where a value should; `None` if it is `null`.
    fn bare(&mut self) -> Option<Range<usize>> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let is_word =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b':');
        let mut length = rest.iter().take_while(|byte| is_word(byte)).count();
        let word = rest.get(..length).unwrap_or_default();
        if let Some(dots) = word.windows(2).position(|pair| pair == b"..") {
            length = dots;
        }
        let word = rest.get(..length).unwrap_or_default();
        let is_cut = !word.is_empty() && length == rest.len() && b"null".starts_with(word);
        let is_number = word.iter().any(u8::is_ascii_digit);
        if !is_number && !is_cut && !matches!(word, b"null" | b"true" | b"false") {
            self.is_damaged = true;
            let is_end = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b'"' | b'\n');
            length = rest.iter().position(is_end).unwrap_or(rest.len());
        }
        let start = self.at;
        self.at += length;
        let written = self.text.get(start..self.at)?.trim_end();
        (!is_cut && written != "null").then(|| start..start + written.len())
    }

    fn may_open(&self, name: &Name) -> bool {
        self.objects.len() < DEPTH && name.key(self.text).len() <= NAME
    }

    /// Goes into the object that begins here.
    fn open(&mut self, name: Option<Name>) {
        let path = self.path.len();
        if let Some(name) = &name {
            self.path.push_str(name.key(self.text).get(path..).unwrap_or_default());
            self.path.push('.');
        }
        let slot = self.push(name, self.at..self.at, Writing::Plain);
        self.objects.push(Object { slot, path });
        self.at += 1;
    }

    /// Goes out of the object that ends here.
    fn close(&mut self) {
        self.at += 1;
        let Some(object) = self.objects.pop() else {
            // The end of the object of which this is a fragment.
            self.is_damaged = true;
            self.is_closed = true;
            return;
        };
        self.is_closed = object.slot.is_none() && self.objects.is_empty();
        self.set_end(object.slot, self.at);
        self.path.truncate(object.path);
    }

    /// Whether members follow behind the end of the outermost object: another object, or more of
    /// what a fragment was cut out of.
    fn goes_on(&self, is_fragment: bool) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let next = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let at = self.text.len() - next.len();
        match self.bytes.get(at) {
            Some(b'{') => {
                let inside = next.get(1..).unwrap_or_default().trim_start();
                string::quote(inside.as_bytes(), 0).is_some()
            }
            Some(b'}' | b']') => is_fragment,
            _ => string::key(self.bytes, at).is_some(),
        }
    }

    fn name(&self, key: Range<usize>) -> Name {
        let written = self.text.get(key.clone()).unwrap_or_default();
        if self.path.is_empty() && !Writing::Json.is_escaped(written) {
            return Name::Written(key);
        }
        Name::Built(format!("{}{}", self.path, Writing::Json.decode(written)).into())
    }

    /// Adds a slot if it has a name; gives its number.
    fn push(&mut self, name: Option<Name>, range: Range<usize>, writing: Writing) -> Option<usize> {
        let name = name?;
        if self.all.len() >= SLOTS {
            self.is_damaged = true;
            return None;
        }
        self.all.push(Slot { name, range, writing, is_element: false });
        Some(self.all.len() - 1)
    }

    fn set_end(&mut self, slot: Option<usize>, end: usize) {
        if let Some(slot) = slot.and_then(|slot| self.all.get_mut(slot)) {
            slot.range.end = end.max(slot.range.start);
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn quote(&self) -> Option<usize> {
        string::quote(self.bytes, self.at)
    }

    /// Passes a string.
    fn string(&mut self, role: Role) -> Option<Quoted> {
        let string = string::read(self.bytes, self.at, role)?;
        self.at = string.end;
        Some(string)
    }

    /// Passes an object or array with all that is in it.
    fn skip_nested(&mut self) -> Range<usize> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ if self.string(Role::Element).is_some() => continue,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return start..self.at;
            }
        }
        self.is_damaged = true;
        start..self.text.trim_end().len().max(start)
    }

    /// Passes what is no JSON, up to something that may be.
    fn skip_junk(&mut self) {
        let is_end = |at: &usize| {
            let is_mark = matches!(self.bytes.get(*at), Some(b',' | b'{' | b'}' | b'[' | b'\n'));
            is_mark || string::quote(self.bytes, *at).is_some()
        };
        let end = (self.at + 1..self.bytes.len()).find(is_end);
        self.at = end.unwrap_or(self.bytes.len());
    }

    /// Passes white space, commas, and dots for what was left out.
    fn separators(&mut self) {
        loop {
            self.whitespace();
            if self.peek() == Some(b',') {
                self.at += 1;
            } else if self.ellipsis() {
                self.is_damaged = true;
            } else {
                return;
            }
        }
    }

    fn ellipsis(&mut self) -> bool {
        let length = string::ellipsis(self.bytes, self.at);
        self.at += length.unwrap_or_default();
        length.is_some()
    }

    fn whitespace(&mut self) {
        loop {
            self.at += match self.bytes.get(self.at..) {
                Some([b' ' | b'\t' | b'\n' | b'\r', ..]) => 1,
                Some([0xC2, 0xA0, ..]) => 2,
                _ => return,
            };
        }
    }
}
