//! A value of a record in, the part of it by which others of its kind are known out.

use crate::program::grams::Table;
use crate::scan::{Piece, pieces};
use crate::symptom::{Flags, Regex};
use crate::syntax::quote;

/// More characters, and more captures, tell nothing more.
const LONGEST: usize = 120;
const MOST_CAPTURES: usize = 3;
/// Lines of a value that are looked at; what follows is mostly a trace.
const LINES: usize = 3;
/// Words that name nothing.
pub(super) const FILLERS: [&str; 36] = [
    "a", "an", "and", "are", "as", "at", "be", "by", "but", "code", "desc", "did", "do", "for",
    "from", "got", "had", "has", "have", "in", "into", "is", "it", "its", "of", "on", "or", "that",
    "the", "this", "to", "was", "were", "with", "while", "within",
];
/// Names that mean something else in samples and conditions.
const TAKEN: [&str; 10] =
    ["line", "cause", "causes", "text", "message", "error", "level", "time", "source", "service"];

/// A part of a value that holds what stays the same, with captures for what varies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    parts: Vec<Part>,
    /// About how often its rarest words stand in ordinary logs.
    pub(super) stops: u64,
    /// Whether the phrase is all of the value.
    pub(super) is_whole: bool,
}

/// A part of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Capture {
        name: String,
        value: String,
        quote: Option<char>,
        /// What stands before and behind it in the line.
        around: (Option<char>, Option<char>),
    },
}

impl Part {
    const fn length(&self) -> usize {
        match self {
            Self::Text(text) | Self::Capture { value: text, .. } => text.len(),
        }
    }
}

impl Phrase {
    /// The phrase of a value around the words that are rarest in ordinary logs; `None` if nothing
    /// in it stays the same. Names of captures that are `taken` are not given again.
    pub(super) fn of(value: &str, table: &Table, taken: &[String]) -> Option<Self> {
        let lines = value.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES);
        let phrases = lines.filter_map(|line| Self::of_line(line, table, taken));
        let mut best = phrases.min_by_key(|phrase| phrase.stops)?;
        best.is_whole &= value.trim().lines().count() == 1;
        Some(best)
    }

    fn of_line(line: &str, table: &Table, taken: &[String]) -> Option<Self> {
        let parts = runs(line);
        let stops = |run: &Run<'_>| match run {
            Run::Kept(text) if has_word(text) => Some(table.at_most(text.trim().as_bytes())),
            _ => None,
        };
        let rank = |run: &Run<'_>| stops(run).map(|stops| (stops, usize::MAX - run.text().len()));
        let (_, best) =
            parts.iter().enumerate().filter_map(|(ix, run)| Some((rank(run)?, ix))).min()?;
        // Grown to both sides, as long as it stays short.
        let (mut start, mut end) = (best, best + 1);
        let room = |range: &[Run<'_>]| {
            let length: usize = range.iter().map(|run| run.text().len()).sum();
            let captures = range.iter().filter(|run| matches!(run, Run::Varies(..))).count();
            let is_time = range.iter().any(|run| matches!(run, Run::Varies(_, "time")));
            length <= LONGEST && captures <= MOST_CAPTURES && !is_time
        };
        loop {
            let before = start > 0 && room(&parts[start - 1..end]);
            if before {
                start -= 1;
            }
            let behind = end < parts.len() && room(&parts[start..end + 1]);
            if behind {
                end += 1;
            }
            if !(before || behind) {
                break;
            }
        }
        let mut names = taken.to_vec();
        let mut phrase = Self {
            parts: Vec::new(),
            stops: stops(&parts[best]).unwrap_or(u64::MAX),
            is_whole: (start, end) == (0, parts.len()),
        };
        for (ix, run) in parts.iter().enumerate().take(end).skip(start) {
            match run {
                Run::Kept(text) => phrase.parts.push(Part::Text((*text).to_owned())),
                Run::Varies(text, kind) => {
                    let before = ix.checked_sub(1).map_or("", |before| parts[before].text());
                    let behind = parts.get(ix + 1).map_or("", Run::text);
                    let name = name((before, behind), kind, &names);
                    names.push(name.clone());
                    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
                    let value = quote.map_or(*text, |_| &text[1..text.len() - 1]).to_owned();
                    let around = (before.chars().next_back(), behind.chars().next());
                    phrase.parts.push(Part::Capture { name, value, quote, around });
                }
            }
        }
        phrase.trim();
        phrase.seen_in(line)
    }

    /// Takes blanks, marks and long ends off, and values at the edge that nothing bounds.
    fn trim(&mut self) {
        if let [Part::Text(only)] = self.parts.as_mut_slice()
            && only.len() > LONGEST
        {
            let cut = only[..only.floor_char_boundary(LONGEST)].rfind(' ').unwrap_or(LONGEST);
            *only = only[..only.floor_char_boundary(cut)].to_owned();
            self.is_whole = false;
        }
        let whole: usize = self.parts.iter().map(Part::length).sum();
        loop {
            let count = self.parts.len();
            if let Some(Part::Text(text)) = self.parts.first_mut() {
                *text = text.trim_start_matches([' ', '\t', ':', ',', ';', ')', ']']).to_owned();
            }
            if let Some(Part::Text(text)) = self.parts.last_mut() {
                let is_open = |c: char| " \t:,;([{='\"`".contains(c);
                *text = text.trim_end_matches(is_open).to_owned();
            }
            // A text in quotes has both.
            let is_loose_head = match self.parts.first() {
                Some(Part::Text(text)) => text.is_empty(),
                Some(Part::Capture { quote: None, around: (Some(before), _), .. }) => {
                    !before.is_whitespace()
                }
                _ => false,
            };
            if is_loose_head {
                self.parts.remove(0);
            }
            let is_loose_end = match self.parts.last() {
                Some(Part::Text(text)) => text.is_empty(),
                Some(Part::Capture { quote: None, value, around: (_, Some(behind)), .. }) => {
                    value.contains(*behind)
                }
                _ => false,
            };
            if is_loose_end {
                self.parts.pop();
            }
            if self.parts.len() == count {
                break;
            }
        }
        self.is_whole &= whole == self.parts.iter().map(Part::length).sum::<usize>();
    }

    /// The phrase with the values that its regex really captures in the line; `None` if it does not
    /// match there.
    fn seen_in(mut self, line: &str) -> Option<Self> {
        if self.parts.is_empty() {
            return None;
        }
        let found = Regex::new(&self.regex(), Flags::default()).ok()?.find(line)?;
        for part in &mut self.parts {
            let Part::Capture { name, value, .. } = part else { continue };
            let range = found.groups.iter().find(|(group, _)| group == name).map(|(_, it)| it);
            *value = line.get(range?.clone())?.to_owned();
        }
        Some(self)
    }

    /// What its captures hold, by name.
    pub(super) fn captures(&self) -> impl Iterator<Item = (String, String)> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Capture { name, value, .. } => Some((name.clone(), value.clone())),
        })
    }

    /// The text if nothing in it varies.
    pub(super) fn plain(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The texts between what varies.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Capture { .. } => None,
        })
    }

    /// How many words in it say something.
    pub(super) fn words(&self) -> usize {
        let words = self.texts().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        words.filter(|word| word.len() > 1 && !FILLERS.contains(word)).count()
    }

    /// How a person would say it: `…` stands for what varies.
    pub(super) fn said(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Capture { .. } => "…",
        });
        let said: String = parts.collect();
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The test of a field for it, in the language of symptoms.
    pub(super) fn test(&self, field: &str, operator: &str) -> String {
        match self.plain() {
            Some(text) => format!("{field} {operator} {}", quote(text)),
            None => format!("{field} ~ /{}/", self.regex()),
        }
    }

    fn regex(&self) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(&escaped(text)),
                Part::Capture { name, value, quote, around: (_, behind) } => {
                    let quote = quote.map(String::from).unwrap_or_default();
                    let inner = inner(value, &quote, *behind);
                    out.push_str(&format!("{quote}(?<{name}>{inner}){quote}"));
                }
            }
        }
        out
    }
}

/// What a capture matches, given what stands behind it.
fn inner(value: &str, quote: &str, next: Option<char>) -> String {
    if !quote.is_empty() {
        format!("[^{quote}]+")
    } else if value.bytes().all(|byte| byte.is_ascii_digit()) {
        "[0-9]+".to_owned()
    } else {
        match next {
            Some(c) if !c.is_whitespace() && value.contains(c) => r"\S+?".to_owned(),
            Some(c) if !c.is_whitespace() => format!(r"[^{}\s]+", escaped(&c.to_string())),
            _ => r"\S+".to_owned(),
        }
    }
}

/// A text as a regex that matches it and nothing else.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\.+*?()|[]{}^$/".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A run of what is kept, or something that varies.
enum Run<'t> {
    Kept(&'t str),
    Varies(&'t str, &'static str),
}

impl<'t> Run<'t> {
    const fn text(&self) -> &'t str {
        match self {
            Self::Kept(text) | Self::Varies(text, _) => text,
        }
    }
}

/// The parts of a line, with neighbours of one kind put together.
fn runs(line: &str) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut at = 0;
    pieces(line, &mut |piece| match piece {
        Piece::Kept(text) => {
            let end = at + text.len();
            match runs.last_mut() {
                Some(Run::Kept(last)) => *last = &line[at - last.len()..end],
                _ => runs.push(Run::Kept(&line[at..end])),
            }
            at = end;
        }
        Piece::Varies(text, kind) => {
            runs.push(Run::Varies(text, kind));
            at += text.len();
        }
    });
    runs
}

/// Whether a word of three letters stands in the text.
fn has_word(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() >= 3)
}

/// A name for what varies between two texts: what is counted, the word before it, or what it is.
fn name((before, behind): (&str, &str), kind: &str, taken: &[String]) -> String {
    let word = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let word = word.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let word = word.to_ascii_lowercase();
    let is_name = |word: &str| {
        word.len() >= 3
            && word.bytes().all(|byte| byte.is_ascii_lowercase())
            && !FILLERS.contains(&word)
            && !TAKEN.contains(&word)
    };
    let counted = behind.strip_prefix(' ').unwrap_or_default();
    let counted = counted.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_counted = kind == "number" && is_name(counted) && counted.ends_with('s');
    let word = if is_counted { counted.to_owned() } else { word };
    let is_name = is_name(&word);
    let kind = match kind {
        "ip" => "address",
        other => other,
    };
    let base = match kind {
        "number" | "value" | "id" if is_name => word,
        "time" => "moment".to_owned(),
        kind => kind.to_owned(),
    };
    let is_free = |name: &String| !taken.contains(name);
    let others = (2..).map(|number| format!("{base}_{number}"));
    std::iter::once(base.clone()).chain(others).find(is_free).unwrap_or(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_becomes_a_capture() {
        let table = Table::of(&[b"failed to sync"]);
        let rows = [
            ("could not open the file", r#"message contains "could not open the file""#),
            (
                "sync of user alice@example.com stopped after 30s",
                r"message ~ /sync of user (?<email>\S+) stopped after (?<duration>\S+)/",
            ),
            (
                "cannot bind '0.0.0.0:443': in use",
                "message ~ /cannot bind '(?<bind>[^']+)': in use/",
            ),
            (
                "dial tcp 192.0.2.1:5443: connect: connection refused",
                r"message ~ /dial tcp (?<address>\S+?): connect: connection refused/",
            ),
            (
                "user bob@example.org (10.0.0.1) is not known here",
                r"message ~ /user (?<email>\S+) \((?<address>[^\)\s]+)\) is not known here/",
            ),
            // Brackets bound the value, so that it is captured without them.
            (
                "[x-id:8d1f] gone with the wind: ",
                r"message ~ /\[(?<id>[^\]\s]+)\] gone with the wind/",
            ),
            ("lost 88 records", r"message ~ /lost (?<records>[0-9]+) records/"),
            ("2026-03-02T10:11:12Z it broke (3)", r"message ~ /it broke \((?<broke>[0-9]+)\)/"),
        ];
        for (value, expected) in rows {
            let phrase = Phrase::of(value, &table, &[]).unwrap();
            assert_eq!(phrase.test("message", "contains"), expected, "{value}");
        }
        assert_eq!(Phrase::of("17 4711", &table, &[]), None);
    }
}
