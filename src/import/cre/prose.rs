//! Markdown of any kind to the prose of rule files: what prose does not have is written otherwise,
//! and every word stays.

use std::ops::Range;

use crate::rule::{Draft, Fault, FaultKind, Prose};

/// After so many repairs the text is taken as plain text.
const MOST_ROUNDS: usize = 12;

/// A text of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Converted {
    /// Prose without a fault, with a line end behind it; empty if the text has only blanks.
    pub(super) prose: String,
    /// What could not be taken over letter by letter.
    pub(super) changed: Option<&'static str>,
}

/// Converts a text.
pub(super) fn convert(text: &str) -> Converted {
    let mut changed = None;
    let mut text = text.replace("\r\n", "\n");
    if text.contains(is_odd) {
        changed = Some("control characters became `\u{fffd}`");
        text = text.replace(is_odd, "\u{fffd}");
    }
    text.truncate(text.trim_end().len());
    let text = text.trim_start_matches('\n');
    if text.is_empty() {
        return Converted { prose: String::new(), changed };
    }
    let (mut text, is_spread) = spread_braces(&format!("{text}\n"));
    if is_spread {
        changed = Some("`{{` in code became `{ {`, since it would mean a value here");
    }
    if !Draft::holds(&text) {
        changed = Some("`'''` became `'' '`, since it would end the text here");
        text = text.replace("'''", "'' '");
    }
    for _ in 0..MOST_ROUNDS {
        let faults = Prose::parse(&text).1;
        if faults.is_empty() {
            return Converted { prose: text, changed };
        }
        match repair(&text, faults) {
            Some(repaired) => text = repaired,
            None => break,
        }
    }
    Converted { prose: plain(&text), changed }
}

/// A text in which every character means itself, a paragraph a line.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !out.is_empty() {
            out.push('\n');
        }
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        for (at, c) in line.char_indices() {
            let is_mark = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '&' | '~' | '{');
            // What would make a heading, a quotation, a ruler or a list at the head of a line, and
            // what would be a statement behind a brace.
            let is_head = at == 0 && matches!(c, '#' | '>' | '+' | '-' | '=');
            let is_number = at == digits && at > 0 && matches!(c, '.' | ')');
            let is_statement = matches!(c, '%' | '#') && out.ends_with('{');
            if is_mark || is_head || is_number || is_statement {
                out.push('\\');
            }
            out.push(c);
        }
        out.push('\n');
    }
    out
}

fn is_odd(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

/// Parts braces that would begin a placeholder: by a backslash, which is not seen in running text,
/// and by a blank in code. Says whether there was one in code.
fn spread_braces(text: &str) -> (String, bool) {
    let mut out = String::with_capacity(text.len());
    let (mut in_fence, mut in_code, mut is_spread) = (false, false, false);
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            in_fence = !in_fence;
            in_code = false;
        } else if line.trim().is_empty() {
            in_code = false;
        }
        for c in line.chars() {
            if c == '`' && !in_fence {
                in_code = !in_code;
            }
            if matches!(c, '{' | '%' | '#') && out.ends_with('{') {
                let in_code = in_fence || in_code;
                is_spread |= in_code;
                out.push(if in_code { ' ' } else { '\\' });
            }
            out.push(c);
        }
    }
    (out, is_spread)
}

/// The text with all that is at fault written otherwise; `None` if there is no other way known.
fn repair(text: &str, mut faults: Vec<Fault>) -> Option<String> {
    faults.sort_by_key(|fault| fault.at.start);
    let (mut out, mut done) = (String::with_capacity(text.len() + 64), 0);
    let mut tail = String::new();
    for fault in faults {
        // What stands in another one is looked at in the next round.
        if fault.at.start < done {
            continue;
        }
        let Range { start, end } = fault.at;
        let inside = text.get(start..end)?;
        out.push_str(text.get(done..start)?);
        match fault.kind {
            FaultKind::Markup("HTML") => out.push_str(&inside.replace('<', "\\<")),
            FaultKind::Markup("a heading") => {
                if out.ends_with('\n') && !out.ends_with("\n\n") {
                    out.push('\n');
                }
                out.push_str(&heading(inside));
            }
            FaultKind::Markup("a quotation") => out.push_str(&quotation(inside)),
            FaultKind::Markup("an image") => {
                out.push_str(inside.strip_prefix('!')?);
            }
            FaultKind::Markup("a ruler") => {
                out.extend(inside.chars().filter(|c| c.is_whitespace()));
            }
            FaultKind::OpenFence => {
                let mark = inside.chars().next()?;
                let length = text.get(start..)?.chars().take_while(|c| *c == mark).count();
                out.push_str(inside);
                tail = format!("{}\n", String::from(mark).repeat(length));
            }
            FaultKind::Markup(_) => return None,
        }
        done = end;
    }
    out.push_str(text.get(done..)?);
    out.push_str(&tail);
    Some(out)
}

/// A heading as a paragraph of its own.
fn heading(written: &str) -> String {
    let lines: Vec<&str> = written.lines().map(str::trim).collect();
    let title = match lines.as_slice() {
        [one] => one.trim_start_matches('#').trim().trim_end_matches('#').trim_end().to_owned(),
        // The last line underlines those above it.
        [titles @ .., _] => titles.join(" "),
        [] => String::new(),
    };
    match title.as_str() {
        "" => "\n".to_owned(),
        title if title.contains('*') || title.ends_with('\\') => format!("{title}\n\n"),
        title => format!("**{title}**\n\n"),
    }
}

/// A quotation as a paragraph whose lines begin with `>`.
fn quotation(written: &str) -> String {
    let mut out = String::with_capacity(written.len() + 16);
    for line in written.split_inclusive('\n') {
        out.push_str(&line.replacen('>', "\\>", 1));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stays() {
        let rows = [
            ("a\n", "a\n"),
            ("  \n\n", ""),
            ("\n- a\n- b\n\n", "- a\n- b\n"),
            ("# One\ntext\n", "**One**\n\ntext\n"),
            ("text\n## Two *b* ##\n- a\n", "text\n\nTwo *b*\n\n- a\n"),
            ("One\n===\ntext\n", "**One**\n\ntext\n"),
            ("a <name> b</name>\n", "a \\<name> b\\</name>\n"),
            ("<div>\n<b>x</b>\n</div>\n", "\\<div>\n\\<b>x\\</b>\n\\</div>\n"),
            ("`a <name>`\n", "`a <name>`\n"),
            ("> said\n> so\n", "\\> said\n\\> so\n"),
            ("> > twice\n", "\\> > twice\n"),
            ("![x](https://a.b)\n", "[x](https://a.b)\n"),
            ("a\n\n---\n\nb\n", "a\n\n\n\nb\n"),
            ("```sh\nls\n", "```sh\nls\n```\n"),
            ("~~~~\nls\n", "~~~~\nls\n~~~~\n"),
            ("a {{ b }} {% c %} {{{ d\n", "a {\\{ b }} {\\% c %} {\\{\\{ d\n"),
            ("`a {{ b }}`\n", "`a { { b }}`\n"),
            ("```\n{{ b }}\n```\n", "```\n{ { b }}\n```\n"),
            ("a\r\nb\u{1b}\n", "a\nb\u{fffd}\n"),
            ("''' \\\n", "'' ' \\\n"),
        ];
        for (text, expected) in rows {
            let converted = convert(text);
            assert_eq!(converted.prose, expected, "{text:?}");
            assert_eq!(Prose::parse(&converted.prose).1, [], "{text:?}");
            assert_eq!(Prose::placeholders(&converted.prose), (vec![], vec![]), "{text:?}");
            assert!(Draft::holds(&converted.prose));
        }
    }

    #[test]
    fn plain_text_is_always_prose() {
        let text =
            "# a <b> {{ c }} {% d %}\n 1. ![d](e)\n> ``` *f*\n---\n\t+ g\nh\n===\n&lt; 2.3 10)\n";
        let plain = plain(text);
        assert_eq!(Prose::parse(&plain).1, []);
        assert_eq!(Prose::placeholders(&plain), (vec![], vec![]));
    }
}
