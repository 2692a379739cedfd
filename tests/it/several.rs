//! Patterns over several records: the engine against a model that follows the definition.

mod carry;
mod cre;
mod log;
mod model;
mod table;
mod written;

use std::cell::Cell;

use pomkb::field::Field;
use pomkb::kb::{KnowledgeBase, Shelf};
use pomkb::record::split;
use pomkb::scan::{Chunk, Cutter, Engine, Gather, Limits, Report, Scanner, Search};
use pomkb::source::{Source, Sources};
use pomkb::symptom::{Pattern, Several, lower};
use pomkb::syntax::parse;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseResult, TestRunner};

use crate::rules::CALENDAR;
use log::{Log, logs, spelt};
use model::{Outcome, Place};
use table::{FRAMES, PLACES, Row, SHARING, WITHOUTS};
use written::{Written, patterns};

/// What a symptom means that is a pattern over several records; `None` for any other.
pub(crate) fn several(text: &str) -> Option<Several> {
    let id = Sources::default().add(Source::new("symptom", text.to_owned()));
    let symptom = parse(text, 0, id).0?;
    match lower(&symptom, id).symptom?.pattern {
        Pattern::Several(several) => Some(several),
        Pattern::One(_) => None,
    }
}

/// So many cases, none of which is written to a file when it fails.
pub(crate) fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, max_global_rejects: cases, ..Config::default() }
}

/// A base of one rule with this symptom.
fn base_of(symptom: &str) -> KnowledgeBase {
    let text = format!(
        "title = 'x'\nseverity = 'error'\nsee = ['https://example.com']\nsymptom = '''\n{symptom}\n'''\n\
         summary = 'x'\n[cause.x]\ntitle = 'x'\nwhy = 'x'\nremedy = 'x'\nverify = 'x'\n"
    );
    KnowledgeBase::load([Shelf::Own(vec![Source::new("own/rule.toml", text)])])
}

/// Everything is kept.
const LIMITS: Limits = Limits {
    evidence: usize::MAX,
    records: usize::MAX,
    values: 10,
    line: 1 << 20,
    chunk: 1 << 20,
    held: 1 << 15,
    disorder: 1 << 14,
    refined: 1 << 10,
    unexplained: 1 << 11,
    unexplained_text: 2 << 10,
    waiting: 1 << 20,
};

/// How a log is read.
#[derive(Debug, Clone, Copy)]
struct Cut {
    engine: Engine,
    block: usize,
    chunk: usize,
    threads: usize,
}

/// What is found in sources that are read one after the other, each whole, by the simplest call.
fn read_whole(kb: &KnowledgeBase, sources: &[Vec<u8>]) -> Report {
    let mut scanner = Scanner::new(kb.program(), LIMITS, CALENDAR);
    for (number, bytes) in sources.iter().enumerate() {
        scanner.feed(&Log::name(number), bytes);
    }
    scanner.finish()
}

/// What is found in sources that are cut into blocks and chunks and searched by several threads.
fn read_cut(kb: &KnowledgeBase, sources: &[Vec<u8>], cut: Cut) -> Report {
    read_with(kb, sources, cut, Limits { chunk: cut.chunk, ..LIMITS })
}

/// The same within limits of one's own.
fn read_with(kb: &KnowledgeBase, sources: &[Vec<u8>], cut: Cut, limits: Limits) -> Report {
    let search = &Search::new(kb.program(), limits, CALENDAR).with_engine(cut.engine);
    let mut gather = Gather::new(search);
    for (number, bytes) in sources.iter().enumerate() {
        let name = &Log::name(number);
        let source = gather.source(name);
        let (mut cutter, mut chunks) = (Cutter::new(limits, CALENDAR), Vec::new());
        for block in bytes.chunks(cut.block) {
            cutter.feed(block, &mut |chunk| chunks.push(chunk));
        }
        cutter.finish(&mut |chunk| chunks.push(chunk));
        let per_thread = chunks.len().div_ceil(cut.threads).max(1);
        let partials: Vec<_> = std::thread::scope(|scope| {
            let spawn = |part| {
                let part: &[Chunk] = part;
                scope.spawn(move || {
                    part.iter()
                        .map(|chunk| search.chunk(source, name, chunk.clone()))
                        .collect::<Vec<_>>()
                })
            };
            let parts: Vec<_> = chunks.chunks(per_thread).map(spawn).collect();
            parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
        });
        for partial in partials {
            gather.add(source, partial);
        }
    }
    gather.finish()
}

/// The matches that a report tells of, each with its records as they are numbered.
fn matches(report: &Report) -> Result<Vec<Vec<Place>>, String> {
    let Some(finding) = report.findings.first() else { return Ok(Vec::new()) };
    let mut matches: Vec<Vec<Place>> = Vec::new();
    for evidence in &finding.evidence {
        let part = evidence.part as usize;
        if part == matches.len() {
            matches.push(Vec::new());
        }
        if part + 1 != matches.len() {
            return Err(format!("part {part} comes behind {} others", matches.len()));
        }
        matches[part].push((evidence.source.0 as usize, evidence.line));
    }
    match finding.count == matches.len() as u64 {
        true => Ok(matches),
        false => Err(format!("{} are counted, {} are shown", finding.count, matches.len())),
    }
}

/// What came up in a run over made-up patterns and logs.
#[derive(Debug, Default)]
struct Tally {
    cases: Cell<u32>,
    refused: Cell<u32>,
    matched: Cell<u32>,
    several_matches: Cell<u32>,
    objected: Cell<u32>,
    shared: Cell<u32>,
}

impl Tally {
    fn add(&self, outcome: &Outcome) {
        let add = |to: &Cell<u32>, is_so: bool| to.set(to.get() + u32::from(is_so));
        add(&self.matched, !outcome.matches.is_empty());
        add(&self.several_matches, outcome.matches.len() > 1);
        add(&self.objected, outcome.refusals > 0);
        let mut records = outcome.matches.concat();
        records.sort_unstable();
        add(&self.shared, records.windows(2).any(|pair| pair[0] == pair[1]));
    }

    /// A test of cases in which nothing happens would be hollow.
    fn is_sound(&self) {
        let all = self.cases.get();
        assert!(self.refused.get() * 10 <= all, "too many patterns are refused: {self:?}");
        assert!(self.matched.get() * 2 >= all, "too little is found: {self:?}");
        assert!(self.several_matches.get() * 6 >= all, "too seldom twice: {self:?}");
        assert!(self.objected.get() * 8 >= all, "too little is objected to: {self:?}");
        assert!(self.shared.get() * 20 >= all, "too little is shared: {self:?}");
    }
}

/// Lets `check` look at so many made-up patterns and logs, with the model's outcome.
fn each(cases: u32, check: impl Fn(&Made<'_>, Cut) -> TestCaseResult) {
    let tally = Tally::default();
    let engine = prop_oneof![Just(Engine::Plain), Just(Engine::Filtered)];
    let cut = (engine, 1_usize..400, 1_usize..400, 1_usize..4)
        .prop_map(|(engine, block, chunk, threads)| Cut { engine, block, chunk, threads });
    let run = |(pattern, log, cut): (Written, Log, Cut)| {
        tally.cases.set(tally.cases.get() + 1);
        let text = pattern.text(log.unit);
        let Some(several) = several(&text) else {
            // Sense is checked elsewhere; what makes none has no meaning to look at.
            tally.refused.set(tally.refused.get() + 1);
            return Ok(());
        };
        prop_assert_eq!(&several, &pattern.meaning(log.unit), "{}", text);
        let outcome = model::find(&several, &log.entries());
        tally.add(&outcome);
        check(&Made { text: &text, log: &log, outcome: &outcome }, cut)
    };
    TestRunner::new(config(cases)).run(&(patterns(), logs(14), cut), run).unwrap();
    tally.is_sound();
}

/// A made-up case.
struct Made<'c> {
    text: &'c str,
    log: &'c Log,
    outcome: &'c Outcome,
}

impl Made<'_> {
    fn shown(&self) -> String {
        let sources = self.log.bytes();
        let sources = sources.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        format!("{}\n{}", self.text, sources.collect::<Vec<_>>().join("-- the next source\n"))
    }
}

/// The bytes say what the model is told: the records that are split off them are its entries.
#[test]
fn the_model_sees_what_is_written() {
    each(2_000, |made, _| {
        let mut seen = Vec::new();
        for (source, bytes) in made.log.bytes().iter().enumerate() {
            for record in split(bytes, &CALENDAR) {
                let value = |name: &str| {
                    let values = record.values(&Field::of(name));
                    values.first().map(|value| value.text().to_owned())
                };
                let fields = ["user", "request-id"].into_iter();
                let fields = fields.filter_map(|name| Some((name.to_owned(), value(name)?)));
                seen.push(model::Entry {
                    source,
                    line: record.line(),
                    time: record.time().map(|time| time.as_nanos()),
                    words: value("message")
                        .map(|text| text.split_whitespace().map(str::to_owned).collect())
                        .unwrap_or_default(),
                    fields: [("source".to_owned(), Log::name(source))]
                        .into_iter()
                        .chain(fields)
                        .collect(),
                });
            }
        }
        prop_assert_eq!(seen, made.log.entries(), "{}", made.shown());
        Ok(())
    });
}

/// The engine finds what the model finds, in one go.
#[test]
fn the_engine_finds_what_the_definition_says() {
    each(10_000, |made, _| {
        let report = read_whole(&base_of(made.text), &made.log.bytes());
        prop_assert_eq!(&matches(&report), &Ok(made.outcome.matches.clone()), "{}", made.shown());
        Ok(())
    });
}

/// It finds it with and without the filter, however the log is cut and by however many threads.
#[test]
fn the_cut_and_the_filter_change_nothing_over_several_records() {
    each(10_000, |made, cut| {
        let report = read_cut(&base_of(made.text), &made.log.bytes(), cut);
        prop_assert_eq!(&matches(&report), &Ok(made.outcome.matches.clone()), "{}", made.shown());
        Ok(())
    });
}

/// Everything that a report says is the same for all cuts, not only the matches.
#[test]
fn the_whole_report_is_the_same_for_all_cuts() {
    each(3_000, |made, cut| {
        let (kb, sources) = (base_of(made.text), made.log.bytes());
        let whole = read_whole(&kb, &sources);
        let pieces = read_cut(&kb, &sources, cut);
        prop_assert_eq!(&whole.findings, &pieces.findings, "{}", made.shown());
        prop_assert_eq!(whole.stats(), pieces.stats());
        Ok(())
    });
}

/// With hardly any room for lines that wait for rarer ones, all is found, or it is said that
/// something was let go.
#[test]
fn what_there_was_no_room_for_is_said() {
    let losses = std::cell::Cell::new(0_u32);
    each(10_000, |made, cut| {
        let limits = Limits { chunk: 1, waiting: cut.block * cut.threads, ..LIMITS };
        let report = read_with(&base_of(made.text), &made.log.bytes(), cut, limits);
        let found = matches(&report);
        if found.as_ref() != Ok(&made.outcome.matches) {
            let dropped: u64 = report.losses.iter().map(|loss| loss.dropped).sum();
            prop_assert!(
                dropped > 0,
                "{:?} is found, {:?} is there\n{}",
                found,
                made.outcome.matches,
                made.shown()
            );
            losses.set(losses.get() + 1);
        }
        Ok(())
    });
    assert!(losses.get() > 40, "only {} cases were short of room", losses.get());
}

/// The cases that the model was checked with hold for the engine.
#[test]
fn the_engine_knows_the_cases_of_the_table() {
    let rows: Vec<&Row> = [FRAMES, SHARING, WITHOUTS, PLACES].into_iter().flatten().collect();
    let mut wrong = Vec::new();
    for (pattern, history, expected) in &rows {
        let report = read_whole(&base_of(&spelt(pattern)), &Log::read(history).bytes());
        let found = matches(&report).map(|matches| table::shown(history, &matches));
        if found.as_deref() != Ok(*expected) {
            wrong.push(format!("{pattern}\n  {history}\n  found {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
