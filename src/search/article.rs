//! A rule in, its words out, each with how much each counts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::message::{CALENDAR, Part, parts};
use super::vocabulary::{Key, Learner};
use super::words::Kind;
use crate::record::split;
use crate::rule::{Block, Expect, Inline, Piece, Prose, Rule};
use crate::symptom::{Condition, Op, Operand, Pattern, Required};

/// How often a word counts that stands in the symptom: what a log says when it happens.
pub(super) const SYMPTOM: u32 = 8;
/// In the title, and in the id.
const TITLE: u32 = 8;
const ID: u32 = 6;
/// In the messages of logs in which the rule is found.
const SAMPLE: u32 = 3;
/// In the title of a cause.
const CAUSE: u32 = 3;
/// In what the rule says happened.
const SUMMARY: u32 = 3;
/// In why it happens, what to do, and how to see that it is fixed.
const TEXT: u32 = 1;

/// Samples that are read, and records of each.
const SAMPLES: usize = 4;
const RECORDS: usize = 6;

/// Nothing counts more often than this, however often it is said.
const MOST: u32 = 24;

/// The words of an article, with how much each counts, at most [`MOST`].
pub(super) type Counts = BTreeMap<Key, u32>;

/// The words of a rule.
pub(super) fn counts(rule: &Rule, learner: &mut Learner) -> Counts {
    let mut words = Words { learner, counts: HashMap::new() };
    if let Some(detection) = &rule.detection {
        for condition in detection.symptom.pattern.wanted() {
            words.condition(condition);
        }
    }
    words.add(&rule.title, TITLE);
    for id in std::iter::once(&rule.id).chain(&rule.formerly) {
        words.add(id.as_str(), ID);
    }
    words.samples(rule);
    words.prose(&rule.summary, SUMMARY);
    for cause in &rule.causes {
        words.add(&cause.title, CAUSE);
        if let Some(when) = &cause.when {
            words.condition(when);
        }
        for text in [&cause.why, &cause.remedy, &cause.verify] {
            words.prose(text, TEXT);
        }
    }
    words.counts.into_iter().collect()
}

struct Words<'l> {
    learner: &'l mut Learner,
    counts: HashMap<Key, u32>,
}

impl Words<'_> {
    /// The texts that a record must or may have for the condition to hold.
    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::And(inner) | Condition::Or(inner) => {
                inner.iter().for_each(|inner| self.condition(inner));
            }
            Condition::Test(test) => {
                // Everything has a message; which other field it is tells something.
                self.add(test.field.name(), TEXT);
                match &test.op {
                    Op::Contains(text) | Op::StartsWith(text) | Op::EndsWith(text) => {
                        self.add(&text.text, SYMPTOM);
                    }
                    Op::Equals(operand) => self.operand(operand),
                    Op::OneOf(operands) => operands.iter().for_each(|one| self.operand(one)),
                    Op::Matches(regex) => self.required(regex.required()),
                    Op::Differs(_) | Op::Order(..) => {}
                }
            }
            Condition::Exists(field) => self.add(field.name(), TEXT),
            Condition::Not(_) => {}
        }
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::Text(needle) => self.add(&needle.text, SYMPTOM),
            Operand::Number(number) => self.add(&number.to_string(), SYMPTOM),
            Operand::Duration(_) | Operand::Level(_) | Operand::Bool(_) => {}
        }
    }

    fn required(&mut self, required: &Required) {
        match required {
            Required::Nothing => {}
            Required::Text(needle) => self.add(&needle.text, SYMPTOM),
            Required::All(parts) | Required::Any(parts) => {
                parts.iter().for_each(|part| self.required(part));
            }
        }
    }

    /// What the logs say in which the rule is found; each message once.
    fn samples(&mut self, rule: &Rule) {
        let pattern = rule.detection.as_ref().map(|detection| &detection.symptom.pattern);
        // Records beside those that are found say nothing about it.
        let most = match pattern {
            Some(Pattern::Several(several)) => several.records().min(RECORDS),
            _ => 1,
        };
        let found = rule.samples.iter().filter_map(|sample| match &sample.expect {
            Expect::Finds(expected) => Some((sample, expected.line.value)),
            Expect::Quiet { .. } => None,
        });
        let mut said = BTreeSet::new();
        for (sample, line) in found.take(SAMPLES) {
            let records = split(sample.log.as_bytes(), &CALENDAR);
            let records = records.skip_while(|record| record.line() < line).take(most);
            for Part { text, .. } in records.flat_map(|record| parts(&record)) {
                if !said.contains(&text) {
                    self.add(&text, SAMPLE);
                    said.insert(text);
                }
            }
        }
    }

    fn prose(&mut self, prose: &Prose, weight: u32) {
        prose.blocks.iter().for_each(|block| self.block(block, weight));
    }

    fn block(&mut self, block: &Block, weight: u32) {
        match block {
            Block::Paragraph(inlines) => self.inlines(inlines, weight),
            Block::List { items, .. } => {
                items.iter().flatten().for_each(|block| self.block(block, weight));
            }
            Block::Code { text, .. } => self.code(text, weight),
        }
    }

    /// Words are whole within an inline, but for those that a line end parts.
    fn inlines(&mut self, inlines: &[Inline], weight: u32) {
        let mut text = String::new();
        for inline in inlines {
            match inline {
                Inline::Text(part) => text.push_str(part),
                Inline::Space => text.push(' '),
                Inline::Value(_) => text.push_str(" , "),
                Inline::Code(pieces) => pieces.iter().for_each(|piece| match piece {
                    Piece::Text(part) => text.push_str(part),
                    Piece::Value(_) => text.push_str(" , "),
                }),
                Inline::Strong(inner) | Inline::Link { text: inner, .. } => {
                    self.inlines(inner, weight);
                }
            }
        }
        self.add(&text, weight);
    }

    fn code(&mut self, pieces: &[Piece], weight: u32) {
        for piece in pieces {
            if let Piece::Text(text) = piece {
                self.add(text, weight);
            }
        }
    }

    fn add(&mut self, text: &str, weight: u32) {
        for word in self.learner.learn(text) {
            if word.kind != Kind::Filler {
                let count = self.counts.entry(word.key).or_default();
                *count = (*count + weight).min(MOST);
            }
        }
    }
}
