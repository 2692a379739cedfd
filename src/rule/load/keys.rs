//! The keys of a table: taken one by one, slips too; what is left over is unknown.

use crate::rule::file::{Node, Table};
use crate::source::{Span, Spanned};
use crate::spelling::nearest;

/// What a table of a rule file is, which decides what keys it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Rule,
    Cause,
    Sample,
}

impl Place {
    pub(super) const ALL: [Self; 3] = [Self::Rule, Self::Cause, Self::Sample];

    /// The keys, in their canonical order.
    pub(super) const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Rule => &[
                "title", "severity", "affects", "formerly", "refines", "explains", "see", "keep",
                "symptom", "summary", "cause", "sample",
            ],
            Self::Cause => &["title", "when", "why", "remedy", "verify"],
            Self::Sample => &["from", "log", "finds", "quiet", "also"],
        }
    }

    /// Whether tables of this kind have the key.
    pub(super) fn has(self, key: &str) -> bool {
        self.keys().contains(&key)
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
            let near = nearest(&entry.key.value, place.keys().iter().copied());
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

/// What a key is for: said where it is missing.
pub(super) fn purpose(name: &str) -> &'static str {
    match name {
        "title" => "`title` says in one line what is wrong, as a person sees it",
        "severity" => "`severity` is one of `fatal`, `error`, `warning`, `info`, `harmless`",
        "see" => "`see` lists the addresses where the facts can be read",
        "summary" => "`summary` says in a sentence or two what happened",
        "cause" => "a table `[cause.some-name]` says why it happens and what to do",
        "why" => "`why` says how this leads to the symptom",
        "remedy" => "`remedy` says what to do",
        "verify" => "`verify` says how to see that it is fixed",
        "log" => "`log` holds the lines of the sample",
        "line" => "`line` is the number of the line that the rule finds, from 1",
        _ => "it is needed here",
    }
}
