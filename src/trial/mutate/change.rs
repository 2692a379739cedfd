//! A condition in, the ways to change one part of it out: left out, widened, narrowed.

use crate::source::{Span, Spanned};
use crate::symptom::{Flags, Needle, Regex as Compiled, Required};
use crate::syntax::ast::{
    Comparison, Count, Expr, ExprKind, Literal, Op, Pattern, Regex, Step, StepKind, Steps, Symptom,
    Test, Text, When, Window, WindowSize,
};

/// A part of a condition that was changed, and what became of the whole.
#[derive(Debug, Clone)]
pub(super) struct Change<T> {
    /// The part.
    pub(super) span: Span,
    /// What was done to it.
    pub(super) how: How,
    /// The whole, changed.
    pub(super) tree: T,
}

/// What is done to a part of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// A condition of several that must hold is left out.
    Condition,
    /// One of several conditions or values of which one must hold is left out.
    Alternative,
    /// `starts with` or `ends with` becomes `contains`.
    Anywhere,
    /// A regex becomes `contains` with the longest text that it needs.
    Literal,
    /// Upper and lower case count.
    Case,
    /// A step is left out.
    Step,
    /// A `without` is left out.
    Without,
    /// Once less is enough.
    Times,
    /// The order of the steps does not count.
    Order,
    /// The window is a thousand times as wide.
    Window,
    /// What ties the records together is left out.
    By,
    /// The `when` of a cause is left out.
    When,
    /// A cause with a `when` is left out.
    Cause,
}

impl How {
    /// Whether the changed condition may hold where the other does not, rather than the reverse.
    pub(super) const fn is_wider(self) -> bool {
        !matches!(self, Self::Alternative | Self::Case | Self::Cause)
    }

    /// What was done, as the end of `no sample notices that …`.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Condition => "this condition is left out",
            Self::Alternative => "this alternative is left out",
            Self::Anywhere => "this may stand anywhere",
            Self::Literal => "only the longest text of this regex is looked for",
            Self::Case => "upper and lower case count here",
            Self::Step => "this step is left out",
            Self::Without => "this `without` is left out",
            Self::Times => "once less is enough",
            Self::Order => "the order of the steps does not count",
            Self::Window => "this window is a thousand times as wide",
            Self::By => "the records need not belong together",
            Self::When => "this cause is shown without its `when`",
            Self::Cause => "this cause is never shown",
        }
    }
}

/// All changes of one part of a symptom.
pub(super) fn of_symptom(symptom: &Symptom) -> Vec<Change<Symptom>> {
    let mut changes = Vec::new();
    for (at, binding) in symptom.bindings.iter().enumerate() {
        changes.extend(within(of_expr(&binding.condition), |condition| {
            let mut changed = symptom.clone();
            changed.bindings[at].condition = condition;
            changed
        }));
    }
    changes.extend(within(of_pattern(&symptom.pattern), |pattern| Symptom {
        pattern,
        ..symptom.clone()
    }));
    changes
}

/// All changes of one part of a `when`.
pub(super) fn of_when(when: &When) -> Vec<Change<When>> {
    within(of_expr(&when.condition), |condition| When { condition, ..when.clone() }).collect()
}

/// The changes of a part as changes of the whole.
fn within<P, W>(
    changes: impl IntoIterator<Item = Change<P>>,
    whole: impl Fn(P) -> W,
) -> impl Iterator<Item = Change<W>> {
    changes.into_iter().map(move |it| Change { span: it.span, how: it.how, tree: whole(it.tree) })
}

fn of_pattern(pattern: &Pattern) -> Vec<Change<Pattern>> {
    match pattern {
        Pattern::One(condition) => within(of_expr(condition), Pattern::One).collect(),
        Pattern::Count(count) => of_count(count),
        Pattern::Sequence(steps) => {
            let mut changes: Vec<_> = within(of_steps(steps), Pattern::Sequence).collect();
            if steps.steps.iter().filter(|step| !is_without(step)).count() > 1 {
                let tree = Pattern::All(steps.clone());
                changes.push(Change { span: steps.keyword, how: How::Order, tree });
            }
            changes
        }
        Pattern::All(steps) => within(of_steps(steps), Pattern::All).collect(),
    }
}

fn of_count(count: &Count) -> Vec<Change<Pattern>> {
    let mut changes = Vec::new();
    let mut add =
        |span, how, count| changes.push(Change { span, how, tree: Pattern::Count(count) });
    if count.at_least.value > 2 {
        let mut fewer = count.clone();
        fewer.at_least.value -= 1;
        add(count.at_least.span, How::Times, fewer);
    }
    add(count.window.span, How::Window, Count { window: wide(&count.window), ..count.clone() });
    if let Some(span) = span_of(&count.by) {
        add(span, How::By, Count { by: Vec::new(), ..count.clone() });
    }
    changes.extend(within(of_expr(&count.condition), |condition| {
        Pattern::Count(Count { condition, ..count.clone() })
    }));
    if count.at_least.value == 2 {
        let tree = Pattern::One(count.condition.clone());
        changes.push(Change { span: count.at_least.span, how: How::Times, tree });
    }
    changes
}

fn of_steps(steps: &Steps) -> Vec<Change<Steps>> {
    let mut changes = Vec::new();
    let mut add = |span, how, tree| changes.push(Change { span, how, tree });
    add(steps.window.span, How::Window, Steps { window: wide(&steps.window), ..steps.clone() });
    if let Some(span) = span_of(&steps.by) {
        add(span, How::By, Steps { by: Vec::new(), ..steps.clone() });
    }
    let is_only = steps.steps.iter().filter(|step| !is_without(step)).count() == 1;
    for (at, step) in steps.steps.iter().enumerate() {
        let with = |changed: Option<Step>| {
            let mut all = steps.clone();
            all.steps.splice(at..=at, changed);
            all
        };
        match &step.kind {
            StepKind::Without(without) => {
                let span = without.keyword.to(step.condition.span);
                add(span, How::Without, with(None));
            }
            StepKind::Once if is_only => {}
            StepKind::Once => add(step.condition.span, How::Step, with(None)),
            StepKind::Times(times) => {
                let mut fewer = *times;
                fewer.value -= 1;
                let kind = if fewer.value > 1 { StepKind::Times(fewer) } else { StepKind::Once };
                add(times.span, How::Times, with(Some(Step { kind, ..step.clone() })));
            }
        }
        for change in of_expr(&step.condition) {
            let changed = Step { condition: change.tree, ..step.clone() };
            add(change.span, change.how, with(Some(changed)));
        }
    }
    changes
}

const fn is_without(step: &Step) -> bool {
    matches!(step.kind, StepKind::Without(_))
}

fn wide(window: &Window) -> Window {
    let size = match window.size {
        WindowSize::Time(mut length) => {
            length.number *= 1000.0;
            WindowSize::Time(length)
        }
        WindowSize::Lines(lines) => WindowSize::Lines(lines.saturating_mul(1000)),
    };
    Window { size, ..window.clone() }
}

fn span_of(names: &[Spanned<String>]) -> Option<Span> {
    Some(names.first()?.span.to(names.last()?.span))
}

/// The parser bounds how deep conditions nest, so this may recurse.
fn of_expr(expr: &Expr) -> Vec<Change<Expr>> {
    let put = |kind| Expr { kind, span: expr.span };
    match &expr.kind {
        ExprKind::Name(_) | ExprKind::Exists(_) => Vec::new(),
        ExprKind::Text(text) => within(of_text(text), |it| put(ExprKind::Text(it))).collect(),
        ExprKind::Test(test) => {
            within(of_test(test, expr.span), |it| put(ExprKind::Test(it))).collect()
        }
        ExprKind::Group(inner) => {
            within(of_expr(inner), |it| put(ExprKind::Group(Box::new(it)))).collect()
        }
        ExprKind::Not(inner) => {
            within(of_expr(inner), |it| put(ExprKind::Not(Box::new(it)))).collect()
        }
        ExprKind::And(all) => of_operands(all, How::Condition, |it| put(ExprKind::And(it))),
        ExprKind::Or(any) => of_operands(any, How::Alternative, |it| put(ExprKind::Or(it))),
    }
}

/// Each operand left out, and each changed.
fn of_operands(operands: &[Expr], how: How, put: impl Fn(Vec<Expr>) -> Expr) -> Vec<Change<Expr>> {
    let mut changes = Vec::new();
    for (at, operand) in operands.iter().enumerate() {
        let mut rest = operands.to_vec();
        rest.remove(at);
        let tree = if rest.len() == 1 { rest.remove(0) } else { put(rest) };
        changes.push(Change { span: operand.span, how, tree });
        changes.extend(within(of_expr(operand), |changed| {
            let mut all = operands.to_vec();
            all[at] = changed;
            put(all)
        }));
    }
    changes
}

fn of_text(text: &Text) -> Option<Change<Text>> {
    let tree = Text { fold: false, ..text.clone() };
    text.fold.then_some(Change { span: text.span, how: How::Case, tree })
}

fn of_test(test: &Test, span: Span) -> Vec<Change<Test>> {
    let in_either_case = |text: &Text, put: fn(Text) -> Op| within(of_text(text), put);
    let changes: Vec<Change<Op>> = match &test.op {
        Op::Contains(text) => in_either_case(text, Op::Contains).collect(),
        Op::StartsWith(text) => {
            in_either_case(text, Op::StartsWith).chain([anywhere(text, span)]).collect()
        }
        Op::EndsWith(text) => {
            in_either_case(text, Op::EndsWith).chain([anywhere(text, span)]).collect()
        }
        Op::Compare(Comparison::Equal, Literal::Text(text)) => {
            let put = |text| Op::Compare(Comparison::Equal, Literal::Text(text));
            in_either_case(text, put).collect()
        }
        Op::OneOf(values) if values.len() > 1 => {
            let without = |at: usize| {
                let mut rest = values.clone();
                let one = rest.remove(at);
                Change { span: one.span(), how: How::Alternative, tree: Op::OneOf(rest) }
            };
            (0..values.len()).map(without).collect()
        }
        Op::Matches(regex) => of_regex(regex),
        Op::OneOf(_) | Op::Compare(..) => Vec::new(),
    };
    within(changes, |op| Test { op, ..test.clone() }).collect()
}

fn anywhere(text: &Text, span: Span) -> Change<Op> {
    Change { span, how: How::Anywhere, tree: Op::Contains(text.clone()) }
}

fn of_regex(regex: &Regex) -> Vec<Change<Op>> {
    let mut changes = Vec::new();
    let mut add = |how, tree| changes.push(Change { span: regex.span, how, tree });
    if regex.flags.value.contains('i') {
        let mut exact = regex.clone();
        exact.flags.value = exact.flags.value.replace('i', "");
        add(How::Case, Op::Matches(exact));
    }
    if let Some(text) = longest(regex) {
        add(How::Literal, Op::Contains(text));
    }
    changes
}

/// The longest text that must occur where the regex matches.
fn longest(regex: &Regex) -> Option<Text> {
    let flags =
        Flags { fold: regex.flags.value.contains('i'), dot_all: regex.flags.value.contains('s') };
    let compiled = Compiled::new(&regex.pattern, flags).ok()?;
    let Needle { text: value, fold } = longest_of(compiled.required())?.clone();
    Some(Text { value, fold, span: regex.span })
}

fn longest_of(required: &Required) -> Option<&Needle> {
    match required {
        Required::Text(needle) => Some(needle),
        Required::All(parts) => parts.iter().filter_map(longest_of).max_by_key(|it| it.text.len()),
        Required::Nothing | Required::Any(_) => None,
    }
}
