//! What came of a run: plain data.

use std::ops::Range;

use crate::program::{CauseIx, RuleIx};
use crate::record::Format;
use crate::value::Timestamp;

/// What came of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What was found, by rule.
    pub findings: Vec<Finding>,
    /// What was read, in the order in which it was fed.
    pub sources: Vec<SourceStats>,
    /// How many rules were tried.
    pub rules: u64,
    /// What each rule cost, if that was measured.
    pub costs: Vec<Cost>,
}

/// What a rule cost in a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// The rule.
    pub rule: RuleIx,
    /// How often one of its literals stopped the search.
    pub stops: u64,
    /// On how many records it was tried.
    pub tries: u64,
    /// How long that took.
    pub nanos: u64,
}

/// A rule that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: RuleIx,
    /// How many records it was found in.
    pub count: u64,
    /// The earliest time among these.
    pub first: Option<Timestamp>,
    /// The latest time among these.
    pub last: Option<Timestamp>,
    /// All values of all captures, each value once, in the order in which they came; no more of
    /// them than the limits allow.
    pub captures: Captures,
    /// The first records.
    pub evidence: Vec<Evidence>,
    /// The causes that the log does not rule out, likeliest first.
    pub causes: Vec<FoundCause>,
}

/// Values by name, sorted by name.
pub type Captures = Vec<(String, Vec<String>)>;

/// A record that shows a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Where it was read.
    pub source: SourceId,
    /// Where its envelope says it comes from, if it says so.
    pub origin: Option<String>,
    /// The number of its first line, from 1.
    pub line: u64,
    /// Its text, envelopes off.
    pub text: String,
    /// What matched: byte ranges in `text`, sorted, none touching another.
    pub spans: Vec<Range<usize>>,
}

/// A cause that the log does not rule out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCause {
    /// The cause.
    pub cause: CauseIx,
    /// The values of the first record that speaks for it.
    pub captures: Vec<(String, String)>,
}

/// The number of a source in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// What was read of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceStats {
    /// How answers call it.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its lines.
    pub lines: u64,
    /// Its records.
    pub records: u64,
    /// NUL bytes that were skipped.
    pub nul_bytes: u64,
    /// Lines with bytes that are no UTF-8.
    pub invalid_utf8_lines: u64,
    /// Bytes of overlong lines that were skipped.
    pub skipped_bytes: u64,
    /// Lines of which bytes were skipped.
    pub cut_lines: u64,
    /// The first thousand records by format.
    pub formats: Vec<(Format, u64)>,
}

impl SourceStats {
    /// A source of which nothing was read yet.
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            bytes: 0,
            lines: 0,
            records: 0,
            nul_bytes: 0,
            invalid_utf8_lines: 0,
            skipped_bytes: 0,
            cut_lines: 0,
            formats: Vec::new(),
        }
    }
}

/// The sums over all sources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Bytes read.
    pub bytes: u64,
    /// Lines read.
    pub lines: u64,
    /// Records read.
    pub records: u64,
}

impl Report {
    /// The sums over all sources.
    pub fn stats(&self) -> Stats {
        self.sources.iter().fold(Stats::default(), |sum, source| Stats {
            bytes: sum.bytes + source.bytes,
            lines: sum.lines + source.lines,
            records: sum.records + source.records,
        })
    }

    /// The name of a source of this report.
    pub fn source_name(&self, source: SourceId) -> &str {
        &self.sources[source.0 as usize].name
    }
}
