//! What is missing before a rule is proven: samples of several forms that find it, and a near miss.

use std::collections::BTreeSet;

use super::CALENDAR;
use crate::diagnostic::{Code, Diagnostic};
use crate::record::{Carrier, Format, split};
use crate::rule::{Expect, Rule, Sample};

/// How many samples must find a rule.
const FOUND: usize = 2;

/// Says what is missing. An article needs no proof.
pub(super) fn missing(rule: &Rule) -> Vec<Diagnostic> {
    let mut missing = Vec::new();
    if rule.detection.is_none() {
        return missing;
    }
    let mut say = |message: String, note: &'static str| {
        let found = Diagnostic::of_file(Code::ThinProof, rule.source, message);
        missing.push(found.note(note));
    };
    let found = rule.samples.iter().filter_map(|sample| match &sample.expect {
        Expect::Finds(expected) => Some(form(sample, expected.line.value)),
        Expect::Quiet { .. } => None,
    });
    let found: Vec<Form<'_>> = found.collect();
    let forms: BTreeSet<&Form<'_>> = found.iter().collect();
    if found.len() < FOUND {
        let count = match found.len() {
            0 => "no sample shows".to_owned(),
            _ => "only one sample shows".to_owned(),
        };
        say(
            format!("{count} that this rule is found"),
            "add a `[[sample]]` with the problem as another carrier or program writes it",
        );
    } else if forms.len() < FOUND {
        say(
            format!("all samples that find this rule have one form, {}", found[0].name()),
            "add one as it looks elsewhere: behind Docker or kubectl, on the console, in a chat",
        );
    }
    if found.len() == rule.samples.len() {
        say(
            "no sample shows what this rule is not".to_owned(),
            "add a `[[sample]]` with a `log` that is near, and `quiet = \"why it is not this\"`",
        );
    }
    missing
}

/// The form of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Form<'s> {
    carriers: Vec<Carrier>,
    format: Format,
    /// What has no format is told apart by its wording.
    wording: Option<&'s str>,
}

impl Form<'_> {
    fn name(&self) -> String {
        let carriers = self.carriers.iter().map(|carrier| carrier.name());
        carriers.chain([self.format.name()]).collect::<Vec<_>>().join(" > ")
    }
}

/// The form of the record that begins in a line of a sample.
fn form(sample: &Sample, line: u64) -> Form<'_> {
    let record = split(sample.log.as_bytes(), &CALENDAR).take_while(|it| it.line() <= line).last();
    let (carriers, format) = record.map_or((Vec::new(), Format::Plain), |record| {
        (record.envelope().carriers.clone(), record.format())
    });
    let text = usize::try_from(line).ok().and_then(|line| sample.log.lines().nth(line - 1));
    Form { carriers, format, wording: text.filter(|_| format == Format::Plain) }
}
