//! The table of problem × envelope: every sample that a rule finds is found in every envelope as
//! well, with the same causes and captures.

use pomkb::kb::KnowledgeBase;
use pomkb::rule::Expect;
use pomkb::scan::{Finding, Report};

use crate::envelope::ENVELOPES;
use crate::rules::{base, scan};

/// Cells that are missing: rule, number of the sample from 1 (0: all), envelope, and why.
const MISSING: &[(&str, usize, &str, &str)] = &[
    ("command-line-tools-incomplete-chain", 4, "logcli", BARE),
    ("ingress-secret-not-found", 16, "cri, in parts", CUT),
    ("application-finds-no-key-for-jwt", 6, "cri, in parts", CUT),
    ("application-finds-no-key-for-jwt", 6, "logcli", BARE),
    ("config-file-syntax-error", 5, "cri, in parts", CUT),
    ("config-file-syntax-error", 5, "logcli", BARE),
    ("directory-service-account-unusable", 10, "syslog, RFC 3164", LEVEL),
    ("directory-service-account-unusable", 10, "syslog, RFC 5424", LEVEL),
    ("directory-service-account-unusable", 10, "journalctl -o json", LEVEL),
    ("directory-service-account-unusable", 10, "GCP", LEVEL),
    ("systemd-start-failed", 14, "cri, in parts", CUT),
    ("systemd-start-failed", 14, "logcli", BARE),
    ("systemd-start-failed", 19, "cri, in parts", CUT),
    ("systemd-start-failed", 19, "logcli", BARE),
    ("pomerium-panic", 1, "cri, in parts", CUT),
    ("pomerium-panic", 5, "cri, in parts", CUT),
    ("command-line-tools-incomplete-chain", 4, "cri, in parts", CUT),
    ("shared-secret-mismatch", 2, "cri, in parts", CUT),
    ("envoy-path-normalization-failed", 4, "cri, in parts", CUT),
];

/// Envelopes whose prefix stays before plain text, as it may be the beginning of a sentence: a rule
/// that asks how a line begins does not find it there.
const SHORT: &[&str] = &["stern", "grep -n", "a quotation"];
/// Prefixes that stay before plain text, as they may be the beginning of a sentence; so they are a
/// part of what is captured of it.
const PREFIXES: &[&str] = &["pomerium-proxy-5d7f9c8b6-x2x4z pomerium ", "12:", "> "];
const LEVEL: &str = "the rule asks for a line without a level, and the carrier gives it one";
/// The problem is found, but counted twice.
const BARE: &str = "a sentence behind such a short prefix may be a sentence that begins so: the \
                    prefix stays, and the trace's lines, no longer indented, are records";
/// The runtime cuts lines of 16 KiB; no line of a pretty-printed object or a trace is so long.
const CUT: &str = "a line that was cut is put together and is then a record of its own, not a \
                   further line of the record above";

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
            let said: String = lines.iter().flat_map(|line| ["he said ", *line, "\n"]).collect();
            // What comes of it behind words that no envelope writes.
            let behind = shape(&kb, &scan(&kb, &said), ix.at());
            for envelope in ENVELOPES {
                let is_missing = MISSING.iter().any(|(id, at, name, _)| {
                    *id == rule.id.as_str() && (*at == 0 || *at == number) && *name == envelope.name
                });
                let carried = (envelope.wrap)(&lines);
                let seen = shape(&kb, &scan(&kb, &carried), ix.at());
                cells += 1;
                let may_miss = behind != bare && SHORT.contains(&envelope.name) && seen == behind;
                if if seen == bare { is_missing } else { !is_missing && !may_miss } {
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
    let bare = |value: &String| {
        let bare = PREFIXES.iter().find_map(|prefix| value.strip_prefix(prefix));
        bare.unwrap_or(value).to_owned()
    };
    // Where a record comes from is what an envelope adds.
    let captures = captures.iter().filter(|(name, _)| name != "source");
    let captures: Vec<(&String, Vec<String>)> =
        captures.map(|(name, values)| (name, values.iter().map(bare).collect())).collect();
    let rule = kb.rule(finding.rule);
    let causes = causes.iter().map(|found| &rule.causes[found.cause.0 as usize].name);
    Some(format!("{count} {captures:?} {:?}", causes.collect::<Vec<_>>()))
}
