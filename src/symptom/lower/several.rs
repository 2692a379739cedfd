//! Patterns over several records: what they mean, and what makes no sense.

use super::stretch::Frame;
use super::{Lowering, prose};
use crate::diagnostic::{Code, Diagnostic};
use crate::field::Field;
use crate::source::{Span, Spanned};
use crate::symptom::capture::Captures;
use crate::symptom::pattern::{Order, Several, Step, Without};
use crate::syntax::ast::{Count, Step as Written, StepKind, Steps};

/// A pattern over several records with the captures that it gives.
pub(super) type Found = Option<(Several, Captures)>;

impl Lowering<'_> {
    pub(super) fn count(&mut self, count: &Count) -> Found {
        let by = self.by(&count.by);
        let window = self.window(&count.window);
        let times = self.at_least(count.at_least);
        let part = self.expr(&count.condition)?;
        self.report_taken(&part.captures, &count.by);
        let ((axis, window), times) = window.zip(times)?;
        let steps = vec![Step { condition: part.condition, times }];
        let (order, withouts, is_sharing) = (Order::Any, Vec::new(), false);
        Some((Several { order, steps, withouts, axis, window, by, is_sharing }, part.captures))
    }

    pub(super) fn steps(&mut self, written: &Steps, order: Order) -> Found {
        let by = self.by(&written.by);
        let times: Vec<_> = written.steps.iter().map(|step| self.times(step)).collect();
        let frame = self.frame(written, order, &times);
        let words = self.words(&written.steps);
        let mut block = Block::default();
        let (mut is_sound, mut before) = (true, 0);
        for (at, (step, times)) in written.steps.iter().zip(times).enumerate() {
            // What was said of a run of words is not said again of each.
            let is_word = words.iter().any(|run| run.contains(&at));
            let part = if is_word { None } else { self.expr(&step.condition) };
            is_sound &= part.is_some();
            match &step.kind {
                StepKind::Without(without) => {
                    let stretch = self.without(without, before, frame.as_ref());
                    is_sound &= stretch.is_some();
                    let Some(part) = part else { continue };
                    block.lost.push(part.captures);
                    let condition = part.condition;
                    block.withouts.extend(stretch.map(|it| Without { condition, ..it }));
                    block.keywords.push(without.keyword.to(step.condition.span));
                }
                StepKind::Once | StepKind::Times(_) => {
                    let times = times.unwrap_or(1);
                    before += times;
                    let Some(part) = part else { continue };
                    let found = block.captures.and(part.captures, self.source);
                    self.diagnostics.extend(found);
                    block.steps.push(Step { condition: part.condition, times });
                    block.places.push(step.condition.span);
                }
            }
        }
        self.report_lost(&block);
        self.report_taken(&block.captures, &written.by);
        let frame = frame.filter(|_| is_sound)?;
        self.report_never(&block, &frame);
        let Frame { axis, window, .. } = frame;
        let Block { steps, withouts, captures, .. } = block;
        let is_sharing = written.sharing.is_some();
        Some((Several { order, steps, withouts, axis, window, by, is_sharing }, captures))
    }

    /// What the parts of a block must know of the whole, if the whole makes sense.
    fn frame(&mut self, written: &Steps, order: Order, times: &[Option<usize>]) -> Option<Frame> {
        let window = self.window(&written.window);
        let is_whole = self.is_block(&written.steps);
        let records: Option<usize> = times.iter().copied().sum();
        let ((axis, window), records) = window.zip(records.filter(|_| is_whole))?;
        if records as u64 > Several::MOST_RECORDS {
            let message = format!("a match has at most {} records", Several::MOST_RECORDS);
            let diagnostic = self.fault(Code::TooLarge, written.keyword, message);
            self.diagnostics.push(diagnostic.label(format!("this one has {records}")));
            return None;
        }
        if records == 1 && written.steps.len() == 1 {
            let message = "this block has one step only";
            let diagnostic = self.fault(Code::OneStep, written.keyword, message);
            self.diagnostics.push(diagnostic.label("one record needs only its condition"));
        }
        Some(Frame { order, axis, window, records, written: written.window.clone() })
    }

    /// Says what is wrong with the steps of a block as a whole.
    fn is_block(&mut self, written: &[Written]) -> bool {
        let (withouts, steps): (Vec<_>, Vec<_>) = written.iter().partition(|it| is_without(it));
        if let ([first, ..], []) = (withouts.as_slice(), steps.as_slice()) {
            let message = "only what must not occur stands in this block";
            let diagnostic = self.fault(Code::LoneWithout, prose::first_word(first), message);
            self.diagnostics.push(
                diagnostic
                    .label("at least one step must be without `without`")
                    .note("a record that is missing is only missed behind one that is there"),
            );
            return false;
        }
        let extra =
            [withouts, steps].into_iter().find_map(|all| all.get(Several::MOST_STEPS).copied());
        if let Some(extra) = extra {
            let what = if is_without(extra) { "`without`s" } else { "steps" };
            let message = format!("a block has at most {} {what}", Several::MOST_STEPS);
            let diagnostic = self.fault(Code::TooLarge, prose::first_word(extra), message);
            self.diagnostics.push(diagnostic.label("this is one too many; make several rules"));
        }
        extra.is_none()
    }

    fn by(&mut self, fields: &[Spanned<String>]) -> Vec<Field> {
        let mut by: Vec<(Field, Span)> = Vec::new();
        for (at, name) in fields.iter().enumerate() {
            let field = self.field(name).0;
            let fault =
                |message: String| Diagnostic::new(Code::InvalidBy, self.source, name.span, message);
            let first = by.iter().find(|(known, _)| *known == field);
            if let Some((_, first)) = first {
                let diagnostic = fault(format!("`{}` stands twice behind `by`", name.value));
                let diagnostic = diagnostic.label("once is enough").context(*first, "first here");
                let before = at.checked_sub(1).and_then(|it| fields.get(it));
                let start = before.map_or(name.span.start, |before| before.span.end);
                self.diagnostics.push(diagnostic.fix(Span::new(start, name.span.end), ""));
                continue;
            }
            let why = match field {
                Field::Line => Some("every record has a line of its own"),
                Field::Time => Some("`within` says already how near in time they are"),
                Field::Text => Some("that is the whole record; name the fields that must agree"),
                _ => None,
            };
            if let Some(why) = why {
                let diagnostic =
                    fault(format!("records do not belong together by `{}`", name.value));
                let note = "`by` names what one event leaves in all its records: \
                            `request-id`, `user`, `source`";
                self.diagnostics.push(diagnostic.label(why).note(note));
            }
            by.push((field, name.span));
        }
        by.into_iter().map(|(field, _)| field).collect()
    }

    /// How many records a `count` asks for.
    fn at_least(&mut self, written: Spanned<u64>) -> Option<usize> {
        if written.value < 2 {
            let message = format!("a count of {} is none", written.value);
            let diagnostic = self.fault(Code::CountBelowTwo, written.span, message);
            let diagnostic = diagnostic.label("at least 2; one record needs only its condition");
            self.diagnostics.push(diagnostic.fix(written.span, "2"));
            return None;
        }
        self.many(written)
    }

    /// How many records a step asks for; none for a `without`.
    fn times(&mut self, step: &Written) -> Option<usize> {
        let written = match step.kind {
            StepKind::Without(_) => return Some(0),
            StepKind::Once => return Some(1),
            StepKind::Times(written) => written,
        };
        if written.value > 1 {
            return self.many(written);
        }
        let message = match written.value {
            0 => "`0 times` asks for nothing",
            _ => "`1 times` is not needed",
        };
        let diagnostic = self.fault(Code::CountBelowTwo, written.span, message);
        self.diagnostics.push(match written.value {
            0 => {
                let diagnostic = diagnostic.label("what must not occur is written `without`");
                diagnostic.fix(written.span, "without")
            }
            _ => {
                let start = step.condition.span.start;
                let is_next = start == written.span.end + 1;
                let end = if is_next { start } else { written.span.end };
                let diagnostic = diagnostic.label("once needs no number, only its condition");
                diagnostic.fix(Span::new(written.span.start, end), "")
            }
        });
        None
    }

    fn many(&mut self, written: Spanned<u64>) -> Option<usize> {
        if written.value > Several::MOST_RECORDS {
            let message = format!("a match has at most {} records", Several::MOST_RECORDS);
            let diagnostic = self.fault(Code::TooLarge, written.span, message);
            self.diagnostics.push(diagnostic.label("so many are not held"));
            return None;
        }
        usize::try_from(written.value).ok()
    }

    /// Says which captures are called like a field behind `by`, which is one itself.
    fn report_taken(&mut self, captures: &Captures, by: &[Spanned<String>]) {
        for name in by {
            let taken = Field::of(&name.value).capture_name();
            let Some((_, span)) = captures.places().find(|(capture, _)| *capture == taken) else {
                continue;
            };
            let message = format!("the capture `{taken}` has two meanings");
            let diagnostic = self.fault(Code::CaptureConflict, span, message);
            let diagnostic = diagnostic.label("give this one another name");
            let context = "what stands behind `by` is a capture, too";
            self.diagnostics.push(diagnostic.context(name.span, context));
        }
    }

    /// Says of the captures of `without`s that they never get a value, if no step gives them one.
    fn report_lost(&mut self, block: &Block) {
        for captures in &block.lost {
            let lost = captures.without(&block.captures);
            self.lost(&lost, "a record that must not occur gives nothing");
        }
    }

    /// Says which `without`s hold of a record of every match.
    fn report_never(&mut self, block: &Block, frame: &Frame) {
        for (without, keyword) in block.withouts.iter().zip(&block.keywords) {
            let mut before = 0;
            for (step, place) in block.steps.iter().zip(&block.places) {
                let mut own = before..before + step.times;
                before = own.end;
                if step.condition != without.condition {
                    continue;
                }
                // In any order, the record of a step can be the first as well as the last.
                let is_kept_out = match frame.order {
                    Order::Given => own.any(|record| frame.always_holds(without, record)),
                    Order::Any => (0..frame.records).all(|it| frame.always_holds(without, it)),
                };
                if is_kept_out {
                    let message = "this block never matches";
                    let diagnostic = self.fault(Code::NeverMatches, *keyword, message);
                    let diagnostic = diagnostic.label("every match has such a record itself");
                    self.diagnostics.push(
                        diagnostic
                            .context(*place, "this step asks for it")
                            .note("in a `sequence`, a `without` between two steps leaves their own records out"),
                    );
                    break;
                }
            }
        }
    }

    /// Says of captures that they never get a value.
    pub(super) fn lost(&mut self, captures: &Captures, why: &str) {
        for (name, span) in captures.places() {
            let message = format!("the capture `{name}` never gets a value");
            let diagnostic = Diagnostic::new(Code::LostCapture, self.source, span, message);
            self.diagnostics.push(diagnostic.label(why));
        }
    }
}

/// What the steps of a block gave.
#[derive(Default)]
struct Block {
    steps: Vec<Step>,
    /// Where the conditions of the steps stand.
    places: Vec<Span>,
    withouts: Vec<Without>,
    /// Where the `without`s stand.
    keywords: Vec<Span>,
    captures: Captures,
    /// The captures of the `without`s.
    lost: Vec<Captures>,
}

fn is_without(step: &Written) -> bool {
    matches!(step.kind, StepKind::Without(_))
}
