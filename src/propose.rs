//! A line of a log that no rule knows in, a rule that finds it out: with samples, and with marks
//! where a person has to write.

mod name;
mod near;
mod phrase;
mod symptom;

use crate::field::Field;
use crate::kb::KnowledgeBase;
use crate::program::log_grams;
use crate::record::{Calendar, Record, split};
use crate::rule::{Draft, DraftCause, DraftExpect, DraftSample, Severity, TO_BE_WRITTEN};
use crate::scan::{Limits, Scanner};
use crate::secret::Redactor;
use crate::value::Level;
use near::{Log, near_miss};
use symptom::Proposed;

/// Samples are read as if in this year.
const CALENDAR: Calendar = Calendar::of_year(2026);

/// What to make a rule of.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// The log.
    pub log: &'r [u8],
    /// A line of the record that is to be found, from 1.
    pub line: u64,
    /// Logs in which all is well: the rule should be quiet there.
    pub healthy: &'r [&'r [u8]],
}

/// A rule as it is proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// An id that no rule has.
    pub id: String,
    /// The program or the service that wrote the line, which may be an area.
    pub speaker: Option<String>,
    /// The rule. Its title is a proposal as well.
    pub draft: Draft,
    /// Secrets, people and machines that were replaced in the samples, and by what.
    pub redacted: Vec<(String, String)>,
    /// Lines of healthy logs on which the symptom holds; it is too wide if there are any.
    pub healthy_hits: usize,
}

/// Why there is no proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoProposal {
    /// The log has no such line.
    NoSuchLine,
    /// Nothing in the record stays the same from one to the next.
    NothingToGoBy,
    /// It has characters that no rule file can hold.
    NotWritable,
}

/// The ids of the rules that know the record in a line of a log; `None` if it has no such line.
pub fn known_by(kb: &KnowledgeBase, log: &[u8], line: u64) -> Option<Vec<String>> {
    let raw = raw(log, &record_at(log, line)?);
    Some(found_in(kb, &String::from_utf8_lossy(raw)))
}

/// The line of the most frequent error that no rule knows; `None` if there is none.
pub fn first_unknown(kb: &KnowledgeBase, log: &[u8]) -> Option<u64> {
    let mut scanner = Scanner::new(kb.program(), Limits::default(), CALENDAR);
    scanner.feed("log", log);
    let report = scanner.finish();
    report.unexplained.kinds.first()?.evidence.first().map(|evidence| evidence.line)
}

/// Makes a rule for a line. The rules of `kb` that know it already are refined by the new one.
///
/// # Errors
///
/// If nothing can be made of the line.
pub fn propose(kb: &KnowledgeBase, request: &Request<'_>) -> Result<Proposal, NoProposal> {
    let record = record_at(request.log, request.line).ok_or(NoProposal::NoSuchLine)?;
    let mut redactor = Redactor::default();
    let written = String::from_utf8_lossy(raw(request.log, &record)).into_owned();
    let sample = redactor.redact(written.trim_end());
    if !Draft::holds(&sample) {
        return Err(NoProposal::NotWritable);
    }
    // From here on only what may be passed on is looked at.
    let record = split(sample.as_bytes(), &CALENDAR).next().ok_or(NoProposal::NoSuchLine)?;
    let proposed =
        symptom::of(&record, request.healthy, &log_grams()).ok_or(NoProposal::NothingToGoBy)?;
    let known = found_in(kb, &sample);

    let mut samples =
        vec![found(&sample, "seen in a log", &proposed), second_form(&sample, &record, &proposed)];
    let logs = std::iter::once(Log { bytes: request.log, from: "the same log" });
    let healthy = request.healthy.iter();
    let healthy = healthy
        .map(|bytes| Log { bytes, from: "a log in which all is well, of those in tests/corpus" });
    samples.extend(near_miss(kb, &record, &proposed.condition, logs.chain(healthy)).map(|near| {
        DraftSample {
            from: near.from.to_owned(),
            log: redactor.redact(near.text.trim_end()),
            expect: DraftExpect::Quiet(to_write("why this is not the problem")),
            also: Vec::new(),
        }
    }));
    let speaker = symptom::speaker(&record);
    Ok(Proposal {
        id: name::free_id(&proposed.phrase, kb),
        speaker,
        redacted: redactor.replaced(),
        healthy_hits: proposed.healthy_hits,
        draft: Draft {
            remarks: Vec::new(),
            title: name::title(&proposed.phrase),
            severity: severity(&record),
            refines: known,
            see: vec![format!("https://www.pomerium.com/docs#{TO_BE_WRITTEN}")],
            summary: summary(&proposed),
            causes: vec![DraftCause {
                name: "to-be-named".to_owned(),
                title: to_write("the likeliest cause, in one line"),
                why: to_write("why this leads to what the log says."),
                remedy: to_write("what to do: a command to paste, or the setting to change."),
                verify: to_write("how to see that it is fixed."),
            }],
            symptom: proposed.text,
            samples,
        },
    })
}

/// Marks a text that a person has to write.
pub fn to_write(what: &str) -> String {
    format!("{TO_BE_WRITTEN}: {what}")
}

fn summary(proposed: &Proposed) -> String {
    let names: Vec<String> =
        proposed.captures.iter().map(|(name, _)| format!("{{{{ {name} }}}}")).collect();
    match names.as_slice() {
        [] => to_write("what happened, in a sentence or two."),
        names => {
            let names = names.join(", ");
            to_write(&format!("what happened, in a sentence or two; the line gives {names}."))
        }
    }
}

/// How bad it is, as far as the record says it: a request that failed is an error at any level.
fn severity(record: &Record<'_>) -> Severity {
    let codes = ["response-code", "http-code"].map(|name| record.values(&Field::of(name)));
    let mut codes = codes.iter().flatten().filter_map(|value| value.text().parse::<u16>().ok());
    if codes.any(|code| code >= 500) {
        return Severity::Error;
    }
    match record.level() {
        Some(Level::Fatal) => Severity::Fatal,
        Some(Level::Warning) => Severity::Warning,
        Some(Level::Trace | Level::Debug | Level::Info) => Severity::Info,
        Some(Level::Error) | None => Severity::Error,
    }
}

fn found(log: &str, from: &str, proposed: &Proposed) -> DraftSample {
    let expect = DraftExpect::Finds { line: 1, captures: proposed.captures.clone() };
    DraftSample { from: from.to_owned(), log: log.to_owned(), expect, also: Vec::new() }
}

/// The same record in another form: without what carried it, or as Docker Compose shows it.
fn second_form(sample: &str, record: &Record<'_>, proposed: &Proposed) -> DraftSample {
    if record.envelope().carriers.is_empty() {
        let lines: Vec<String> =
            sample.lines().map(|line| format!("pomerium-1  | {line}")).collect();
        found(&lines.join("\n"), "the same, as Docker Compose shows it", proposed)
    } else {
        found(record.text(), "the same, as the program wrote it", proposed)
    }
}

/// The record that a line, from 1, belongs to.
fn record_at(log: &[u8], line: u64) -> Option<Record<'_>> {
    let mut records = split(log, &CALENDAR);
    let is_behind = |record: &Record<'_>| record.line() + u64::from(record.line_count()) > line;
    records.find(is_behind).filter(|record| record.line() <= line)
}

/// The lines of a record as they stand in the log.
fn raw<'l>(log: &'l [u8], record: &Record<'_>) -> &'l [u8] {
    let rest = &log[record.offset().min(log.len())..];
    let lines = usize::try_from(record.line_count()).unwrap_or(usize::MAX);
    let length = rest.split_inclusive(|byte| *byte == b'\n').take(lines).map(<[u8]>::len).sum();
    &rest[..length]
}

/// The ids of the rules that are found in a text.
fn found_in(kb: &KnowledgeBase, text: &str) -> Vec<String> {
    let mut scanner = Scanner::new(kb.program(), Limits::default(), CALENDAR);
    scanner.feed("line", text.as_bytes());
    let findings = scanner.finish().findings;
    findings.iter().map(|finding| kb.rule(finding.rule).id.to_string()).collect()
}
