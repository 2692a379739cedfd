//! A term of a CRE rule: what it asks of a line, how often, and when it must not be there.

use std::collections::BTreeMap;

use super::length;
use super::reader::{Fields, Reader};
use super::yaml::{Kind, Node};
use crate::diagnostic::Code;
use crate::source::Span;

/// Longer terms are refused; the longest of a real collection has a thousand bytes.
const LONGEST: usize = 16 << 10;

/// What a term asks of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ask {
    /// That it contains a text.
    Text(String),
    /// That a regex of Go's matches in it.
    Regex(String),
    /// That a filter of jq gives something for it.
    Jq(String),
}

/// A term.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub(super) ask: Ask,
    /// Where that is written.
    pub(super) span: Span,
    /// How many lines; at least 1.
    pub(super) count: u64,
    pub(super) stretch: Stretch,
}

/// When a term of `negate` must not be there, in nanoseconds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stretch {
    pub(super) window: i64,
    pub(super) slide: i64,
    /// The number of an entry of the match, from 0, and where it is written.
    pub(super) anchor: u64,
    pub(super) anchor_span: Option<Span>,
    pub(super) absolute: bool,
}

/// On which side of a block a term stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// In `match` or `order`.
    Positive,
    /// In `negate`.
    Negate,
}

/// The terms that a file names.
#[derive(Default)]
pub(super) struct Named<'n>(pub(super) BTreeMap<&'n str, &'n Node>);

/// A term as it is written, before its name was looked up.
struct Written {
    ask: Ask,
    span: Span,
    count: Option<(u64, Span)>,
    stretch: Stretch,
}

impl Reader<'_> {
    /// Reads a term. A text that is a name stands for the term of that name, of which everything
    /// counts but when it must not be there.
    pub(super) fn term(&mut self, node: &Node, named: &Named<'_>, side: Side) -> Option<Term> {
        let written = self.written(node, side)?;
        let definition = match &written.ask {
            Ask::Text(text) => named.0.get(text.as_str()),
            _ => None,
        };
        let Some(definition) = definition else {
            return self.checked(written, side);
        };
        if let Some((_, span)) = written.count.filter(|(count, _)| *count > 1) {
            let found = self.at(Code::ImportNoEffect, span, "this `count` has no effect");
            self.push(found.label("the one of the named term counts"));
        }
        // A name of a name is a text: names are looked up once.
        let mut defined = self.written(definition, side)?;
        defined.stretch = written.stretch;
        self.checked(defined, side)
    }

    fn checked(&mut self, written: Written, side: Side) -> Option<Term> {
        let Written { ask, span, count, stretch } = written;
        if let (Side::Negate, Some((2.., span))) = (side, count) {
            let found = self.at(Code::ImportInvalidTerm, span, "`count` stands in `negate`");
            self.push(found.label("a line that must not be there is not counted"));
            return None;
        }
        let count = count.map_or(1, |(count, _)| count);
        Some(Term { ask, span, count, stretch })
    }

    fn written(&mut self, node: &Node, side: Side) -> Option<Written> {
        if let Kind::Scalar(scalar) = &node.kind {
            let ask = self.ask(node, || Ask::Text(scalar.text.clone()))?;
            return Some(Written {
                ask,
                span: node.span,
                count: None,
                stretch: Stretch::default(),
            });
        }
        let mut fields = self.map(node, "a text, or a map with `value`, `regex` or `jq`,")?;
        for key in ["set", "sequence"] {
            if fields.take(key).is_some() {
                let message = format!("a `{key}` stands inside of another block");
                let found = self.at(Code::ImportUnsupported, fields.head, message);
                let note = "a symptom has one block; make several rules of it";
                self.push(found.label("blocks in blocks have no counterpart").note(note));
                return None;
            }
        }
        let asks = ["value", "regex", "jq"].map(|key| (key, fields.take(key)));
        let mut asks = asks.into_iter().filter_map(|(key, node)| Some((key, node?)));
        let (Some((key, asked)), other) = (asks.next(), asks.next()) else {
            let found = self.at(Code::ImportInvalidTerm, fields.head, "this term asks for nothing");
            self.push(found.label("it needs `value`, `regex` or `jq`"));
            return None;
        };
        if let Some((second, other)) = other {
            let span = self.first_line(other.span);
            let message = format!("this term has `{key}` and `{second}`");
            let found = self.at(Code::ImportInvalidTerm, span, message);
            self.push(found.label("a term has one of them"));
            return None;
        }
        let scalar = self.scalar(asked, "a text")?;
        let ask = self.ask(asked, || match key {
            "value" => Ask::Text(scalar.text.clone()),
            "regex" => Ask::Regex(scalar.text.clone()),
            _ => Ask::Jq(scalar.text.clone()),
        })?;
        let count = match fields.take("count") {
            Some(node) => {
                let count = self.number(node, "a number")?;
                Some((u64::try_from(count).unwrap_or(1).max(1), node.span))
            }
            None => None,
        };
        let stretch = match side {
            Side::Negate => self.stretch(&mut fields)?,
            Side::Positive => Stretch::default(),
        };
        self.ignore(fields);
        Some(Written { ask, span: asked.span, count, stretch })
    }

    /// What is asked for, unless it is an empty text, or an absurd one.
    fn ask(&mut self, node: &Node, ask: impl FnOnce() -> Ask) -> Option<Ask> {
        let ask = ask();
        let (Ask::Text(text) | Ask::Regex(text) | Ask::Jq(text)) = &ask;
        if text.len() > LONGEST {
            let message = format!("this term has {} bytes", text.len());
            let span = self.first_line(node.span);
            let found = self.at(Code::ImportUnsupported, span, message);
            self.push(found.label(format!("a term has at most {LONGEST}")));
            return None;
        }
        if !text.is_empty() {
            return Some(ask);
        }
        let found = self.at(Code::ImportInvalidTerm, node.span, "this term is empty");
        self.push(found.label("write what must be there"));
        None
    }

    fn stretch(&mut self, fields: &mut Fields<'_>) -> Option<Stretch> {
        let mut stretch = Stretch::default();
        if let Some(node) = fields.take("window") {
            stretch.window = self.length(node)?;
        }
        if let Some(node) = fields.take("slide") {
            stretch.slide = self.length(node)?;
        }
        if let Some(node) = fields.take("anchor") {
            let anchor = self.number(node, "the number of an entry, from 0,")?;
            // What does not count from 0 is beyond every match.
            stretch.anchor = u64::try_from(anchor).unwrap_or(u64::MAX);
            stretch.anchor_span = Some(node.span);
        }
        if let Some(node) = fields.take("absolute") {
            stretch.absolute = match self.scalar(node, "`true` or `false`")?.text.as_str() {
                "true" | "True" | "TRUE" => true,
                "false" | "False" | "FALSE" => false,
                _ => {
                    self.wrong_type(node, "`true` or `false`");
                    return None;
                }
            };
        }
        Some(stretch)
    }

    /// A length of time in nanoseconds.
    pub(super) fn length(&mut self, node: &Node) -> Option<i64> {
        let scalar = self.scalar(node, "a length of time")?;
        let nanos = length::parse(&scalar.text).filter(|nanos| length::size(*nanos).is_some());
        if nanos.is_none() {
            let message = format!("`{}` is no length of time", scalar.text.escape_debug());
            let found = self.at(Code::ImportInvalidWindow, node.span, message);
            self.push(found.label("numbers with units, such as `1h30m`, `5s` or `500ms`"));
        }
        nanos
    }
}
