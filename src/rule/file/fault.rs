//! What the TOML parser has to say, to what a person should do: once a fault, at its real place.
//!
//! The parser goes on behind a fault as well as it can. What it says about the rest of a line that
//! it has lost its way in, or of a text that swallowed half the file, helps nobody and is left out.

mod line;
mod text;

use super::Table;
use super::layout::{Layout, Quoted, line_end};
use crate::source::Span;

/// More faults of one file are not said: it is no TOML at all.
const MOST: usize = 5;

/// What the parser says, and where.
pub(super) struct Said<'e> {
    pub(super) message: &'e str,
    pub(super) at: Span,
}

/// A fault in the TOML of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rule) struct Fault {
    /// What is there.
    pub(in crate::rule) message: String,
    /// The place.
    pub(in crate::rule) span: Span,
    /// What to do.
    pub(in crate::rule) label: String,
    /// Another place that belongs to it, with a remark.
    pub(in crate::rule) context: Option<(Span, &'static str)>,
    /// What more there is to say.
    pub(in crate::rule) note: Option<String>,
    /// What would mend it: what to replace, and by what.
    pub(in crate::rule) fix: Option<(Span, String)>,
    /// The part of the file that could not be read for what it is.
    pub(in crate::rule) lost: Span,
}

impl Fault {
    fn new(message: impl Into<String>, span: Span, lost: Span) -> Self {
        let (message, label) = (message.into(), String::new());
        Self { message, span, label, context: None, note: None, fix: None, lost }
    }

    fn label(self, label: impl Into<String>) -> Self {
        Self { label: label.into(), ..self }
    }

    fn note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    fn fix(self, span: Span, replacement: impl Into<String>) -> Self {
        Self { fix: Some((span, replacement.into())), ..self }
    }
}

/// The faults of a file, in the order of their places. `table` is what could be read.
pub(super) fn explain(said: &[Said<'_>], table: &Table, text: &str) -> Vec<Fault> {
    if said.is_empty() {
        return Vec::new();
    }
    let layout = Layout::of(text);
    let mut faults: Vec<Fault> = layout.swallowed(text).into_iter().collect();
    let mut is_all = true;
    for said in said {
        let at = said.at.start;
        let is_known = |fault: &Fault| fault.lost.start <= at && at <= fault.lost.end;
        if faults.iter().any(is_known) {
            continue;
        }
        if faults.len() >= MOST {
            is_all = false;
            break;
        }
        let line = Line::around(said.at.start, text);
        let place = Place { said, line, text, layout: &layout, table };
        let fault = EXPLANATIONS.iter().find_map(|explain| explain(&place));
        faults.push(fault.unwrap_or_else(|| place.unexplained()));
    }
    faults.sort_by_key(|fault| fault.span);
    if let Some(last) = faults.last_mut().filter(|_| !is_all) {
        last.note = Some("the file has more faults of this kind".to_owned());
    }
    faults
}

type Explanation = fn(&Place<'_>) -> Option<Fault>;

/// What is surer stands first.
const EXPLANATIONS: &[Explanation] = &[
    line::duplicate,
    line::comment,
    line::colon,
    line::equals,
    line::head,
    text::control,
    text::unclosed,
    text::ends_early,
    text::backslash,
    line::comma,
    text::unquoted,
    line::no_value,
    line::behind_value,
    line::stray,
];

/// A line of the file.
#[derive(Clone, Copy)]
struct Line<'t> {
    start: usize,
    text: &'t str,
}

impl<'t> Line<'t> {
    fn around(at: usize, text: &'t str) -> Self {
        let at = text.floor_char_boundary(at);
        let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        Self { start, text: text.get(start..line_end(text, start)).unwrap_or_default() }
    }

    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn span(&self) -> Span {
        Span::new(self.start, self.end())
    }

    /// The line without the blanks around it.
    fn trimmed(&self) -> Span {
        let start = self.end() - self.text.trim_start().len();
        Span::new(start, start + self.text.trim().len())
    }

    fn is_head(&self) -> bool {
        self.text.trim_start().starts_with('[')
    }

    /// The key that the line begins with, and what follows it.
    fn key(&self) -> Option<(&'t str, &'t str)> {
        let text = self.text.trim_start();
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
        text.split_at_checked(end).filter(|(key, _)| !key.is_empty())
    }

    /// Whether the line is a key, `=` and something.
    fn is_assignment(&self) -> bool {
        self.key().is_some_and(|(_, rest)| rest.trim_start().starts_with('='))
    }
}

/// A fault as the parser tells it, and what is around it.
struct Place<'p> {
    said: &'p Said<'p>,
    line: Line<'p>,
    text: &'p str,
    layout: &'p Layout,
    table: &'p Table,
}

impl<'p> Place<'p> {
    fn says(&self, beginning: &str) -> bool {
        self.said.message.starts_with(beginning)
    }

    fn slice(&self, span: Span) -> &'p str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// A fault that spoils its line and nothing else.
    fn fault(&self, message: impl Into<String>, span: Span) -> Fault {
        let line = self.line.span();
        let rest = self.text.get(line.end..).unwrap_or_default();
        // To the parser, the first half of a line end may be part of the line.
        let lost = Span::new(line.start, line.end + usize::from(rest.starts_with('\r')));
        Fault::new(message, span, lost)
    }

    /// The end of the last line that belongs to the head of this line.
    fn section_end(&self) -> usize {
        let mut end = self.line.end();
        while end < self.text.len() {
            let next = Line::around(end + 1, self.text);
            if next.is_head() || next.end() <= end {
                break;
            }
            end = next.end();
        }
        end
    }

    /// The strings of the line.
    fn strings(&self) -> impl Iterator<Item = &'p Quoted> {
        let line = self.line.span();
        let first = self.layout.strings.partition_point(|it| it.opening.start < line.start);
        let rest = self.layout.strings.get(first..).unwrap_or_default();
        rest.iter().take_while(move |it| it.opening.start < line.end)
    }

    /// The line up to a place, without the blanks at its end.
    fn before(&self, at: usize) -> &'p str {
        self.slice(Span::new(self.line.start, at)).trim_end()
    }

    fn unexplained(&self) -> Fault {
        let at = self.said.at;
        if self.text.trim_start().starts_with('{') {
            let fault = Fault::new("this is JSON, not TOML", at, Span::new(0, self.text.len()));
            return fault.note("rules are written in TOML");
        }
        self.fault(format!("this is no TOML: {}", self.said.message), at)
    }
}

impl Layout {
    /// A text or a list that has no end and swallowed what comes behind it.
    fn swallowed(&self, text: &str) -> Option<Fault> {
        // A text that ends where the next one begins has lost its own closing quotes.
        let block = self.strings.iter().filter(|string| string.is_block()).find(|string| {
            let last = string.inner(text).rsplit('\n').next().unwrap_or_default();
            !string.closed
                || last.trim_end().ends_with('=') && Line { start: 0, text: last }.is_assignment()
        });
        let mut context = None;
        let (place, sign, what) = match (block, self.open) {
            (Some(block), open) if open.is_none_or(|open| open > block.opening.start) => {
                let end = Span::new(block.inner_end, block.end());
                context = block.closed.then_some((end, "it goes on up to here"));
                (block.opening.clone(), text.get(block.opening.clone())?, "text")
            }
            (_, Some(open)) if text.get(open..)?.starts_with('[') => (open..open + 1, "]", "list"),
            (_, Some(open)) => (open..open + 1, "}", "table"),
            _ => return None,
        };
        let lost = Span::new(Line::around(place.start, text).start, text.len());
        let fault = Fault::new(format!("this {what} is never closed"), Span::from(place), lost);
        let fault = fault.label(format!("the closing `{sign}` is missing"));
        Some(Fault { context, ..fault })
    }
}

#[cfg(test)]
mod tests {
    use crate::rule::file::parse;

    /// A broken file, the pieces that are underlined, and the file with the first fix.
    type Row = (&'static str, &'static [&'static str], Option<&'static str>);

    #[test]
    fn each_fault_is_told_once_and_at_its_place() {
        let rows: &[Row] = &[
            ("a = error", &["error"], Some("a = \"error\"")),
            ("a = two words # not", &["two words"], Some("a = \"two words\" # not")),
            ("a = “x”", &["“x”"], Some("a = \"x\"")),
            ("a = \"x\nb = 'y'", &["\"x"], Some("a = \"x\"\nb = 'y'")),
            ("a = 'x\nb = y", &["'x", "y"], Some("a = 'x'\nb = y")),
            ("a = \"x\nand more\"\n", &["\"x"], None),
            ("a = ['x, 'y']", &["["], None),
            ("a = 'don't'", &["'"], Some("a = \"don't\"")),
            ("a = \"a \"b\" c\"", &["\""], Some("a = 'a \"b\" c'")),
            ("a = \"\\d\"", &["\\d"], Some("a = '\\d'")),
            ("a = \"x\u{7}\"", &["\u{7}"], Some("a = \"x\"")),
            ("a = '''x\nb = 'y'\n", &["'''"], None),
            ("a = '''\nx\nb = '''\ny\n'''\nc = 'z'\n", &["'''"], None),
            ("a = ['x'\nb = 'y'\n[c]\n", &["["], None),
            ("a = { b = 1,\nc = 'y'\n", &["{"], None),
            ("a = { b = 1 c = 'y' }", &["c"], Some("a = { b = 1, c = 'y' }")),
            ("a = { b = 'x' c = 'y' }", &["c"], Some("a = { b = 'x', c = 'y' }")),
            ("a = ['x' 'y']", &["'y'"], Some("a = ['x', 'y']")),
            ("a = ['x',, 'y']", &[","], Some("a = ['x', 'y']")),
            ("a: x\nb: \"y\"", &[":", ":"], Some("a = \"x\"\nb: \"y\"")),
            ("a: |\n  b\n", &[":", "b"], None),
            ("a == 'x'", &["=="], Some("a = 'x'")),
            ("a", &["a"], None),
            ("a =\nb = 'x'", &["a"], None),
            ("= 'x'", &["= 'x'"], None),
            ("a = 'x' b = 'y'", &["b = 'y'"], None),
            ("some words", &["some words"], None),
            ("// words\na = 'x'", &["//"], Some("# words\na = 'x'")),
            ("[a\nb = 'x'\n[[c]\n", &["[a", "[[c]"], Some("[a]\nb = 'x'\n[[c]\n")),
            ("[a.]\n[b c]\n", &["[a.]", "[b c]"], None),
            ("[a]\nx = 1\n[a]\nx = 2\n", &["a"], None),
            ("[[a]]\n[a]\n", &["[a]"], Some("[[a]]\n[[a]]\n")),
            ("a = 1\nb = 2\na = 3", &["a"], None),
            (
                "a = 'x'\r\nb = \"y\r\nc = 'z'\r\n",
                &["\"y"],
                Some("a = 'x'\r\nb = \"y\"\r\nc = 'z'\r\n"),
            ),
        ];
        let mut wrong = Vec::new();
        for (text, underlined, fixed) in rows {
            let (_, faults) = parse(text);
            let found: Vec<_> = faults.iter().map(|fault| &text[fault.span.range()]).collect();
            let mended = faults
                .iter()
                .find_map(|fault| fault.fix.as_ref())
                .map(|(span, fix)| format!("{}{fix}{}", &text[..span.start], &text[span.end..]));
            if found != *underlined || mended.as_deref() != *fixed {
                let said: Vec<_> = faults.iter().map(|it| (&it.message, &it.label)).collect();
                wrong.push(format!("{text}\n    {found:?} {mended:?}\n    {said:?}"));
            }
        }
        assert!(wrong.is_empty(), "{} rows\n{}", wrong.len(), wrong.join("\n"));
    }
}
