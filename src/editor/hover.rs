//! What a word of a rule file means.

use super::Open;
use super::language::{Place as LanguagePlace, kind_name, origin_name};
use super::names::{Name, Origin};
use crate::field::{self, Field};
use crate::rule::outline::{Entry, Outline, Section, Spot, Text};
use crate::rule::{Holds, Key, Severity};
use crate::source::Span;
use crate::syntax::{TokenKind, Word};

/// What is to be said of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What it is about.
    pub span: Span,
    /// Markdown.
    pub text: String,
}

impl Open<'_> {
    /// What a place means; `None` where nothing is to be said.
    pub fn hover(&self, at: usize) -> Option<Hover> {
        match self.at(at)? {
            Spot::Head(section) => self.cause(section),
            spot @ Spot::Key { section, written, .. } => match spot.key(self.text) {
                Some(key) => Some(Hover { span: written, text: key_text(key) }),
                None => self.capture(section, written),
            },
            spot @ Spot::Value { section, text: Some(text), .. } => {
                self.value(section, spot.key(self.text)?, text, at)
            }
            Spot::Value { .. } => None,
        }
    }

    fn value(&self, section: &Section, key: &Key, text: &Text, at: usize) -> Option<Hover> {
        let written = text.of(self.text);
        let told = |told: String| Some(Hover { span: text.inner, text: told });
        match key.holds {
            Holds::Symptom | Holds::Condition => {
                let place = LanguagePlace::new(self.text, text, key.holds, at)?;
                self.language(section, &place, key.holds)
            }
            Holds::Severity => {
                told(format!("`{written}`: {}", Severity::parse(written)?.meaning()))
            }
            Holds::Ids => told(self.rule(written)?),
            Holds::Fields => told(field_text(written)?),
            Holds::CauseName | Holds::CauseNames => {
                let mut causes = self.outline.causes();
                let (cause, _) = causes.find(|(_, name)| name.value == written)?;
                Some(Hover { span: text.inner, ..self.cause(cause)? })
            }
            Holds::Prose => self.capture(section, placeholder(self.text, text, at)?),
            _ => None,
        }
    }

    fn language(
        &self,
        section: &Section,
        place: &LanguagePlace<'_>,
        holds: Holds,
    ) -> Option<Hover> {
        let (token, span) = place.token()?;
        if !matches!(token.kind, TokenKind::Word | TokenKind::Sign) {
            return None;
        }
        let names = match holds {
            Holds::Condition => self.captures(section),
            _ => self.lets(),
        };
        let text = match names.iter().find(|name| name.name == token.text) {
            Some(name) => name_text(name),
            None => match Word::find(token.text) {
                Some(word) => word_text(word),
                None => field_text(token.text)?,
            },
        };
        Some(Hover { span, text })
    }

    /// What a rule is: title, severity and summary.
    fn rule(&self, id: &str) -> Option<String> {
        let rule = self.kb.rule(self.kb.find(id)?);
        let file = self.kb.sources().of(rule.source).text.as_ref();
        // The summary stands there as Markdown, with its placeholders.
        let outline = Outline::of(file);
        let summary = outline.entry("summary").and_then(Entry::text).map(|text| text.of(file));
        let summary = summary.unwrap_or_default().trim();
        let now = if rule.id.as_str() == id { "" } else { "\n\nIt has another id now." };
        Some(format!("**{}**\n\n`{}` · {}\n\n{summary}{now}", rule.title, rule.id, rule.severity))
    }

    fn cause(&self, section: &Section) -> Option<Hover> {
        let name = section.name.as_ref()?;
        let title = section.entry("title").and_then(Entry::text)?.of(self.text);
        Some(Hover { span: name.span, text: format!("**{title}**\n\na cause of this rule") })
    }

    fn capture(&self, section: &Section, span: Span) -> Option<Hover> {
        let written = self.text.get(span.range())?;
        let names = self.captures(section);
        let name = names.iter().find(|name| name.name == written)?;
        Some(Hover { span, text: name_text(name) })
    }
}

/// The name in the placeholder that a place lies in.
pub(super) fn placeholder(file: &str, text: &Text, at: usize) -> Option<Span> {
    let inner = text.of(file);
    let place = at.checked_sub(text.inner.start)?;
    let open = inner.get(..place)?.rfind("{{")? + 2;
    let written = inner.get(open..)?;
    let written = written.get(..written.find("}}")?)?;
    let name = written.trim();
    if place > open + written.len() || name.is_empty() {
        return None;
    }
    let start = text.inner.start + open + written.find(name)?;
    Some(Span::new(start, start + name.len()))
}

fn key_text(key: &Key) -> String {
    let needed = if key.is_required { "\n\nIt is needed." } else { "" };
    format!("{}{needed}", key.purpose)
}

fn word_text(word: &Word) -> String {
    format!("`{}`: {}\n\n```symptom\n{}\n```", word.text, word.meaning, word.example)
}

fn field_text(name: &str) -> Option<String> {
    let field = Field::of(name);
    let known = field::find(field.name())?;
    Some(format!("`{}`: {}; holds {}", known.name, known.purpose, kind_name(known.kind)))
}

fn name_text(name: &Name) -> String {
    let field = match name.origin {
        Origin::Kept => field::KNOWN
            .iter()
            .find(|known| Field::of(known.name).capture_name() == name.name)
            .map_or_else(String::new, |known| format!(": {}", known.purpose)),
        Origin::Let | Origin::Group => String::new(),
    };
    format!("`{}` is {}{field}", name.name, origin_name(name.origin))
}
