//! The place where a symptom broke, to a sentence that a tired person understands, and a fix.

mod bracket;
mod literal;
mod operator;
mod several;
mod word;

use super::token::{Kind, Token, tokens};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};

/// Where the grammar could not go on.
#[derive(Debug)]
pub(super) struct Broken<'t> {
    /// The text of the symptom.
    pub(super) text: &'t str,
    /// Where the text begins in its file.
    pub(super) base: usize,
    /// The file.
    pub(super) source: SourceId,
    /// The offset in the text from which on nothing fits.
    pub(super) at: usize,
    /// What would have fitted, sorted.
    pub(super) expected: Vec<Expected>,
}

/// What could have stood at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Expected {
    Condition,
    Operator,
    Field,
    Name,
    Text,
    Regex,
    Value,
    Integer,
    Joiner,
    Is,
    With,
    Window,
    Lines,
    AtLeast,
    Comma,
    CloseGroup,
    OpenList,
    CloseList,
    OpenBlock,
    CloseBlock,
    End,
}

impl Expected {
    const fn name(self) -> &'static str {
        match self {
            Self::Condition => "a condition",
            Self::Operator => "an operator",
            Self::Field => "the name of a field",
            Self::Name => "a name",
            Self::Text => "a text in double quotes",
            Self::Regex => "a regex between slashes",
            Self::Value => "a value",
            Self::Integer => "a number",
            Self::Joiner => "`and`, `or`",
            Self::Is => "`=`",
            Self::With => "`with`",
            Self::Window => "`within`",
            Self::Lines => "`lines`",
            Self::AtLeast => "`>=`",
            Self::Comma => "`,`",
            Self::CloseGroup => "`)`",
            Self::OpenList => "`[`",
            Self::CloseList => "`]`",
            Self::OpenBlock => "`{`",
            Self::CloseBlock => "`}`",
            Self::End => "the end",
        }
    }
}

/// Tries one explanation after another; each knows one kind of mistake.
pub(super) fn explain(broken: &Broken<'_>) -> Diagnostic {
    let place = Place::new(broken);
    EXPLANATIONS.iter().find_map(|explain| explain(&place)).unwrap_or_else(|| place.unexplained())
}

type Explanation = fn(&Place<'_>) -> Option<Diagnostic>;

/// The order matters where two of them fit: what is surer stands first.
const EXPLANATIONS: &[Explanation] = &[
    empty,
    literal::ends_early,
    literal::unquoted_address,
    literal::wrong_quotes,
    literal::unclosed,
    literal::no_comment,
    literal::invisible,
    operator::joiner,
    word::misplaced_let,
    word::wrong_let,
    several::inside_condition,
    several::without_outside,
    several::window,
    several::count,
    several::block,
    literal::unit,
    operator::sign,
    operator::sign_of_regex,
    operator::not_behind_field,
    operator::exists_behind_field,
    operator::word,
    bracket::list,
    operator::missing_text,
    operator::missing_regex,
    operator::missing_value,
    word::missing_field,
    word::reserved,
    word::repeated_value,
    word::bare_operand,
    word::dangling_joiner,
    bracket::empty,
    bracket::unopened,
    word::missing_joiner,
    bracket::unclosed,
    word::lets_alone,
    literal::unknown_character,
];

/// The tokens around the place.
struct Place<'b> {
    broken: &'b Broken<'b>,
    tokens: Vec<Token<'b>>,
    here: usize,
}

impl<'b> Place<'b> {
    fn new(broken: &'b Broken<'b>) -> Self {
        let tokens: Vec<_> = tokens(broken.text).collect();
        let here = tokens.iter().position(|token| token.end() > broken.at);
        let here = here.unwrap_or(tokens.len());
        Self { broken, tokens, here }
    }

    /// The token that does not fit; `None` at the end of the text.
    fn here(&self) -> Option<&Token<'b>> {
        self.tokens.get(self.here)
    }

    /// The `n`th token before the place, from 1.
    fn back(&self, n: usize) -> Option<&Token<'b>> {
        self.tokens.get(self.here.checked_sub(n)?)
    }

    /// The `n`th token behind the one that does not fit, from 1.
    fn ahead(&self, n: usize) -> Option<&Token<'b>> {
        self.tokens.get(self.here + n)
    }

    fn is_here(&self, text: &str) -> bool {
        self.here().is_some_and(|token| token.is(text))
    }

    fn is_back(&self, n: usize, text: &str) -> bool {
        self.back(n).is_some_and(|token| token.is(text))
    }

    fn expects(&self, expected: Expected) -> bool {
        self.broken.expected.binary_search(&expected).is_ok()
    }

    /// Whether a condition could begin behind the `n`th token before the place.
    fn is_start(&self, n: usize) -> bool {
        self.back(n).is_none_or(|token| {
            let is_let = token.is("=") && self.is_back(n + 2, "let");
            is_let || matches!(token.text, "and" | "or" | "not" | "(" | "{" | "without")
        })
    }

    /// Whether a line ends between the `n`th token before the place and the next one.
    fn breaks_after(&self, n: usize) -> bool {
        let (Some(first), Some(second)) = (self.back(n), self.tokens.get(self.here + 1 - n)) else {
            return false;
        };
        let between = self.broken.text.get(first.end()..second.start);
        between.is_some_and(|blank| blank.contains(['\r', '\n']))
    }

    /// From the token at `index` to the last on its line that can belong to a text without
    /// quotes.
    fn unquoted(&self, index: usize) -> Option<(usize, usize)> {
        let first = self.tokens.get(index)?;
        let mut end = first.end();
        for token in self.tokens.get(index + 1..).unwrap_or_default() {
            let gap = self.broken.text.get(end..token.start).unwrap_or_default();
            let is_end = matches!(token.text, "and" | "or" | ")" | "]" | "}" | ",")
                || matches!(token.text, "==" | "!=" | ">=" | "<=" | "contains")
                || matches!(token.kind, Kind::Text { .. });
            if is_end || gap.contains(['\r', '\n', '#']) {
                break;
            }
            end = token.end();
        }
        Some((first.start, end))
    }

    /// The open brackets before the place, outermost first.
    fn open(&self) -> Vec<&Token<'b>> {
        let mut open = Vec::new();
        for token in self.tokens.iter().take(self.here) {
            match token.kind {
                Kind::Open => open.push(token),
                Kind::Close => drop(open.pop()),
                _ => {}
            }
        }
        open
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.broken.base + start, self.broken.base + end)
    }

    fn span_of(&self, token: &Token<'_>) -> Span {
        self.span(token.start, token.end())
    }

    fn slice(&self, start: usize, end: usize) -> &'b str {
        self.broken.text.get(start..end).unwrap_or_default()
    }

    fn fault(&self, code: Code, token: &Token<'_>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.broken.source, self.span_of(token), message)
    }

    fn fault_at(&self, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.broken.source, span, message)
    }

    /// What is said when nothing better is known.
    fn unexplained(&self) -> Diagnostic {
        let (token, message) = match (self.here(), self.back(1)) {
            (Some(token), _) => (token, format!("`{}` does not fit here", shown(token.text))),
            (None, Some(last)) => (last, "something is missing behind this".to_owned()),
            (None, None) => return self.fault_at(Code::Syntax, self.span(0, 0), "nothing is here"),
        };
        let mut names: Vec<_> = self.broken.expected.iter().map(|it| it.name()).collect();
        let label = match names.pop() {
            None => String::new(),
            Some(only) if names.is_empty() => format!("expected {only}"),
            Some(last) => format!("expected {} or {last}", names.join(", ")),
        };
        self.fault(Code::Syntax, token, message).label(label)
    }
}

fn empty(place: &Place<'_>) -> Option<Diagnostic> {
    if !place.tokens.is_empty() {
        return None;
    }
    let text = place.broken.text;
    let start = text.len() - text.trim_start().len();
    let span = place.span(start, start.max(text.trim_end().len()));
    let diagnostic = place.fault_at(Code::EmptySymptom, span, "there is no condition here");
    Some(diagnostic.label("say what a record must contain, such as `error contains \"…\"`"))
}

/// A piece of the text as a message shows it: one line, and not much of it.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

/// Words that cannot be names.
const RESERVED: [&str; 10] =
    ["let", "sequence", "without", "within", "by", "and", "or", "not", "exists", "in"];

fn is_reserved(token: &Token<'_>) -> bool {
    token.kind == Kind::Word && RESERVED.contains(&token.text)
}

/// Whether it is a name of a field or of a `let`.
fn is_name(token: &Token<'_>) -> bool {
    token.kind == Kind::Word && !is_reserved(token)
}

#[cfg(test)]
mod tests;
