//! Mistakes in texts, regexes, numbers with units, and characters that belong nowhere.

use super::{Place, Token, is_name, shown};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::Unit;
use crate::syntax::quote::quote;
use crate::syntax::token::Kind;
use crate::value::Duration;

/// A text that ended sooner than its author thought: what comes next touches it.
pub(super) fn ends_early(place: &Place<'_>) -> Option<Diagnostic> {
    let (before, here) = (place.back(1)?, place.here()?);
    let is_cut = match here.kind {
        Kind::Open | Kind::Close | Kind::Comma | Kind::Sign => false,
        Kind::Other => !here.is(";") && !here.text.starts_with(char::is_whitespace),
        _ => true,
    };
    if before.end() != here.start || !is_cut || before.kind != (Kind::Text { closed: true }) {
        return None;
    }
    if here.is("I") {
        let diagnostic = place.fault(Code::WrongQuotes, here, "`I` is no flag of a text");
        let label = "to ignore upper and lower case, write `i`";
        return Some(diagnostic.label(label).fix(place.span_of(here), "i"));
    }
    let quote = before.start + before.text.rfind('"')?;
    let span = place.span(quote, quote + 1);
    let diagnostic = place.fault_at(Code::WrongQuotes, span, "the text ends at this quote");
    Some(diagnostic.label("a quote inside of a text is written `\\\"`"))
}

/// An address, a date, a path: what the reader of tokens takes for several of them.
pub(super) fn unquoted_address(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    let is_value = place.back(1).is_some_and(is_before_value);
    let is_dotted = matches!(here.kind, Kind::Number | Kind::Word)
        && is_value
        && (here.text.contains(['.', ':', '@']) || here.text.starts_with('_'));
    let is_path = is_value
        && matches!(here.kind, Kind::Regex { .. })
        && !place.back(1).is_some_and(|before| before.is("~"))
        && (matches!(here.kind, Kind::Regex { closed: false })
            || here.text.matches('/').count() > 2);
    // `https://…` is a word, a colon, and something like an empty regex.
    let is_url = here.is(":")
        && place.back(1).is_some_and(|it| it.kind == Kind::Word && it.end() == here.start)
        && place.ahead(1).is_some_and(|next| next.text.starts_with("//"));
    let index = match (is_dotted || is_path, is_url) {
        (true, _) => place.here,
        (_, true) => place.here - 1,
        _ => return None,
    };
    Some(without_quotes(place, index)?.note("only single words and numbers need no quotes"))
}

/// Says that a text needs quotes, and puts them around it. `index` is its first token.
pub(super) fn without_quotes(place: &Place<'_>, index: usize) -> Option<Diagnostic> {
    let (start, end) = place.unquoted(index)?;
    let (span, text) = (place.span(start, end), place.slice(start, end));
    // The closing quote may be there and look like an opening one.
    let is_half = |token: &&Token<'_>| token.start == end && is_lone_quote(token);
    if let Some(quote) = place.tokens.iter().find(is_half) {
        let span = place.span(start, quote.start + 1);
        let diagnostic = place.fault_at(Code::MissingQuotes, span, "this text is never opened");
        let diagnostic = diagnostic.label("the opening `\"` is missing");
        return Some(diagnostic.fix(place.span(start, start), "\""));
    }
    let message = format!("`{}` is text without quotes", shown(text));
    let diagnostic = place.fault_at(Code::MissingQuotes, span, message);
    let diagnostic = diagnostic.label("text stands in double quotes");
    // A text with quotes inside: where it ends is anybody's guess.
    let next = place.tokens.iter().position(|token| token.start >= end);
    let is_split = next.is_some_and(|next| {
        let is_text = place.tokens.get(next).is_some_and(|it| matches!(it.kind, Kind::Text { .. }));
        is_text && !place.is_first_of_line(next)
    });
    Some(if is_split { diagnostic } else { diagnostic.fix(span, quote(text)) })
}

/// Whether a value stands behind the token.
pub(super) fn is_before_value(token: &Token<'_>) -> bool {
    matches!(
        token.text,
        "==" | "!=" | "<" | "<=" | ">=" | ">" | "contains" | "with" | "[" | "," | "~" | "="
    )
}

pub(super) fn wrong_quotes(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    let Kind::ForeignQuote { closed } = here.kind else { return None };
    let opening = here.text.chars().next()?;
    // An apostrophe in a text that has no quotes at all.
    if let Some(before) = place.back(1)
        && before.end() == here.start
        && before.kind == Kind::Word
    {
        return without_quotes(place, place.here - 1);
    }
    let message = format!("`{opening}` does not quote a text");
    let diagnostic = place.fault(Code::WrongQuotes, here, message);
    let diagnostic = diagnostic.label("text stands in double quotes: `\"…\"`");
    if !closed {
        return Some(diagnostic);
    }
    let closing = here.text.chars().next_back()?;
    let inside = here.text.len().checked_sub(closing.len_utf8())?;
    let inside = here.text.get(opening.len_utf8()..inside)?;
    Some(diagnostic.fix(place.span_of(here), quote(inside)))
}

pub(super) fn unclosed(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    let (what, sign, start) = match here.kind {
        Kind::Text { closed: false } => ("text", '"', here.start),
        Kind::Regex { closed: false } => ("regex", '/', here.start),
        _ => return None,
    };
    if is_lone_quote(here)
        && let Some(index) = first_of_text(place)
    {
        return without_quotes(place, index);
    }
    let end = start + here.text.trim_end().len();
    let span = place.span(start, end);
    let message = format!("this {what} is never closed");
    let diagnostic = place.fault_at(Code::Unclosed, span, message);
    let diagnostic = diagnostic.label(format!("the closing `{sign}` is missing"));
    Some(match what {
        "regex" if here.text.contains('[') => {
            diagnostic.note("inside of `[…]` a slash does not end the regex")
        }
        // With one word behind the quote, there is no doubt where it ends.
        "text" if !here.text.trim_end().contains(' ') => diagnostic.fix(place.span(end, end), "\""),
        _ => diagnostic,
    })
}

/// Whether nothing follows the quote.
fn is_lone_quote(token: &Token<'_>) -> bool {
    token.kind == Kind::Text { closed: false } && token.text.trim_end() == "\""
}

/// Where a text without an opening quote begins, the closing one of which broke.
fn first_of_text(place: &Place<'_>) -> Option<usize> {
    let last =
        place.back(1).filter(|token| Some(token.end()) == place.here().map(|it| it.start))?;
    let mut index = place.here - 1;
    let mut start = last.start;
    while let Some(before) = index.checked_sub(1).and_then(|it| place.tokens.get(it)) {
        let is_apart = place.slice(before.end(), start).contains(['\r', '\n']);
        if is_apart || before.kind != Kind::Word || is_before_value(before) {
            break;
        }
        if matches!(before.text, "and" | "or" | "not") {
            break;
        }
        (index, start) = (index - 1, before.start);
    }
    Some(index)
}

/// `//` and `/*` are comments elsewhere.
pub(super) fn no_comment(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    if place.is_back(1, "~") || !matches!(here.kind, Kind::Regex { .. }) {
        return None;
    }
    if !here.text.starts_with("//") && !here.text.starts_with("/*") {
        return None;
    }
    let span = place.span(here.start, here.start + 2);
    let sign = here.text.get(..2)?;
    let message = format!("`{sign}` does not begin a comment");
    let diagnostic = place.fault_at(Code::UnknownOperator, span, message);
    Some(diagnostic.label("comments begin with `#`").fix(span, "#"))
}

/// Blanks that look like a blank and are none, and characters of no width.
pub(super) fn invisible(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    let c = here.text.chars().next()?;
    let is_blank =
        c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}');
    if here.kind != Kind::Other || !is_blank && !c.is_control() {
        return None;
    }
    let message = format!("an invisible character stands here: U+{:04X}", u32::from(c));
    let diagnostic = place.fault(Code::UnknownCharacter, here, message);
    let fix = if c.is_whitespace() { " " } else { "" };
    Some(diagnostic.label("only blanks, tabs and line ends").fix(place.span_of(here), fix))
}

pub(super) fn unknown_character(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    if !matches!(here.kind, Kind::Other | Kind::Sign) {
        return None;
    }
    let message = format!("`{}` means nothing here", shown(here.text));
    let diagnostic = place.fault(Code::UnknownCharacter, here, message);
    Some(match here.text {
        ";" => {
            let label = "conditions are joined with `and` or `or`, a line ends by itself";
            diagnostic.label(label).fix(place.span_of(here), "")
        }
        _ => diagnostic.label("text stands in double quotes"),
    })
}

/// `10 s`, `10sec`, `1m30s`, `2d`, and `within 30`.
pub(super) fn unit(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here();
    if let Some(number) = place.back(1)
        && number.kind == Kind::Number
        && number.text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && let Some(unit) = here
        && unit.kind == Kind::Word
        && !place.breaks_after(1)
        && let Some(known) = unit_of(unit.text)
    {
        let span = place.span(number.start, unit.end());
        let message =
            format!("`{} {}` is not how a length of time is written", number.text, unit.text);
        let diagnostic = place.fault_at(Code::UnknownUnit, span, message);
        let fix = known.written(number.text)?;
        return Some(diagnostic.label("one number and one unit, together").fix(span, fix));
    }
    let here = here?;
    if here.kind != Kind::Number {
        return None;
    }
    let split = here.text.find(|c: char| c.is_ascii_alphabetic() || c == 'µ')?;
    let (number, unit) = here.text.split_at(split);
    if Unit::ALL.iter().any(|known| known.sign() == unit) {
        return None;
    }
    let span = place.span_of(here);
    let fault = |message: String| {
        let diagnostic = place.fault_at(Code::UnknownUnit, span, message);
        diagnostic.label("one number with `ms`, `s`, `m` or `h`")
    };
    if let Some(known) = unit_of(unit) {
        let diagnostic = fault(format!("`{unit}` is not a unit of time"));
        return Some(diagnostic.fix(span, known.written(number)?));
    }
    if let Some(duration) = Duration::parse(here.text) {
        let diagnostic = fault(format!("`{}` has more than one unit", shown(here.text)));
        return Some(diagnostic.fix(span, in_one_unit(duration)));
    }
    let is_window = place.is_back(1, "within");
    is_window.then(|| fault(format!("`{}` is not a length of time", shown(here.text))))
}

/// What a unit of elsewhere is here.
struct Known {
    unit: Unit,
    times: f64,
}

impl Known {
    fn written(&self, number: &str) -> Option<String> {
        let number: f64 = number.parse().ok()?;
        Some(format!("{}{}", number * self.times, self.unit.sign()))
    }
}

fn unit_of(word: &str) -> Option<Known> {
    let (unit, times) = match word {
        "ms" | "msec" | "msecs" | "milli" | "millis" | "millisecond" | "milliseconds" => {
            (Unit::Millis, 1.0)
        }
        "s" | "S" | "sec" | "secs" | "second" | "seconds" => (Unit::Seconds, 1.0),
        "m" | "min" | "mins" | "minute" | "minutes" => (Unit::Minutes, 1.0),
        "h" | "H" | "hr" | "hrs" | "hour" | "hours" => (Unit::Hours, 1.0),
        "d" | "day" | "days" => (Unit::Hours, 24.0),
        _ => return None,
    };
    Some(Known { unit, times })
}

/// The largest unit in which the length is a whole number; milliseconds for what is shorter.
fn in_one_unit(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    let length = |unit: Unit| nanos / unit.duration().as_nanos();
    let whole = Unit::ALL.into_iter().rev().find(|unit| length(*unit).fract() == 0.0);
    let unit = whole.unwrap_or(Unit::Millis);
    format!("{}{}", length(unit), unit.sign())
}

/// Two words in a row, of which the first is no field: prose.
pub(super) fn is_prose(place: &Place<'_>) -> bool {
    let (Some(first), Some(second)) = (place.back(1), place.here()) else { return false };
    let is_plain = |token: &Token<'_>| !token.text.contains(['-', '.', '_', '@']);
    is_name(first)
        && is_plain(first)
        && second.kind == Kind::Word
        && !place.breaks_after(1)
        && place.is_start(2)
}
