//! Prose as HTML, with values in places where they are inert.

use std::fmt::Write as _;

use super::inert::{self, Values};
use crate::rule::{Block, Inline, Prose};

/// Writes prose as HTML. A value stands in running text as code, and in code only if it is
/// harmless there; a placeholder without a value stays, in running text as emphasised words, in
/// code as `<name>`.
pub(super) fn prose(prose: &Prose, values: Values<'_>) -> String {
    let mut out = String::new();
    blocks(&prose.blocks, values, &mut out);
    out
}

fn blocks(blocks: &[Block], values: Values<'_>, out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => {
                out.push_str("<p>");
                self::inlines(inlines, values, out);
                out.push_str("</p>\n");
            }
            Block::List { first, items } => {
                let tag = if first.is_some() { "ol" } else { "ul" };
                match first {
                    Some(first) if *first != 1 => {
                        let _ = writeln!(out, "<{tag} start=\"{first}\">");
                    }
                    _ => {
                        let _ = writeln!(out, "<{tag}>");
                    }
                }
                for item in items {
                    out.push_str("<li>");
                    match item.as_slice() {
                        [Block::Paragraph(inlines)] => self::inlines(inlines, values, out),
                        blocks => self::blocks(blocks, values, out),
                    }
                    out.push_str("</li>\n");
                }
                let _ = writeln!(out, "</{tag}>");
            }
            Block::Code { text, .. } => {
                let text = inert::code(text, values);
                let lines: Vec<String> = text.trim_end().lines().map(inert::html).collect();
                let _ = writeln!(out, "<pre><code>{}</code></pre>", lines.join("\n"));
            }
        }
    }
}

fn inlines(inlines: &[Inline], values: Values<'_>, out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(&inert::html(text)),
            Inline::Space => out.push('\n'),
            Inline::Value(name) => {
                let _ = match values(name) {
                    Some(value) => {
                        write!(out, "<code>{}</code>", inert::html(&inert::short(value)))
                    }
                    None => write!(out, "<em>{}</em>", inert::html(&name.replace('_', " "))),
                };
            }
            Inline::Code(pieces) => {
                let _ = write!(out, "<code>{}</code>", inert::html(&inert::code(pieces, values)));
            }
            Inline::Strong(inner) => {
                out.push_str("<strong>");
                self::inlines(inner, values, out);
                out.push_str("</strong>");
            }
            Inline::Link { text, url } => {
                // Only https addresses are links of a rule that loads.
                let _ = write!(out, "<a href=\"{}\">", inert::html(url));
                self::inlines(text, values, out);
                out.push_str("</a>");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markdown: &str, value: Option<&str>, expected: &str) {
        let (tree, faults) = Prose::parse(markdown);
        assert!(faults.is_empty(), "{markdown}: {faults:?}");
        assert_eq!(prose(&tree, &|_| value), expected, "{markdown}");
    }

    #[test]
    fn markup_of_the_rule_acts_and_that_of_the_log_does_not() {
        check("a **b** `c`", None, "<p>a <strong>b</strong> <code>c</code></p>\n");
        check("of {{ a_b }}", None, "<p>of <em>a b</em></p>\n");
        check(
            "of {{ name }}",
            Some("<img src=x onerror='alert(1)'>"),
            "<p>of <code>&lt;img src=x onerror=&#39;alert(1)&#39;&gt;</code></p>\n",
        );
        check("    ls {{ name }}\n", Some("/tmp/x"), "<pre><code>ls /tmp/x</code></pre>\n");
        check("    ls {{ name }}\n", Some("$(id)"), "<pre><code>ls &lt;name&gt;</code></pre>\n");
        check(
            "2. a\n3. [b](https://example.com/?a=1&b=2)\n",
            None,
            "<ol start=\"2\">\n<li>a</li>\n\
             <li><a href=\"https://example.com/?a=1&amp;b=2\">b</a></li>\n</ol>\n",
        );
    }
}
