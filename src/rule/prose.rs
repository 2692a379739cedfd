//! Texts of a rule: Markdown in, a tree of blocks out, in which values have their own places.
//!
//! A value from a log is never pasted into Markdown: it is a node of the tree, and each output
//! writes it in the way that is inert there.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A text of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prose {
    /// The blocks, in order.
    pub blocks: Vec<Block>,
}

/// A block of prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A list. `first` is the number of its first item, if the items have numbers.
    List {
        /// The number that the first item has in a numbered list.
        first: Option<u64>,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// Commands or a file, to be copied.
    Code {
        /// The language that the fence names, or nothing.
        language: String,
        /// The lines, the last one with its end.
        text: Vec<Piece>,
    },
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// A value from the log.
    Value(String),
    /// Code.
    Code(Vec<Piece>),
    /// Words that stand out.
    Strong(Vec<Inline>),
    /// A reference.
    Link {
        /// What is shown.
        text: Vec<Inline>,
        /// Where it leads.
        url: String,
    },
    /// A line end in the source, which is a blank in running text.
    Space,
}

/// A piece of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As it is.
    Text(String),
    /// A value from the log, if it is harmless.
    Value(String),
}

/// What makes a text no prose, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The place in the text.
    pub at: Range<usize>,
    /// What kind of fault.
    pub kind: FaultKind,
}

/// What can be wrong with prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Something of Markdown or HTML that prose does not have; its name.
    Markup(&'static str),
    /// A fence that is not closed.
    OpenFence,
}

/// A placeholder of a prose, and where it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// The name between the braces.
    pub name: String,
    /// The place of the name in the text.
    pub at: Range<usize>,
}

impl Prose {
    /// Reads a text. Faults do not stop it: what is left out is said, the rest is there.
    pub fn parse(text: &str) -> (Self, Vec<Fault>) {
        if !text.contains("\r\n") {
            return Self::parse_lines(text);
        }
        // The library makes two blanks of such a line end in code.
        let (prose, mut faults) = Self::parse_lines(&text.replace("\r\n", "\n"));
        let ends: Vec<usize> =
            text.match_indices("\r\n").zip(0..).map(|((at, _), before)| at - before).collect();
        let back = |at: usize| at + ends.partition_point(|end| *end < at);
        for fault in &mut faults {
            fault.at = back(fault.at.start)..back(fault.at.end);
        }
        (prose, faults)
    }

    fn parse_lines(text: &str) -> (Self, Vec<Fault>) {
        let stack = vec![Open::Blocks(Vec::new())];
        let mut reader = Reader { text, faults: Vec::new(), stack, html: BTreeMap::new() };
        for (event, at) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
            reader.take(event, at);
        }
        let blocks = match reader.stack.into_iter().next() {
            Some(Open::Blocks(blocks)) => blocks,
            _ => Vec::new(),
        };
        (Self { blocks }, reader.faults)
    }

    /// Shows the name of every placeholder that stands in code to `look`.
    pub fn each_code_value<'p>(&'p self, look: &mut impl FnMut(&'p str)) {
        for block in &self.blocks {
            block.each_code_value(look);
        }
    }

    /// The placeholders in a text, well formed or not: the second list holds the places of those
    /// that are not.
    pub fn placeholders(text: &str) -> (Vec<Placeholder>, Vec<Range<usize>>) {
        let (mut found, mut broken) = (Vec::new(), Vec::new());
        let mut from = 0;
        while let Some(open) = text[from..].find("{{").map(|at| from + at) {
            let end = text[open..].find("}}").map(|at| open + at + 2);
            let Some(end) = end else {
                broken.push(open..open + 2);
                break;
            };
            let inside = &text[open + 2..end - 2];
            let name = inside.trim();
            if is_name(name) {
                let start = open + 2 + (inside.len() - inside.trim_start().len());
                let at = start..start + name.len();
                found.push(Placeholder { name: name.to_owned(), at });
            } else {
                broken.push(open..end);
            }
            from = end;
        }
        for mark in ["{%", "{#"] {
            broken.extend(text.match_indices(mark).map(|(at, mark)| at..at + mark.len()));
        }
        (found, broken)
    }
}

impl Block {
    fn each_code_value<'p>(&'p self, look: &mut impl FnMut(&'p str)) {
        match self {
            Self::Paragraph(inlines) => inlines.iter().for_each(|one| one.each_code_value(look)),
            Self::List { items, .. } => {
                items.iter().flatten().for_each(|block| block.each_code_value(look));
            }
            Self::Code { text, .. } => each_value(text, look),
        }
    }
}

impl Inline {
    fn each_code_value<'p>(&'p self, look: &mut impl FnMut(&'p str)) {
        match self {
            Self::Code(pieces) => each_value(pieces, look),
            Self::Strong(inner) | Self::Link { text: inner, .. } => {
                inner.iter().for_each(|one| one.each_code_value(look));
            }
            Self::Text(_) | Self::Value(_) | Self::Space => {}
        }
    }
}

fn each_value<'p>(pieces: &'p [Piece], look: &mut impl FnMut(&'p str)) {
    for piece in pieces {
        if let Piece::Value(name) = piece {
            look(name);
        }
    }
}

fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What is open while the events of the Markdown parser come in.
enum Open {
    Blocks(Vec<Block>),
    List { first: Option<u64>, items: Vec<Vec<Block>> },
    Inlines(Vec<Inline>),
    Strong(Vec<Inline>),
    Link { url: String, text: Vec<Inline> },
    Code { language: String, text: String },
}

struct Reader<'t> {
    text: &'t str,
    faults: Vec<Fault>,
    stack: Vec<Open>,
    /// How many HTML tags of a name were refused and are not closed yet.
    html: BTreeMap<String, usize>,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.open(tag, at),
            Event::End(tag) => self.close(tag),
            Event::Text(text) => match self.stack.last_mut() {
                Some(Open::Code { text: code, .. }) => code.push_str(&text),
                _ => self.inlines(split_text(&text)),
            },
            Event::Code(code) => self.inlines(vec![Inline::Code(split_code(&code))]),
            Event::SoftBreak | Event::HardBreak => self.inlines(vec![Inline::Space]),
            Event::InlineHtml(_) => self.html(at),
            // A block of HTML is refused where it begins.
            Event::Html(_) => {}
            Event::Rule => self.fault(at, FaultKind::Markup("a ruler")),
            _ => self.fault(at, FaultKind::Markup("this kind of markup")),
        }
    }

    fn open(&mut self, tag: Tag<'_>, at: Range<usize>) {
        let opened = match tag {
            Tag::Paragraph => Open::Inlines(Vec::new()),
            Tag::List(first) => {
                self.end_tight_item();
                Open::List { first, items: Vec::new() }
            }
            Tag::Item => Open::Blocks(Vec::new()),
            Tag::Strong | Tag::Emphasis => Open::Strong(Vec::new()),
            Tag::Link { dest_url, .. } => {
                Open::Link { url: dest_url.into_string(), text: Vec::new() }
            }
            Tag::CodeBlock(kind) => {
                self.end_tight_item();
                let language = match kind {
                    CodeBlockKind::Fenced(language) => {
                        if !self.text[at.clone()].trim_end().ends_with(['`', '~']) {
                            self.fault(at.start..(at.start + 3).min(at.end), FaultKind::OpenFence);
                        }
                        language.into_string()
                    }
                    CodeBlockKind::Indented => String::new(),
                };
                Open::Code { language, text: String::new() }
            }
            Tag::Heading { .. } => {
                self.fault(at, FaultKind::Markup("a heading"));
                Open::Inlines(Vec::new())
            }
            Tag::BlockQuote(_) => {
                self.fault(at, FaultKind::Markup("a quotation"));
                Open::Blocks(Vec::new())
            }
            Tag::Image { .. } => {
                self.fault(at, FaultKind::Markup("an image"));
                Open::Strong(Vec::new())
            }
            Tag::HtmlBlock => {
                let end = at.start + self.text[at.clone()].trim_end().len();
                self.html(at.start..end);
                Open::Blocks(Vec::new())
            }
            _ => Open::Blocks(Vec::new()),
        };
        self.stack.push(opened);
    }

    fn close(&mut self, tag: TagEnd) {
        if tag == TagEnd::Item {
            self.end_tight_item();
        }
        let Some(open) = self.stack.pop() else { return };
        match open {
            Open::Inlines(inlines) => self.block(Block::Paragraph(inlines)),
            Open::List { first, items } => self.block(Block::List { first, items }),
            Open::Code { language, mut text } => {
                // Code that is moved in and ends with the text ends with a line, as all code does.
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                self.block(Block::Code { language, text: split_code(&text) });
            }
            Open::Strong(inlines) => self.inlines(vec![Inline::Strong(inlines)]),
            Open::Link { url, text } => self.inlines(vec![Inline::Link { text, url }]),
            Open::Blocks(blocks) => match (tag, self.stack.last_mut()) {
                (TagEnd::Item, Some(Open::List { items, .. })) => items.push(blocks),
                _ => blocks.into_iter().for_each(|block| self.block(block)),
            },
        }
    }

    /// The text of a tight list's item comes without a paragraph around it; this ends the one
    /// that was made for it.
    fn end_tight_item(&mut self) {
        if let Some(Open::Inlines(_)) = self.stack.last() {
            self.close(TagEnd::Paragraph);
        }
    }

    fn block(&mut self, block: Block) {
        if let Some(Open::Blocks(blocks)) = self.stack.last_mut() {
            blocks.push(block);
        }
    }

    fn inlines(&mut self, mut more: Vec<Inline>) {
        match self.stack.last_mut() {
            Some(
                Open::Inlines(inlines) | Open::Strong(inlines) | Open::Link { text: inlines, .. },
            ) => inlines.append(&mut more),
            _ => self.stack.push(Open::Inlines(more)),
        }
    }

    /// Refuses HTML, unless it is the other half of what was refused before.
    fn html(&mut self, at: Range<usize>) {
        let text = self.text;
        let tags = text[at.clone()].split('<').skip(1).filter_map(|tag| {
            let name = tag.strip_prefix('/').unwrap_or(tag);
            let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let name = &name[..end.unwrap_or(name.len())];
            (!name.is_empty()).then(|| (tag.starts_with('/'), name.to_ascii_lowercase()))
        });
        let (mut opens, mut closes) = (false, false);
        for (is_closing, name) in tags {
            if !is_closing {
                opens = true;
                *self.html.entry(name).or_default() += 1;
            } else if let Some(open) = self.html.get_mut(&name).filter(|open| **open > 0) {
                closes = true;
                *open -= 1;
            }
        }
        if opens || !closes {
            self.fault(at, FaultKind::Markup("HTML"));
        }
    }

    fn fault(&mut self, at: Range<usize>, kind: FaultKind) {
        self.faults.push(Fault { at, kind });
    }
}

fn split_text(text: &str) -> Vec<Inline> {
    split(text, |text| Inline::Text(text.to_owned()), Inline::Value)
}

fn split_code(text: &str) -> Vec<Piece> {
    split(text, |text| Piece::Text(text.to_owned()), Piece::Value)
}

fn split<T>(text: &str, literal: impl Fn(&str) -> T, value: impl Fn(String) -> T) -> Vec<T> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for placeholder in Prose::placeholders(text).0 {
        let open = text[..placeholder.at.start].rfind("{{").unwrap_or(placeholder.at.start);
        let end = text[placeholder.at.end..]
            .find("}}")
            .map_or(text.len(), |at| placeholder.at.end + at + 2);
        if open > done {
            pieces.push(literal(&text[done..open]));
        }
        pieces.push(value(placeholder.name));
        done = end;
    }
    if done < text.len() {
        pieces.push(literal(&text[done..]));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_places() {
        let text = "Stop it, see `ls {{ a }}`:\n\n1. one {{b}}\n2. two\n\n```sh\nrm {{ a }}\n```\n";
        let (prose, faults) = Prose::parse(text);
        assert_eq!(faults, []);
        let [
            Block::Paragraph(first),
            Block::List { first: Some(1), items },
            Block::Code { language, text },
        ] = prose.blocks.as_slice()
        else {
            panic!("{prose:#?}")
        };
        let ls = vec![Piece::Text("ls ".into()), Piece::Value("a".into())];
        assert_eq!(
            *first,
            [Inline::Text("Stop it, see ".into()), Inline::Code(ls), Inline::Text(":".into())]
        );
        let one = vec![Inline::Text("one ".into()), Inline::Value("b".into())];
        assert_eq!(items[0], [Block::Paragraph(one)]);
        assert_eq!(language, "sh");
        let rm = ["rm ".to_owned(), "\n".to_owned()].map(Piece::Text);
        assert_eq!(*text, [rm[0].clone(), Piece::Value("a".into()), rm[1].clone()]);
    }

    #[test]
    fn what_is_no_prose_is_said() {
        let html = FaultKind::Markup("HTML");
        let rows: [(&str, FaultKind, &[&str]); 11] = [
            ("# Title\n", FaultKind::Markup("a heading"), &["# Title\n"]),
            ("a <b>x</b>\n", html.clone(), &["<b>"]),
            ("a <b>x <i>y</i> z</b> d\n", html.clone(), &["<b>", "<i>"]),
            ("a <pid> b <pid>\n", html.clone(), &["<pid>", "<pid>"]),
            ("a <br> b </b>\n", html.clone(), &["<br>", "</b>"]),
            ("<div>\n<b>a</b>\n</div>\n", html.clone(), &["<div>\n<b>a</b>\n</div>"]),
            ("<div>\n\na <b>x</b>\n\n</div>\n", html.clone(), &["<div>", "<b>"]),
            ("<!-- a -->\n", html.clone(), &["<!-- a -->"]),
            ("a </b> <!-- <b> -->\n", html, &["</b>", "<!-- <b> -->"]),
            ("![x](y)\n", FaultKind::Markup("an image"), &["![x](y)"]),
            ("```sh\nls\n", FaultKind::OpenFence, &["```"]),
        ];
        for (text, kind, places) in rows {
            let (_, faults) = Prose::parse(text);
            let found: Vec<_> = faults.iter().map(|fault| &text[fault.at.clone()]).collect();
            assert_eq!(found, places, "{text}");
            assert!(faults.iter().all(|fault| fault.kind == kind), "{text}");
        }
        let (_, broken) = Prose::placeholders("{{ a | upper }} {% if x %} {{ b");
        assert_eq!(broken, [0..15, 27..29, 16..18]);
    }

    #[test]
    fn the_kind_of_line_end_does_not_matter() {
        let text = "It's `\na` and `b\nc`.\n\n- `x\n  y`\n\n# Nobody <b>\n";
        let crlf = text.replace('\n', "\r\n");
        let ((prose, faults), (other, moved)) = (Prose::parse(text), Prose::parse(&crlf));
        assert_eq!(other, prose);
        let places = |text: &str, faults: &[Fault]| -> Vec<String> {
            faults.iter().map(|fault| text[fault.at.clone()].replace('\r', "")).collect()
        };
        assert_eq!(places(&crlf, &moved), places(text, &faults));
        assert!(!faults.is_empty());
    }
}
