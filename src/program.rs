//! Every symptom of every rule, ready to run. Rules are numbers here.

mod compiled;
mod filter;
mod gate;
pub mod grams;
mod literals;

use std::collections::BTreeMap;
use std::sync::OnceLock;

pub use compiled::{Compiled, Written};
pub use filter::Filter;
pub use gate::{Gate, gates};
pub use literals::{Anchor, Literal, anchor};

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
    wakes: Vec<Vec<EntryIx>>,
    /// Entries that nothing anchors: they are tried on every record.
    always: Vec<EntryIx>,
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
    gates: OnceLock<Vec<Gate>>,
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
    /// The text, and the literals of which one must occur, which were found when the program was
    /// built; `None` if there are none. The text is compiled when one of them was seen.
    Prepared(Written, Option<Vec<Literal>>),
}

impl Program {
    /// Makes one program of all symptoms.
    pub fn compile(subjects: impl IntoIterator<Item = Subject>) -> Self {
        let table = log_grams();
        let (mut entries, mut always) = (Vec::new(), Vec::new());
        let mut wakes: BTreeMap<Literal, Vec<EntryIx>> = BTreeMap::new();
        for (ix, subject) in (0..).map(EntryIx).zip(subjects) {
            let (written, compiled, literals) = match subject.form {
                Form::Compiled(compiled) => {
                    let anchor = anchor(&compiled.condition, &table);
                    (None, OnceLock::from(compiled), anchor.map(|anchor| anchor.literals))
                }
                Form::Prepared(written, literals) => (Some(written), OnceLock::new(), literals),
            };
            match literals {
                None => always.push(ix),
                Some(literals) => {
                    for literal in literals {
                        wakes.entry(literal).or_default().push(ix);
                    }
                }
            }
            let Subject { rule, refines, .. } = subject;
            entries.push(Entry { rule, refines, written, compiled, gates: OnceLock::new() });
        }
        let (literals, wakes) = wakes.into_iter().unzip();
        Self { entries, filter: Filter::new(literals, &table), wakes, always }
    }

    /// How many rules can be found.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no rule can be found.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
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
    pub fn woken_by(&self, literal: u32) -> &[EntryIx] {
        &self.wakes[literal as usize]
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
    /// Whether the condition cannot hold on the record of a line that is an object by itself.
    pub fn is_refuted_by(&self, line: &[u8]) -> bool {
        let gates = self.gates.get_or_init(|| gate::gates(&self.compiled().condition));
        gates.iter().any(|gate| gate.refutes(line))
    }

    /// The conditions, compiled when they are first asked for.
    pub fn compiled(&self) -> &Compiled {
        self.compiled
            .get_or_init(|| self.written.as_ref().map(Written::compile).unwrap_or_default())
    }
}

/// How often grams stand in logs of the formats that are read; counted when the program was built.
pub fn log_grams() -> Table {
    Table(include_bytes!(concat!(env!("OUT_DIR"), "/log_grams.bin")).as_slice().into())
}
