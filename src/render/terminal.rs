//! Prose for a terminal: wrapped, indented, in colour where there is colour.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::inert::{self, Values};
use crate::rule::{Block, Inline, Prose};

/// How a terminal shows things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether it shows colours.
    pub colour: bool,
    /// How many columns it has.
    pub width: usize,
}

impl Default for Look {
    fn default() -> Self {
        Self { colour: false, width: 80 }
    }
}

/// A way in which a text stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Bold,
    Dim,
    Code,
    Command,
    Match,
    Fatal,
    Error,
    Warning,
    Info,
    Harmless,
}

impl Style {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "bold" => Self::Bold,
            "dim" => Self::Dim,
            "code" => Self::Code,
            "command" => Self::Command,
            "match" => Self::Match,
            "fatal" => Self::Fatal,
            "error" => Self::Error,
            "warning" => Self::Warning,
            "info" => Self::Info,
            "harmless" => Self::Harmless,
            _ => return None,
        })
    }

    /// Select Graphic Rendition parameters (ECMA-48, 8.3.117), of the sixteen colours that every
    /// terminal's own palette has.
    const fn sgr(self) -> &'static str {
        match self {
            Self::Bold => "1",
            Self::Dim => "2",
            Self::Code => "36",
            Self::Command => "32",
            Self::Match => "1;31",
            Self::Fatal => "1;97;41",
            Self::Error => "1;31",
            Self::Warning => "1;33",
            Self::Info => "1;34",
            Self::Harmless => "1;32",
        }
    }
}

impl Look {
    /// Text, which must be inert already, in a style.
    pub(super) fn paint(self, style: Style, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("\u{1b}[{}m{text}\u{1b}[0m", style.sgr())
        } else {
            text.to_owned()
        }
    }
}

/// Writes prose with every line indented by `indent` blanks and no line, if words allow, wider
/// than the terminal.
pub(super) fn prose(prose: &Prose, values: Values<'_>, look: Look, indent: usize) -> String {
    let mut writer = Writer { values, look, out: String::new() };
    writer.blocks(&prose.blocks, indent, "");
    writer.out.truncate(writer.out.trim_end().len());
    writer.out
}

struct Writer<'v> {
    values: Values<'v>,
    look: Look,
    out: String,
}

/// A stretch of text in one style.
struct Word {
    text: String,
    style: Option<Style>,
}

impl Word {
    fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), style: None }
    }
}

impl Writer<'_> {
    /// Writes blocks; `mark` stands before the first line, in the last columns of the indent.
    fn blocks(&mut self, blocks: &[Block], indent: usize, mark: &str) {
        for (ix, block) in blocks.iter().enumerate() {
            if ix > 0 {
                self.out.push('\n');
            }
            self.block(block, indent, if ix == 0 { mark } else { "" });
        }
    }

    fn block(&mut self, block: &Block, indent: usize, mark: &str) {
        match block {
            Block::Paragraph(inlines) => {
                let mut words = Vec::new();
                self.words(inlines, None, &mut words);
                self.wrap(&words, indent, mark);
            }
            Block::List { first, items } => {
                let count = items.len() as u64;
                for (number, item) in (first.unwrap_or(0)..).zip(items) {
                    let mark = match first {
                        Some(first) => {
                            let widest = (first + count).saturating_sub(1).to_string().len();
                            format!("{number:>widest$}. ")
                        }
                        None => "- ".to_owned(),
                    };
                    self.blocks(item, indent + mark.len(), &mark);
                }
            }
            Block::Code { text, .. } => {
                let text = inert::code(text, self.values);
                for line in text.lines() {
                    let line = inert::visible(&line.replace('\t', "    ")).into_owned();
                    let line = self.look.paint(Style::Command, &line);
                    let _ = writeln!(self.out, "{:indent$}  {line}", "");
                }
            }
        }
    }

    fn words(&mut self, inlines: &[Inline], style: Option<Style>, words: &mut Vec<Word>) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => {
                    words.push(Word { text: inert::visible(text).into_owned(), style });
                }
                Inline::Space => words.push(Word::plain(" ")),
                Inline::Value(name) => {
                    let value = (self.values)(name);
                    let shown = value.map_or_else(|| format!("<{name}>").into(), inert::short);
                    words.push(self.quoted(&shown));
                }
                Inline::Code(pieces) => {
                    let code = inert::code(pieces, self.values);
                    words.push(self.quoted(&code));
                }
                Inline::Strong(inner) => self.words(inner, Some(Style::Bold), words),
                Inline::Link { text, url } => {
                    self.words(text, style, words);
                    if !matches!(text.as_slice(), [Inline::Text(text)] if text == url) {
                        words.push(Word::plain(&format!(" <{}>", inert::visible(url))));
                    }
                }
            }
        }
    }

    /// Code in running text: in colour where there is colour, else between backticks.
    fn quoted(&self, text: &str) -> Word {
        let text = inert::visible(text);
        if self.look.colour {
            Word { text: text.into_owned(), style: Some(Style::Code) }
        } else {
            Word { text: format!("`{text}`"), style: None }
        }
    }

    /// Fills lines with words. A word longer than a line stands alone on it, uncut, so that it
    /// can be copied.
    fn wrap(&mut self, words: &[Word], indent: usize, mark: &str) {
        let width = self.look.width.saturating_sub(indent).max(20);
        let start = indent - mark.len().min(indent);
        let _ = write!(self.out, "{:start$}{mark}", "");
        let (mut column, mut blank) = (0, false);
        for word in words {
            for (ix, part) in word.text.split(' ').enumerate() {
                blank |= ix > 0;
                if part.is_empty() {
                    continue;
                }
                if column > 0 && blank {
                    if column + 1 + part.width() > width {
                        let _ = write!(self.out, "\n{:indent$}", "");
                        column = 0;
                    } else {
                        self.out.push(' ');
                        column += 1;
                    }
                }
                match word.style {
                    Some(style) => self.out.push_str(&self.look.paint(style, part)),
                    None => self.out.push_str(part),
                }
                column += part.width();
                blank = false;
            }
        }
        self.out.push('\n');
    }
}
