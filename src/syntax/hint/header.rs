//! Mistakes between the first word of a block and its brace: the window, `by`, `sharing`.

use super::{Expected, Place, Token, is_name};
use crate::diagnostic::{Code, Diagnostic};
use crate::spelling::nearest_within;
use crate::syntax::token::Kind;

/// What to write for a window.
pub(super) const SIZES: &str = "write `within 30s` or `within 20 lines`";

/// The parts of a header in a wrong order, or one of them twice.
pub(super) fn order(place: &Place<'_>) -> Option<Diagnostic> {
    let header = Header::around(place)?;
    let is_count = header.keyword.is("count");
    let is_wrong = |(at, part): (usize, &Part)| {
        let is_last = header.parts.iter().take(at).all(|before| before.name < part.name);
        !is_last || is_count && part.name == Name::Sharing
    };
    let at = header.parts.iter().enumerate().position(is_wrong)?;
    let (before, part) = (header.parts.get(..at)?, header.parts.get(at)?);
    let word = place.tokens.get(part.first)?;
    let order = match header.keyword.text {
        "count" => "`count >= 5 within … by …`".to_owned(),
        keyword => format!("`{keyword} within … by … sharing`"),
    };
    let rest = place.span(header.keyword.end(), header.end);
    if part.name == Name::Sharing && is_count {
        let message = "a `count` shares nothing";
        let diagnostic = place.fault(Code::MisplacedWord, word, message);
        let label = "it has one condition only; `all within 1m sharing { … }` has several";
        return Some(
            diagnostic.label(label).fix(rest, header.canonical(place, Some(Name::Sharing))),
        );
    }
    if let Some(first) = before.iter().find(|it| it.name == part.name) {
        let message = format!("`{}` stands here a second time", word.text);
        let diagnostic = place.fault(Code::MisplacedWord, word, message);
        let first = place.tokens.get(first.first)?;
        let diagnostic = diagnostic.context(place.span_of(first), "first here");
        return Some(match part.name {
            Name::Within => diagnostic.label("a block has one window"),
            Name::By => {
                let diagnostic = diagnostic.label("several fields are written `by user, host`");
                diagnostic.fix(rest, header.canonical(place, None))
            }
            Name::Sharing => diagnostic.label("remove it").fix(rest, header.canonical(place, None)),
        });
    }
    let late = before.iter().find(|it| it.name > part.name)?;
    let late = place.tokens.get(late.first)?;
    let message = format!("`{}` stands before `{}`", word.text, late.text);
    let diagnostic = place.fault(Code::MisplacedWord, word, message);
    let diagnostic = diagnostic.label(format!("the order is {order}"));
    Some(diagnostic.fix(rest, header.canonical(place, None)))
}

/// The words of a header in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Within,
    By,
    Sharing,
}

/// One of these with what belongs to it.
struct Part {
    name: Name,
    /// Its first token.
    first: usize,
    /// The token behind its last.
    end: usize,
}

/// All that stands before the brace of a block.
struct Header<'p> {
    keyword: &'p Token<'p>,
    /// What a `count` counts to.
    at_least: Option<&'p Token<'p>>,
    parts: Vec<Part>,
    /// Where the brace is.
    end: usize,
}

impl<'p> Header<'p> {
    /// The header in which the place is, if it has nothing but what belongs into one.
    fn around(place: &'p Place<'_>) -> Option<Self> {
        let is_keyword = |token: &Token<'_>| matches!(token.text, "sequence" | "all" | "count");
        let start = place.tokens.get(..place.here)?.iter().rposition(is_keyword)?;
        let length = place.tokens.get(start..)?.iter().position(|token| token.is("{"))?;
        let end = start + length;
        if end < place.here {
            return None;
        }
        let keyword = place.tokens.get(start)?;
        let (mut at, mut at_least, mut parts) = (start + 1, None, Vec::new());
        if keyword.is("count") {
            place.tokens.get(at).filter(|sign| sign.is(">="))?;
            at_least = Some(place.tokens.get(at + 1).filter(|it| it.kind == Kind::Number)?);
            at += 2;
        }
        while at < end {
            let part = Part::at(place, at)?;
            at = part.end;
            parts.push(part);
        }
        let end = place.tokens.get(end)?.start;
        (at == start + length).then_some(Self { keyword, at_least, parts, end })
    }

    /// All in the right order, from behind the keyword to the brace.
    fn canonical(&self, place: &Place<'_>, left_out: Option<Name>) -> String {
        let mut text = self.at_least.map_or(String::new(), |number| format!(" >= {}", number.text));
        for name in [Name::Within, Name::By, Name::Sharing] {
            let own = self.parts.iter().filter(|it| it.name == name && left_out != Some(name));
            for (at, part) in own.enumerate() {
                let tokens = place.tokens.get(part.first..part.end).unwrap_or_default();
                let skipped = usize::from(at > 0);
                let inside = tokens.get(skipped).zip(tokens.last());
                if name == Name::Sharing && at > 0 {
                    continue;
                }
                let written =
                    inside.map_or("", |(first, last)| place.slice(first.start, last.end()));
                text.push_str(if at > 0 { ", " } else { " " });
                text.push_str(written);
            }
        }
        text + " "
    }
}

impl Part {
    fn at(place: &Place<'_>, first: usize) -> Option<Self> {
        let kind = |at: usize| place.tokens.get(at).map(|token| token.kind);
        match place.tokens.get(first)?.text {
            "within" if kind(first + 1) == Some(Kind::Number) => {
                let lines = place.tokens.get(first + 2).is_some_and(|token| token.is("lines"));
                Some(Self { name: Name::Within, first, end: first + 2 + usize::from(lines) })
            }
            "by" => {
                place.tokens.get(first + 1).filter(|field| is_name(field))?;
                let mut end = first + 2;
                while kind(end) == Some(Kind::Comma)
                    && place.tokens.get(end + 1).is_some_and(is_name)
                {
                    end += 2;
                }
                Some(Self { name: Name::By, first, end })
            }
            "sharing" => Some(Self { name: Name::Sharing, first, end: first + 1 }),
            _ => None,
        }
    }
}

/// Fields behind `by` without their commas.
pub(super) fn by(place: &Place<'_>) -> Option<Diagnostic> {
    let before = place.back(1)?;
    if !place.expects(Expected::OpenBlock) && !before.is(",") {
        return None;
    }
    let words = place.tokens.get(..place.here)?;
    let word = words.iter().rposition(|token| token.is("by"))?;
    let fields = words.get(word + 1..)?;
    if fields.is_empty() || !fields.iter().all(|it| is_name(it) || it.kind == Kind::Comma) {
        return None;
    }
    let here = place.here()?;
    if before.kind == Kind::Comma {
        if here.kind != Kind::Comma && !here.is("{") && !here.is("sharing") {
            return None;
        }
        let diagnostic = place.fault(Code::InvalidList, before, "no field follows this comma");
        return Some(diagnostic.label("remove it").fix(place.span_of(before), ""));
    }
    let label = "fields are separated by commas";
    if matches!(here.text, "and" | "or" | "&" | "+" | ";") && place.ahead(1).is_some_and(is_name) {
        let diagnostic = place.fault(Code::InvalidList, here, label);
        let span = place.span(before.end(), here.end());
        return Some(diagnostic.label("write `,`").fix(span, ","));
    }
    let is_field = is_name(here) && !meant_sharing(here) && !here.is("sharing");
    let is_followed = place.ahead(1).is_some_and(|it| it.is("{") || is_name(it) || it.is(","));
    if !is_field || !is_followed {
        return None;
    }
    let diagnostic = place.fault(Code::InvalidList, here, label);
    let end = place.span(before.end(), before.end());
    Some(diagnostic.label("a comma belongs before it").fix(end, ","))
}

/// Another word in the place of `sharing`.
pub(super) fn sharing(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here().filter(|_| place.expects(Expected::OpenBlock))?;
    if !meant_sharing(here) {
        return None;
    }
    let message = format!("`{}` is not a word of the language", here.text);
    let diagnostic = place.fault(Code::UnknownOperator, here, message);
    let is_count = !place.expects(Expected::Sharing);
    Some(match is_count {
        true => diagnostic.label("the `{` of the block belongs here"),
        false => diagnostic.label("write `sharing`").fix(place.span_of(here), "sharing"),
    })
}

fn meant_sharing(token: &Token<'_>) -> bool {
    let lower = token.text.to_ascii_lowercase();
    matches!(lower.as_str(), "shared" | "share" | "shares" | "overlapping" | "overlap" | "reuse")
        || token.text != "sharing"
            && (lower == "sharing" || nearest_within(&lower, 2, ["sharing"]).is_some())
}

/// A pattern without a window, or a window without a size.
pub(super) fn window(place: &Place<'_>) -> Option<Diagnostic> {
    if place.is_back(1, "within") {
        let token = place.here().filter(|token| token.kind != Kind::Number);
        if place.here().is_some() && token.is_none() {
            return None;
        }
        let word = place.back(1)?;
        let diagnostic = place.fault(Code::MissingWindow, word, "`within` has no length");
        return Some(diagnostic.label(SIZES));
    }
    if !place.expects(Expected::Window) || place.expects(Expected::Condition) {
        return None;
    }
    if let Some(here) = place.here()
        && nearest_within(here.text, 2, ["within"]).is_some()
    {
        let message = format!("`{}` is not a word of the language", here.text);
        let diagnostic = place.fault(Code::UnknownOperator, here, message);
        return Some(diagnostic.label("write `within`").fix(place.span_of(here), "within"));
    }
    let is_keyword = |token: &&Token<'_>| matches!(token.text, "sequence" | "all" | "count");
    let first = place.tokens.iter().take(place.here).rev().find(is_keyword)?;
    if !matches!(place.here()?.text, "{" | "by" | "sharing") && !first.is("sequence") {
        return None;
    }
    let message = format!("`{}` has no window", first.text);
    let diagnostic = place.fault(Code::MissingWindow, first, message);
    let note = "records that belong together lie near each other: say how near, before `by`";
    Some(diagnostic.label(format!("{SIZES} behind it")).note(note))
}

/// `"x" within 5s`: a window behind a condition.
pub(super) fn behind(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here().filter(|token| token.is("within"))?;
    let before = place.back(1)?;
    let is_block = place.open().last().is_some_and(|open| open.is("{"));
    if before.is("without") || !place.expects(Expected::Joiner) {
        return None;
    }
    let is_sized = place.ahead(1).is_some_and(|next| next.kind == Kind::Number);
    if !is_block {
        // A sentence has such words, too.
        if !is_sized && !place.tokens.iter().any(|token| token.is("{")) || is_name(before) {
            return None;
        }
        let message = "a condition on one record has no window";
        let diagnostic = place.fault(Code::MisplacedWord, here, message);
        let note = "several records that belong together are written \
                    `sequence within 30s { … }`, `all within 30s { … }` or `count >= 5 within 1m { … }`";
        return Some(diagnostic.label("remove it, or make a block of it").note(note));
    }
    let inside = place.tokens.get(..place.here)?;
    // The `without` whose condition ends here stands on this line, or there is none.
    let start = inside.iter().enumerate().rposition(|(at, token)| {
        token.is("{") || token.is("without") || place.is_first_of_line(at)
    })?;
    let word = inside.get(start)?;
    if !word.is("without") {
        let message = "a step has no window of its own";
        let diagnostic = place.fault(Code::MisplacedWord, here, message);
        return Some(diagnostic.label("only a block and a `without` have one"));
    }
    let message = "`within` stands before the condition";
    let diagnostic = place.fault(Code::MisplacedWord, here, message);
    let diagnostic = diagnostic.label("write `without within 5s …`");
    let number = place.ahead(1).filter(|_| is_sized);
    let Some(mut last) = number else { return Some(diagnostic) };
    last = place.ahead(2).filter(|next| next.is("lines")).unwrap_or(last);
    let condition = place.slice(inside.get(start + 1)?.start, before.end());
    let window = place.slice(here.start, last.end());
    let span = place.span(inside.get(start + 1)?.start, last.end());
    Some(diagnostic.fix(span, format!("{window} {condition}")))
}
