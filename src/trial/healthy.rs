//! Logs of healthy systems: no rule may be found in them that would alarm somebody.

use std::collections::BTreeMap;

use super::scan;
use crate::diagnostic::{Code, Diagnostic};
use crate::kb::KnowledgeBase;
use crate::program::RuleIx;
use crate::rule::{Rule, Severity};
use crate::source::Span;

/// A log in which all is well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HealthyLog<'l> {
    /// How it is called.
    pub name: &'l str,
    /// The log.
    pub bytes: &'l [u8],
}

/// The healthy logs that the program brings along: every format that is read, every service.
pub fn logs<'l>() -> impl Iterator<Item = HealthyLog<'l>> {
    LOGS.iter().map(|(name, bytes)| HealthyLog { name, bytes })
}

/// All lines of these logs: what ordinary lines are like.
pub fn lines() -> impl Iterator<Item = &'static [u8]> + Clone {
    LOGS.iter().flat_map(|(_, bytes)| bytes.split(|byte| *byte == b'\n'))
}

static LOGS: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/healthy_logs.rs"));

/// Looks for the rules that `wanted` picks in healthy logs: those above `info` that are found, by
/// file.
pub fn alarms<'l>(
    kb: &KnowledgeBase,
    logs: impl IntoIterator<Item = HealthyLog<'l>>,
    mut wanted: impl FnMut(&Rule) -> bool,
) -> Vec<Diagnostic> {
    let mut places: BTreeMap<RuleIx, Vec<String>> = BTreeMap::new();
    for log in logs {
        for finding in scan(kb, log.name, log.bytes).findings {
            let rule = kb.rule(finding.rule);
            if rule.severity > Severity::Info && wanted(rule) {
                let line = finding.evidence.first().map_or((0, ""), |it| (it.line, &it.text));
                let place = format!("{}:{}: {}", log.name, line.0, short(line.1));
                places.entry(finding.rule).or_default().push(place);
            }
        }
    }
    let mut alarms: Vec<Diagnostic> =
        places.into_iter().map(|(ix, places)| alarm(kb.rule(ix), &places)).collect();
    alarms.sort_by_key(|found| (found.source, found.label.span));
    alarms
}

/// Says in which logs a rule is found.
fn alarm(rule: &Rule, places: &[String]) -> Diagnostic {
    let written = rule.detection.as_ref().map_or(Span::empty(0), |detection| detection.written);
    let message = "this rule is found in a log in which all is well";
    let alarm = Diagnostic::new(Code::Alarm, rule.source, written, message).label("too wide");
    let alarm = places.iter().take(SHOWN).fold(alarm, |alarm, place| alarm.note(place.clone()));
    match places.len() - places.len().min(SHOWN) {
        0 => alarm,
        more => alarm.note(format!("and in {more} more")),
    }
}

/// How many healthy logs are named for one rule.
const SHOWN: usize = 3;

/// A line as far as a note shows it.
fn short(line: &str) -> &str {
    const LONGEST: usize = 300;
    &line[..line.floor_char_boundary(LONGEST)]
}
