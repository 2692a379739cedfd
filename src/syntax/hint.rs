//! The place where a symptom broke, to a sentence that a tired person understands, and a fix.

mod bracket;
mod colon;
mod header;
mod literal;
mod operator;
mod range;
mod several;
mod size;
mod slash;
mod stretch;
mod subject;
mod times;
mod word;

use super::token::{Kind, Token, tokens};
use crate::diagnostic::{Code, Diagnostic};
use crate::field;
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
    Size,
    Times,
    Sharing,
    Point,
    Until,
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
            Self::Size => "a length",
            Self::Times => "`times`",
            Self::Sharing => "`sharing`",
            Self::Point => "`first`, `last`, `record`",
            Self::Until => "`to`, `for`",
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
    slash::ends_early,
    literal::ends_early,
    range::range,
    literal::unquoted_address,
    literal::wrong_quotes,
    literal::unclosed,
    literal::no_comment,
    literal::invisible,
    operator::joiner,
    word::misplaced_let,
    word::wrong_let,
    word::introduced,
    several::then,
    several::inside_condition,
    several::behind_block,
    several::without_outside,
    times::times,
    times::at_least,
    header::order,
    header::by,
    header::sharing,
    stretch::stretch,
    size::size,
    header::window,
    several::call,
    several::no_number,
    several::count,
    several::no_pattern,
    header::behind,
    several::block,
    literal::unit,
    subject::group,
    subject::text,
    colon::colon,
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

    /// Whether a line ends before the token at `index`, or the text does.
    fn is_first_of_line(&self, index: usize) -> bool {
        let Some(token) = self.tokens.get(index) else { return true };
        let before = index.checked_sub(1).and_then(|it| self.tokens.get(it));
        before.is_none_or(|it| self.slice(it.end(), token.start).contains(['\r', '\n']))
    }

    /// Whether a condition can end before the token at `index`: the text or the line ends there,
    /// a joiner follows, or a bracket closes.
    fn is_end(&self, index: usize) -> bool {
        self.is_first_of_line(index)
            || self.tokens.get(index).is_some_and(|token| {
                token.kind == Kind::Close || matches!(token.text, "and" | "or")
            })
    }

    /// Whether an operator with what belongs behind it stands at `index`.
    fn is_operator(&self, index: usize) -> bool {
        let (Some(token), next) = (self.tokens.get(index), self.tokens.get(index + 1)) else {
            return false;
        };
        match token.text {
            ":" => next.is_some_and(|next| next.kind == (Kind::Text { closed: true })),
            "contains" => next.is_some_and(|next| matches!(next.kind, Kind::Text { .. })),
            "starts" | "ends" => next.is_some_and(|next| next.is("with")),
            "in" => next.is_some_and(|next| next.is("[")),
            _ => token.kind == Kind::Sign,
        }
    }

    /// Whether a whole condition seems to stand at `index`, and not a word of a sentence.
    fn is_condition(&self, index: usize) -> bool {
        let Some(token) = self.tokens.get(index) else { return false };
        match token.kind {
            Kind::Text { closed } => closed,
            Kind::Open => token.is("("),
            Kind::Word if matches!(token.text, "not" | "exists") => {
                self.tokens.get(index + 1).is_some()
            }
            Kind::Word => is_name(token) && (self.is_end(index + 1) || self.is_operator(index + 1)),
            _ => false,
        }
    }

    /// Whether a sentence could begin with the word: no field that is known, no name of several
    /// parts, no `let`.
    fn is_prose_field(&self, word: &Token<'_>) -> bool {
        let is_known = field::find(word.text).is_some();
        let is_plain = !word.text.contains(['-', '.', '_', '@']);
        is_name(word) && is_plain && !is_known && !self.is_let(word.text)
    }

    /// The first of the plain words in a row on one line that end at `index`, if a condition
    /// begins there.
    fn first_word(&self, index: usize) -> Option<usize> {
        self.tokens.get(index).filter(|word| is_name(word))?;
        let mut first = index;
        while !self.is_first_of_line(first)
            && let Some(before) = first.checked_sub(1)
            && self.tokens.get(before).is_some_and(|word| self.is_prose_field(word))
        {
            first = before;
        }
        self.is_start((self.here + 1).checked_sub(first)?).then_some(first)
    }

    /// Whether a `let` gives the name.
    fn is_let(&self, name: &str) -> bool {
        let mut pairs = self.tokens.iter().zip(self.tokens.iter().skip(1));
        pairs.any(|(word, next)| word.is("let") && next.is(name))
    }

    /// From the token at `index` to the last on its line that can belong to a text without
    /// quotes.
    fn unquoted(&self, index: usize) -> Option<(usize, usize)> {
        let first = self.tokens.get(index)?;
        let mut end = first.end();
        for (at, token) in self.tokens.iter().enumerate().skip(index + 1) {
            let gap = self.broken.text.get(end..token.start).unwrap_or_default();
            let is_end = matches!(token.text, ")" | "]" | "}" | ",")
                || matches!(token.text, "==" | "!=" | ">=" | "<=" | "contains")
                || matches!(token.kind, Kind::Text { .. })
                || matches!(token.text, "and" | "or") && !self.is_of_sentence(at);
            if is_end || gap.contains(['\r', '\n', '#']) {
                break;
            }
            end = token.end();
        }
        Some((first.start, end))
    }

    /// Whether the joiner at `index` stands in a sentence: words follow it, up to the end of the
    /// line, and no condition begins with them.
    fn is_of_sentence(&self, index: usize) -> bool {
        let rest = self.tokens.get(index..).unwrap_or_default();
        let is_word = |pair: &[Token<'b>]| match pair {
            [before, token] => match token.kind {
                Kind::Word | Kind::Number => true,
                Kind::Regex { .. } => before.end() == token.start,
                _ => token.is(":"),
            },
            _ => true,
        };
        let line = rest.windows(2).enumerate();
        let mut line = line.take_while(|(at, _)| !self.is_first_of_line(index + at + 1));
        rest.get(1).is_some_and(|next| self.is_prose_field(next))
            && !self.is_condition(index + 1)
            && line.all(|(_, pair)| is_word(pair))
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
