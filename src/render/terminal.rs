//! Prose for a terminal: wrapped, indented, in colour where there is colour.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::inert::{self, Values};
use crate::rule::{Block, Inline, Prose, Severity};

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
    Plain,
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
            "plain" => Self::Plain,
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

    pub(super) const fn severity(severity: Severity) -> Self {
        match severity {
            Severity::Fatal => Self::Fatal,
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Info => Self::Info,
            Severity::Harmless => Self::Harmless,
        }
    }

    /// Select Graphic Rendition parameters (ECMA-48, 8.3.117), of the sixteen colours that every
    /// terminal's own palette has.
    const fn sgr(self) -> &'static str {
        match self {
            Self::Plain => "0",
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
        if self.colour && !text.is_empty() && style != Style::Plain {
            format!("\u{1b}[{}m{text}\u{1b}[0m", style.sgr())
        } else {
            text.to_owned()
        }
    }

    /// Text, which must be inert already, that leads to an address where the terminal knows links
    /// (OSC 8, <https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda>).
    pub(super) fn link(self, url: &str, text: &str) -> String {
        // Other characters have no place in an address, and some would end the sequence.
        if self.colour && url.bytes().all(|b| b.is_ascii_graphic()) {
            format!("\u{1b}]8;;{url}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
        } else {
            text.to_owned()
        }
    }
}

/// The columns before a text that may take several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Indent {
    /// Those before the first line, which are written already.
    pub(super) first: usize,
    /// Those before all others.
    pub(super) rest: usize,
}

impl Indent {
    /// The same columns before all lines.
    pub(super) const fn even(columns: usize) -> Self {
        Self { first: columns, rest: columns }
    }
}

/// Writes text behind what stands in its first line already; what does not fit stands below.
pub(super) fn hang(text: &str, look: Look, style: Style, indent: Indent) -> String {
    let words = [Word { text: inert::visible(text).into_owned(), style: Some(style), url: None }];
    let mut writer = Writer { values: &|_| None, look, out: String::new() };
    writer.fill(&words, indent);
    writer.out
}

/// Writes prose with every line indented by `indent` blanks and no line, if words allow, wider
/// than the terminal.
pub(super) fn prose(prose: &Prose, values: Values<'_>, look: Look, indent: usize) -> String {
    let mut writer = Writer { values, look, out: String::new() };
    writer.blocks(&prose.blocks, indent, "");
    writer.out.truncate(writer.out.trim_end().len());
    writer.out
}

/// Writes a text from a log in the same way.
pub(super) fn text(text: &str, look: Look, indent: usize) -> String {
    let mut writer = Writer { values: &|_| None, look, out: String::new() };
    writer.wrap(&[Word::plain(&inert::visible(text))], indent, "");
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
    /// Where it leads.
    url: Option<String>,
}

impl Word {
    fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), style: None, url: None }
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
                    let text = inert::visible(text).into_owned();
                    words.push(Word { text, style, url: None });
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
                    let start = words.len();
                    self.words(text, style, words);
                    // The address is shown as well, so that it can be copied.
                    if !matches!(text.as_slice(), [Inline::Text(text)] if text == url) {
                        words.push(Word::plain(&format!(" <{}>", inert::visible(url))));
                    }
                    for word in &mut words[start..] {
                        word.url = Some(url.clone());
                    }
                }
            }
        }
    }

    /// Code in running text: in colour where there is colour, else between backticks.
    fn quoted(&self, text: &str) -> Word {
        let text = inert::visible(text);
        if self.look.colour {
            Word { text: text.into_owned(), style: Some(Style::Code), url: None }
        } else {
            Word { text: format!("`{text}`"), style: None, url: None }
        }
    }

    /// Writes a paragraph.
    fn wrap(&mut self, words: &[Word], indent: usize, mark: &str) {
        let start = indent - mark.len().min(indent);
        let _ = write!(self.out, "{:start$}{mark}", "");
        self.fill(words, Indent::even(indent));
        self.out.push('\n');
    }

    /// Fills lines with words. A word longer than a line stands alone on it, uncut, so that it can
    /// be copied.
    fn fill(&mut self, words: &[Word], Indent { first, rest: indent }: Indent) {
        let width = self.look.width.max(indent + 20);
        let (mut column, mut blank, mut is_head) = (first, false, true);
        for word in words {
            for (ix, part) in word.text.split(' ').enumerate() {
                blank |= ix > 0;
                if part.is_empty() {
                    continue;
                }
                if !is_head && blank {
                    if column + 1 + part.width() > width {
                        let _ = write!(self.out, "\n{:indent$}", "");
                        column = indent;
                    } else {
                        self.out.push(' ');
                        column += 1;
                    }
                }
                let shown = self.look.paint(word.style.unwrap_or(Style::Plain), part);
                match &word.url {
                    Some(url) => self.out.push_str(&self.look.link(url, &shown)),
                    None => self.out.push_str(&shown),
                }
                column += part.width();
                (blank, is_head) = (false, false);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLOURED: Look = Look { colour: true, width: 24 };

    #[test]
    fn further_lines_hang_below_the_first() {
        let look = Look { colour: false, width: 24 };
        let rows = [
            ("short", 7, "short"),
            ("the door cannot be opened", 7, "the door cannot\n  be opened"),
            ("the door cannot be opened", 2, "the door cannot be\n  opened"),
            // A word stays whole, and the first one stays where it is.
            ("https://www.example.org/door a", 2, "https://www.example.org/door\n  a"),
            ("", 2, ""),
        ];
        for (text, first, expected) in rows {
            let hung = hang(text, look, Style::Bold, Indent { first, rest: 2 });
            assert_eq!(hung, expected, "{text}");
        }
    }

    #[test]
    fn links_lead_somewhere_where_there_is_colour() {
        let link = |look: Look, url: &str| look.link(url, "the manual");
        let expected = "\u{1b}]8;;https://a.example/\u{1b}\\the manual\u{1b}]8;;\u{1b}\\";
        assert_eq!(link(COLOURED, "https://a.example/"), expected);
        assert_eq!(link(Look::default(), "https://a.example/"), "the manual");
        // An address that could end the sequence is none.
        assert_eq!(link(COLOURED, "https://a.example/\u{1b}\\"), "the manual");
    }

    #[test]
    fn a_link_can_be_copied_and_clicked_word_by_word() {
        let text = "See [the manual](https://a.example/), page 7.";
        let (prose, faults) = Prose::parse(text);
        assert!(faults.is_empty());
        let plain = self::prose(&prose, &|_| None, Look::default(), 2);
        assert_eq!(plain, "  See the manual <https://a.example/>, page 7.");
        let coloured = self::prose(&prose, &|_| None, COLOURED, 2);
        assert_eq!(coloured.matches("\u{1b}]8;;https://a.example/\u{1b}\\").count(), 3);
        assert_eq!(coloured.matches("\u{1b}]8;;\u{1b}\\").count(), 3);
    }
}
