//! Small histories: written as `a@1 b@3 | n@2`, or made up; as entries for the models and as bytes
//! of logs for the engine.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;

use super::model::Entry;

/// The words of messages by their first letter. None occurs in another or in the rest of a line.
const WORDS: [&str; 8] = ["alpha", "bravo", "charlie", "delta", "mike", "november", "xray", "zulu"];

/// The word with this first letter.
pub(crate) fn word(letter: char) -> &'static str {
    WORDS.iter().find(|word| word.starts_with(letter)).unwrap_or_else(|| panic!("no word {letter}"))
}

/// A pattern whose texts are letters, with words for them.
pub(crate) fn spelt(pattern: &str) -> String {
    let pieces = pattern.split('"').enumerate().map(|(ix, piece)| {
        if ix % 2 == 1 {
            format!("\"{}\"", piece.chars().map(word).collect::<String>())
        } else {
            piece.to_owned()
        }
    });
    pieces.collect()
}

/// A record to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The first letters of its words.
    pub(crate) letters: BTreeSet<char>,
    /// When, in the unit of the log.
    pub(crate) time: Option<u32>,
    /// The fields that it has beside.
    pub(crate) user: Option<u8>,
    pub(crate) request: Option<u8>,
    /// Whether it is written over several lines.
    pub(crate) is_spread: bool,
}

/// A history before it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Log {
    /// The records of each source.
    pub(crate) sources: Vec<Vec<Line>>,
    /// How many milliseconds a unit of time has.
    pub(crate) unit: u32,
}

/// The moment from which times count, in nanoseconds: 2024-05-02T00:00:00Z.
const START: i64 = 1_714_608_000_000_000_000;

impl Log {
    /// Reads a history: sources apart by `|`, records as their letters, then `/` and the number of
    /// the user, then perhaps `/` and that of the request, then `@` and the second. `-` is a record
    /// that says nothing.
    pub(crate) fn read(text: &str) -> Self {
        let line = |token: &str| {
            let (head, time) = match token.split_once('@') {
                Some((head, time)) => (head, Some(time.parse().unwrap())),
                None => (token, None),
            };
            let mut parts = head.split('/');
            let letters = parts.next().unwrap().chars().filter(|letter| *letter != '-').collect();
            let mut number = || parts.next().and_then(|part| part.parse().ok());
            Line { letters, time, user: number(), request: number(), is_spread: false }
        };
        let source = |part: &str| part.split_whitespace().map(line).collect();
        Self { sources: text.split('|').map(source).collect(), unit: 1000 }
    }

    /// What answers call a source.
    pub(crate) fn name(source: usize) -> String {
        format!("log-{source}")
    }

    /// What the models see.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (source, lines) in self.sources.iter().enumerate() {
            let mut number = 1;
            for line in lines {
                let fields = [
                    Some(("source".to_owned(), Self::name(source))),
                    line.user.map(|user| ("user".to_owned(), user.to_string())),
                    line.request.map(|id| ("request-id".to_owned(), id.to_string())),
                ];
                let nanos = |time: u32| START + i64::from(time) * i64::from(self.unit) * 1_000_000;
                entries.push(Entry {
                    source,
                    line: number,
                    time: line.time.map(nanos),
                    words: line.letters.iter().map(|letter| word(*letter).to_owned()).collect(),
                    fields: fields.into_iter().flatten().collect(),
                });
                number += if line.is_spread { 4 } else { 1 };
            }
        }
        entries
    }

    /// What the engine reads: the bytes of each source.
    pub(crate) fn bytes(&self) -> Vec<Vec<u8>> {
        let write =
            |lines: &Vec<Line>| lines.iter().map(|line| self.write(line)).collect::<String>();
        self.sources.iter().map(|lines| write(lines).into_bytes()).collect()
    }

    fn write(&self, line: &Line) -> String {
        let words: Vec<&str> = line.letters.iter().map(|letter| word(*letter)).collect();
        let time = line.time.map(|time| format!("\"time\":\"{}\",", clock(time * self.unit)));
        // A number and a text are one value.
        let user = line.user.map(|user| match user % 2 {
            0 => format!(",\"user\":{user}"),
            _ => format!(",\"user\":\"{user}\""),
        });
        let request = line.request.map(|id| format!(",\"request-id\":\"{id}\""));
        let [time, user, request] = [time, user, request].map(Option::unwrap_or_default);
        let (open, close) = if line.is_spread { ("{\n", "\n}") } else { ("{", "}") };
        let middle = if line.is_spread { "\n" } else { "" };
        let message = words.join(" ");
        format!(
            "{open}\"level\":\"info\",{time}{middle}\"message\":\"{message}\"{user}{request}{close}\n"
        )
    }
}

/// So many milliseconds after the start.
fn clock(millis: u32) -> String {
    let (seconds, millis) = (millis / 1000, millis % 1000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    format!("2024-05-02T{:02}:{:02}:{seconds:02}.{millis:03}Z", minutes / 60, minutes % 60)
}

/// How the times of a made-up history lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Times {
    InOrder,
    AnyOrder,
    None,
}

/// Letters of records: mostly one, mostly of steps.
fn letters() -> impl Strategy<Value = BTreeSet<char>> + Clone {
    let one = || select(vec!['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'd', 'n', 'm']);
    prop_oneof![
        5 => one().prop_map(|one| BTreeSet::from([one])),
        6 => (one(), one()).prop_map(|(one, two)| BTreeSet::from([one, two])),
        1 => Just(BTreeSet::new()),
    ]
}

/// Made-up histories of at most so many records.
pub(crate) fn logs(most: usize) -> impl Strategy<Value = Log> {
    let field = || prop_oneof![1 => Just(None), 10 => Just(Some(1)), 4 => Just(Some(2))];
    let line = (letters(), field(), field(), prop::bool::weighted(0.04));
    // The source; how long after the record before; how far from where it should be; no time.
    let place = (0_usize..3, 0_u32..3, 0_u32..5, prop::bool::weighted(0.08));
    let times =
        prop_oneof![5 => Just(Times::InOrder), 5 => Just(Times::AnyOrder), 1 => Just(Times::None)];
    let unit = select(vec![1000_u32, 1, 60_000]);
    let lines = |least| prop::collection::vec((line.clone(), place.clone()), least..=most);
    let lines = prop_oneof![1 => lines(0), 9 => lines(most * 2 / 3)];
    (times, 1_usize..=3, unit, lines).prop_map(|(times, count, unit, lines)| {
        let mut sources = vec![Vec::new(); count];
        let mut now = 0;
        for ((letters, user, request, is_spread), (source, later, apart, is_bare)) in lines {
            now += later;
            let time = match times {
                Times::InOrder => Some(now),
                Times::AnyOrder => Some(now + apart),
                Times::None => None,
            };
            let time = time.filter(|_| !is_bare);
            sources[source % count].push(Line { letters, time, user, request, is_spread });
        }
        Log { sources, unit }
    })
}
