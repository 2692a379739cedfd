//! Operators of other languages, misspelt ones, and operators without what belongs behind them.

use super::literal::without_quotes;
use super::{Place, Token, is_name, shown};
use crate::diagnostic::{Code, Diagnostic};
use crate::field;
use crate::spelling::nearest_within;
use crate::syntax::token::Kind;

/// `&&`, `||`, `!`, `AND`, `Or`: other ways to join.
pub(super) fn joiner(place: &Place<'_>) -> Option<Diagnostic> {
    // A word in upper case may have been taken for a name; then what follows it is what broke.
    let before = place.back(1).filter(|token| is_shouted(token) && place.here().is_some());
    let token = before.or(place.here())?;
    let word = match token.text {
        "&&" | "&" => "and",
        "||" | "|" => "or",
        "!" => "not",
        _ if is_shouted(token) => match token.text.to_ascii_lowercase().as_str() {
            "and" => "and",
            "or" => "or",
            _ => "not",
        },
        _ => return None,
    };
    let label = match word {
        "not" => "a condition is turned around with `not`".to_owned(),
        _ => format!("conditions are joined with `{word}`"),
    };
    let touches = |at: usize| place.tokens.iter().any(|other| other.start == at);
    let blank = if touches(token.end()) { " " } else { "" };
    let is_after = place.tokens.iter().any(|other| other.end() == token.start && word != "not");
    let ahead = if is_after { " " } else { "" };
    let fix = format!("{ahead}{word}{blank}");
    Some(unknown(place, token).label(label).fix(place.span_of(token), fix))
}

fn is_shouted(token: &Token<'_>) -> bool {
    let is_joiner = ["and", "or", "not"].iter().any(|word| token.text.eq_ignore_ascii_case(word));
    is_joiner && token.text.contains(|c: char| c.is_ascii_uppercase())
}

fn unknown(place: &Place<'_>, token: &Token<'_>) -> Diagnostic {
    let message = format!("`{}` is not an operator", shown(token.text));
    place.fault(Code::UnknownOperator, token, message)
}

/// `=`, `=~`, `!~`, `<>`, `:` and what else compares elsewhere.
pub(super) fn sign(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here().filter(|token| token.kind == Kind::Sign)?;
    let before = place.back(1).filter(|token| is_name(token));
    let is_regex = place.ahead(1).is_some_and(|next| matches!(next.kind, Kind::Regex { .. }));
    let (sign, label) = match here.text {
        "=" | ":" | ":=" if is_regex => ("~", "matching a regex is written `~`"),
        "=" | "===" | ":" | ":=" | "=:" => ("==", "equality is written `==`"),
        "=~" | "~=" | "~~" | "|~" | "~*" => ("~", "matching a regex is written `~`"),
        "!~" | "!=~" | "!~*" => return Some(matches_not(place, here)),
        "=>" => (">=", "at least is written `>=`"),
        "=<" => ("<=", "at most is written `<=`"),
        "<>" | "!==" | "=!" | "~!" => ("!=", "inequality is written `!=`"),
        "|=" | "*=" | ":*" | "?" => ("contains", "containing a text is written `contains`"),
        "^=" => ("starts with", "beginning with a text is written `starts with`"),
        _ => return None,
    };
    let touches_field = before?.end() == here.start;
    let touches_value = place.ahead(1).is_some_and(|next| next.start == here.end());
    let blank = |touches: bool| if touches { " " } else { "" };
    let fix = format!("{}{sign}{}", blank(touches_field), blank(touches_value));
    Some(unknown(place, here).label(label).fix(place.span_of(here), fix))
}

/// `field !~ /x/` is `not (field ~ /x/)`.
fn matches_not(place: &Place<'_>, sign: &Token<'_>) -> Diagnostic {
    let diagnostic = unknown(place, sign).label("turn it around: `not (… ~ /…/)`");
    let (Some(field), Some(regex)) = (place.back(1), place.ahead(1)) else { return diagnostic };
    if !is_name(field) || !matches!(regex.kind, Kind::Regex { closed: true }) {
        return diagnostic;
    }
    let fix = format!("not ({} ~ {})", field.text, regex.text);
    diagnostic.fix(place.span(field.start, regex.end()), fix)
}

/// `== /x/`, `contains /x/`: a regex behind what compares texts.
pub(super) fn sign_of_regex(place: &Place<'_>) -> Option<Diagnostic> {
    let (field, regex) = (place.back(2), place.here()?);
    let Kind::Regex { closed: true } = regex.kind else { return None };
    let sign = place.back(1)?;
    let fault = |start: usize, text: &str| {
        let span = place.span(start, sign.end());
        let message = format!("`{text}` does not take a regex");
        let diagnostic = place.fault_at(Code::WrongOperator, span, message);
        (span, diagnostic.label("matching a regex is written `~`"))
    };
    match sign.text {
        "==" | "contains" => {
            let (span, diagnostic) = fault(sign.start, sign.text);
            Some(diagnostic.fix(span, "~"))
        }
        "!=" => {
            let (_, diagnostic) = fault(sign.start, sign.text);
            let field = field?;
            let fix = format!("not ({} ~ {})", field.text, regex.text);
            Some(diagnostic.fix(place.span(field.start, regex.end()), fix))
        }
        "with" => {
            let verb = field?;
            let anchor = if verb.is("starts") { "begins with `^`" } else { "ends with `$`" };
            let (span, diagnostic) = fault(verb.start, place.slice(verb.start, sign.end()));
            let diagnostic = diagnostic.note(format!("a regex that is bound to that end {anchor}"));
            Some(diagnostic.fix(span, "~"))
        }
        "<" | "<=" | ">" | ">=" => Some(fault(sign.start, sign.text).1),
        _ => None,
    }
}

/// `field not contains "x"`, `field does not contain "x"`.
pub(super) fn not_behind_field(place: &Place<'_>) -> Option<Diagnostic> {
    let field = place.back(1).filter(|token| is_name(token))?;
    let here = place.here()?;
    let is_same_line = !place.breaks_after(1);
    let (last, next) = match (here.text, place.ahead(1)?.text) {
        ("not", next @ ("contains" | "in" | "starts" | "ends" | "~" | "like" | "matches")) => {
            (here, next)
        }
        ("does" | "is", "not") => (place.ahead(1)?, place.ahead(2)?.text),
        ("not", "exists") if is_same_line => (here, "exists"),
        _ => return None,
    };
    if !is_same_line {
        return None;
    }
    let span = place.span_of(here).to(place.span_of(last));
    let message = format!("`not` stands before the whole condition, not behind `{}`", field.text);
    let diagnostic = place.fault_at(Code::UnknownOperator, span, message);
    let diagnostic = diagnostic.label(format!("write `not {} …`", field.text));
    let whole = place.span(field.start, last.end());
    Some(match (here.text, next) {
        ("is", _) => diagnostic.fix(span, "!="),
        (_, "contain") => {
            let verb = place.ahead(2)?;
            let fix = format!("not {} contains", field.text);
            diagnostic.fix(place.span(field.start, verb.end()), fix)
        }
        (_, "exists") => {
            let verb = place.ahead(1)?;
            diagnostic
                .fix(place.span(field.start, verb.end()), format!("not exists {}", field.text))
        }
        _ => diagnostic.fix(whole, format!("not {}", field.text)),
    })
}

/// `field exists`
pub(super) fn exists_behind_field(place: &Place<'_>) -> Option<Diagnostic> {
    let field = place.back(1).filter(|token| is_name(token))?;
    let here = place.here().filter(|token| token.is("exists"))?;
    if place.breaks_after(1) || !place.is_start(2) {
        return None;
    }
    let message = "`exists` stands before the field";
    let diagnostic = place.fault(Code::UnknownOperator, here, message);
    let fix = format!("exists {}", field.text);
    Some(diagnostic.label(format!("write `{fix}`")).fix(place.span(field.start, here.end()), fix))
}

/// Words that people take for operators, and what they are here. `starts` and `ends` come with a
/// `with`, which may be there already.
const SYNONYMS: &[(&str, &str)] = &[
    ("contain", "contains"),
    ("containing", "contains"),
    ("has", "contains"),
    ("have", "contains"),
    ("include", "contains"),
    ("includes", "contains"),
    ("like", "contains"),
    ("ilike", "contains"),
    ("glob", "contains"),
    ("is", "=="),
    ("eq", "=="),
    ("equal", "=="),
    ("equals", "=="),
    ("ne", "!="),
    ("neq", "!="),
    ("isnt", "!="),
    ("gt", ">"),
    ("ge", ">="),
    ("gte", ">="),
    ("lt", "<"),
    ("le", "<="),
    ("lte", "<="),
    ("match", "~"),
    ("matches", "~"),
    ("matching", "~"),
    ("regex", "~"),
    ("regexp", "~"),
    ("re", "~"),
    ("begin", "starts with"),
    ("begins", "starts with"),
    ("beginswith", "starts with"),
    ("start", "starts with"),
    ("starts", "starts with"),
    ("startswith", "starts with"),
    ("starts-with", "starts with"),
    ("starts_with", "starts with"),
    ("prefix", "starts with"),
    ("end", "ends with"),
    ("ends", "ends with"),
    ("endswith", "ends with"),
    ("ends-with", "ends with"),
    ("ends_with", "ends with"),
    ("suffix", "ends with"),
    ("one", "in"),
    ("any", "in"),
];

/// A word where an operator should be.
pub(super) fn word(place: &Place<'_>) -> Option<Diagnostic> {
    // `starts "x"` breaks behind the word, everything else at it.
    let is_short = place.back(1).is_some_and(|token| matches!(token.text, "starts" | "ends"));
    let (index, field) = match place.here() {
        here if is_short && here.is_none_or(|token| !token.is("with")) => {
            (place.here.checked_sub(1)?, place.back(2)?)
        }
        _ => (place.here, place.back(1)?),
    };
    let token = *place.tokens.get(index).filter(|token| token.kind == Kind::Word)?;
    let next = place.tokens.get(index + 1);
    if !is_name(field) || super::is_reserved(&token) || token.is("with") {
        return None;
    }
    let lower = token.text.to_ascii_lowercase();
    let found = SYNONYMS.iter().find(|(word, _)| *word == lower).map(|(_, operator)| *operator);
    let slips = if lower.len() < 6 { 1 } else { 2 };
    let slip = || match nearest_within(
        &lower,
        slips,
        ["contains", "starts", "ends", "and", "not", "within"],
    )? {
        "starts" => Some("starts with"),
        "ends" => Some("ends with"),
        word => Some(word),
    };
    let Some(operator) = found.or_else(slip) else {
        return strange_word(place, field, &token);
    };
    // On a line of its own it is rather the next condition.
    let line = place.slice(field.end(), token.start);
    if line.contains(['\r', '\n']) && next.is_none_or(|next| next.kind == Kind::Sign) {
        return None;
    }
    let is_regex = next.is_some_and(|next| matches!(next.kind, Kind::Regex { .. }));
    if is_sentence(place, field, index) {
        return without_quotes(place, index - 1);
    }
    let operator = match next {
        Some(next) if operator == "~" && matches!(next.kind, Kind::Text { .. }) => "contains",
        Some(_) if is_regex => "~",
        Some(next) if operator == "contains" && next.kind == Kind::Number => "==",
        _ => operator,
    };
    // A `with` that is there goes with the word.
    let end = match next {
        Some(next) if next.is("with") => next.end(),
        Some(next) if token.is("one") && next.is("of") => next.end(),
        _ => token.end(),
    };
    let span = place.span(token.start, end);
    let written = place.slice(token.start, end);
    // Behind something that is no field even the right operator breaks.
    if written == operator {
        return None;
    }
    let message = format!("`{}` is not an operator", shown(written));
    let diagnostic = place.fault_at(Code::UnknownOperator, span, message);
    Some(diagnostic.label(format!("write `{operator}`")).fix(span, operator))
}

/// Whether the word at `index`, which could be meant as an operator behind `field`, is rather part
/// of a sentence: `certificate has expired`, `connection is closed by peer`.
fn is_sentence(place: &Place<'_>, field: &Token<'_>, index: usize) -> bool {
    let is_word = |index: usize| {
        let token = place.tokens.get(index);
        token.is_some_and(|it| it.kind == Kind::Word) && !place.is_end(index)
    };
    let is_equal = place.tokens.get(index).is_some_and(|word| word.is("is"));
    let is_start = index.checked_sub(2).is_none_or(|it| place.is_start(place.here - it));
    place.is_prose_field(field)
        && is_start
        && !place.is_first_of_line(index)
        && is_word(index + 1)
        && !place.is_operator(index + 1)
        && (!is_equal || is_word(index + 2))
}

/// A word behind a field that resembles no operator: an operator that is not there, or prose.
fn strange_word(place: &Place<'_>, field: &Token<'_>, word: &Token<'_>) -> Option<Diagnostic> {
    let is_known = field::find(field.text).is_some();
    let next = place.ahead(1);
    let is_last = |n: usize| place.is_end(place.here + n);
    let has_operand = is_last(2)
        && next.is_some_and(|next| {
            matches!(next.kind, Kind::Text { closed: true } | Kind::Regex { .. } | Kind::Number)
        });
    if place.breaks_after(1) || !place.is_start(2) {
        return None;
    }
    // Behind a field that is known, one word and a value are rather a wrong operator.
    let is_long = !is_last(1) && !is_last(2);
    if (!is_known || is_long) && !has_operand && super::literal::is_prose(place) {
        let is_test = place.is_operator(place.here + 1);
        return if is_test { None } else { without_quotes(place, place.here.checked_sub(1)?) };
    }
    if !is_known && !has_operand {
        return None;
    }
    let label = "write `==`, `!=`, `<`, `>`, `contains`, `starts with`, `ends with`, `in` or `~`";
    Some(unknown(place, word).label(label))
}

/// `contains`, `starts with`, `ends with` without a text.
pub(super) fn missing_text(place: &Place<'_>) -> Option<Diagnostic> {
    let verb = place.back(1)?;
    let start = match verb.text {
        "contains" if place.back(2).is_some_and(is_name) => verb.start,
        "with" => place.back(2).filter(|verb| matches!(verb.text, "starts" | "ends"))?.start,
        _ => return None,
    };
    let written = place.slice(start, verb.end());
    match place.here() {
        Some(here) if matches!(here.kind, Kind::Word | Kind::Number) && !place.breaks_after(1) => {
            match here.text {
                "and" | "or" => {}
                _ => return without_quotes(place, place.here),
            }
        }
        _ => {}
    }
    let span = place.span(start, verb.end());
    let message = format!("`{written}` has no text");
    let diagnostic = place.fault_at(Code::MissingText, span, message);
    Some(diagnostic.label("a text in double quotes belongs behind it"))
}

/// `~` without a regex.
pub(super) fn missing_regex(place: &Place<'_>) -> Option<Diagnostic> {
    let tilde = place.back(1).filter(|token| token.is("~"))?;
    match place.here() {
        Some(text) if text.kind == (Kind::Text { closed: true }) => {
            let message = "`~` takes a regex, not a text";
            let diagnostic = place.fault(Code::MissingRegex, text, message);
            let span = place.span(tilde.start, text.end());
            Some(
                diagnostic
                    .label("a regex stands between slashes: `/…/`")
                    .fix(span, format!("contains {}", text.text)),
            )
        }
        Some(empty) if empty.is("//") => {
            let message = "the regex is empty";
            let diagnostic = place.fault(Code::MissingRegex, empty, message);
            Some(diagnostic.label("it would hold for every record"))
        }
        _ => {
            let diagnostic = place.fault(Code::MissingRegex, tilde, "`~` has no regex");
            Some(diagnostic.label("a regex between slashes belongs behind it: `/…/`"))
        }
    }
}

/// `==` and its kin without a value.
pub(super) fn missing_value(place: &Place<'_>) -> Option<Diagnostic> {
    let sign = place.back(1)?;
    if !matches!(sign.text, "==" | "!=" | "<" | "<=" | ">" | ">=")
        || !place.back(2).is_some_and(is_name)
    {
        return None;
    }
    match place.here() {
        // `5xx`, `502-504`: neither number nor word.
        Some(here) if here.kind == Kind::Number => without_quotes(place, place.here),
        _ => {
            let message = format!("`{}` has no value", sign.text);
            let diagnostic = place.fault(Code::MissingValue, sign, message);
            Some(diagnostic.label("a value belongs behind it: `\"text\"`, `502`, `10s`, `error`"))
        }
    }
}
