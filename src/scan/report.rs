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
    /// What had to be let go, by rule.
    pub losses: Vec<Loss>,
}

/// Records of a pattern over several that were let go, so that matches may have been missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// The rule.
    pub rule: RuleIx,
    /// How many came so late that there was no room to put them in order.
    pub late: u64,
    /// How many there was no room to hold until the others came.
    pub dropped: u64,
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
    /// How many times it was found: in so many records, or as so many matches of several.
    pub count: u64,
    /// The earliest time among these.
    pub first: Option<Timestamp>,
    /// The latest time among these.
    pub last: Option<Timestamp>,
    /// All values of all captures, each value once, in the order in which they came; no more of
    /// them than the limits allow.
    pub captures: Captures,
    /// The records of the first matches.
    pub evidence: Vec<Evidence>,
    /// The causes that the log does not rule out, likeliest first.
    pub causes: Vec<FoundCause>,
}

impl Finding {
    /// A rule that was not found yet.
    pub(super) const fn new(rule: RuleIx) -> Self {
        Self {
            rule,
            count: 0,
            first: None,
            last: None,
            captures: Vec::new(),
            evidence: Vec::new(),
            causes: Vec::new(),
        }
    }
}

/// Values by name, sorted by name.
pub type Captures = Vec<(String, Vec<String>)>;

/// A record that shows a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The number of the match that it belongs to, from 0: one for every record, or for all
    /// records that make up one match of a pattern over several.
    pub part: u64,
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
