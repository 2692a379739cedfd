//! What came of a run: plain data.

use std::ops::Range;

use super::Limits;
use crate::program::{CauseIx, RuleIx};
use crate::record::Format;
use crate::value::{Level, Timestamp};

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
    /// Records that tell of a failure and that no rule explains.
    pub unexplained: Unexplained,
}

/// Records without an explanation, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unexplained {
    /// The kinds, most frequent first, among equals what came first.
    pub kinds: Vec<Kind>,
    /// Records of more kinds than there was room for.
    pub lost: u64,
}

/// Records that differ only in what varies from one to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// What they have in common, with `<…>` for the rest.
    pub shape: String,
    /// What they say how grave they are; a request that failed, and a text that tells of a failure
    /// without a level, count as errors.
    pub level: Level,
    /// How many there are.
    pub count: u64,
    /// The earliest time among these.
    pub first: Option<Timestamp>,
    /// The latest time among these.
    pub last: Option<Timestamp>,
    /// The first records. Nothing is marked in them.
    pub evidence: Vec<Evidence>,
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

    /// Takes in what was found of the same rule behind this, with lines counted alike. No more is
    /// kept than `limits` say.
    pub(super) fn merge(&mut self, mut later: Self, limits: Limits) {
        for evidence in &mut later.evidence {
            evidence.part += self.count;
        }
        self.count += later.count;
        self.first = [self.first, later.first].into_iter().flatten().min();
        self.last = self.last.max(later.last);
        let room = limits.evidence.saturating_sub(self.evidence.len());
        self.evidence.extend(later.evidence.into_iter().take(room));
        for (name, values) in later.captures {
            for value in values {
                add_value(&mut self.captures, &name, value, limits.values);
            }
        }
        for cause in later.causes {
            if !self.causes.iter().any(|found| found.cause == cause.cause) {
                self.causes.push(cause);
            }
        }
        self.causes.sort_by_key(|found| found.cause);
    }

    /// Counts lines from where the source begins, not from behind its first `lines` lines.
    pub(super) fn shift(&mut self, lines: u64) {
        for evidence in &mut self.evidence {
            evidence.line += lines;
        }
        for spot in self.causes.iter_mut().filter_map(|found| found.shown_by.as_mut()) {
            spot.line += lines;
        }
    }
}

/// Adds a value to those of its name, if it is new and there is room.
pub(super) fn add_value(captures: &mut Captures, name: &str, value: String, limit: usize) {
    let at = match captures.binary_search_by(|(known, _)| known.as_str().cmp(name)) {
        Ok(at) => at,
        Err(at) => {
            captures.insert(at, (name.to_owned(), Vec::new()));
            at
        }
    };
    let values = &mut captures[at].1;
    if values.len() < limit && !values.contains(&value) {
        values.push(value);
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
    /// This record, if the cause asks for something that was found in it.
    pub shown_by: Option<Spot>,
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// Where it was read.
    pub source: SourceId,
    /// The number of its first line, from 1.
    pub line: u64,
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
