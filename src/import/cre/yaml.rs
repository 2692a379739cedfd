//! YAML text in, a tree of maps, lists and scalars out, each with its place; aliases put in.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Marks};

use crate::source::{Span, Spanned};

/// Deeper files are refused; a rule has a depth of eight.
const DEEPEST: usize = 64;
/// Larger trees are refused: a few aliases of aliases would grow one without end.
const MOST_NODES: usize = 1 << 20;

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Scalar(Scalar),
    List(Vec<Node>),
    /// Keys that are no scalars are left out; such a map has no meaning here.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) key: Spanned<String>,
    pub(super) value: Node,
}

/// Text, quoted or not.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scalar {
    pub(super) text: String,
    /// Whether it stands without quotes, so that it may be a number, or nothing.
    pub(super) is_plain: bool,
}

/// Why a text is no YAML, and where.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) span: Span,
}

impl Node {
    /// What it is, for a message.
    pub(super) fn name(&self) -> &'static str {
        match &self.kind {
            Kind::Scalar(_) if self.is_null() => "nothing",
            Kind::Scalar(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
        }
    }

    /// Whether it is YAML's null.
    pub(super) fn is_null(&self) -> bool {
        let is_null = |scalar: &Scalar| {
            scalar.is_plain && matches!(scalar.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
        };
        matches!(&self.kind, Kind::Scalar(scalar) if is_null(scalar))
    }
}

/// Reads all documents of a file. A fault ends the reading: nothing behind it can be trusted.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, Fault> {
    let places = Places::new(text);
    let mut builder = Builder {
        text,
        open: Vec::new(),
        documents: Vec::new(),
        anchors: BTreeMap::new(),
        nodes: 0,
    };
    for event in Parser::new_from_str(text) {
        let (event, marks) = event.map_err(|error| fault(&error, &places))?;
        builder.take(event, places.span(marks, text))?;
    }
    Ok(builder.documents)
}

fn fault(error: &ScanError, places: &Places) -> Fault {
    let at = places.offset(error.marker().index());
    Fault { message: error.info().to_owned(), span: places.character(at) }
}

/// A map or list that is still open.
struct Open {
    start: usize,
    anchor: usize,
    items: Items,
}

enum Items {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<Node> },
}

struct Builder<'t> {
    text: &'t str,
    open: Vec<Open>,
    documents: Vec<Node>,
    anchors: BTreeMap<usize, Node>,
    nodes: usize,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Fault> {
        let refuse = |message: &str| Err(Fault { message: message.to_owned(), span });
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let is_plain = style == ScalarStyle::Plain;
                let scalar = Scalar { text: text.into_owned(), is_plain };
                self.node(Node { kind: Kind::Scalar(scalar), span }, anchor)
            }
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) => {
                if self.open.len() >= DEEPEST {
                    return refuse("this is nested too deeply");
                }
                let items = match event {
                    Event::SequenceStart(..) => Items::List(Vec::new()),
                    _ => Items::Map { entries: Vec::new(), key: None },
                };
                self.open.push(Open { start: span.start, anchor, items });
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { start, anchor, items }) = self.open.pop() else { return Ok(()) };
                let kind = match items {
                    Items::List(list) => Kind::List(list),
                    Items::Map { entries, .. } => Kind::Map(entries),
                };
                let end = span.end.max(start);
                let written = self.text.get(start..end).unwrap_or_default().trim_end();
                self.node(Node { kind, span: Span::new(start, start + written.len()) }, anchor)
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => {
                    self.nodes += size(&node);
                    self.node(Node { span, ..node }, 0)
                }
                None => refuse("this alias stands inside of what it means"),
            },
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    fn node(&mut self, node: Node, anchor: usize) -> Result<(), Fault> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            let message = format!("with all aliases put in, this has over {MOST_NODES} values");
            return Err(Fault { message, span: node.span });
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.items) {
            None => self.documents.push(node),
            Some(Items::List(list)) => list.push(node),
            Some(Items::Map { key: key @ None, .. }) => *key = Some(node),
            Some(Items::Map { entries, key }) => {
                if let Some(Node { kind: Kind::Scalar(scalar), span }) = key.take() {
                    let key = Spanned::new(scalar.text, span);
                    entries.push(Entry { key, value: node });
                }
            }
        }
        Ok(())
    }
}

/// How many values a node has. The depth of what was read is bounded, so this may recurse.
fn size(node: &Node) -> usize {
    match &node.kind {
        Kind::Scalar(_) => 1,
        Kind::List(list) => 1 + list.iter().map(size).sum::<usize>(),
        Kind::Map(entries) => 1 + entries.iter().map(|entry| size(&entry.value)).sum::<usize>(),
    }
}

/// Where characters, which the parser counts, stand in the bytes.
struct Places<'t> {
    text: &'t str,
    /// The offset of every [`STRIDE`]th character; empty if all characters are single bytes.
    offsets: Vec<usize>,
}

/// So many characters are counted anew for a place.
const STRIDE: usize = 64;

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        let offsets = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().step_by(STRIDE).map(|(at, _)| at).collect()
        };
        Self { text, offsets }
    }

    fn offset(&self, index: usize) -> usize {
        let Some(start) = self.offsets.get(index / STRIDE) else {
            return if self.offsets.is_empty() {
                index.min(self.text.len())
            } else {
                self.text.len()
            };
        };
        let rest = self.text.get(*start..).unwrap_or_default();
        rest.char_indices().nth(index % STRIDE).map_or(self.text.len(), |(at, _)| start + at)
    }

    /// The place without the blanks behind it, which a block of text has.
    fn span(&self, marks: Marks, text: &str) -> Span {
        let (start, end) = (self.offset(marks.start.index()), self.offset(marks.end.index()));
        let inside = text.get(start..end.max(start)).unwrap_or_default();
        Span::new(start, start + inside.trim_end().len())
    }

    /// The character at a place, or the last one.
    fn character(&self, at: usize) -> Span {
        match self.text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(c) => Span::new(at, at + c.len_utf8()),
            None => Span::empty(self.text.trim_end().len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(node: &Node, text: &str) -> String {
        match &node.kind {
            Kind::Scalar(scalar) => format!("{:?}@{:?}", scalar.text, &text[node.span.range()]),
            Kind::List(list) => {
                let items: Vec<_> = list.iter().map(|item| show(item, text)).collect();
                format!("[{}]", items.join(" "))
            }
            Kind::Map(entries) => {
                let item = |entry: &Entry| {
                    let key = &text[entry.key.span.range()];
                    format!("{key}={}", show(&entry.value, text))
                };
                format!("{{{}}}", entries.iter().map(item).collect::<Vec<_>>().join(" "))
            }
        }
    }

    #[test]
    fn values_stand_where_they_say() {
        let rows = [
            ("a: b", r#"{a="b"@"b"}"#),
            ("ü: é # ä\nb: \"x\\ty\"\n", r#"{ü="é"@"é" b="x\ty"@"\"x\\ty\""}"#),
            ("a:\r\n  - b\r\n  - 'c'\r\n", r#"{a=["b"@"b" "c"@"'c'"]}"#),
            ("a: |\n  x\n  y\nb:\n", r#"{a="x\ny\n"@"x\n  y" b=""@""}"#),
            ("- &x [1]\n- *x\n", r#"[["1"@"1"] ["1"@"1"]]"#),
        ];
        for (text, expected) in rows {
            let found = parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
            assert_eq!(show(&found[0], text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_yaml_is_said() {
        let bomb: String = (1..30).fold("- &a0 [x]\n".to_owned(), |text, i| {
            let j = i - 1;
            text + &format!("- &a{i} [*a{j}, *a{j}, *a{j}]\n")
        });
        let rows = [
            ("a: [b", "a: [b".len()),
            ("a: *b", 3),
            ("a: b: c", 4),
            (&"[".repeat(100_000), 0),
            (bomb.as_str(), 0),
        ];
        for (text, at) in rows {
            let fault = parse(text).err();
            let start = fault.as_ref().map(|fault| fault.span.start);
            assert!(start == Some(at) || at == 0 && start.is_some(), "{fault:?}");
        }
    }
}
