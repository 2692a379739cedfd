//! Whether patterns over several records can carry the rules of CRE: a rule in, our pattern for it
//! out, and both find the same in made-up histories.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;

use super::cre::{self, Reading, Reset, Rule, Term, folded};
use super::log::{Line, Log, spelt};
use super::{config, model, several};

/// Our pattern for a rule; times are seconds.
pub(crate) fn translated(rule: &Rule) -> String {
    let block = if rule.is_sequence { "sequence" } else { "all" };
    // A window is asked of one record too, where it says nothing.
    let mut text = format!("{block} within {}s sharing {{\n", rule.window.max(1));
    for term in folded(rule) {
        let times = if term.count > 1 { format!("{} times ", term.count) } else { String::new() };
        writeln!(text, "  {times}\"{}\"", term.letter).unwrap();
    }
    for reset in &rule.negate {
        writeln!(text, "  without {} \"{}\"", stretch(reset), reset.letter).unwrap();
    }
    text.push('}');
    spelt(&text)
}

fn stretch(reset: &Reset) -> String {
    let Reset { window, slide, anchor, is_absolute, .. } = *reset;
    if (window, slide, anchor, is_absolute) == (0, 0, 0, false) {
        return "from first to last".to_owned();
    }
    let shift = |by: i64| match by {
        0 => String::new(),
        1.. => format!(" + {by}s"),
        _ => format!(" - {}s", -by),
    };
    let start = format!("record {}{}", anchor + 1, shift(slide));
    match is_absolute {
        false => format!("from {start} for match{}", shift(window)),
        true if window > 0 => format!("from {start} for {window}s"),
        true => format!("from {start} to {start}"),
    }
}

fn rules() -> impl Strategy<Value = Rule> {
    let term = (
        select(vec!['a', 'b', 'a', 'b', 'c', 'c', 'd']),
        select(vec![1_usize, 1, 1, 1, 1, 1, 1, 2, 2, 3]),
    )
        .prop_map(|(letter, count)| Term { letter, count });
    let reset = (
        select(vec!['n', 'n', 'm', 'm', 'd', 'c', 'a']),
        prop_oneof![Just(0), -3_i64..6],
        prop_oneof![Just(0), -4_i64..4],
        0_usize..2,
        any::<bool>(),
    );
    let terms = prop_oneof![
        2 => prop::collection::vec(term.clone(), 1),
        6 => prop::collection::vec(term.clone(), 2),
        3 => prop::collection::vec(term.clone(), 3),
        1 => prop::collection::vec(term, 4),
    ];
    let negate = prop::collection::vec(reset, 0..=2);
    (any::<bool>(), 3_i64..14, terms, negate).prop_map(|(is_sequence, window, terms, negate)| {
        let count: usize = terms.iter().map(|term| term.count).sum();
        let negate = negate.into_iter().map(|(letter, window, slide, anchor, is_absolute)| {
            // The loader refuses an anchor that no line of a match has.
            Reset { letter, window, slide, anchor: anchor.min(count - 1), is_absolute }
        });
        let negate = negate.collect();
        // A sequence has two conditions at least, and a rule of one condition has no window.
        let window = if count == 1 { 0 } else { window };
        Rule { is_sequence: is_sequence && count > 1, window, terms, negate }
    })
}

fn histories() -> impl Strategy<Value = Vec<cre::Line>> {
    let one = || select(vec!['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'd', 'n', 'm']);
    let letters = prop_oneof![
        1 => one().prop_map(|one| vec![one]),
        1 => (one(), one()).prop_map(|(one, two)| vec![one, two]),
    ];
    prop::collection::vec((select(vec![0_i64, 0, 1, 1, 2]), letters), 6..=20).prop_map(|lines| {
        let mut now = 0;
        let line = |(later, letters)| {
            now += later;
            (now, letters)
        };
        lines.into_iter().map(line).collect()
    })
}

/// The hits of our definition, in the numbers of the lines.
fn ours(rule: &Rule, lines: &[cre::Line]) -> Vec<Vec<usize>> {
    let line = |(time, letters): &cre::Line| Line {
        letters: letters.iter().copied().collect::<BTreeSet<char>>(),
        time: u32::try_from(*time).ok(),
        user: None,
        request: None,
        is_spread: false,
    };
    let log = Log { sources: vec![lines.iter().map(line).collect()], unit: 1000 };
    let pattern = several(&translated(rule)).unwrap();
    let hit = |records: Vec<model::Place>| {
        let mut hit: Vec<usize> = records.iter().map(|(_, line)| *line as usize - 1).collect();
        hit.sort_unstable();
        hit
    };
    model::find(&pattern, &log.entries()).matches.into_iter().map(hit).collect()
}

/// What shows a difference.
fn shown(rule: &Rule, lines: &[cre::Line]) -> String {
    let lines = lines
        .iter()
        .map(|(time, letters)| format!("{}@{time}", letters.iter().collect::<String>()));
    format!("{}\n{}", translated(rule), lines.collect::<Vec<_>>().join(" "))
}

/// What came up in a run over made-up rules and histories.
#[derive(Debug, Default)]
struct Tally {
    cases: Cell<u32>,
    hits: Cell<u32>,
    refusals: Cell<u32>,
    left_out: Cell<u32>,
}

/// Holds a reading of the matchers against our definition; leaves out where it is at odds with
/// what is meant, which the reading called [`Reading::Meant`] never is.
fn compare(reading: Reading) -> Tally {
    let tally = Tally::default();
    let add = |to: &Cell<u32>, is_so: bool| to.set(to.get() + u32::from(is_so));
    let check = |(rule, lines): (Rule, Vec<cre::Line>)| {
        let theirs = cre::find(&rule, &lines, reading);
        let without = cre::find(&Rule { negate: Vec::new(), ..rule.clone() }, &lines, reading);
        add(&tally.cases, true);
        add(&tally.hits, !theirs.hits.is_empty());
        add(&tally.refusals, without.hits.len() > theirs.hits.len());
        let is_odd = theirs.is_out_of_order || theirs.is_forgetful || theirs.is_tied;
        add(&tally.left_out, is_odd);
        if !(is_odd && reading == Reading::Reference) {
            prop_assert_eq!(theirs.hits, ours(&rule, &lines), "{}", shown(&rule, &lines));
        }
        Ok(())
    };
    TestRunner::new(config(20_000)).run(&(rules(), histories()), check).unwrap();
    assert!(tally.hits.get() * 20 > tally.cases.get() * 9, "too little is found: {tally:?}");
    assert!(tally.refusals.get() * 8 > tally.cases.get(), "too little is refused: {tally:?}");
    tally
}

#[test]
fn what_cre_rules_are_meant_to_find_is_what_their_translation_finds() {
    compare(Reading::Meant);
}

/// Their matchers differ from our definition only where they lose sight of their own, which is:
///
/// - A sequence is taken whose lines do not follow one another. What is kept for a later step is
///   held against the first step alone (with `negate`: against the first line of the step
///   before), and against its time, not its place. `sequence within 3s sharing { "a" 2 times "c" }`
///   finds in `a@14 ca@16 c@18` the middle line for both steps.
/// - A line that must not occur is forgotten, since it came before anything was complete:
///   `n@1 a@1`, and also `a@5 n@6 a@7` for a set of `2 times "a"`.
/// - Lines of a set have one time, and the anchor is one of them: which comes first then is
///   nobody's rule.
#[test]
fn cre_differs_from_our_definition_only_where_it_differs_from_its_own() {
    let tally = compare(Reading::Reference);
    assert!(tally.left_out.get() * 5 < tally.cases.get(), "too much is left out: {tally:?}");
}

/// The smallest histories in which the two differ: rule, lines, what their engine finds, what ours.
#[test]
fn the_differences_are_these() {
    type Row =
        (&'static str, &'static str, &'static [&'static [usize]], &'static [&'static [usize]]);
    let rows: &[Row] = &[
        ("sequence 3: a 2c", "a@4 ca@6 c@8", &[&[1, 1, 2]], &[]),
        ("sequence 3: b a c", "b@1 a@4 b@4 c@6", &[&[1, 2, 3]], &[]),
        ("sequence 5: a d 2a", "a@1 d@2 a@5 d@6 a@8", &[&[2, 2, 3, 4]], &[]),
        ("sequence 7: 2a b !a@1+3", "a@3 a@7 b@8 a@11", &[&[0, 2, 3]], &[]),
        ("sequence 8: a c !n", "n@2 a@2 c@8", &[&[1, 2]], &[]),
        ("set 0: a !n", "n@1 a@1", &[&[1]], &[]),
        ("set 8: 2c !n", "c@5 n@7 c@7", &[&[0, 2]], &[]),
        ("set 8: 2c !n", "c@5 n@6 c@7", &[&[0, 2]], &[]),
        ("set 8: a b !n", "a@5 n@5 b@7", &[], &[]),
        ("set 5: a b !n@1", "bn@3 a@3 a@6", &[], &[&[0, 2]]),
    ];
    for (rule, lines, theirs, ours_) in rows {
        let (rule, lines) = (read_rule(rule), read_lines(lines));
        let found = cre::find(&rule, &lines, Reading::Reference).hits;
        assert_eq!(found, *theirs, "theirs: {}", shown(&rule, &lines));
        assert_eq!(ours(&rule, &lines), *ours_, "ours: {}", shown(&rule, &lines));
    }
}

/// A rule as the table writes it: `!n@1+3` is a line that must not occur, its anchor and slide.
fn read_rule(text: &str) -> Rule {
    let (head, rest) = text.split_once(": ").unwrap();
    let (kind, window) = head.split_once(' ').unwrap();
    let (mut terms, mut negate) = (Vec::new(), Vec::new());
    for word in rest.split(' ') {
        let letter = word.trim_start_matches(|c: char| !c.is_alphabetic()).chars().next().unwrap();
        if word.starts_with('!') {
            let (_, place) = word.split_once('@').unwrap_or((word, "0+0"));
            let (anchor, slide) = place.split_once('+').unwrap_or((place, "0"));
            let (anchor, slide) = (anchor.parse().unwrap(), slide.parse().unwrap());
            negate.push(Reset { letter, window: 0, slide, anchor, is_absolute: false });
        } else {
            let count = word.trim_end_matches(letter).parse().unwrap_or(1);
            terms.push(Term { letter, count });
        }
    }
    Rule { is_sequence: kind == "sequence", window: window.parse().unwrap(), terms, negate }
}

fn read_lines(text: &str) -> Vec<cre::Line> {
    let line = |token: &str| {
        let (letters, time) = token.split_once('@').unwrap();
        (time.parse().unwrap(), letters.chars().collect())
    };
    text.split(' ').map(line).collect()
}
