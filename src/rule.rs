//! One known problem: how it looks, why it happens, what to do about it.

mod draft;
mod file;
mod format;
mod lint;
mod load;
pub mod outline;
mod prose;

pub use draft::{Draft, DraftCause, DraftExpect, DraftSample, TO_BE_WRITTEN};
pub use format::{SCHEMA, format};
pub use load::head::{BOUNDS, PRODUCTS};
pub use load::keys::{Holds, Key, Place};
pub use load::load;
pub use prose::{Block, Fault, FaultKind, Inline, Piece, Prose};

use std::fmt;

use crate::source::{SourceId, Span, Spanned};
use crate::symptom::{Condition, Symptom};

/// One known problem.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The file's name without `.toml`.
    pub id: RuleId,
    /// The name of the folder that the file lies in.
    pub area: Area,
    /// The file.
    pub source: SourceId,
    /// The problem in one line.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// The releases that show it, as written; empty if that is not known.
    pub affects: Option<String>,
    /// Ids that this rule had before.
    pub formerly: Vec<RuleId>,
    /// Rules that this one replaces where both hit the same record.
    pub refines: Vec<Spanned<RuleId>>,
    /// Rules whose findings are a consequence of this one.
    pub explains: Vec<Spanned<RuleId>>,
    /// References.
    pub see: Vec<String>,
    /// What happened, in a sentence or two.
    pub summary: Prose,
    /// Why, likeliest first; never empty.
    pub causes: Vec<Cause>,
    /// How it looks in a log; without, this is an article.
    pub detection: Option<Detection>,
    /// Logs and what must come of them; empty for an article.
    pub samples: Vec<Sample>,
}

/// How a rule is found.
#[derive(Debug, Clone)]
pub struct Detection {
    /// The symptom.
    pub symptom: Symptom,
    /// The symptom as it is written in the file.
    pub written: Span,
    /// Fields that become captures where the record has them.
    pub keep: Vec<crate::field::Field>,
}

/// The id of a rule: lower-case words joined by hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(String);

impl RuleId {
    /// Takes a text that is an id; `None` otherwise.
    pub fn parse(text: &str) -> Option<Self> {
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        text.split('-').all(is_word).then(|| Self(text.to_owned()))
    }

    /// The id that the path of a rule file says; `None` if the file's name is no id.
    pub fn of(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        Self::parse(name.strip_suffix(".toml").unwrap_or(name))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A part of the system that problems belong to: the name of a folder of rules.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area(String);

impl Area {
    /// The area that the path of a rule file says. A file that lies in no folder, or in one that is
    /// no area, is somebody's own.
    pub fn of(path: &str) -> Self {
        let folder = path.rsplit(['/', '\\']).nth(1).filter(|folder| *folder != "rules");
        let area = folder.and_then(RuleId::parse);
        Self(area.map_or_else(|| "own".to_owned(), |id| id.0))
    }

    /// The area as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// How bad a problem is, for those whom it hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It looks like an error and is none.
    Harmless,
    /// Good to know.
    Info,
    /// It will become an error, or hits few.
    Warning,
    /// Users are refused, or requests fail.
    Error,
    /// A process stops or does not start.
    Fatal,
}

impl Severity {
    /// All, least first.
    pub const ALL: [Self; 5] =
        [Self::Harmless, Self::Info, Self::Warning, Self::Error, Self::Fatal];

    /// The name as rule files write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Harmless => "harmless",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Fatal => "fatal",
        }
    }

    /// What it means for those whom the problem hits.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Harmless => "it looks like an error and is none",
            Self::Info => "good to know",
            Self::Warning => "it will become an error, or hits few",
            Self::Error => "users are refused, or requests fail",
            Self::Fatal => "a process stops or does not start",
        }
    }

    /// The severity of a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == text)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Why a problem happens, and what to do.
#[derive(Debug, Clone)]
pub struct Cause {
    /// Its name: an anchor on the page.
    pub name: String,
    /// The cause in one line.
    pub title: String,
    /// What must hold of the record for this to be the cause; captures are fields here.
    pub when: Option<Condition>,
    /// Where that is written in the file.
    pub when_written: Option<Span>,
    /// Why this leads to the symptom.
    pub why: Prose,
    /// What to do.
    pub remedy: Prose,
    /// How to see that it is fixed.
    pub verify: Prose,
}

/// A log, and what must come of it.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Where it comes from.
    pub from: Option<String>,
    /// The log.
    pub log: String,
    /// Where the log stands in the rule file.
    pub log_span: Span,
    /// What must come of it.
    pub expect: Expect,
    /// Other rules that it sets off, rightly.
    pub also: Vec<Spanned<RuleId>>,
}

/// What must come of a sample. There is no third case.
#[derive(Debug, Clone)]
pub enum Expect {
    /// The rule is found.
    Finds(Expected),
    /// The rule is not found.
    Quiet {
        /// Why this is not the problem.
        because: String,
    },
}

/// What must be found in a sample.
#[derive(Debug, Clone)]
pub struct Expected {
    /// The place of the whole expectation in the rule file.
    pub span: Span,
    /// The number of the first record's line in the sample, from 1.
    pub line: Spanned<u64>,
    /// The first cause that must be shown.
    pub cause: Option<Spanned<String>>,
    /// All causes that must be shown, in their order, and no other.
    pub causes: Option<Spanned<Vec<String>>>,
    /// Captures by name, with their values.
    pub captures: Vec<(Spanned<String>, Spanned<String>)>,
}
