//! The keys that tables of a rule file have; those of one table, taken one by one, slips too; what
//! is left over is unknown.

use crate::rule::file::{Node, Table};
use crate::source::{Span, Spanned};
use crate::spelling::nearest;

/// What a table of a rule file is, which decides what keys it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The file itself.
    Rule,
    /// A table `[cause.some-name]`.
    Cause,
    /// A table `[[sample]]`.
    Sample,
    /// What a sample must find; beside its keys it holds captures by their names.
    Finds,
}

/// A key that tables of one kind have.
#[derive(Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What its value is.
    pub holds: Holds,
    /// Whether a table without it is refused.
    pub is_required: bool,
    /// What it is for, in a sentence without a full stop.
    pub purpose: &'static str,
}

/// What the value of a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A text of one line.
    Line,
    /// A word for how bad it is.
    Severity,
    /// A product and its releases.
    Releases,
    /// Ids of rules.
    Ids,
    /// Addresses.
    Links,
    /// Names of fields.
    Fields,
    /// A symptom, in its language.
    Symptom,
    /// A condition, in the language of symptoms.
    Condition,
    /// Text in Markdown, with placeholders.
    Prose,
    /// Lines of a log, as they are.
    Log,
    /// A table of what must be found.
    Finds,
    /// The number of a line, from 1.
    Number,
    /// The name of a cause.
    CauseName,
    /// Names of causes.
    CauseNames,
    /// Tables of causes by their names.
    Causes,
    /// A list of tables, one a sample.
    Samples,
}

const fn needed(name: &'static str, holds: Holds, purpose: &'static str) -> Key {
    Key { name, holds, is_required: true, purpose }
}

const fn free(name: &'static str, holds: Holds, purpose: &'static str) -> Key {
    Key { name, holds, is_required: false, purpose }
}

const RULE: &[Key] = &[
    needed("title", Holds::Line, "`title` says in one line what is wrong, as a person sees it"),
    needed(
        "severity",
        Holds::Severity,
        "`severity` is one of `fatal`, `error`, `warning`, `info`, `harmless`",
    ),
    free(
        "affects",
        Holds::Releases,
        "`affects` names a product and its releases, such as `pomerium-core >= 0.14, < 0.22`",
    ),
    free("formerly", Holds::Ids, "`formerly` lists ids that this rule had before"),
    free(
        "refines",
        Holds::Ids,
        "`refines` lists rules that this one replaces where both hit the same record",
    ),
    free(
        "explains",
        Holds::Ids,
        "`explains` lists rules whose findings are a consequence of this one",
    ),
    needed("see", Holds::Links, "`see` lists the addresses where the facts can be read"),
    free("keep", Holds::Fields, "`keep` lists fields of the record that become captures"),
    free(
        "symptom",
        Holds::Symptom,
        "`symptom` says how the problem looks in a log; without it the file is an article",
    ),
    needed("summary", Holds::Prose, "`summary` says in a sentence or two what happened"),
    needed(
        "cause",
        Holds::Causes,
        "a table `[cause.some-name]` says why it happens and what to do",
    ),
    free(
        "sample",
        Holds::Samples,
        "a table `[[sample]]` holds a log and says what must come of it",
    ),
];

const CAUSE: &[Key] = &[
    needed("title", Holds::Line, "`title` says in one line what is wrong, as a person sees it"),
    free(
        "when",
        Holds::Condition,
        "`when` says what must hold of the record for this to be the cause",
    ),
    needed("why", Holds::Prose, "`why` says how this leads to the symptom"),
    needed("remedy", Holds::Prose, "`remedy` says what to do"),
    needed("verify", Holds::Prose, "`verify` says how to see that it is fixed"),
];

const SAMPLE: &[Key] = &[
    free("from", Holds::Line, "`from` says where the log comes from"),
    needed("log", Holds::Log, "`log` holds the lines of the sample"),
    free("finds", Holds::Finds, "`finds` says what must be found: `finds = { line = 1 }`"),
    free("quiet", Holds::Line, "`quiet` says why the rule must not be found"),
    free("also", Holds::Ids, "`also` lists other rules that the sample sets off, rightly"),
];

const FINDS: &[Key] = &[
    needed("line", Holds::Number, "`line` is the number of the line that the rule finds, from 1"),
    free("cause", Holds::CauseName, "`cause` is the first cause that must be shown"),
    free(
        "causes",
        Holds::CauseNames,
        "`causes` are all causes that must be shown, in their order, and no other",
    ),
];

impl Place {
    /// The tables that have a head of their own.
    pub(super) const HEADED: [Self; 3] = [Self::Rule, Self::Cause, Self::Sample];

    /// The keys, in their canonical order.
    pub const fn keys(self) -> &'static [Key] {
        match self {
            Self::Rule => RULE,
            Self::Cause => CAUSE,
            Self::Sample => SAMPLE,
            Self::Finds => FINDS,
        }
    }

    /// The key of a name, if tables of this kind have it.
    pub fn key(self, name: &str) -> Option<&'static Key> {
        self.keys().iter().find(|key| key.name == name)
    }

    /// The names of the keys, in their canonical order.
    pub(super) fn names(self) -> impl Iterator<Item = &'static str> + Clone {
        self.keys().iter().map(|key| key.name)
    }

    /// Whether tables of this kind have the key.
    pub(super) fn has(self, key: &str) -> bool {
        self.key(key).is_some()
    }

    /// What a key is for: said where it is missing.
    pub(super) fn purpose(self, name: &str) -> &'static str {
        self.key(name).map_or("it is needed here", |key| key.purpose)
    }
}

/// The keys of one table that were not taken yet.
pub(super) struct Keys {
    /// What the table is.
    pub(super) place: Place,
    /// Where to point when a key is missing: the head of the table.
    pub(super) head: Span,
    left: Vec<Left>,
    slips: Vec<Slip>,
}

/// A key that was not taken yet.
struct Left {
    key: Spanned<String>,
    value: Node,
    /// The known key that was probably meant.
    near: Option<&'static str>,
}

/// A key that is none, and the one that was meant.
pub(super) struct Slip {
    pub(super) key: Spanned<String>,
    pub(super) meant: Option<&'static str>,
}

impl Keys {
    pub(super) fn new(table: Table, head: Span, place: Place) -> Self {
        let left = table.entries.into_iter().map(|entry| {
            let near = nearest(&entry.key.value, place.names());
            Left { key: entry.key, value: entry.value, near }
        });
        Self { place, head, left: left.collect(), slips: Vec::new() }
    }

    /// Takes the value of a key. A slip of the key is reported as such, and its value is taken all
    /// the same, so that nothing is said about a key that is missing.
    pub(super) fn take(&mut self, name: &'static str) -> Option<Node> {
        let is_it = |left: &Left| left.key.value == name;
        let is_slip = |left: &Left| left.near == Some(name);
        let at = self.left.iter().position(is_it).or_else(|| self.left.iter().position(is_slip))?;
        let Left { key, value, near } = self.left.remove(at);
        if key.value != name {
            self.slips.push(Slip { key, meant: near });
        }
        Some(value)
    }

    /// The keys that are none, those that were taken for another included.
    pub(super) fn unknown(self) -> impl Iterator<Item = Slip> {
        let left = self.left.into_iter().map(|left| Slip { key: left.key, meant: left.near });
        self.slips.into_iter().chain(left)
    }
}

/// Where a key belongs that stands in a table of another kind; `None` for a key of no table.
pub(super) fn home(key: &str, place: Place) -> Option<String> {
    Some(match (place, key) {
        (Place::Rule, "id" | "name") => {
            format!("`{key}` needs no key: the file's name is the rule's id")
        }
        (Place::Rule, "area" | "category") => {
            format!("`{key}` needs no key: the folder's name is the rule's area")
        }
        (Place::Sample, "line") => {
            format!("`{key}` stands in `finds`: `finds = {{ line = 1 }}`")
        }
        _ if Place::Rule.has(key) => {
            "in TOML a key belongs to the head above it; this one belongs to the rule: \
             move it above the first `[…]`"
                .to_owned()
        }
        _ if Place::Cause.has(key) => {
            format!("`{key}` belongs to a cause, below a head `[cause.some-name]`")
        }
        _ if Place::Sample.has(key) => {
            format!("`{key}` belongs to a sample, below a head `[[sample]]`")
        }
        _ => return None,
    })
}
