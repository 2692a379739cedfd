//! A regex: checked when it is read, compiled when it is first used; what must occur in its matches.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex_syntax::ast::{self, Ast, GroupKind, Visitor};
use regex_syntax::hir::translate::TranslatorBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Needle;

/// How deep groups may nest: what reads the regex recurses on them.
const NEST_LIMIT: u32 = 100;

/// A regex. Copies share what was compiled.
#[derive(Debug, Clone)]
pub struct Regex(Arc<Inner>);

#[derive(Debug, Serialize, Deserialize)]
struct Inner {
    pattern: String,
    flags: Flags,
    names: Vec<String>,
    groups: Vec<Group>,
    required: Required,
    holds_for_all: bool,
    #[serde(skip)]
    compiled: OnceLock<Result<regex::Regex, String>>,
}

/// What the letters behind a regex say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Flags {
    /// `i`: upper and lower case are the same.
    pub fold: bool,
    /// `s`: `.` matches a line end, too.
    pub dot_all: bool,
}

/// A named group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The name.
    pub name: String,
    /// Where the name stands in the pattern.
    pub range: Range<usize>,
    /// What the group matches, as it is written.
    pub inner: String,
}

/// Why a pattern is no regex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegexFault {
    /// The reason, in the engine's own words.
    pub message: String,
    /// The characters of the pattern that are at fault; never empty.
    pub range: Range<usize>,
    /// What to write instead, for faults that are often made.
    pub advice: Option<&'static str>,
}

/// A place where a regex matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The whole match.
    pub range: Range<usize>,
    /// The named groups that took part in it.
    pub groups: Vec<(String, Range<usize>)>,
}

/// What occurs in every text that a regex matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Required {
    /// Nothing that is known.
    Nothing,
    /// This text.
    Text(Needle),
    /// All of these.
    All(Vec<Required>),
    /// At least one of these.
    Any(Vec<Required>),
}

impl Required {
    /// Whether it occurs in the text, as far as that is told at once: what has no case is not looked
    /// for.
    fn may_hold(&self, text: &str) -> bool {
        match self {
            Self::Text(needle) if !needle.fold => text.contains(&needle.text),
            Self::Nothing | Self::Text(_) => true,
            Self::All(parts) => parts.iter().all(|part| part.may_hold(text)),
            Self::Any(parts) => parts.iter().any(|part| part.may_hold(text)),
        }
    }
}

impl Regex {
    /// Checks a pattern; nothing is compiled yet.
    ///
    /// # Errors
    ///
    /// If it is no regex.
    pub fn new(pattern: &str, flags: Flags) -> Result<Self, RegexFault> {
        let mut parser = ast::parse::ParserBuilder::new().nest_limit(NEST_LIMIT).build();
        let tree = parser.parse(pattern).map_err(|error| {
            let advice = advice(error.kind());
            RegexFault { advice, ..RegexFault::new(pattern, error.kind(), error.span()) }
        })?;
        let mut translator = TranslatorBuilder::new();
        translator.case_insensitive(flags.fold).dot_matches_new_line(flags.dot_all);
        let hir = translator
            .build()
            .translate(pattern, &tree)
            .map_err(|error| RegexFault::new(pattern, error.kind(), error.span()))?;
        let groups = groups(&tree, pattern);
        Ok(Self(Arc::new(Inner {
            pattern: pattern.to_owned(),
            flags,
            names: groups.iter().map(|group| group.name.clone()).collect(),
            groups,
            required: required(&hir),
            holds_for_all: is_void(&hir, End::Start) || is_void(&hir, End::End),
            compiled: OnceLock::new(),
        })))
    }

    /// Compiles it now.
    ///
    /// # Errors
    ///
    /// If it is too large to be run; says how. Such a regex never matches.
    pub fn compile(&self) -> Result<(), String> {
        self.compiled().as_ref().map(|_| ()).map_err(Clone::clone)
    }

    /// The pattern as it is written between the slashes.
    pub fn pattern(&self) -> &str {
        &self.0.pattern
    }

    /// What the letters behind the pattern say.
    pub fn flags(&self) -> Flags {
        self.0.flags
    }

    /// The names of its groups in the order in which they open.
    pub fn names(&self) -> &[String] {
        &self.0.names
    }

    /// The named groups in the order in which they open.
    pub fn groups(&self) -> &[Group] {
        &self.0.groups
    }

    /// What occurs in every text that it matches.
    pub fn required(&self) -> &Required {
        &self.0.required
    }

    /// Whether it matches somewhere in every text, because it can match nothing at all.
    pub fn holds_for_all(&self) -> bool {
        self.0.holds_for_all
    }

    /// Whether it matches somewhere in the text.
    pub fn is_match(&self, text: &str) -> bool {
        self.compiled_for(text).is_some_and(|regex| regex.is_match(text))
    }

    /// The first place in the text where it matches.
    pub fn find(&self, text: &str) -> Option<Found> {
        let regex = self.compiled_for(text)?;
        if self.0.names.is_empty() {
            let range = regex.find(text)?.range();
            return Some(Found { range, groups: Vec::new() });
        }
        let captures = regex.captures(text)?;
        let group = |name: &String| Some((name.clone(), captures.name(name)?.range()));
        let groups = self.0.names.iter().filter_map(group).collect();
        Some(Found { range: captures.get(0)?.range(), groups })
    }

    /// What finds it in a text; `None` if it is not there. Compiling takes as long as looking through
    /// a hundred kilobytes, and most regexes of a run meet no text that has what they ask for.
    fn compiled_for(&self, text: &str) -> Option<&regex::Regex> {
        if self.0.compiled.get().is_none() && !self.0.required.may_hold(text) {
            return None;
        }
        self.compiled().as_ref().ok()
    }

    fn compiled(&self) -> &Result<regex::Regex, String> {
        self.0.compiled.get_or_init(|| {
            let mut builder = regex::RegexBuilder::new(&self.0.pattern);
            builder.case_insensitive(self.0.flags.fold);
            builder.dot_matches_new_line(self.0.flags.dot_all);
            builder.build().map_err(|error| error.to_string())
        })
    }
}

/// With all that is known of it, so that nothing has to be checked when it is read again.
impl Serialize for Regex {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Regex {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Inner::deserialize(from).map(|inner| Self(Arc::new(inner)))
    }
}

impl PartialEq for Regex {
    fn eq(&self, other: &Self) -> bool {
        self.0.pattern == other.0.pattern && self.0.flags == other.0.flags
    }
}

impl Eq for Regex {}

impl RegexFault {
    fn new(pattern: &str, reason: &dyn std::fmt::Display, span: &ast::Span) -> Self {
        let mut range = span.start.offset..span.end.offset;
        // The engine points between two characters where one is missing: show the next, or the
        // last.
        if range.is_empty() {
            let next = pattern.get(range.start..).and_then(|rest| rest.chars().next());
            let last = pattern.chars().next_back().map_or(0, char::len_utf8);
            range = match next {
                Some(c) => range.start..range.start + c.len_utf8(),
                None => pattern.len() - last..pattern.len(),
            };
        }
        Self { message: reason.to_string(), range, advice: None }
    }
}

fn advice(kind: &ast::ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ast::ErrorKind::UnsupportedLookAround => {
            "write two conditions: `… ~ /…/ and not … contains \"…\"`"
        }
        ast::ErrorKind::GroupUnopened | ast::ErrorKind::GroupUnclosed => {
            "a parenthesis itself is written `\\(` or `\\)`"
        }
        ast::ErrorKind::ClassUnclosed => "a bracket itself is written `\\[`",
        ast::ErrorKind::RepetitionCountUnclosed
        | ast::ErrorKind::RepetitionCountDecimalEmpty
        | ast::ErrorKind::RepetitionCountInvalid => "a brace itself is written `\\{`",
        ast::ErrorKind::RepetitionMissing => "the sign itself is written `\\*`, `\\+` or `\\?`",
        _ => return None,
    })
}

/// Collects the named groups of a regex.
struct Names<'p> {
    pattern: &'p str,
    groups: Vec<Group>,
}

impl Visitor for Names<'_> {
    type Output = Vec<Group>;
    type Err = std::convert::Infallible;

    fn finish(self) -> Result<Vec<Group>, Self::Err> {
        Ok(self.groups)
    }

    fn visit_pre(&mut self, tree: &Ast) -> Result<(), Self::Err> {
        if let Ast::Group(group) = tree
            && let GroupKind::CaptureName { name, .. } = &group.kind
        {
            let inner = group.ast.span();
            let inner = self.pattern.get(inner.start.offset..inner.end.offset);
            self.groups.push(Group {
                name: name.name.clone(),
                range: name.span.start.offset..name.span.end.offset,
                inner: inner.unwrap_or_default().to_owned(),
            });
        }
        Ok(())
    }
}

fn groups(tree: &Ast, pattern: &str) -> Vec<Group> {
    let names = Names { pattern, groups: Vec::new() };
    match ast::visit(tree, names) {
        Ok(groups) => groups,
        Err(never) => match never {},
    }
}

/// An end of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Start,
    End,
}

/// Whether the regex matches nothing at all at that end of every text.
fn is_void(hir: &Hir, end: End) -> bool {
    match hir.kind() {
        HirKind::Empty => true,
        HirKind::Literal(_) | HirKind::Class(_) => false,
        HirKind::Look(look) => match look {
            Look::Start | Look::StartLF | Look::StartCRLF => end == End::Start,
            Look::End | Look::EndLF | Look::EndCRLF => end == End::End,
            _ => false,
        },
        HirKind::Repetition(repetition) => repetition.min == 0 || is_void(&repetition.sub, end),
        HirKind::Capture(capture) => is_void(&capture.sub, end),
        HirKind::Concat(parts) => parts.iter().all(|part| is_void(part, end)),
        HirKind::Alternation(parts) => parts.iter().any(|part| is_void(part, end)),
    }
}

/// What occurs in every match.
fn required(hir: &Hir) -> Required {
    let mut runs = Runs { run: String::new(), fold: false, found: Vec::new() };
    runs.read(hir);
    runs.end();
    match runs.found.len() {
        0 => Required::Nothing,
        1 => runs.found.remove(0),
        _ => Required::All(runs.found),
    }
}

/// Joins what follows each other in every match.
struct Runs {
    run: String,
    fold: bool,
    found: Vec<Required>,
}

impl Runs {
    fn read(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
                Ok(text) => self.run.push_str(text),
                Err(_) => self.end(),
            },
            HirKind::Class(class) => match letter_of_any_case(class) {
                Some(letter) => {
                    self.run.push(letter);
                    self.fold = true;
                }
                None => self.end(),
            },
            HirKind::Repetition(repetition) => {
                self.end();
                if repetition.min > 0 {
                    self.read(&repetition.sub);
                    self.end();
                }
            }
            HirKind::Capture(capture) => self.read(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.read(part)),
            HirKind::Alternation(parts) => {
                self.end();
                let parts: Vec<_> = parts.iter().map(required).collect();
                if !parts.contains(&Required::Nothing) {
                    self.found.push(Required::Any(parts));
                }
            }
        }
    }

    fn end(&mut self) {
        let (text, fold) = (std::mem::take(&mut self.run), std::mem::take(&mut self.fold));
        if text.is_empty() {
            return;
        }
        let text = if fold { text.to_lowercase() } else { text };
        self.found.push(Required::Text(Needle { text, fold }));
    }
}

/// The letter of a class such as `[Xx]`, which is what `x` becomes under `i`. `k` and `s` are none
/// of these: they have a third form outside of ASCII.
fn letter_of_any_case(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else { return None };
    let mut chars = class.iter().flat_map(|range| range.start()..=range.end()).take(3);
    let (upper, lower, rest) = (chars.next()?, chars.next()?, chars.next());
    let is_pair =
        rest.is_none() && upper.is_ascii_uppercase() && upper.to_ascii_lowercase() == lower;
    is_pair.then_some(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(required: &Required) -> String {
        let list = |parts: &[Required]| parts.iter().map(show).collect::<Vec<_>>().join(" ");
        match required {
            Required::Nothing => "-".to_owned(),
            Required::Text(needle) if needle.fold => format!("{}~", needle.text),
            Required::Text(needle) => needle.text.clone(),
            Required::All(parts) => format!("&({})", list(parts)),
            Required::Any(parts) => format!("|({})", list(parts)),
        }
    }

    #[test]
    fn knows_what_every_match_contains() {
        let rows = [
            ("abc", "", "abc"),
            (r"cannot bind '(?<socket>[^']+)': Address", "", "&(cannot bind ' ': Address)"),
            (r"(?<a>foo)bar\b baz", "", "foobar baz"),
            ("x509", "i", "x509~"),
            ("monkey", "i", "&(mon~ ey~)"),
            ("a(bc|de)f", "", "&(a |(bc de) f)"),
            ("a(bc|d*)f", "", "&(a f)"),
            ("(ab)+c?", "", "ab"),
            ("(ab)*|c", "", "-"),
            (r"\d+", "", "-"),
            ("(?i:A)b", "", "ab~"),
        ];
        for (pattern, flags, expected) in rows {
            let flags = Flags { fold: flags == "i", dot_all: false };
            let regex = Regex::new(pattern, flags).unwrap_or_else(|it| panic!("{pattern}: {it:?}"));
            assert_eq!(show(regex.required()), expected, "{pattern}");
        }
    }

    #[test]
    fn knows_what_holds_for_every_text() {
        let rows = [
            ("a*", true),
            ("^", true),
            ("^a*", true),
            ("a*$", true),
            ("(a|)", true),
            ("^$", false),
            ("^a*$", false),
            (r"\b", false),
            ("a+", false),
            ("(?<x>a?)(b|c*)", true),
        ];
        for (pattern, expected) in rows {
            let regex = Regex::new(pattern, Flags::default());
            assert_eq!(regex.map(|regex| regex.holds_for_all()), Ok(expected), "{pattern}");
        }
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let rows = [
            ("a(b", "unclosed group", "("),
            ("ab)", "unopened group", ")"),
            ("[a", "unclosed character class", "["),
            ("a**", "", ""),
            ("*", "repetition operator missing expression", "*"),
            ("a{2", "unclosed counted repetition", "{2"),
            (
                "ü(?=b)",
                "look-around, including look-ahead and look-behind, is not supported",
                "(?=",
            ),
            (r"(a)\1", "backreferences are not supported", r"\1"),
            (r"\y", "unrecognized escape sequence", r"\y"),
            ("(?<n>a)(?<n>b)", "duplicate capture group name", "n"),
            (r"\p{Foo}", "Unicode property not found", r"\p{Foo}"),
        ];
        for (pattern, message, at) in rows {
            let found = match Regex::new(pattern, Flags::default()) {
                Ok(_) => (String::new(), ""),
                Err(fault) => (fault.message, &pattern[fault.range]),
            };
            assert_eq!(found, (message.to_owned(), at), "{pattern}");
        }
    }

    #[test]
    fn finds_its_groups_and_never_matches_if_it_is_too_large() {
        let regex = Regex::new("(?<a>x+)(?<b>y)?", Flags::default());
        let found = regex.ok().and_then(|regex| regex.find("..xx"));
        let expected = Found { range: 2..4, groups: vec![("a".to_owned(), 2..4)] };
        assert_eq!(found, Some(expected));

        let large = Regex::new(r"\w{1000}{1000}", Flags::default());
        let large = large.unwrap_or_else(|it| panic!("{it:?}"));
        assert!(large.compile().is_err());
        assert!(!large.is_match("a") && large.find("a").is_none());
    }
}
