//! A rule file that is being written: what is to be said of it, and what is offered, told and
//! changed at a place in it. A knowledge base and an offset in, plain answers out.

mod change;
mod check;
mod complete;
mod define;
mod hover;
mod language;
mod lens;
mod names;

pub use change::{Change, Mention, mentions, rename, rename_formerly};
pub use check::check;
pub use complete::{Item, ItemKind};
pub use define::Target;
pub use hover::Hover;
pub use lens::{Lens, lenses};

use crate::kb::KnowledgeBase;
use crate::rule::outline::{Outline, Spot};
use crate::source::SourceId;

/// Larger files are no rules; nothing is offered in them.
const MAX_LENGTH: usize = 1 << 20;

/// A file of a knowledge base, looked at by a person who writes it.
#[derive(Debug)]
pub struct Open<'k> {
    kb: &'k KnowledgeBase,
    source: SourceId,
    text: &'k str,
    outline: Outline,
}

impl<'k> Open<'k> {
    /// Opens the file of a number that the base gave.
    pub fn new(kb: &'k KnowledgeBase, source: SourceId) -> Self {
        let text = kb.sources().of(source).text.as_ref();
        let outline = if text.len() > MAX_LENGTH { Outline::default() } else { Outline::of(text) };
        Self { kb, source, text, outline }
    }

    /// The tables and keys of the file.
    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    /// The text of the file.
    pub fn text(&self) -> &'k str {
        self.text
    }

    fn at(&self, at: usize) -> Option<Spot<'_>> {
        self.outline.at(self.text, at)
    }
}

#[cfg(test)]
mod tests;
