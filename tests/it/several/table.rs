//! The model itself, held against cases that were worked out by hand from the definition.

use super::log::{Log, spelt};
use super::model::{Entry, Outcome, find};
use super::several;

/// A pattern, a history, its matches.
pub(crate) type Row = (&'static str, &'static str, &'static str);

/// What is found, in the words of the table.
pub(crate) fn shown(history: &str, matches: &[Vec<(usize, u64)>]) -> String {
    let sources: Vec<Vec<&str>> =
        history.split('|').map(|source| source.split_whitespace().collect()).collect();
    let shown = matches.iter().map(|records| {
        let records = records.iter().map(|(source, line)| sources[*source][*line as usize - 1]);
        records.collect::<Vec<_>>().join(" ")
    });
    shown.collect::<Vec<_>>().join("; ")
}

fn check(rows: &[Row]) {
    let mut wrong = Vec::new();
    for (pattern, history, expected) in rows {
        let entries: Vec<Entry> = Log::read(history).entries();
        let pattern_ = several(&spelt(pattern)).unwrap_or_else(|| panic!("refused: {pattern}"));
        let Outcome { matches, .. } = find(&pattern_, &entries);
        let found = shown(history, &matches);
        if found != *expected {
            wrong.push(format!("{pattern}\n  {history}\n  found {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Windows, the choice of records, records that are used up.
pub(crate) const FRAMES: &[Row] = &[
    (r#"sequence within 5s { "a" "b" }"#, "a@1 b@3", "a@1 b@3"),
    (r#"sequence within 5s { "a" "b" }"#, "a@1 b@6", "a@1 b@6"),
    (r#"sequence within 5s { "a" "b" }"#, "a@1 b@7", ""),
    (r#"sequence within 5s { "a" "b" }"#, "b@1 a@3", ""),
    (r#"sequence within 5s { "a" "b" }"#, "a@1 a@2 b@3 b@4", "a@1 b@3; a@2 b@4"),
    (r#"sequence within 5s { "a" "b" }"#, "a@1 a@4 b@8", "a@4 b@8"),
    (
        r#"sequence within 5s { "a" "b" "c" }"#,
        "a@1 b@2 a@3 b@4 c@6 c@7",
        "a@1 b@2 c@6; a@3 b@4 c@7",
    ),
    (r#"sequence within 3s { "a" "b" "c" }"#, "a@1 b@2 a@3 b@4 c@6", "a@3 b@4 c@6"),
    (r#"sequence within 5s { 2 times "a" "b" }"#, "a@1 b@2 a@3 b@4", "a@1 a@3 b@4"),
    (r#"sequence within 5s { "a" "a" }"#, "a@1 a@2 a@3", "a@1 a@2"),
    (r#"sequence within 5s { "a" "b" "a" }"#, "a@1 b@2 a@3 b@4 a@5", "a@1 b@2 a@3"),
    // One record serves one step, also of one match only.
    (r#"sequence within 5s { "a" "b" }"#, "ab@1", ""),
    (r#"sequence within 5s { "a" "b" }"#, "ab@1 ab@2 ab@3", "ab@1 ab@2"),
    (r#"all within 5s { "a" "b" }"#, "b@1 a@3", "b@1 a@3"),
    (r#"all within 5s { "a" "b" }"#, "ab@1", ""),
    (r#"all within 5s { "a" "b" }"#, "ab@1 a@2", "ab@1 a@2"),
    (r#"all within 5s { "a" "b" "c" }"#, "abc@1 a@2 ab@3", "abc@1 a@2 ab@3"),
    (r#"all within 5s { "a" "b" }"#, "a@1 a@2 b@3 b@9", "a@1 b@3"),
    (r#"all within 5s { "a" 2 times "b" }"#, "b@1 a@2 b@3 a@4 b@5 b@6", "b@1 a@2 b@3; a@4 b@5 b@6"),
    (r#"count >= 3 within 4s { "a" }"#, "a@1 a@4 a@5 a@6 a@7", "a@1 a@4 a@5"),
    (r#"count >= 3 within 4s { "a" }"#, "a@1 a@3 a@6 a@7", "a@3 a@6 a@7"),
    (r#"count >= 2 within 4s { "a" or "b" }"#, "a@1 c@2 b@3", "a@1 b@3"),
];

/// Records that serve several steps.
pub(crate) const SHARING: &[Row] = &[
    (r#"all within 5s sharing { "a" "b" }"#, "ab@1", "ab@1 ab@1"),
    (r#"all within 5s sharing { "a" "b" }"#, "ab@1 a@2 b@3", "ab@1 ab@1; a@2 b@3"),
    (r#"all within 5s sharing { "a" "b" }"#, "a@1 ab@2 b@3", "a@1 ab@2; ab@2 b@3"),
    (r#"all within 5s sharing { 2 times "a" "b" }"#, "ab@1 a@2", "ab@1 ab@1 a@2"),
    (r#"all within 5s sharing { "a" "b" }"#, "a@1 a@3 b@7", "a@3 b@7"),
    // In a sequence it serves steps of several matches, never two of one.
    (r#"sequence within 5s sharing { "a" "b" }"#, "ab@1", ""),
    (r#"sequence within 5s sharing { "a" "b" }"#, "a@1 ab@2 b@3", "a@1 ab@2; ab@2 b@3"),
    (r#"sequence within 5s sharing { "a" "a" }"#, "a@1 a@2 a@3", "a@1 a@2; a@2 a@3"),
    (r#"sequence within 5s sharing { 2 times "a" "b" }"#, "a@1 a@2 b@3 a@4 b@5", "a@1 a@2 b@3"),
    // What is given up is given up for one step.
    (
        r#"all within 5s sharing { "a" "b" without from last to last "n" }"#,
        "a@1 bn@2 a@3 b@4",
        "a@1 b@4",
    ),
    (
        r#"sequence within 5s sharing { "a" "b" without "n" "c" }"#,
        "a@1 ab@2 n@3 c@4 b@5 c@6",
        "a@1 b@5 c@6",
    ),
];

/// Records that must not occur, in all places.
pub(crate) const WITHOUTS: &[Row] = &[
    // First: from the window before record 1 on.
    (r#"sequence within 5s { without "n" "a" "b" }"#, "n@1 a@6 b@7", ""),
    (r#"sequence within 5s { without "n" "a" "b" }"#, "n@1 a@7 b@8", "a@7 b@8"),
    (r#"sequence within 5s { without "n" "a" "b" }"#, "a@1 n@2 b@3", "a@1 b@3"),
    (r#"sequence within 5s { without "n" "a" "b" }"#, "na@1 b@2", "na@1 b@2"),
    (r#"sequence within 5s { without within 2s "n" "a" "b" }"#, "n@1 a@4 b@5", "a@4 b@5"),
    (r#"sequence within 5s { without within 2s "n" "a" "b" }"#, "n@2 a@4 b@5", ""),
    // Between: strictly.
    (r#"sequence within 5s { "a" without "n" "b" }"#, "a@1 n@2 b@3", ""),
    (r#"sequence within 5s { "a" without "n" "b" }"#, "n@1 a@2 b@3 n@3", "a@2 b@3"),
    (r#"sequence within 5s { "a" without "n" "b" }"#, "an@1 bn@2", "an@1 bn@2"),
    (r#"sequence within 5s { "a" without "n" "b" }"#, "a@1 n@2 a@3 b@4", "a@3 b@4"),
    (r#"sequence within 5s { "a" without "n" "b" }"#, "a@1 n@1 b@1", ""),
    (r#"sequence within 5s { "a" without "a" "b" }"#, "a@1 a@2 b@3", "a@2 b@3"),
    (r#"sequence within 9s { "a" without within 2s "n" "b" }"#, "a@1 n@4 b@5", "a@1 b@5"),
    (r#"sequence within 9s { "a" without within 2s "n" "b" }"#, "a@1 n@3 b@5", ""),
    (r#"sequence within 9s { "a" without within 6s "n" "b" }"#, "a@1 b@5 n@7", ""),
    // Last: until the window of the block closes.
    (r#"sequence within 5s { "a" "b" without "n" }"#, "a@1 b@2 n@6", ""),
    (r#"sequence within 5s { "a" "b" without "n" }"#, "a@1 b@2 n@7", "a@1 b@2"),
    (r#"sequence within 5s { "a" "b" without "n" }"#, "a@1 b@2", "a@1 b@2"),
    (r#"sequence within 5s { "a" "b" without "n" }"#, "a@1 n@1 bn@2", "a@1 bn@2"),
    (r#"sequence within 5s { "a" "b" without "n" }"#, "a@1 b@2 n@3 b@5", "a@1 b@5"),
    (r#"sequence within 9s { "a" "b" without within 3s "n" }"#, "a@1 b@2 n@6", "a@1 b@2"),
    (r#"sequence within 9s { "a" "b" without within 3s "n" }"#, "a@1 b@2 n@5", ""),
    // One record, then silence.
    (r#"sequence within 5s { "a" without "b" }"#, "a@1 b@4 a@8", "a@8"),
    // In `all`: where all would fit into one window.
    (r#"all within 5s { "a" "b" without "n" }"#, "n@1 a@4 b@6", ""),
    (r#"all within 5s { "a" "b" without "n" }"#, "n@1 a@5 b@7", "a@5 b@7"),
    (r#"all within 5s { "a" "b" without "n" }"#, "b@1 a@3 n@6", ""),
    (r#"all within 5s { "a" "b" without "n" }"#, "b@1 a@3 n@7", "b@1 a@3"),
    (r#"all within 5s { "a" "b" without within 1s "n" }"#, "n@1 b@3 a@5 n@7", "b@3 a@5"),
    (r#"all within 5s { "a" "b" without within 1s "n" }"#, "b@3 a@5 n@6", ""),
    (r#"all within 5s { "a" "b" without within 1s "n" }"#, "a@1 n@2 b@4 a@6", "b@4 a@6"),
    // Points are inclusive and know only moments.
    (r#"sequence within 5s { "a" "b" without from first to last "n" }"#, "n@1 a@1 b@2", ""),
    (r#"sequence within 5s { "a" "b" without from first to last "n" }"#, "a@1 b@2 n@2", ""),
    (r#"sequence within 5s { "a" "b" without from first to last "n" }"#, "an@1 b@2", ""),
    (r#"sequence within 5s { "a" "b" without from first to last "a" }"#, "a@1 b@2", ""),
    (
        r#"sequence within 5s { "a" "b" without from first - 2s to first - 1s "n" }"#,
        "n@3 a@5 b@6",
        "",
    ),
    (
        r#"sequence within 5s { "a" "b" without from first - 2s to first - 1s "n" }"#,
        "n@2 a@5 n@5 b@6",
        "a@5 b@6",
    ),
    (
        r#"sequence within 5s { "a" "b" without from last + 2s to first "n" }"#,
        "a@1 n@2 b@3 n@5",
        "a@1 b@3",
    ),
    // The record of the first point is the one that is given up.
    (
        r#"sequence within 5s { "a" "b" "c" without from record 2 for 1s "n" }"#,
        "a@1 b@2 n@3 c@4 b@5 c@6",
        "a@1 b@5 c@6",
    ),
    (
        r#"sequence within 5s { "a" "b" "c" without from record 2 for 1s "n" }"#,
        "a@1 b@2 n@4 c@5",
        "a@1 b@2 c@5",
    ),
    (r#"sequence within 5s { "a" "b" without from first for match + 2s "n" }"#, "a@1 b@3 n@5", ""),
    (
        r#"sequence within 5s { "a" "b" without from first for match + 2s "n" }"#,
        "a@1 b@3 n@6",
        "a@1 b@3",
    ),
    (r#"sequence within 5s { "a" "b" without from last for match "n" }"#, "a@1 b@3 n@5", ""),
    (
        r#"sequence within 5s { "a" "b" without from last for match - 4s "n" }"#,
        "a@1 b@3 n@4",
        "a@1 b@3",
    ),
    (r#"sequence within 5s { "a" "b" without from last for match - 4s "n" }"#, "a@1 b@3 n@3", ""),
    // The first that objects, in the order of writing, says what is given up.
    (
        r#"sequence within 9s { "a" without "m" "b" without "n" }"#,
        "a@1 m@2 a@3 b@4 n@5 b@6",
        "a@3 b@6",
    ),
];

/// Moments, sources, keys and lines.
pub(crate) const PLACES: &[Row] = &[
    // Equal times: the order of the file, then that of the sources.
    (r#"sequence within 5s { "a" "b" }"#, "a@1 b@1", "a@1 b@1"),
    (r#"sequence within 5s { "a" "b" }"#, "b@1 a@1", ""),
    (r#"sequence within 5s { "a" "b" }"#, "b@1 | a@1", ""),
    (r#"sequence within 5s { "a" "b" }"#, "a@1 | b@1", "a@1 b@1"),
    // Disorder and several sources: by time.
    (r#"sequence within 5s { "a" "b" }"#, "b@4 a@2", "a@2 b@4"),
    (r#"sequence within 5s { "a" "b" }"#, "b@4 | a@2", "a@2 b@4"),
    (r#"sequence within 5s { "a" without "n" "b" }"#, "a@2 b@4 | n@3", ""),
    (r#"count >= 2 within 5s { "a" }"#, "a@9 a@8 | a@1 a@2", "a@1 a@2; a@8 a@9"),
    // Without a time: that of the record before, whether that takes part or not.
    (r#"sequence within 5s { "a" "b" }"#, "a@1 b", "a@1 b"),
    (r#"sequence within 5s { "a" "b" }"#, "a@1 -@9 b", ""),
    (r#"sequence within 5s { "a" "b" }"#, "a@1 | b", ""),
    (r#"sequence within 5s { "a" "b" }"#, "a b", "a b"),
    (r#"sequence within 5s { "a" "b" }"#, "a b@1", ""),
    (r#"sequence within 5s { "a" "b" }"#, "a | b", "a b"),
    (r#"sequence within 5s { without "n" "a" "b" }"#, "n a@1 b@2", "a@1 b@2"),
    (r#"sequence within 5s { "a" "b" without "n" }"#, "a b n", ""),
    (r#"sequence within 5s { "a" "b" without from last + 1s to last + 3s "n" }"#, "a b n", ""),
    // Keys.
    (
        r#"sequence within 5s by user { "a" "b" }"#,
        "a/1@1 a/2@2 b/2@3 b/1@4",
        "a/2@2 b/2@3; a/1@1 b/1@4",
    ),
    (r#"sequence within 5s by user { "a" "b" }"#, "a@1 b@2 a/1@3 b@4", ""),
    (
        r#"sequence within 5s by user { "a" without "n" "b" }"#,
        "a/1@1 n/2@2 n@2 b/1@3",
        "a/1@1 b/1@3",
    ),
    (
        r#"sequence within 5s by user, request-id { "a" "b" }"#,
        "a/1/1@1 b/1/2@2 b/1/1@3",
        "a/1/1@1 b/1/1@3",
    ),
    (r#"sequence within 5s by source { "a" "b" }"#, "a@1 b@4 | b@2 a@3", "a@1 b@4"),
    // Lines: each source by itself, and times say nothing.
    (r#"sequence within 2 lines { "a" "b" }"#, "a@9 - b@1", "a@9 b@1"),
    (r#"sequence within 2 lines { "a" "b" }"#, "a@1 - - b@1", ""),
    (r#"sequence within 2 lines { "a" "b" }"#, "a@1 | b@1", ""),
    (r#"all within 3 lines { "a" "b" }"#, "b a | a b", "b a; a b"),
    (r#"sequence within 3 lines { "a" "b" without "n" }"#, "a b - n", ""),
    (r#"sequence within 3 lines { "a" "b" without "n" }"#, "a b - - n", "a b"),
    (
        r#"sequence within 3 lines { "a" "b" without from first to first + 1 lines "n" }"#,
        "a n b",
        "",
    ),
    (r#"sequence within 3 lines by user { "a" "b" }"#, "a/1 a/2 b/1 b/2", "a/1 b/1; a/2 b/2"),
];

#[test]
fn frames_are_the_smallest() {
    check(FRAMES);
}

#[test]
fn a_record_may_be_shared() {
    check(SHARING);
}

#[test]
fn what_must_not_occur_is_looked_for_in_its_stretch() {
    check(WITHOUTS);
}

#[test]
fn records_have_places() {
    check(PLACES);
}
