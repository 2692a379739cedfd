//! The comments of a rule file, and what each of them stands at.

use std::collections::BTreeMap;

use super::DIRECTIVE;
use crate::rule::file::{Entry, Kind, Node, Table};
use crate::source::Span;

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remark {
    /// The text with its `#`, without blanks at the end.
    pub(super) text: String,
    /// Where it begins.
    pub(super) at: usize,
    /// Whether something stands before it on its line.
    pub(super) is_behind: bool,
    /// Whether a blank line follows.
    pub(super) is_apart: bool,
}

/// The comments that go where one key or head goes.
#[derive(Debug, Default)]
pub(super) struct Attached {
    /// Those above it.
    pub(super) above: Vec<Remark>,
    /// Those inside its brackets.
    pub(super) inside: Vec<Remark>,
    /// The one that ends its line.
    pub(super) behind: Option<Remark>,
}

/// A key with its value, or the head of a table: what comments stand at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unit {
    /// Where it begins; no two begin at one place.
    pub(super) start: usize,
    end: usize,
    /// Whether comments can stay inside.
    is_list: bool,
}

impl Unit {
    /// The head of a table, if it has one in brackets.
    pub(super) fn head(text: &str, table: &Table) -> Option<Self> {
        let start = table.span.start;
        let head = text.get(start..)?.split('\n').next()?;
        let end = start + head.find(']').filter(|_| head.starts_with('['))? + 1;
        Some(Self { start, end, is_list: false })
    }

    fn entry(entry: &Entry) -> Self {
        let is_list = matches!(entry.value.kind, Kind::Array(_));
        Self { start: entry.key.span.start, end: entry.value.span.end, is_list }
    }
}

/// All comments of a file by what they stand at.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    /// The comment that names the schema.
    pub(super) directive: Option<String>,
    /// Those at the head of the file, with a blank line behind the last.
    pub(super) head: Vec<Remark>,
    /// Those behind everything else.
    pub(super) foot: Vec<Remark>,
    units: BTreeMap<usize, Attached>,
}

impl Remarks {
    /// Finds the comments of a file that could be read.
    pub(super) fn of(text: &str, table: &Table) -> Self {
        let mut found = find(text, table);
        let is_directive = |remark: &Remark| remark.text.starts_with(DIRECTIVE);
        let directive = found.iter().position(is_directive);
        let directive = directive.map(|at| found.remove(at).text);
        let units = units(text, table);
        // What stands at the head and apart from the first key is about the file.
        let first = units.first().map_or(text.len(), |unit| unit.start);
        let above = found.partition_point(|remark| remark.at < first);
        let head = found[..above].iter().rposition(|remark| remark.is_apart).map_or(0, |at| at + 1);
        let rest = found.split_off(head);
        let mut remarks = Self { directive, head: found, ..Self::default() };
        for remark in rest {
            remarks.attach(remark, text, &units);
        }
        remarks
    }

    /// Takes the comments of the unit that begins here.
    pub(super) fn take(&mut self, start: usize) -> Attached {
        self.units.remove(&start).unwrap_or_default()
    }

    fn attach(&mut self, remark: Remark, text: &str, units: &[Unit]) {
        let next = units.partition_point(|unit| unit.start <= remark.at);
        if let Some(unit) = next.checked_sub(1).and_then(|last| units.get(last)) {
            let attached = self.units.entry(unit.start).or_default();
            if remark.at < unit.end {
                let list = if unit.is_list { &mut attached.inside } else { &mut attached.above };
                list.push(remark);
                return;
            }
            let is_here = text.get(unit.end..remark.at).is_some_and(|gap| !gap.contains('\n'));
            if is_here && attached.behind.is_none() {
                attached.behind = Some(remark);
                return;
            }
        }
        match units.get(next) {
            Some(unit) => self.units.entry(unit.start).or_default().above.push(remark),
            None => self.foot.push(remark),
        }
    }
}

/// What comments stand at, in the order of the file.
fn units(text: &str, table: &Table) -> Vec<Unit> {
    let mut units = Vec::new();
    for entry in &table.entries {
        let tables: Vec<&Table> = match (entry.key.value.as_str(), &entry.value.kind) {
            ("cause", Kind::Table(causes)) => {
                causes.entries.iter().filter_map(|cause| cause.value.table()).collect()
            }
            ("sample", Kind::Array(samples)) => samples.iter().filter_map(Node::table).collect(),
            _ => {
                units.push(Unit::entry(entry));
                continue;
            }
        };
        for table in tables {
            units.extend(Unit::head(text, table));
            units.extend(table.entries.iter().map(Unit::entry));
        }
    }
    units.sort();
    units
}

/// The comments in the order of the file: each `#` that stands neither in a key nor in a value.
fn find(text: &str, table: &Table) -> Vec<Remark> {
    let mut taken = Vec::new();
    let mut tables = vec![table];
    while let Some(table) = tables.pop() {
        for Entry { key, value } in &table.entries {
            taken.push(key.span);
            let mut nodes = vec![value];
            while let Some(node) = nodes.pop() {
                match &node.kind {
                    Kind::Array(items) => nodes.extend(items),
                    Kind::Table(inner) => tables.push(inner),
                    _ => taken.push(node.span),
                }
            }
        }
    }
    taken.sort();
    taken.push(Span::empty(text.len()));
    let (mut found, mut from) = (Vec::new(), 0);
    for span in taken {
        while let Some(at) = text.get(from..span.start).and_then(|gap| gap.find('#')) {
            let remark = remark(text, from + at);
            from = text[remark.at..].find('\n').map_or(text.len(), |end| remark.at + end);
            found.push(remark);
        }
        from = from.max(span.end);
    }
    found
}

fn remark(text: &str, at: usize) -> Remark {
    let (before, rest) = text.split_at(at);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let mut rest = rest.split('\n');
    let own = rest.next().unwrap_or_default().trim_end().to_owned();
    let is_apart = rest.next().is_some_and(|next| next.trim().is_empty());
    Remark { text: own, at, is_behind: !line.trim().is_empty(), is_apart }
}
