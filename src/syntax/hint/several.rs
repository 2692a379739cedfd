//! Mistakes in patterns over several records: what they are and how many, their blocks.

use super::{Expected, Place, Token, is_name, shown};
use crate::diagnostic::{Code, Diagnostic};
use crate::spelling::nearest_within;
use crate::syntax::token::Kind;

/// How patterns over several records look.
const SHAPE: &str = "write `sequence within 30s { … }`, `all within 30s { … }` or \
                     `count >= 5 within 1m { … }`, with conditions between the braces";

/// A pattern over several records where a condition on one should be.
pub(super) fn inside_condition(place: &Place<'_>) -> Option<Diagnostic> {
    let keyword = match place.here()? {
        here if here.is("sequence") => {
            place.ahead(1).filter(|next| matches!(next.text, "within" | "by" | "{"))?;
            place.here
        }
        // `all` and the beginning of a `count` could be conditions.
        here if here.is("within") && place.is_back(1, "all") => place.here - 1,
        here if here.is("within") && place.is_back(3, "count") && place.is_back(2, ">=") => {
            place.back(1).filter(|number| number.text.bytes().all(|b| b.is_ascii_digit()))?;
            place.here - 3
        }
        _ => return None,
    };
    let word = place.tokens.get(keyword)?;
    let message = format!("`{}` looks at several records", word.text);
    let diagnostic = place.fault(Code::SeveralRecords, word, message);
    let is_step = place.open().last().is_some_and(|open| open.is("{"));
    let before = keyword.checked_sub(1).and_then(|it| place.tokens.get(it));
    let diagnostic = diagnostic.label(match is_step {
        true => "no block stands in another: a condition on one record belongs here",
        false => "a condition on one record belongs here",
    });
    let is_joined = !place.is_start(place.here - keyword + 1)
        || before.is_some_and(|it| matches!(it.text, "and" | "or" | "not" | "(" | "="));
    Some(match is_joined || is_step {
        true => diagnostic.note(
            "a block is the whole symptom; what is joined with `and` or `or` stands in its steps",
        ),
        false => {
            diagnostic.note("a `when` asks for fields and captures of the record that was found")
        }
    })
}

/// Something behind a block.
pub(super) fn behind_block(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here().filter(|_| place.is_back(1, "}") && place.open().is_empty())?;
    if !place.expects(Expected::End) || here.kind == Kind::Close {
        return None;
    }
    let message = "nothing stands behind a block";
    let diagnostic = place.fault(Code::SeveralRecords, here, message);
    let note = "a block is the whole symptom; what else must hold of a record stands in its step";
    Some(diagnostic.label("remove it, or make it part of a step").note(note))
}

/// A window behind a condition on one record, or behind a word that is no pattern.
pub(super) fn no_pattern(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    if here.is("in") && place.is_start(1) {
        return in_order(place);
    }
    let opens = place.tokens.get(place.here..)?.iter().any(|token| token.is("{"));
    if here.is("within") && place.is_start(1) && !place.is_back(1, "without") && opens {
        let diagnostic = place.fault(Code::Syntax, here, "no word says whose window this is");
        return Some(diagnostic.label(SHAPE));
    }
    if !matches!(here.text, "within" | "{" | "of" | "order") || place.expects(Expected::Window) {
        return None;
    }
    if here.is("{") && (place.is_start(1) || place.open().is_empty() && place.back(1).is_none()) {
        let diagnostic = place.fault(Code::Syntax, here, "no word says what this block is");
        return Some(diagnostic.label(match place.back(1) {
            Some(before) if before.is("{") => "no block stands in another",
            _ => SHAPE,
        }));
    }
    let mut first = place.here.checked_sub(1)?;
    // `any of {`, `any order within`
    while matches!(place.tokens.get(first)?.text, "of" | "order") {
        first = first.checked_sub(1)?;
    }
    let word = place.tokens.get(first).filter(|word| is_name(word))?;
    let is_whole = place.is_start(place.here - first + 1);
    if !is_whole || !opens || place.is_let(word.text) {
        return None;
    }
    let last = place.tokens.get(if here.is("of") || here.is("order") {
        place.here
    } else {
        place.here - 1
    })?;
    let span = place.span(word.start, last.end());
    let written = place.slice(word.start, last.end());
    let message = format!("`{}` is no pattern", shown(written));
    let diagnostic = place.fault_at(Code::UnknownOperator, span, message);
    let lower = word.text.to_ascii_lowercase();
    let meant = match lower.as_str() {
        "any" if last.is("order") => Some("all"),
        "any" => {
            let label = "one of several conditions is written `… or …`, all of them in any order \
                         `all within 10s { … }`";
            return Some(diagnostic.label(label));
        }
        "ordered" | "order" | "chain" | "series" | "followed" | "steps" | "seq" => Some("sequence"),
        "both" | "set" | "group" | "together" | "every" | "each" | "unordered" => Some("all"),
        _ => nearest_within(&lower, 2, ["sequence", "all", "count"])
            .or_else(|| ["sequence", "all", "count"].into_iter().find(|it| *it == lower)),
    };
    Some(match meant {
        Some(meant) => diagnostic.label(format!("write `{meant}`")).fix(span, meant),
        None => diagnostic.label(SHAPE),
    })
}

/// `in order within …`, `in any order within …`
fn in_order(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    let (last, meant) = match (place.ahead(1)?.text, place.ahead(2).map(|it| it.text)) {
        ("any", Some("order")) => (place.ahead(2)?, "all"),
        ("order" | "sequence", _) => (place.ahead(1)?, "sequence"),
        _ => return None,
    };
    let span = place.span(here.start, last.end());
    let message = format!("`{}` is no pattern", place.slice(here.start, last.end()));
    let diagnostic = place.fault_at(Code::UnknownOperator, span, message);
    Some(diagnostic.label(format!("write `{meant}`")).fix(span, meant))
}

/// `without` where no block is.
pub(super) fn without_outside(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here().filter(|token| token.is("without"))?;
    let is_tested = place.ahead(1).is_some_and(|next| next.kind == Kind::Sign);
    if is_tested || place.open().iter().any(|open| open.is("{")) {
        return None;
    }
    let message = "`without` stands in a block of steps";
    let diagnostic = place.fault(Code::LoneWithout, here, message);
    let note = "on one record, what must not hold is written `not …`";
    Some(diagnostic.label("no block is open here").note(note))
}

/// `count("x") >= 5`, as functions are called elsewhere.
pub(super) fn call(place: &Place<'_>) -> Option<Diagnostic> {
    let word = place.back(1).filter(|token| token.is("count") && place.is_start(2))?;
    let here = place.here()?;
    let rest = place.tokens.get(place.here..)?;
    let (inside, behind) = match here.kind {
        Kind::Text { closed: true } => (here.text, rest.get(1..)?),
        Kind::Open if here.is("(") => {
            let mut depth = 0_usize;
            let close = rest.iter().position(|token| {
                match token.kind {
                    Kind::Open => depth += 1,
                    Kind::Close => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0
            });
            let end = close.and_then(|close| rest.get(close));
            let end = end.map_or(place.broken.text.len(), |close| close.start);
            let behind = close.and_then(|close| rest.get(close + 1..)).unwrap_or_default();
            (place.slice(here.end(), end).trim(), behind)
        }
        _ => return None,
    };
    let sign = behind.first().filter(|token| token.kind == Kind::Sign);
    if sign.is_none() && here.end() != word.end() + 1 || place.is_let("count") {
        return None;
    }
    let number = behind.get(1).and_then(|token| token.text.parse::<u32>().ok()).unwrap_or(5);
    let number = number.saturating_add(u32::from(sign.is_some_and(|sign| sign.is(">"))));
    let diagnostic = place.fault(Code::UnknownOperator, word, "`count` is not called like this");
    let inside = if inside.len() > 60 || inside.contains(['\r', '\n']) { "…" } else { inside };
    let label = format!("write `count >= {number} within 1m {{ {inside} }}`");
    Some(diagnostic.label(label))
}

/// `count >= five within 1m { … }`
pub(super) fn no_number(place: &Place<'_>) -> Option<Diagnostic> {
    let opens = |token: &Token<'_>| matches!(token.text, "within" | "by" | "{");
    let index = match place.here()? {
        here if opens(here) => place.here.checked_sub(1)?,
        _ if place.ahead(1).is_some_and(opens) => place.here,
        _ => return None,
    };
    let number = place.tokens.get(index)?;
    let is_count = place.tokens.get(index.checked_sub(2)?)?.is("count")
        && place.tokens.get(index - 1)?.is(">=");
    if !is_count || number.text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let message = format!("`{}` is no whole number", shown(number.text));
    let diagnostic = place.fault(Code::CountBelowTwo, number, message);
    let diagnostic = diagnostic.label("say how many in digits: `count >= 5`");
    let bare = number.text.trim_matches('"');
    let is_quoted = bare.len() < number.text.len() && bare.parse::<u32>().is_ok();
    let digits = match WORDS.iter().position(|word| bare.eq_ignore_ascii_case(word)) {
        Some(at) => Some((at + 2).to_string()),
        None => is_quoted.then(|| bare.to_owned()),
    };
    let span = place.span_of(number);
    Some(digits.into_iter().fold(diagnostic, |diagnostic, digits| diagnostic.fix(span, digits)))
}

/// Numbers in words, from two.
const WORDS: [&str; 9] = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// `x then y`, `x followed by y`
pub(super) fn then(place: &Place<'_>) -> Option<Diagnostic> {
    let (before, here) = (place.back(1)?, place.here()?);
    if before.is("followed") && here.is("by") && place.open().last().is_some_and(|it| it.is("{")) {
        let span = place.span(before.start, here.end());
        let diagnostic =
            place.fault_at(Code::MisplacedWord, span, "`followed by` does not join steps");
        let end = place.ahead(1).map_or(here.end(), |next| next.start);
        let fix = place.span(before.start, end);
        return Some(diagnostic.label("steps follow each other without a word").fix(fix, ""));
    }
    let (last, next) = match place.ahead(1) {
        _ if here.is("then") => (here, place.here + 1),
        Some(by) if here.is("followed") && by.is("by") => (by, place.here + 2),
        _ => return None,
    };
    let ends = match before.kind {
        Kind::Word => is_name(before) && place.is_start(2) || place.is_back(2, "=="),
        Kind::Text { closed } | Kind::Regex { closed } => closed,
        _ => matches!(before.kind, Kind::Number | Kind::Close),
    };
    // A sentence has such words, too.
    let is_alone = place.tokens.get(next).is_none() && before.kind != Kind::Word;
    if !ends || place.breaks_after(1) || !is_alone && !place.is_condition(next) {
        return None;
    }
    let span = place.span_of(here).to(place.span_of(last));
    let message = format!("`{}` looks at several records", place.slice(here.start, last.end()));
    let diagnostic = place.fault_at(Code::SeveralRecords, span, message);
    let label = "one record after another is written `sequence within 30s { … … }`";
    let note = "each condition is a step between the braces; what holds of one record is joined \
                with `and`";
    Some(diagnostic.label(label).note(note))
}

/// `count` that does not say how many.
pub(super) fn count(place: &Place<'_>) -> Option<Diagnostic> {
    let is_count = place.is_back(1, "count") && place.is_start(2);
    let is_meant = place.here().is_some_and(|here| {
        matches!(here.text, "within" | "by" | "{") || here.kind == Kind::Number
    });
    let is_other_sign = place.is_back(3, "count")
        && place.is_here("within")
        && place.back(2).is_some_and(|sign| sign.kind == Kind::Sign && !sign.is(">="));
    if is_other_sign {
        let sign = place.back(2)?;
        let message = format!("`count` does not take `{}`", sign.text);
        let diagnostic = place.fault(Code::UnknownOperator, sign, message);
        let diagnostic = diagnostic.label("a count is at least so many: `count >= 5`");
        return Some(match sign.text {
            "=" | "==" | "=>" => diagnostic.fix(place.span_of(sign), ">="),
            ">" => match place.back(1)?.text.parse::<u32>() {
                Ok(number) => {
                    let span = place.span(sign.start, place.back(1)?.end());
                    diagnostic.fix(span, format!(">= {}", number.saturating_add(1)))
                }
                Err(_) => diagnostic,
            },
            _ => diagnostic,
        });
    }
    if !is_count || !is_meant {
        return None;
    }
    let word = place.back(1)?;
    let diagnostic = place.fault(Code::CountBelowTwo, word, "`count` does not say how many");
    let diagnostic = diagnostic.label("write `count >= 5` here");
    Some(match place.here() {
        Some(number) if number.kind == Kind::Number => {
            diagnostic.fix(place.span(number.start, number.start), ">= ")
        }
        _ => diagnostic,
    })
}

/// A block that is missing, empty, or has something between its steps.
pub(super) fn block(place: &Place<'_>) -> Option<Diagnostic> {
    if place.is_back(1, "{") && place.is_here("}") {
        let span = place.span_of(place.back(1)?).to(place.span_of(place.here()?));
        let diagnostic = place.fault_at(Code::EmptyBlock, span, "the block is empty");
        return Some(diagnostic.label("at least one condition belongs between the braces"));
    }
    if place.expects(Expected::OpenBlock) && !place.is_here("{") {
        let token = place.here().or(place.back(1))?;
        if matches!(token.kind, Kind::Word) && token.is("by") {
            return None;
        }
        let message = match place.here() {
            Some(_) => "a block of steps belongs here",
            None => "a block of steps is missing behind this",
        };
        let diagnostic = place.fault(Code::EmptyBlock, token, message);
        return Some(diagnostic.label("steps stand in braces: `{ … }`"));
    }
    let is_step = place.open().last().is_some_and(|open| open.is("{"));
    let here = place.here()?;
    if is_step && (here.kind == Kind::Comma || here.is(";")) {
        let message = format!("`{}` does not separate steps", here.text);
        let diagnostic = place.fault(Code::UnknownCharacter, here, message);
        let diagnostic = diagnostic.label("steps follow each other without a sign");
        return Some(diagnostic.fix(place.span_of(here), ""));
    }
    None
}
