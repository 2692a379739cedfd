//! Prose as Markdown, with values in places where they are inert.

use std::fmt::Write as _;

use super::inert::{self, Values};
use crate::rule::{Block, Inline, Prose};

/// Writes prose as Markdown. A value stands in running text as code, and in code only if it is
/// harmless there; a placeholder without a value stays as `<name>`.
pub(super) fn prose(prose: &Prose, values: Values<'_>) -> String {
    let mut out = String::new();
    blocks(&prose.blocks, values, "", &mut out);
    out.truncate(out.trim_end().len());
    out
}

fn blocks(blocks: &[Block], values: Values<'_>, indent: &str, out: &mut String) {
    for (ix, block) in blocks.iter().enumerate() {
        if ix > 0 {
            out.push('\n');
        }
        match block {
            Block::Paragraph(inlines) => {
                let mut text = String::new();
                self::inlines(inlines, values, &mut text);
                let text = guard_head(&text);
                let _ = writeln!(out, "{}{}", if ix > 0 { indent } else { "" }, text.trim_end());
            }
            Block::List { first, items } => {
                for (number, item) in (first.unwrap_or(0)..).zip(items) {
                    let mark = first.map_or_else(|| "- ".to_owned(), |_| format!("{number}. "));
                    let _ = write!(out, "{indent}{mark}");
                    let inner = format!("{indent}{}", " ".repeat(mark.len()));
                    self::blocks(item, values, &inner, out);
                }
            }
            Block::Code { language, text } => {
                let text = inert::code(text, values);
                let fence = inert::fence(&text);
                let _ = writeln!(out, "{indent}{fence}{language}");
                for line in text.lines() {
                    let _ = writeln!(out, "{indent}{}", inert::visible(line));
                }
                let _ = writeln!(out, "{indent}{fence}");
            }
        }
    }
}

fn inlines(inlines: &[Inline], values: Values<'_>, out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(&inert::markdown(text)),
            Inline::Space => out.push('\n'),
            Inline::Value(name) => match values(name) {
                Some(value) => out.push_str(&inert::code_span(&inert::short(value))),
                None => {
                    let _ = write!(out, "*{}*", name.replace('_', " "));
                }
            },
            Inline::Code(pieces) => out.push_str(&inert::code_span(&inert::code(pieces, values))),
            Inline::Strong(inner) => {
                out.push_str("**");
                self::inlines(inner, values, out);
                out.push_str("**");
            }
            Inline::Link { text, url } => {
                out.push('[');
                self::inlines(text, values, out);
                let _ = write!(out, "](<{url}>)");
            }
        }
    }
}

/// Keeps the head of a paragraph's lines from being read as a list, a heading or the like.
fn guard_head(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len());
    for (ix, line) in text.split('\n').enumerate() {
        if ix > 0 {
            guarded.push('\n');
        }
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        if line.starts_with(['#', '-', '+', '=']) {
            guarded.push('\\');
            guarded.push_str(line);
        } else if digits > 0 && line[digits..].starts_with(['.', ')']) {
            let _ = write!(guarded, "{}\\{}", &line[..digits], &line[digits..]);
        } else {
            guarded.push_str(line);
        }
    }
    guarded
}
