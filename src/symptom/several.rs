//! Patterns over several records: their own faults, and that they cannot be run.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};
use crate::syntax::ast::{Count, Steps, Window, WindowSize};

/// Why a block of steps is refused.
pub(super) fn refuse_steps(steps: &Steps, source: SourceId) -> Vec<Diagnostic> {
    let windows = steps.steps.iter().filter_map(|step| step.without.as_ref()?.window.as_ref());
    let windows = std::iter::once(&steps.window).chain(windows);
    let mut diagnostics: Vec<_> = windows.filter_map(|it| empty_window(it, source)).collect();
    let first = steps.steps.first().and_then(|step| step.without.as_ref());
    if let Some(first) = first.filter(|_| steps.steps.iter().all(|step| step.without.is_some())) {
        let message = "only what must not occur stands in this block";
        let diagnostic = Diagnostic::new(Code::LoneWithout, source, first.keyword, message);
        diagnostics.push(
            diagnostic
                .label("at least one step must be without `without`")
                .note("a record that is missing is only missed behind one that is there"),
        );
    }
    or_unsupported(diagnostics, steps.keyword, source)
}

/// Why a count is refused.
pub(super) fn refuse_count(count: &Count, source: SourceId) -> Vec<Diagnostic> {
    let mut diagnostics: Vec<_> = empty_window(&count.window, source).into_iter().collect();
    let at_least = count.at_least;
    if at_least.value < 2 {
        let message = format!("a count of {} is none", at_least.value);
        let diagnostic = Diagnostic::new(Code::CountBelowTwo, source, at_least.span, message);
        diagnostics.push(
            diagnostic
                .label("at least 2; one record needs only its condition")
                .fix(at_least.span, "2"),
        );
    }
    or_unsupported(diagnostics, count.keyword, source)
}

fn empty_window(window: &Window, source: SourceId) -> Option<Diagnostic> {
    let is_empty = match window.size {
        WindowSize::Time(length) => length.number <= 0.0,
        WindowSize::Lines(lines) => lines == 0,
    };
    let message = "nothing fits into this window";
    let diagnostic = Diagnostic::new(Code::WindowOfZero, source, window.span, message);
    is_empty.then(|| diagnostic.label("a window is longer than zero"))
}

/// That the pattern cannot be run: said only where nothing else is wrong with it.
fn or_unsupported(faults: Vec<Diagnostic>, keyword: Span, source: SourceId) -> Vec<Diagnostic> {
    if !faults.is_empty() {
        return faults;
    }
    let message = "patterns over several records are not supported yet";
    let diagnostic = Diagnostic::new(Code::SeveralRecords, source, keyword, message);
    vec![diagnostic.label("describe the one record that shows the problem best")]
}
