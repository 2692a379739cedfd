//! The text of a broken rule file to its strings and brackets, by a reader that takes anything.

use std::ops::Range;

/// Where strings and brackets lie.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// All strings in the order of the file.
    pub(super) strings: Vec<Quoted>,
    /// The outermost bracket behind a `=` that nothing closes.
    pub(super) open: Option<usize>,
}

/// A string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rule) struct Quoted {
    /// The opening quotes.
    pub(in crate::rule) opening: Range<usize>,
    /// Where the closing quotes begin, or where the string is given up: at the end of the line,
    /// or of the file.
    pub(in crate::rule) inner_end: usize,
    /// Whether the closing quotes are there.
    pub(in crate::rule) closed: bool,
}

impl Quoted {
    /// Whether it may have several lines.
    pub(in crate::rule) fn is_block(&self) -> bool {
        self.opening.len() == 3
    }

    /// The byte after the closing quotes.
    pub(in crate::rule) fn end(&self) -> usize {
        self.inner_end + if self.closed { self.opening.len() } else { 0 }
    }

    /// What stands between the quotes.
    pub(in crate::rule) fn inner<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.opening.end..self.inner_end).unwrap_or_default()
    }
}

impl Layout {
    pub(super) fn of(text: &str) -> Self {
        let (mut strings, mut open) = (Vec::new(), Vec::new());
        let (mut at, mut is_line_start) = (0, true);
        while let Some(byte) = text.as_bytes().get(at) {
            let mut next = at + 1;
            match byte {
                // A head is no list, and a broken one must not open what follows.
                b'[' if is_line_start && open.is_empty() => next = line_end(text, at),
                b'#' => next = line_end(text, at),
                b'"' | b'\'' => {
                    let string = quoted(text, at);
                    next = string.end();
                    strings.push(string);
                }
                b'[' | b'{' => open.push(at),
                b']' | b'}' => drop(open.pop()),
                _ => {}
            }
            is_line_start = *byte == b'\n' || is_line_start && byte.is_ascii_whitespace();
            at = next.max(at + 1);
        }
        Self { strings, open: open.first().copied() }
    }
}

/// The string that is opened at `at`.
pub(in crate::rule) fn quoted(text: &str, at: usize) -> Quoted {
    let rest = text.get(at..).unwrap_or_default();
    let quotes = ["'''", "\"\"\"", "\""].into_iter().find(|quotes| rest.starts_with(quotes));
    let quotes = quotes.unwrap_or("'");
    let (is_block, is_basic) = (quotes.len() == 3, quotes.starts_with('"'));
    let quote = if is_basic { '"' } else { '\'' };
    let opening = at..at + quotes.len();
    let mut from = opening.end;
    let is_sign = |c: char| c == quote || is_basic && c == '\\' || !is_block && c == '\n';
    while let Some(found) = text.get(from..).and_then(|rest| rest.find(is_sign)) {
        let place = from + found;
        let rest = text.get(place..).unwrap_or_default();
        if rest.starts_with('\n') {
            let inner = text.get(opening.end..place).unwrap_or_default();
            let inner_end = opening.end + inner.strip_suffix('\r').unwrap_or(inner).len();
            return Quoted { opening, inner_end, closed: false };
        }
        if rest.starts_with(quotes) {
            // Up to two quotes may stand before the closing ones of a block.
            let more = rest.chars().skip(3).take(2).take_while(|c| is_block && *c == quote).count();
            return Quoted { opening, inner_end: place + more, closed: true };
        }
        let is_escape = rest.starts_with('\\');
        let escaped = rest.chars().nth(1).filter(|c| is_escape && (is_block || *c != '\n'));
        from = place + 1 + escaped.map_or(0, char::len_utf8);
    }
    Quoted { opening, inner_end: text.len(), closed: false }
}

/// The end of the line that `at` lies in, its line end not included.
pub(in crate::rule) fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let length = rest.find('\n').unwrap_or(rest.len());
    at + rest.get(..length).map_or(0, |line| line.strip_suffix('\r').unwrap_or(line).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_brackets_are_told_apart() {
        let rows: [(&str, &[&str], Option<usize>); 10] = [
            ("a = 'x' # 'y'\nb = \"z\\\"\"", &["x", "z\\\""], None),
            ("a = '''\nx'y\n''' \nb = ''", &["\nx'y\n", ""], None),
            ("a = \"x\nb = 'y'", &["x", "y"], None),
            ("a = 'don't'", &["don", ""], None),
            ("a = ['x', 'y'\nb = 'z'", &["x", "y", "z"], Some(4)),
            ("[cause.x\na = { b = [1] }", &[], None),
            ("[[sample]]\na = '''x''''", &["x'"], None),
            ("a = '''x\nb", &["x\nb"], None),
            ("a = 'ü\\'", &["ü\\"], None),
            ("\"\\", &["\\"], None),
        ];
        for (text, strings, open) in rows {
            let layout = Layout::of(text);
            let found: Vec<_> = layout.strings.iter().map(|string| string.inner(text)).collect();
            assert_eq!(found, strings, "{text}");
            assert_eq!(layout.open, open, "{text}");
        }
    }
}
