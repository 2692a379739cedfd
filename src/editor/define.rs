//! Where what stands at a place is defined.

use super::Open;
use super::hover::placeholder;
use super::language::Place as LanguagePlace;
use crate::rule::outline::{Entry, Section, Spot, Text};
use crate::rule::{Holds, Key};
use crate::source::{SourceId, Span};

/// A place in a file of the knowledge base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The file.
    pub source: SourceId,
    /// The place.
    pub span: Span,
}

impl Open<'_> {
    /// Where the name at a place comes from: a `let`, a group of a regex, a kept field, a cause,
    /// a rule.
    pub fn define(&self, at: usize) -> Option<Target> {
        match self.at(at)? {
            Spot::Head(_) => None,
            Spot::Key { section, written, .. } => self.capture_target(section, written),
            spot @ Spot::Value { section, text: Some(text), .. } => {
                self.value_target(section, spot.key(self.text)?, text, at)
            }
            Spot::Value { .. } => None,
        }
    }

    fn value_target(&self, section: &Section, key: &Key, text: &Text, at: usize) -> Option<Target> {
        match key.holds {
            Holds::Ids => self.rule_target(text.of(self.text)),
            Holds::CauseName | Holds::CauseNames => {
                let mut causes = self.outline.causes();
                let (_, name) = causes.find(|(_, name)| name.value == text.of(self.text))?;
                Some(self.here(name.span))
            }
            Holds::Prose => self.capture_target(section, placeholder(self.text, text, at)?),
            Holds::Symptom => {
                let (token, _) = LanguagePlace::new(self.text, text, key.holds, at)?.token()?;
                let lets = self.lets();
                Some(self.here(lets.iter().find(|name| name.name == token.text)?.span))
            }
            Holds::Condition => {
                let (_, span) = LanguagePlace::new(self.text, text, key.holds, at)?.token()?;
                self.capture_target(section, span)
            }
            _ => None,
        }
    }

    fn capture_target(&self, section: &Section, span: Span) -> Option<Target> {
        let written = self.text.get(span.range())?;
        let names = self.captures(section);
        Some(self.here(names.iter().find(|name| name.name == written)?.span))
    }

    /// The title of a rule: its id stands nowhere in its file.
    fn rule_target(&self, id: &str) -> Option<Target> {
        let source = self.kb.rule(self.kb.find(id)?).source;
        let other = Open::new(self.kb, source);
        let title = other.outline.entry("title").map_or(Span::empty(0), Entry::span);
        Some(Target { source, span: title })
    }

    fn here(&self, span: Span) -> Target {
        Target { source: self.source, span }
    }
}
