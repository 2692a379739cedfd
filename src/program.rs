//! Every symptom of every rule, ready to run. Rules are numbers here.

mod compiled;
mod filter;
mod gate;
pub mod grams;
mod key;
mod literals;
mod mark;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

pub use compiled::Compiled;
pub use filter::Filter;
pub use gate::{Gate, gate};
pub use key::{Key, KeyHash, Peek};
pub use literals::{Anchors, Literal, Rare, anchors};
pub use mark::is_marked;

use crate::field::Field;
use crate::symptom::{Condition, Pattern};
use grams::Table;

/// The number of a rule in its knowledge base and in the program made of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleIx(pub u32);

impl RuleIx {
    /// The number as an index.
    pub const fn at(self) -> usize {
        self.0 as usize
    }
}

/// The number of a cause in its rule, likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CauseIx(pub u32);

/// The number of an entry in its program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryIx(u32);

impl EntryIx {
    /// The number as an index.
    pub const fn at(self) -> usize {
        self.0 as usize
    }
}

/// Every symptom, ready to run.
#[derive(Debug)]
pub struct Program {
    entries: Vec<Entry>,
    filter: Filter,
    /// For each literal of the filter the entries that it wakes.
    wakes: Vec<Vec<Wake>>,
    /// Whether a literal marks a line, beside or instead of waking an entry.
    marks: Vec<bool>,
    /// Entries that nothing anchors: they are tried on every record.
    always: Vec<EntryIx>,
    has_several: bool,
    /// The entries of rules over one record that rules over several refine.
    refined: BTreeMap<RuleIx, EntryIx>,
}

/// An entry that a literal wakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wake {
    /// The entry.
    pub entry: EntryIx,
    /// Whether the record matters only beside rarer ones, so that it can wait until one was seen.
    pub can_wait: bool,
}

/// What the program knows of one rule.
#[derive(Debug)]
pub struct Entry {
    /// The rule.
    pub rule: RuleIx,
    /// Rules whose hit on the same record counts for nothing.
    pub refines: Vec<RuleIx>,
    written: Option<Written>,
    compiled: OnceLock<Compiled>,
    /// For each condition what must hold in a line.
    gates: OnceLock<Vec<Option<Gate>>>,
    rare: OnceLock<Option<Rare>>,
    peek: OnceLock<Peek>,
}

/// What the compiler is told of one rule.
#[derive(Debug)]
pub struct Subject {
    /// The rule.
    pub rule: RuleIx,
    /// The rules that it refines.
    pub refines: Vec<RuleIx>,
    /// What it looks for.
    pub form: Form,
}

/// What a rule looks for, as far as it is known already.
#[derive(Debug)]
pub enum Form {
    /// All of it.
    Compiled(Compiled),
    /// What was written when the program was built, and the literals of which one must occur; `None`
    /// if there are none. It is read when one of them was seen.
    Prepared(Written, Option<Anchors>),
}

/// A [`Compiled`] as a build wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Its bytes.
    pub compiled: &'static [u8],
    /// Of a pattern over several records the names of the fields that tie these together; `None`
    /// for one over one record.
    pub by: Option<&'static [&'static str]>,
}

impl Form {
    /// Whether the pattern is one over several records.
    const fn is_several(&self) -> bool {
        match self {
            Self::Compiled(compiled) => matches!(compiled.pattern, Pattern::Several(_)),
            Self::Prepared(written, _) => written.by.is_some(),
        }
    }
}

impl Program {
    /// Makes one program of all symptoms.
    pub fn compile(subjects: impl IntoIterator<Item = Subject>) -> Self {
        let table = log_grams();
        let (mut entries, mut always, mut several) = (Vec::new(), Vec::new(), Vec::new());
        let mut wakes: BTreeMap<Literal, Vec<Wake>> = BTreeMap::new();
        for (ix, subject) in (0..).map(EntryIx).zip(subjects) {
            several.extend(subject.form.is_several().then_some(entries.len()));
            let (written, compiled, anchors) = match subject.form {
                Form::Compiled(compiled) => {
                    let anchors = anchors(&compiled.pattern, &table);
                    (None, OnceLock::from(compiled), anchors)
                }
                Form::Prepared(written, anchors) => (Some(written), OnceLock::new(), anchors),
            };
            match anchors {
                None => always.push(ix),
                Some(Anchors { rare, others }) => {
                    for (literals, can_wait) in [(rare, false), (others, true)] {
                        for literal in literals {
                            wakes.entry(literal).or_default().push(Wake { entry: ix, can_wait });
                        }
                    }
                }
            }
            let Subject { rule, refines, .. } = subject;
            let (gates, rare, peek) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
            entries.push(Entry { rule, refines, written, compiled, gates, rare, peek });
        }
        let has_several = !several.is_empty();
        let by_several = several.into_iter().flat_map(|ix| &entries[ix].refines);
        let by_several: BTreeSet<RuleIx> = by_several.copied().collect();
        let refined = (0..).map(EntryIx).zip(&entries);
        let refined = refined.filter(|(_, entry)| by_several.contains(&entry.rule));
        let refined = refined.map(|(ix, entry)| (entry.rule, ix)).collect();
        let marking: BTreeSet<Literal> = mark::literals().collect();
        for literal in &marking {
            wakes.entry(literal.clone()).or_default();
        }
        let (literals, wakes): (Vec<Literal>, _) = wakes.into_iter().unzip();
        let marks = literals.iter().map(|literal| marking.contains(literal)).collect();
        let filter = Filter::new(literals, &table);
        Self { entries, filter, wakes, marks, always, has_several, refined }
    }

    /// How many rules can be found.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no rule can be found.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether a rule has a pattern over several records.
    pub const fn has_several(&self) -> bool {
        self.has_several
    }

    /// All entries, by their numbers.
    pub fn entries(&self) -> impl Iterator<Item = (EntryIx, &Entry)> {
        (0..).map(EntryIx).zip(&self.entries)
    }

    /// The entry of a number of this program.
    pub fn entry(&self, ix: EntryIx) -> &Entry {
        &self.entries[ix.at()]
    }

    /// What looks for the literals of all rules.
    pub const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The entries that a literal of the filter wakes: their conditions may hold on a record in
    /// which it occurs.
    pub fn woken_by(&self, literal: u32) -> &[Wake] {
        &self.wakes[literal as usize]
    }

    /// Whether a literal of the filter marks lines that deserve a look whatever the rules ask for:
    /// those in which it stands [are marked](is_marked).
    pub fn marks(&self, literal: u32) -> bool {
        self.marks[literal as usize]
    }

    /// Whether a rule over several records refines this one.
    pub fn is_refined_by_several(&self, rule: RuleIx) -> bool {
        self.refined.contains_key(&rule)
    }

    /// The rules over one record that an entry with a pattern over several refines.
    pub fn refined(&self, entry: &Entry) -> impl Iterator<Item = (RuleIx, &Condition)> {
        let refined = entry.refines.iter().filter_map(|rule| self.refined.get(rule));
        refined.filter_map(|ix| match &self.entry(*ix).compiled().pattern {
            Pattern::One(condition) => Some((self.entry(*ix).rule, condition)),
            Pattern::Several(_) => None,
        })
    }

    /// The entries whose conditions may hold on any record.
    pub fn always(&self) -> &[EntryIx] {
        &self.always
    }
}

impl Default for Program {
    fn default() -> Self {
        Self::compile([])
    }
}

impl Entry {
    /// Whether no condition can hold on the record of a line that is an object by itself.
    pub fn is_refuted_by(&self, line: &[u8]) -> bool {
        let gates = || self.compiled().pattern.conditions().map(gate::gate).collect();
        let conditions = self.gates.get_or_init(gates);
        let is_refuted = |gate: &Option<Gate>| gate.as_ref().is_some_and(|gate| gate.refutes(line));
        conditions.iter().all(is_refuted)
    }

    /// Of a pattern over several records the steps that are rarest in ordinary logs.
    pub fn rare(&self) -> Option<Rare> {
        *self.rare.get_or_init(|| match &self.compiled().pattern {
            Pattern::Several(several) => literals::rare(several, &log_grams()),
            Pattern::One(_) => None,
        })
    }

    /// Reads off lines what ties their records together.
    pub fn peek(&self) -> &Peek {
        self.peek.get_or_init(|| match (&self.written, self.compiled.get()) {
            (_, Some(Compiled { pattern: Pattern::Several(several), .. })) => {
                Peek::new(&several.by)
            }
            (Some(Written { by: Some(by), .. }), None) => {
                Peek::new(&by.iter().map(|name| Field::of(name)).collect::<Vec<_>>())
            }
            _ => Peek::new(&[]),
        })
    }

    /// The conditions, read when they are first asked for.
    pub fn compiled(&self) -> &Compiled {
        let read = |written: &Written| Compiled::read(written.compiled);
        self.compiled.get_or_init(|| self.written.as_ref().map(read).unwrap_or_default())
    }
}

/// How often grams stand in logs of the formats that are read; counted when the program was built.
pub fn log_grams() -> Table {
    Table(include_bytes!(concat!(env!("OUT_DIR"), "/log_grams.bin")).as_slice().into())
}
