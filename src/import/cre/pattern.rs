//! The `rule` of a CRE rule to a symptom.

use std::collections::BTreeSet;

use super::reader::{Fields, Reader};
use super::term::{Ask, Named, Side, Stretch, Term};
use super::yaml::Node;
use super::{jq, length, re2};
use crate::diagnostic::Code;
use crate::rule::Draft;
use crate::source::{Span, Spanned};
use crate::symptom::{Flags, Regex, Several};
use crate::syntax::ast::{
    Count, During, Expr, ExprKind, Length, Mark, Op, Pattern, Point, Shift, Step, StepKind, Steps,
    Stretch as WrittenStretch, Symptom, Test, Text, Unit, Until, Window, WindowSize, Without,
};

/// Nodes that nobody wrote have no place.
const NOWHERE: Span = Span::empty(0);

/// A block: what must be there, in which order, within what time, and what must not be there.
struct Block<'n> {
    is_sequence: bool,
    terms: Vec<Term>,
    negate: Vec<Term>,
    /// The window in nanoseconds, and where it is written.
    window: Option<(i64, Span)>,
    /// Where the block is written: the node of its terms.
    node: &'n Node,
}

/// A symptom, and the type of the data that it is meant for.
pub(super) struct Meant {
    pub(super) symptom: Symptom,
    pub(super) data: Option<String>,
}

impl Reader<'_> {
    /// What a rule looks for.
    pub(super) fn pattern(&mut self, node: &Node, named: &Named<'_>) -> Option<Meant> {
        let mut fields = self.map(node, "a map with `set` or `sequence`")?;
        let (sequence, set) = (fields.take("sequence"), fields.entry("set"));
        let head = fields.head;
        self.ignore(fields);
        let (node, is_sequence) = match (sequence, set) {
            (Some(sequence), None) => (sequence, true),
            (None, Some(set)) => (&set.value, false),
            (Some(sequence), Some(set)) => {
                let found = self.at(Code::ImportNoEffect, set.key.span, "`set` has no effect");
                self.push(found.label("a `sequence` stands beside it, and that one counts"));
                (sequence, true)
            }
            (None, None) => {
                let message = "neither `set` nor `sequence` is here";
                let found = self.at(Code::ImportMissingKey, head, message);
                self.push(found.note("one of them says what the rule looks for"));
                return None;
            }
        };
        let mut fields = self.map(node, "a map")?;
        let data = self.data(&mut fields);
        if let Some(node) = fields.take("correlations")
            && !self.list(node, "a list").is_empty()
        {
            let span = self.first_line(node.span);
            let found = self.at(Code::ImportUnsupported, span, "`correlations` stands here");
            self.push(found.label("joining the data of several hosts has no counterpart"));
        }
        let block = self.block(fields, named, is_sequence)?;
        let pattern = self.lower(&block)?;
        Some(Meant {
            symptom: Symptom { bindings: Vec::new(), pattern, comments: Vec::new() },
            data,
        })
    }

    /// The type of the data that a block is meant for.
    fn data(&mut self, fields: &mut Fields<'_>) -> Option<String> {
        let note = "`event` names with `source` the type of the data";
        let node = self.required(fields, "event", note)?;
        let mut event = self.map(node, "a map with `source`")?;
        let node = self.required(&mut event, "source", note)?;
        // There is one block only, which is always the origin.
        event.take("origin");
        self.ignore(event);
        self.scalar(node, "a text").map(|scalar| scalar.text.clone())
    }

    fn block<'n>(
        &mut self,
        mut fields: Fields<'n>,
        named: &Named<'_>,
        is_sequence: bool,
    ) -> Option<Block<'n>> {
        let before = self.errors();
        let window = fields.take("window").map(|node| (self.length(node), node.span));
        let key = if is_sequence { "order" } else { "match" };
        let node = self.required(&mut fields, key, "it lists what must be there");
        let items = node.map(|node| self.list(node, "a list of terms")).unwrap_or_default();
        let mut terms: Vec<Term> = Vec::new();
        for term in items.iter().filter_map(|item| self.term(item, named, Side::Positive)) {
            // Equal terms are one that must be there more often; in a sequence only neighbours.
            let twin = match is_sequence {
                true => terms.last_mut().filter(|last| last.ask == term.ask),
                // More than there may be are not compared.
                false if terms.len() > Several::MOST_STEPS => None,
                false => terms.iter_mut().find(|other| other.ask == term.ask),
            };
            match twin {
                Some(twin) => twin.count = twin.count.saturating_add(term.count),
                None => terms.push(term),
            }
        }
        let negate = fields.take("negate");
        let negate = negate.map(|node| self.list(node, "a list of terms")).unwrap_or_default();
        let negate = negate.iter().filter_map(|item| self.term(item, named, Side::Negate));
        let negate: Vec<Term> = negate.collect();
        self.ignore(fields);
        let node = node?;
        if self.errors() > before {
            return None;
        }
        let window = window.and_then(|(nanos, span)| Some((nanos?, span)));
        let block = Block { is_sequence, terms, negate, window, node };
        self.is_sound(&block).then_some(block)
    }

    /// Says what is wrong with a block as a whole, as the compiler of these rules does.
    fn is_sound(&mut self, block: &Block<'_>) -> bool {
        let records = block.terms.iter().fold(0_u64, |sum, term| sum.saturating_add(term.count));
        let span = self.first_line(block.node.span);
        let least = if block.is_sequence { 2 } else { 1 };
        if records < least {
            let message = format!("{records} of at least {least} terms are here");
            let found = self.at(Code::ImportInvalidTerm, span, message);
            self.push(found.label("say what must be there"));
            return false;
        }
        if records > Several::MOST_RECORDS {
            let message = format!("a match has at most {} records", Several::MOST_RECORDS);
            let found = self.at(Code::ImportUnsupported, span, message);
            self.push(found.label(format!("this one has {records}")));
            return false;
        }
        if block.terms.len().max(block.negate.len()) > Several::MOST_STEPS {
            let message = format!("a block has at most {} terms", Several::MOST_STEPS);
            let found = self.at(Code::ImportUnsupported, span, message);
            self.push(found.label("make several rules of it"));
            return false;
        }
        let fault = match block.window {
            Some((0, _)) | None if records > 1 => {
                let place = block.window.map_or(span, |(_, place)| place);
                Some((place, "several lines have no window", "add one, such as `window: 30s`"))
            }
            Some((nanos, place)) if nanos < 0 => {
                Some((place, "this window ends before it begins", "a window is longer than zero"))
            }
            Some((1.., place)) if records == 1 => {
                Some((place, "one line has a window", "it needs none; several would"))
            }
            _ => None,
        };
        if let Some((place, message, label)) = fault {
            let found = self.at(Code::ImportInvalidWindow, place, message);
            self.push(found.label(label));
            return false;
        }
        let beyond = block.negate.iter().find(|term| term.stretch.anchor >= records);
        if let Some(place) = beyond.and_then(|term| term.stretch.anchor_span) {
            let message = format!("the match has {records} entries, counted from 0");
            let found = self.at(Code::ImportInvalidTerm, place, message);
            self.push(found.label("this one is not among them"));
            return false;
        }
        true
    }

    fn lower(&mut self, block: &Block<'_>) -> Option<Pattern> {
        let mut names = BTreeSet::new();
        let conditions: Vec<Option<Expr>> =
            block.terms.iter().map(|term| self.condition(term, Some(&mut names))).collect();
        let without: Vec<Option<Expr>> =
            block.negate.iter().map(|term| self.condition(term, None)).collect();
        let conditions: Vec<Expr> = conditions.into_iter().collect::<Option<_>>()?;
        let without: Vec<Expr> = without.into_iter().collect::<Option<_>>()?;
        // One record needs no window; the block of a `without` must have one.
        let shortest = WindowSize::Time(Length { number: 1.0, unit: Unit::Millis });
        let size = block.window.map_or(Some(shortest), |(nanos, _)| match nanos {
            0 => Some(shortest),
            nanos => length::size(nanos),
        })?;
        let window = Window { size, span: NOWHERE };
        let records: u64 = block.terms.iter().map(|term| term.count).sum();
        let by = Vec::new();
        if let ([term], []) = (block.terms.as_slice(), without.as_slice()) {
            let condition = conditions.into_iter().next()?;
            if term.count == 1 {
                return Some(Pattern::One(condition));
            }
            let at_least = Spanned::new(term.count, NOWHERE);
            let (keyword, span) = (NOWHERE, NOWHERE);
            return Some(Pattern::Count(Count { keyword, at_least, window, by, condition, span }));
        }
        let kinds = block.terms.iter().map(|term| match term.count {
            1 => StepKind::Once,
            count => StepKind::Times(Spanned::new(count, NOWHERE)),
        });
        let steps = kinds.zip(conditions).map(|(kind, condition)| Step { kind, condition });
        let during = block.negate.iter().map(|term| during(&term.stretch, records));
        let during: Vec<During> = during.collect::<Option<_>>()?;
        let withouts = during.into_iter().zip(without).map(|(during, condition)| {
            let kind = StepKind::Without(Without { keyword: NOWHERE, during });
            Step { kind, condition }
        });
        let steps = Steps {
            keyword: NOWHERE,
            window,
            by,
            // There, one line may serve several terms.
            sharing: (block.terms.len() > 1).then_some(NOWHERE),
            steps: steps.chain(withouts).collect(),
            span: NOWHERE,
        };
        Some(if block.is_sequence { Pattern::Sequence(steps) } else { Pattern::All(steps) })
    }

    /// What a term asks of a record. `names` holds the captures so far; without, groups get none.
    fn condition(&mut self, term: &Term, names: Option<&mut BTreeSet<String>>) -> Option<Expr> {
        match &term.ask {
            // What no text can hold, a regex can.
            Ask::Text(text) if !Draft::holds(text) || text.contains("'''") => {
                Some(matches(re2::quote(text), false))
            }
            Ask::Text(text) => {
                let text = Text { value: text.clone(), fold: false, span: NOWHERE };
                Some(Expr { kind: ExprKind::Text(text), span: NOWHERE })
            }
            Ask::Jq(filter) => {
                let condition = jq::convert(filter);
                let span = self.first_line(term.span);
                self.push(match &condition {
                    Some(_) => self
                        .at(Code::ImportNearly, span, "this `jq` became a condition on a field")
                        .label("it holds for records of every format, not of JSON only"),
                    None => self
                        .at(Code::ImportJq, span, "this `jq` has no counterpart")
                        .label("only a plain comparison has one, such as `.code == 502`")
                        .note("write a condition on the field in a rule of your own"),
                });
                condition
            }
            Ask::Regex(regex) => self.regex(regex, term.span, names),
        }
    }

    fn regex(
        &mut self,
        written: &str,
        span: Span,
        mut names: Option<&mut BTreeSet<String>>,
    ) -> Option<Expr> {
        let span = self.first_line(span);
        let mut name = |name: &str| names.as_deref_mut().map(|names| fresh(name, names));
        let converted = match re2::convert(written, &mut name) {
            Ok(converted) => converted,
            Err(fault) => {
                // Where the text stands as it is, the fault has a place of its own.
                let place = self.piece(span).find(written);
                let span = match place {
                    Some(at) => {
                        let start = span.start + at;
                        Span::new(start + fault.at.start, start + fault.at.end)
                    }
                    None => span,
                };
                let found = self.at(Code::ImportInvalidRegex, span, "this regex does not compile");
                self.push(found.label(fault.message));
                return None;
            }
        };
        let flags = Flags { fold: false, dot_all: converted.dot_all };
        match Regex::new(&converted.pattern, flags) {
            Ok(regex) if regex.holds_for_all() => {
                let message = "this regex holds for every record";
                let found = self.at(Code::ImportMatchesEverything, span, message);
                self.push(found.label("it can match nothing at all").note(
                    "the rule is tried on every record; say in a rule of your own what must be there",
                ));
                let exists = ExprKind::Exists(Spanned::new("text".to_owned(), NOWHERE));
                Some(Expr { kind: exists, span: NOWHERE })
            }
            Ok(_) => Some(matches(converted.pattern, converted.dot_all)),
            Err(fault) => {
                let found = self.at(Code::ImportInvalidRegex, span, "this regex does not compile");
                self.push(found.label(fault.message));
                None
            }
        }
    }
}

/// `text ~ /…/`
fn matches(pattern: String, dot_all: bool) -> Expr {
    let flags = Spanned::new(if dot_all { "s" } else { "" }.to_owned(), NOWHERE);
    let regex = crate::syntax::ast::Regex { pattern, flags, span: NOWHERE };
    let field = Spanned::new("text".to_owned(), NOWHERE);
    let test = Test { field, operator: NOWHERE, op: Op::Matches(regex) };
    Expr { kind: ExprKind::Test(test), span: NOWHERE }
}

/// A name that no capture of the rule has yet.
fn fresh(name: &str, names: &mut BTreeSet<String>) -> String {
    let is_taken = |name: &str, names: &BTreeSet<String>| {
        matches!(name, "line" | "cause" | "causes") || names.contains(name)
    };
    let name = if name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{name}")
    } else {
        name.to_owned()
    };
    let mut free = name.clone();
    let mut number = 2;
    while is_taken(&free, names) {
        free = format!("{name}_{number}");
        number += 1;
    }
    names.insert(free.clone());
    free
}

/// When something must not be there in a match of so many records.
fn during(stretch: &Stretch, records: u64) -> Option<During> {
    let Stretch { window, slide, anchor, absolute, .. } = *stretch;
    let mark = match anchor {
        0 => Mark::First,
        last if last + 1 == records => Mark::Last,
        anchor => Mark::Record(anchor + 1),
    };
    let until = match (absolute, window) {
        (true, window) => Until::Size(Spanned::new(length::size(window.max(0))?, NOWHERE)),
        (false, 0) if anchor == 0 && slide == 0 => {
            Until::Point(Point { mark: Mark::Last, shift: None, span: NOWHERE })
        }
        (false, window) => Until::Match(shift(window)?),
    };
    let from = Point { mark, shift: shift(slide)?, span: NOWHERE };
    Some(During::Stretch(WrittenStretch { from, until, span: NOWHERE }))
}

/// A distance, unless it is none.
fn shift(nanos: i64) -> Option<Option<Shift>> {
    if nanos == 0 {
        return Some(None);
    }
    let size = length::size(nanos.checked_abs()?)?;
    Some(Some(Shift { is_back: nanos < 0, size, span: NOWHERE }))
}
