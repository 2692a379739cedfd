//! A rule file in, the same rule in the one form that rule files have out: comments kept, logs as
//! they are.

mod remark;
mod value;

pub(super) use value::line;

use remark::{Attached, Remark, Remarks, Unit};
use value::Bracket;

use super::file::{self, Entry, Kind, Node, Table};
use super::load::keys::{Holds, Key, Place};
use super::load::load;
use super::prose::Prose;
use crate::diagnostic::{Diagnostic, Gravity};
use crate::source::{SourceId, Sources};
use crate::syntax;

/// Where the description of rule files is published, which editors complete and check by.
pub const SCHEMA: &str = "https://pomkb.github.io/rule.schema.json";

/// What begins the comment that names it, as Taplo and the editors that build on it have it
/// (<https://taplo.tamasfe.dev/configuration/directives.html>).
pub(super) const DIRECTIVE: &str = "#:schema ";

/// Longer lists are broken.
const WIDTH: usize = 100;

/// The canonical text of the file `id`: what it says is the same, and formatted again it stays as
/// it is.
///
/// # Errors
///
/// With what is wrong, if the file holds no rule.
pub fn format(sources: &Sources, id: SourceId) -> Result<String, Vec<Diagnostic>> {
    let (rule, mut found) = load(sources, id);
    if rule.is_none() {
        found.retain(|one| one.code.gravity() == Gravity::Error);
        return Err(found);
    }
    let text = sources.of(id).text.as_ref();
    let (table, _) = file::parse(text);
    let mut printer = Printer {
        id,
        text,
        line_end: line_end(text),
        remarks: Remarks::of(text, &table),
        out: String::with_capacity(text.len() + DIRECTIVE.len() + SCHEMA.len()),
    };
    printer.file(&table);
    Ok(printer.out)
}

/// How the first line ends; the others then do the same.
fn line_end(text: &str) -> &'static str {
    match text.split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Writes the tables in their order, and each comment with what it stands at.
struct Printer<'t> {
    id: SourceId,
    text: &'t str,
    line_end: &'static str,
    remarks: Remarks,
    out: String,
}

impl Printer<'_> {
    fn file(&mut self, table: &Table) {
        match self.remarks.directive.take() {
            Some(directive) => self.write(&directive),
            None => self.write(&[DIRECTIVE, SCHEMA].concat()),
        }
        self.end();
        let head = std::mem::take(&mut self.remarks.head);
        self.paragraphs(&head);

        let (sections, lines): (Vec<_>, Vec<_>) =
            Place::Rule.keys().iter().partition(|key| is_section(key.holds));
        let width = width(lines.iter().copied());
        for key in lines {
            self.key(key, table, Some(width));
        }
        for key in sections {
            let Some(Entry { value, .. }) = entry(table, key.name) else { continue };
            match (key.holds, &value.kind) {
                (Holds::Causes, Kind::Table(causes)) => {
                    for cause in &causes.entries {
                        let head = format!("[{}.{}]", key.name, cause.key.value);
                        self.table(&head, &cause.value, Place::Cause);
                    }
                }
                (Holds::Samples, Kind::Array(samples)) => {
                    for sample in samples {
                        self.table(&format!("[[{}]]", key.name), sample, Place::Sample);
                    }
                }
                _ => {
                    self.end();
                    self.key(key, table, None);
                }
            }
        }
        let foot = std::mem::take(&mut self.remarks.foot);
        if !foot.is_empty() {
            self.end();
            self.paragraphs(&foot);
            // Nothing follows that a last blank line could stand apart from.
            self.out.truncate(self.out.trim_end().len());
            self.end();
        }
    }

    /// Writes a table with its head, a blank line before it.
    fn table(&mut self, head: &str, node: &Node, place: Place) {
        let Some(table) = node.table() else { return };
        self.end();
        let attached = Unit::head(self.text, table).map(|unit| self.remarks.take(unit.start));
        let Attached { above, behind, .. } = attached.unwrap_or_default();
        self.paragraphs(&above);
        self.write(head);
        self.behind(behind.as_ref());
        let width = width(place.keys().iter());
        for key in place.keys() {
            self.key(key, table, Some(width));
        }
    }

    /// Writes a key and its value, if the table has them. Without a width it stands by itself.
    fn key(&mut self, key: &Key, table: &Table, width: Option<usize>) {
        let Some(entry) = entry(table, key.name) else { return };
        let Attached { above, inside, behind } = self.remarks.take(entry.key.span.start);
        match width {
            Some(_) => self.lines(&above),
            None => self.paragraphs(&above),
        }
        let name = format!("{:width$} = ", key.name, width = width.unwrap_or(0));
        self.write(&name);
        self.value(key, &entry.value, &inside);
        self.behind(behind.as_ref());
    }

    fn value(&mut self, key: &Key, node: &Node, inside: &[Remark]) {
        let written = self.text.get(node.span.range()).unwrap_or_default();
        let column = self.out.rsplit('\n').next().unwrap_or_default().chars().count();
        let text = match (&node.kind, key.holds) {
            (Kind::Text(text), Holds::Prose) => {
                // Blanks at the end are part of a fence that nobody closed.
                let bare = value::unframed(&text.value);
                let is_same = Prose::parse(bare).0 == Prose::parse(&text.value).0;
                value::block(bare).filter(|_| is_same)
            }
            (Kind::Text(text), Holds::Symptom) => {
                let (symptom, _) = syntax::parse(&text.value, 0, self.id);
                symptom.and_then(|symptom| value::block(&syntax::print(&symptom)))
            }
            (Kind::Text(text), Holds::Condition) => {
                let (when, _) = syntax::parse_when(&text.value, 0, self.id);
                when.and_then(|when| value::verbatim(&syntax::print_when(&when)))
            }
            (Kind::Text(text), Holds::Line | Holds::Releases) => {
                Some(value::line(text.value.trim()))
            }
            (Kind::Text(text), Holds::Severity) => Some(value::line(&text.value)),
            (Kind::Array(items), _) => {
                let bracket = Bracket { items, remarks: inside, text: self.text };
                let flat = bracket.flat();
                let fits = flat.as_ref().is_some_and(|flat| column + flat.chars().count() <= WIDTH);
                let is_broken = key.holds == Holds::Links || !fits;
                flat.filter(|_| !is_broken).or_else(|| Some(bracket.broken()))
            }
            (Kind::Table(table), _) => Some(finds(table)),
            _ => None,
        };
        match text {
            Some(text) => self.write(&text),
            // A log, or a text that nothing but its present quotes can hold.
            None => self.out.push_str(written),
        }
    }

    /// Writes comments, one a line.
    fn lines(&mut self, remarks: &[Remark]) {
        for remark in remarks {
            self.write(&remark.text);
            self.end();
        }
    }

    /// Writes comments, one a line, with the blank lines that stand behind them.
    fn paragraphs(&mut self, remarks: &[Remark]) {
        for remark in remarks {
            self.write(&remark.text);
            self.end();
            if remark.is_apart {
                self.end();
            }
        }
    }

    /// Writes the comment that ends a line, and the line end.
    fn behind(&mut self, remark: Option<&Remark>) {
        if let Some(remark) = remark {
            self.out.push_str("  ");
            self.out.push_str(&remark.text);
        }
        self.end();
    }

    fn end(&mut self) {
        self.out.push_str(self.line_end);
    }

    /// Writes a text with the line ends of the file.
    fn write(&mut self, text: &str) {
        let mut lines = text.lines();
        self.out.push_str(lines.next().unwrap_or_default());
        for line in lines {
            self.end();
            self.out.push_str(line);
        }
    }
}

/// What must be found, on one line: its own keys first, the captures as they stand.
fn finds(table: &Table) -> String {
    let known = Place::Finds.keys().iter().filter_map(|key| entry(table, key.name));
    let is_capture = |entry: &&Entry| Place::Finds.key(&entry.key.value).is_none();
    let entries = known.chain(table.entries.iter().filter(is_capture));
    let entries: Vec<String> = entries
        .map(|entry| format!("{} = {}", value::key(&entry.key.value), value::flat(&entry.value)))
        .collect();
    format!("{{ {} }}", entries.join(", "))
}

/// Whether a key of a rule stands by itself between blank lines.
fn is_section(holds: Holds) -> bool {
    matches!(holds, Holds::Symptom | Holds::Prose | Holds::Causes | Holds::Samples)
}

/// The equals signs of keys that stand together stand in one column.
fn width<'k>(keys: impl Iterator<Item = &'k Key>) -> usize {
    keys.map(|key| key.name.len()).max().unwrap_or(0)
}

fn entry<'t>(table: &'t Table, name: &str) -> Option<&'t Entry> {
    table.entries.iter().find(|entry| entry.key.value == name)
}
