//! The id of a rule: where it is mentioned, and what a rename of it changes.

use super::Open;
use crate::kb::KnowledgeBase;
use crate::rule::outline::{Entry, Outline, Spot, Value};
use crate::rule::{Holds, Place, RuleId};
use crate::source::{SourceId, Span};

/// A place where an id is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// The file.
    pub source: SourceId,
    /// The id, quotes off.
    pub span: Span,
}

/// A change to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub source: SourceId,
    /// What to replace.
    pub span: Span,
    /// What to put there.
    pub text: String,
}

impl Open<'_> {
    /// The id at a place, and where it stands: one that the file mentions; at the title, the id of
    /// the file's own rule, which stands nowhere in it.
    pub fn id_at(&self, at: usize) -> Option<(RuleId, Span)> {
        let (place, entry, text) = match self.at(at)? {
            Spot::Value { place, entry, text, .. } => (place, entry, text),
            Spot::Key { place: Place::Rule, written, .. } => {
                let title = self.outline.entry("title")?;
                let id = self.own_id().filter(|_| title.key.span == written)?;
                return Some((id, written));
            }
            _ => return None,
        };
        if place == Place::Rule && entry.key.value == "title" {
            return Some((self.own_id()?, entry.text()?.inner));
        }
        let text = text.filter(|_| is_reference(place, entry))?;
        Some((RuleId::parse(text.of(self.text))?, text.inner))
    }

    fn own_id(&self) -> Option<RuleId> {
        RuleId::of(&self.kb.sources().of(self.source).name)
    }
}

/// Whether the value of a key names other rules as they are called now.
fn is_reference(place: Place, entry: &Entry) -> bool {
    let holds = place.key(&entry.key.value).map(|key| key.holds);
    holds == Some(Holds::Ids) && entry.key.value != "formerly"
}

/// All places of the base where an id is written, by file and place.
pub fn mentions(kb: &KnowledgeBase, id: &RuleId) -> Vec<Mention> {
    let mut found = Vec::new();
    let files = kb.sources().iter().filter(|(_, file)| file.text.contains(id.as_str()));
    for (source, file) in files {
        let outline = Outline::of(&file.text);
        for section in &outline.sections {
            let Some(place) = section.place else { continue };
            let texts = section.entries.iter().filter(|entry| is_reference(place, entry));
            let texts = texts.flat_map(Entry::texts);
            let texts = texts.filter(|text| text.of(&file.text) == id.as_str());
            found.extend(texts.map(|text| Mention { source, span: text.inner }));
        }
    }
    found
}

/// What a rename of an id changes in files: each mention. The file itself is to be renamed, too.
///
/// # Errors
///
/// In a sentence, if the new name is no id or is one that another rule has or had.
pub fn rename(kb: &KnowledgeBase, id: &RuleId, new: &str) -> Result<Vec<Change>, String> {
    let Some(new) = RuleId::parse(new) else {
        return Err(format!("`{new}` is no id: write lower-case words joined by hyphens"));
    };
    let owner = kb.find(new.as_str()).map(|ix| kb.rule(ix));
    if let Some(owner) = owner.filter(|owner| owner.id != *id || new == *id) {
        return Err(if owner.id == new {
            format!("there is a rule `{new}` already")
        } else {
            format!("`{new}` was the id of `{}`; old links lead there", owner.id)
        });
    }
    let change = |mention: Mention| Change {
        source: mention.source,
        span: mention.span,
        text: new.as_str().to_owned(),
    };
    Ok(mentions(kb, id).into_iter().map(change).collect())
}

/// The change by which a rule's own file remembers the id that it has up to now, so that addresses
/// with it lead on. A new id that it had before is taken out.
pub fn rename_formerly(open: &Open<'_>, old: &RuleId, new: &str) -> Change {
    let source = open.source;
    let former = open.outline.entry("formerly").map(Entry::texts).unwrap_or_default();
    let former = former.iter().map(|text| text.of(open.text)).filter(|id| *id != new);
    let ids: Vec<String> = former.chain([old.as_str()]).map(|id| format!("\"{id}\"")).collect();
    let list = format!("[{}]", ids.join(", "));
    if let Some(entry) = open.outline.entry("formerly") {
        if let Some(value) = entry.value.as_ref().filter(|one| matches!(one.value, Value::List(_)))
        {
            return Change { source, span: value.span, text: list };
        }
        return Change { source, span: entry.span(), text: format!("formerly = {list}") };
    }
    // In the form of rule files it stands behind these.
    let before = ["affects", "severity", "title"];
    let before = before.iter().find_map(|key| open.outline.entry(key));
    let line = format!("formerly = {list}");
    match before {
        Some(entry) => {
            let at = entry.span().end;
            let rest = open.text.get(at..).unwrap_or_default();
            let at = at + rest.find(['\n', '\r']).unwrap_or(rest.len());
            let end = if rest.contains("\r\n") { "\r\n" } else { "\n" };
            Change { source, span: Span::empty(at), text: format!("{end}{line}") }
        }
        None => Change { source, span: Span::empty(0), text: format!("{line}\n") },
    }
}
