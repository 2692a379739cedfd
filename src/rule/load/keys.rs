//! The keys of a table: taken one by one; what is left over is unknown.

use crate::rule::file::{Node, Table};
use crate::source::{Span, Spanned};
use crate::spelling::nearest;

/// The keys of one table that were not taken yet.
pub(super) struct Keys {
    table: Table,
    known: &'static [&'static str],
    /// Where to point when a key is missing: the head of the table.
    pub(super) head: Span,
}

impl Keys {
    pub(super) fn new(table: Table, head: Span, known: &'static [&'static str]) -> Self {
        Self { table, known, head }
    }

    /// Takes the value of a key.
    pub(super) fn take(&mut self, name: &'static str) -> Option<Node> {
        let at = self.table.entries.iter().position(|entry| entry.key.value == name)?;
        Some(self.table.entries.remove(at).value)
    }

    /// The keys that nobody took: each with the known key that was probably meant, or else with
    /// all known ones.
    pub(super) fn rest(
        self,
    ) -> impl Iterator<Item = (Spanned<String>, Result<&'static str, &'static [&'static str]>)>
    {
        let known = self.known;
        self.table.entries.into_iter().map(move |entry| {
            let near = nearest(&entry.key.value, known.iter().copied());
            (entry.key, near.ok_or(known))
        })
    }
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
