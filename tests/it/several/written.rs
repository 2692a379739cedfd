//! Made-up patterns over several records: as text, and as what the text must mean by the
//! definition, which is said here once more and without the code of the library.

use std::fmt::Write;

use pomkb::field::Field;
use pomkb::symptom::{
    Axis, Condition, From, Needle, Op, Order, Point, Several, Step, Test, Until, Without,
};
use proptest::prelude::*;
use proptest::sample::select;

use super::log::word;

/// A pattern before it is written. Sizes are units of the log, or lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    block: Block,
    window: u32,
    is_lines: bool,
    by: Vec<&'static str>,
    is_sharing: bool,
    /// There is a step among them.
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Sequence,
    All,
    /// Only the first step is taken.
    Count,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Step { times: usize, letters: Vec<char> },
    Without { during: During, letters: Vec<char> },
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum During {
    Here,
    Within(u32),
    Stretch(Place, End),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    mark: Mark,
    shift: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    First,
    Last,
    /// Counted from 0, round and round the records of the match.
    Record(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum End {
    Place(Place),
    Length(u32),
    Match(i32),
}

impl Written {
    /// The text of the symptom, for a log whose unit of time has so many milliseconds.
    pub(crate) fn text(&self, unit: u32) -> String {
        let size = |size: u32| match self.is_lines {
            true => format!("{size} lines"),
            false => format!("{}ms", size * unit),
        };
        let shift = |shift: i32| match shift {
            0 => String::new(),
            1.. => format!(" + {}", size(shift.unsigned_abs())),
            _ => format!(" - {}", size(shift.unsigned_abs())),
        };
        let place = |place: &Place| match place.mark {
            Mark::First => format!("first{}", shift(place.shift)),
            Mark::Last => format!("last{}", shift(place.shift)),
            Mark::Record(ix) => {
                format!("record {}{}", ix % self.records() + 1, shift(place.shift))
            }
        };
        let condition = |letters: &[char]| {
            let words = letters.iter().map(|letter| format!("\"{}\"", word(*letter)));
            words.collect::<Vec<_>>().join(" or ")
        };
        let mut text = match self.block {
            Block::Sequence => "sequence".to_owned(),
            Block::All => "all".to_owned(),
            Block::Count => format!("count >= {}", self.records()),
        };
        write!(text, " within {}", size(self.window)).unwrap();
        if !self.by.is_empty() {
            write!(text, " by {}", self.by.join(", ")).unwrap();
        }
        if self.is_sharing && self.block != Block::Count {
            text.push_str(" sharing");
        }
        text.push_str(" {\n");
        for part in self.parts() {
            match part {
                Part::Step { times, letters } if *times > 1 && self.block != Block::Count => {
                    writeln!(text, "  {times} times {}", condition(letters)).unwrap();
                }
                Part::Step { letters, .. } => writeln!(text, "  {}", condition(letters)).unwrap(),
                Part::Without { during, letters } => {
                    let during = match during {
                        During::Here => String::new(),
                        During::Within(window) => format!(" within {}", size(*window)),
                        During::Stretch(from, End::Place(to)) => {
                            format!(" from {} to {}", place(from), place(to))
                        }
                        During::Stretch(from, End::Length(length)) => {
                            format!(" from {} for {}", place(from), size(*length))
                        }
                        During::Stretch(from, End::Match(more)) => {
                            format!(" from {} for match{}", place(from), shift(*more))
                        }
                    };
                    writeln!(text, "  without{during} {}", condition(letters)).unwrap();
                }
            }
        }
        text + "}"
    }

    /// What the text means.
    pub(crate) fn meaning(&self, unit: u32) -> Several {
        let nanos = if self.is_lines { 1 } else { i64::from(unit) * 1_000_000 };
        let size = |size: u32| i64::from(size) * nanos;
        let shift = |shift: i32| i64::from(shift) * nanos;
        let window = size(self.window);
        let (records, last) = (self.records(), self.records() - 1);
        let at = |record: usize, shift: i64| Point { record, shift };
        let place = |place: &Place| match place.mark {
            Mark::First => at(0, shift(place.shift)),
            Mark::Last => at(last, shift(place.shift)),
            Mark::Record(ix) => at(ix % records, shift(place.shift)),
        };
        let is_sequence = self.block == Block::Sequence;
        let (mut steps, mut withouts, mut before) = (Vec::new(), Vec::new(), 0);
        for part in self.parts() {
            let (during, letters) = match part {
                Part::Step { times, letters } => {
                    before += times;
                    let times = if self.block == Block::Count { records } else { *times };
                    steps.push(Step { condition: condition(letters), times });
                    continue;
                }
                Part::Without { during, letters } => (during, letters),
            };
            let (from, until, gives_up) = match during {
                During::Here if !is_sequence => {
                    (From::Point(at(last, -window)), Until::Point(at(0, window)), 0)
                }
                During::Here if before == 0 => (From::Point(at(0, -window)), Until::Before(0), 0),
                During::Here if before == records => {
                    (From::Behind(last), Until::Point(at(0, window)), last)
                }
                During::Here => (From::Behind(before - 1), Until::Before(before), before - 1),
                During::Within(own) if !is_sequence => {
                    (From::Point(at(0, -size(*own))), Until::Point(at(last, size(*own))), 0)
                }
                During::Within(own) if before == 0 => {
                    (From::Point(at(0, -size(*own))), Until::Before(0), 0)
                }
                During::Within(own) => {
                    let behind = before - 1;
                    (From::Behind(behind), Until::Point(at(behind, size(*own))), behind)
                }
                During::Stretch(from, end) => {
                    let until = match end {
                        End::Place(to) => Until::Point(place(to)),
                        End::Length(length) => Until::Length(size(*length)),
                        End::Match(more) => Until::Match(shift(*more)),
                    };
                    (From::Point(place(from)), until, place(from).record)
                }
            };
            withouts.push(Without { condition: condition(letters), from, until, gives_up });
        }
        Several {
            order: if is_sequence { Order::Given } else { Order::Any },
            steps,
            withouts,
            axis: if self.is_lines { Axis::Lines } else { Axis::Time },
            window,
            by: self.by.iter().map(|name| Field::of(name)).collect(),
            is_sharing: self.is_sharing && self.block != Block::Count,
        }
    }

    /// The parts that stand in the block.
    fn parts(&self) -> impl Iterator<Item = &Part> {
        let is_step = |part: &&Part| matches!(part, Part::Step { .. });
        let (most, only_steps) = match self.block {
            Block::Count => (1, true),
            Block::Sequence | Block::All => (usize::MAX, false),
        };
        self.parts.iter().filter(move |part| !only_steps || is_step(part)).take(most)
    }

    /// How many records a match has.
    fn records(&self) -> usize {
        let times = self.parts().map(|part| match part {
            Part::Step { times, .. } => *times,
            Part::Without { .. } => 0,
        });
        let records: usize = times.sum();
        // A count of one is none.
        if self.block == Block::Count { records.max(2) } else { records }
    }
}

/// A text is looked for in the whole record; several are joined with `or`.
fn condition(letters: &[char]) -> Condition {
    let mut tests: Vec<Condition> = letters
        .iter()
        .map(|letter| {
            let needle = Needle { text: word(*letter).to_owned(), fold: false };
            Condition::Test(Test { field: Field::Text, op: Op::Contains(needle) })
        })
        .collect();
    if tests.len() == 1 { tests.remove(0) } else { Condition::Or(tests) }
}

/// Made-up patterns.
pub(crate) fn patterns() -> impl Strategy<Value = Written> {
    let block =
        prop_oneof![5 => Just(Block::Sequence), 4 => Just(Block::All), 1 => Just(Block::Count)];
    let by = prop_oneof![
        12 => Just(vec![]),
        2 => Just(vec!["user"]),
        1 => Just(vec!["user", "request-id"]),
        1 => Just(vec!["source"]),
    ];
    let steps = prop_oneof![
        2 => prop::collection::vec(step(), 1),
        8 => prop::collection::vec(step(), 2),
        2 => prop::collection::vec(step(), 3),
        1 => prop::collection::vec(step(), 4),
    ];
    // Each stands before as many steps as it says.
    let withouts = prop::collection::vec((without(), 0_usize..5), 0..=2);
    let head = (block, 4_u32..16, prop::bool::weighted(0.25), by, any::<bool>());
    (head, steps, withouts).prop_map(
        |((block, window, is_lines, by, is_sharing), steps, withouts)| {
            let mut parts = steps;
            for (without, at) in withouts {
                parts.insert(at.min(parts.len()), without);
            }
            Written { block, window, is_lines, by, is_sharing, parts }
        },
    )
}

fn step() -> impl Strategy<Value = Part> {
    let times = select(vec![1_usize, 1, 1, 1, 1, 1, 1, 2, 3]);
    let letters = letters(vec!['a', 'b', 'c', 'a', 'b', 'a', 'b', 'c', 'd']);
    (times, letters).prop_map(|(times, letters)| Part::Step { times, letters })
}

fn without() -> impl Strategy<Value = Part> {
    let mark = || {
        let record = (0_usize..12).prop_map(Mark::Record);
        prop_oneof![2 => Just(Mark::First), 2 => Just(Mark::Last), 3 => record]
    };
    let shift = || prop_oneof![2 => Just(0_i32), 3 => -4_i32..5];
    let place = move || (mark(), shift()).prop_map(|(mark, shift)| Place { mark, shift });
    let end = prop_oneof![
        2 => place().prop_map(End::Place),
        1 => (1_u32..5).prop_map(End::Length),
        2 => shift().prop_map(End::Match),
    ];
    let during = prop_oneof![
        4 => Just(During::Here),
        2 => (1_u32..6).prop_map(During::Within),
        4 => (place(), end).prop_map(|(from, end)| During::Stretch(from, end)),
    ];
    let letters = letters(vec!['n', 'n', 'n', 'm', 'm', 'm', 'd', 'c']);
    (during, letters).prop_map(|(during, letters)| Part::Without { during, letters })
}

/// One to three letters, each once.
fn letters(of: Vec<char>) -> impl Strategy<Value = Vec<char>> {
    let count = select(vec![1_usize, 1, 2, 2, 3]);
    count.prop_flat_map(move |count| prop::collection::vec(select(of.clone()), count)).prop_map(
        |mut letters| {
            letters.sort_unstable();
            letters.dedup();
            letters
        },
    )
}
