//! Blocks over several records, to their canonical text.

use super::{Printer, STEP, head};
use crate::source::Spanned;
use crate::syntax::ast::{
    Count, During, Mark, Point, Shift, Step, StepKind, Steps, Stretch, Until, Window,
};

impl Printer<'_> {
    pub(super) fn steps(&mut self, keyword: &str, steps: &Steps) {
        self.leading(steps.span.start);
        self.out.push_str(keyword);
        self.header(&steps.window, &steps.by);
        if steps.sharing.is_some() {
            self.out.push_str(" sharing");
        }
        self.open();
        let mut rest = steps.steps.iter().peekable();
        while let Some(step) = rest.next() {
            self.line();
            self.step(step);
            self.trailing(rest.peek().map_or(steps.span.end, |next| start(next)));
        }
        self.close(steps.span.end);
    }

    pub(super) fn count(&mut self, count: &Count) {
        self.leading(count.span.start);
        self.out.push_str("count >= ");
        self.out.push_str(&count.at_least.value.to_string());
        self.header(&count.window, &count.by);
        self.open();
        self.line();
        self.leading(head(&count.condition));
        self.expr(&count.condition, 0);
        self.close(count.span.end);
    }

    fn header(&mut self, window: &Window, by: &[Spanned<String>]) {
        self.out.push_str(" within ");
        self.out.push_str(&window.size.to_string());
        for (i, field) in by.iter().enumerate() {
            self.out.push_str(if i == 0 { " by " } else { ", " });
            self.out.push_str(&field.value);
        }
    }

    fn open(&mut self) {
        self.out.push_str(" {");
        self.indent += STEP;
    }

    fn close(&mut self, end: usize) {
        self.rest(end);
        self.indent -= STEP;
        self.line();
        self.out.push('}');
    }

    fn step(&mut self, step: &Step) {
        self.leading(head(&step.condition));
        match &step.kind {
            StepKind::Once => {}
            StepKind::Times(number) => {
                self.out.push_str(&number.value.to_string());
                self.out.push_str(" times ");
            }
            StepKind::Without(without) => {
                self.out.push_str("without ");
                self.out.push_str(&during(&without.during));
            }
        }
        self.expr(&step.condition, STEP);
    }
}

/// Where a step begins.
fn start(step: &Step) -> usize {
    match &step.kind {
        StepKind::Once => step.condition.span.start,
        StepKind::Times(number) => number.span.start,
        StepKind::Without(without) => without.keyword.start,
    }
}

/// When a record must stay away, with a blank behind it if it is said at all.
fn during(during: &During) -> String {
    match during {
        During::Here => String::new(),
        During::Within(window) => format!("within {} ", window.size),
        During::Stretch(Stretch { from, until, .. }) => {
            let until = match until {
                Until::Point(to) => format!("to {}", point(to)),
                Until::Size(length) => format!("for {}", length.value),
                Until::Match(more) => format!("for match{}", shift(*more)),
            };
            format!("from {} {until} ", point(from))
        }
    }
}

fn point(point: &Point) -> String {
    let mark = match point.mark {
        Mark::First => "first".to_owned(),
        Mark::Last => "last".to_owned(),
        Mark::Record(number) => format!("record {number}"),
    };
    mark + &shift(point.shift)
}

fn shift(shift: Option<Shift>) -> String {
    let sign = |shift: Shift| if shift.is_back { " - " } else { " + " };
    shift.map_or(String::new(), |shift| format!("{}{}", sign(shift), shift.size))
}
