//! The table of problem × envelope: every sample that a rule finds is found in every envelope as
//! well, with the same causes and captures.

use pomkb::kb::KnowledgeBase;
use pomkb::record::{Calendar, Format, split};
use pomkb::rule::Expect;
use pomkb::scan::{Finding, Report};

use crate::envelope::{ENVELOPES, Envelope};
use crate::rules::{base, scan};

/// Cells that are missing: rule, number of the sample from 1 (0: all), envelope, and why.
const MISSING: &[(&str, usize, &str, &str)] = &[
    ("command-line-tools-incomplete-chain", 4, "logcli", BARE),
    ("pomerium-panic", 1, "cri, in parts", CUT),
    ("pomerium-panic", 5, "cri, in parts", CUT),
    ("command-line-tools-incomplete-chain", 4, "cri, in parts", CUT),
    ("shared-secret-mismatch", 2, "cri, in parts", CUT),
    ("envoy-path-normalization-failed", 4, "cri, in parts", CUT),
];

/// Envelopes of plain text that may be the beginning of a sentence: there the prefix stays, and is
/// a part of what is captured.
const SHORT: &[&str] = &["stern", "grep -n", "a quotation"];
/// The problem is found, but counted twice.
const BARE: &str = "a sentence behind such a short prefix may be a sentence that begins so: the \
                    prefix stays, and the trace's lines, no longer indented, are records";
/// The runtime cuts lines of 16 KiB; no line of a pretty-printed object or a trace is so long.
const CUT: &str = "a line that was cut is put together and is then a record of its own, not a \
                   further line of the record above";

/// Nothing here depends on times.
const CALENDAR: Calendar = Calendar::of_year(2026);

#[test]
fn every_problem_is_found_in_every_envelope() {
    let kb = base();
    assert!(MISSING.iter().all(|(.., why)| !why.is_empty()));
    let (mut cells, mut wrong) = (0, Vec::new());
    for (ix, rule) in kb.rules() {
        let samples = (1..).zip(&rule.samples);
        let found = samples.filter(|(_, sample)| matches!(sample.expect, Expect::Finds(_)));
        for (number, sample) in found {
            let lines: Vec<&str> = sample.log.lines().collect();
            let bare = shape(&kb, &scan(&kb, &sample.log), ix.at());
            let is_plain = split(sample.log.as_bytes(), &CALENDAR)
                .all(|it| it.format() == Format::Plain && it.envelope().carriers.is_empty());
            let told = |it: &&Envelope| !(is_plain && SHORT.contains(&it.name));
            for envelope in ENVELOPES.iter().filter(told) {
                let is_missing = MISSING.iter().any(|(id, at, name, _)| {
                    *id == rule.id.as_str() && (*at == 0 || *at == number) && *name == envelope.name
                });
                let carried = (envelope.wrap)(&lines);
                let seen = shape(&kb, &scan(&kb, &carried), ix.at());
                cells += 1;
                if (seen == bare) == is_missing {
                    wrong.push(format!(
                        "{} sample {number} in {}: {seen:?} is not {bare:?}",
                        rule.id, envelope.name
                    ));
                }
            }
        }
    }
    assert!(cells > 3000, "{cells} cells");
    assert!(wrong.is_empty(), "{} of {cells} cells:\n{}", wrong.len(), wrong.join("\n"));
}

/// What must not depend on the envelope.
fn shape(kb: &KnowledgeBase, report: &Report, rule: usize) -> Option<String> {
    let finding = report.findings.iter().find(|finding| finding.rule.at() == rule)?;
    let Finding { count, captures, causes, .. } = finding;
    let captures: Vec<_> = captures.iter().filter(|(name, _)| name != "source").collect();
    let rule = kb.rule(finding.rule);
    let causes = causes.iter().map(|found| &rule.causes[found.cause.0 as usize].name);
    Some(format!("{count} {captures:?} {:?}", causes.collect::<Vec<_>>()))
}
