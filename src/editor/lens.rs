//! The samples of a file, each run: where it stands, and what came of it.

use super::Open;
use crate::source::Span;
use crate::trial;

/// What came of a sample, to be shown above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The head of the sample, or its log.
    pub span: Span,
    /// Its number in the rule, from 1.
    pub number: usize,
    /// What went wrong; nothing if the sample does what it says.
    pub failures: Vec<String>,
}

impl Lens {
    /// What came of it, in a few words.
    pub fn title(&self) -> String {
        match self.failures.first() {
            None => "passes".to_owned(),
            Some(first) => format!("fails: {first}"),
        }
    }

    /// What came of it, in sentences.
    pub fn report(&self) -> String {
        match self.failures.as_slice() {
            [] => format!("sample {} passes", self.number),
            failures => format!("sample {} fails: {}", self.number, failures.join("; ")),
        }
    }
}

/// The samples of the file's rule; none if the file holds no rule that can be run.
pub fn lenses(open: &Open<'_>) -> Vec<Lens> {
    let trial = trial::run(open.kb, |rule| rule.source == open.source);
    let heads: Vec<Span> = open.outline.samples().map(|sample| sample.head).collect();
    let cases = trial.cases.iter();
    cases
        .filter_map(|case| {
            let samples = &open.kb.rule(case.rule).samples;
            let place = case.number.checked_sub(1)?;
            let log = samples.get(place)?.log_span;
            // Samples may be written without heads.
            let head = heads.get(place).filter(|_| heads.len() == samples.len());
            let failures = case.failures.iter().map(|failure| match failure.label.text.as_str() {
                "" => failure.message.clone(),
                label => format!("{}, {label}", failure.message),
            });
            Some(Lens {
                span: head.copied().unwrap_or(log),
                number: case.number,
                failures: failures.collect(),
            })
        })
        .collect()
}
