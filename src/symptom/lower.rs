//! A symptom as written to a symptom as meant: names resolved, fields and values of one kind,
//! regexes checked.

mod prose;
mod several;
mod stretch;

use std::collections::{BTreeMap, BTreeSet};

use super::capture::{Captures, Use};
use super::operand::{self, Asked};
use super::regex::{Flags, Regex};
use super::{Condition, Op, Order, Pattern, Symptom, Test, anchor, bare};
use crate::diagnostic::{Code, Diagnostic, Gravity};
use crate::field::{self, Field, Kind};
use crate::source::{SourceId, Span, Spanned};
use crate::spelling::nearest_within;
use crate::syntax::ast::{self, Expr, ExprKind};

/// How many tests a condition may have with all names put in. More than a text without names can
/// have, but a few names of names would double it without end.
const MAX_TESTS: usize = 4096;

/// Letters that are flags of regexes in other languages.
const FLAGS_ELSEWHERE: &str = "gmuvxydU";

/// What a symptom means, and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Lowered {
    /// The symptom, if it can be used.
    pub symptom: Option<Symptom>,
    /// Faults and warnings in no order.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a `when` means.
#[derive(Debug, Clone, PartialEq)]
pub struct LoweredWhen {
    /// What must hold. A capture is a field of its own name here.
    pub condition: Condition,
    /// The captures that it adds, sorted.
    pub captures: Vec<String>,
}

/// Finds the meaning of a symptom that stands in the file `source`.
pub fn lower(symptom: &ast::Symptom, source: SourceId) -> Lowered {
    let mut lowering = Lowering::new(&[], source);
    lowering.names = symptom.bindings.iter().map(|it| it.name.clone()).collect();
    for binding in &symptom.bindings {
        lowering.bind(binding);
    }
    let part = lowering.pattern(&symptom.pattern);
    lowering.report_unused();
    let mut diagnostics = lowering.diagnostics;
    let is_sound = diagnostics.iter().all(|it| it.code.gravity() < Gravity::Error);
    let symptom = part.filter(|_| is_sound).map(|part| {
        let (pattern, captures) = part;
        for (condition, span) in pattern.conditions().zip(places(&symptom.pattern)) {
            diagnostics.extend(anchor::advise(condition, source, span));
        }
        Symptom { captures: pattern.capture_names(captures.names()), pattern }
    });
    Lowered { symptom, diagnostics }
}

/// Finds the meaning of a `when` that stands in the file `source`. `captures` are the names that
/// the symptom gives: they are fields here, and go before fields of the same name.
pub fn lower_when(
    when: &ast::When,
    captures: &[String],
    source: SourceId,
) -> (Option<LoweredWhen>, Vec<Diagnostic>) {
    let mut lowering = Lowering::new(captures, source);
    let part = lowering.expr(&when.condition);
    let diagnostics = lowering.diagnostics;
    let is_sound = diagnostics.iter().all(|it| it.code.gravity() < Gravity::Error);
    let lowered = part
        .filter(|_| is_sound)
        .map(|part| LoweredWhen { captures: part.captures.names(), condition: part.condition });
    (lowered, diagnostics)
}

/// Where the conditions of a pattern stand: the steps first, then what must not occur.
fn places(pattern: &ast::Pattern) -> Vec<Span> {
    let steps = match pattern {
        ast::Pattern::One(condition) => return vec![condition.span],
        ast::Pattern::Count(count) => return vec![count.condition.span],
        ast::Pattern::Sequence(steps) | ast::Pattern::All(steps) => &steps.steps,
    };
    let is_without = |step: &&ast::Step| matches!(step.kind, ast::StepKind::Without(_));
    let (withouts, steps): (Vec<_>, Vec<_>) = steps.iter().partition(is_without);
    steps.into_iter().chain(withouts).map(|step| step.condition.span).collect()
}

/// A condition with what must be known of it when it becomes part of another.
#[derive(Debug, Clone)]
struct Part {
    condition: Condition,
    tests: usize,
    captures: Captures,
}

/// What a `let` gave.
#[derive(Debug)]
struct Named {
    span: Span,
    /// `None` if the condition is at fault.
    part: Option<Part>,
}

struct Lowering<'a> {
    source: SourceId,
    /// The captures of the symptom, for a `when`.
    taken: &'a [String],
    /// The names of all `let`s, those further down too.
    names: Vec<Spanned<String>>,
    bound: BTreeMap<String, Named>,
    /// The names that something asked for, or seems to have asked for.
    used: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Lowering<'a> {
    fn new(taken: &'a [String], source: SourceId) -> Self {
        let (names, bound, used) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
        Self { source, taken, names, bound, used, diagnostics: Vec::new() }
    }

    fn fault(&self, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.source, span, message)
    }

    fn bind(&mut self, binding: &ast::Binding) {
        let part = self.expr(&binding.condition);
        let name = &binding.name;
        if let Some(first) = self.bound.get(&name.value) {
            let message = format!("two conditions are called `{}`", name.value);
            let diagnostic = self.fault(Code::DuplicateName, name.span, message);
            let diagnostic = diagnostic.label("give this one another name");
            self.diagnostics.push(diagnostic.context(first.span, "first here"));
            return;
        }
        let named = Named { span: name.span, part };
        self.bound.insert(name.value.clone(), named);
    }

    fn report_unused(&mut self) {
        for (name, named) in &self.bound {
            if !self.used.contains(name) {
                let message = format!("`{name}` is never used");
                let diagnostic =
                    Diagnostic::new(Code::UnusedName, self.source, named.span, message);
                self.diagnostics.push(diagnostic.label("use it below, or remove its `let`"));
            }
        }
    }

    fn pattern(&mut self, pattern: &ast::Pattern) -> Option<(Pattern, Captures)> {
        let several = |(several, captures)| (Pattern::Several(several), captures);
        match pattern {
            ast::Pattern::One(condition) => {
                let part = self.expr(condition)?;
                Some((Pattern::One(part.condition), part.captures))
            }
            ast::Pattern::Sequence(steps) => self.steps(steps, Order::Given).map(several),
            ast::Pattern::All(steps) => self.steps(steps, Order::Any).map(several),
            ast::Pattern::Count(count) => self.count(count).map(several),
        }
    }

    /// The parser bounds how deep conditions nest, so this may recurse.
    fn expr(&mut self, expr: &Expr) -> Option<Part> {
        match &expr.kind {
            ExprKind::Text(text) => self.bare_text(text),
            ExprKind::Name(name) => self.name(name, expr.span),
            ExprKind::Exists(name) => {
                let (field, _) = self.field(name);
                Some(Part::alone(Condition::Exists(field), Captures::default()))
            }
            ExprKind::Test(test) => self.test(test),
            ExprKind::Group(inner) => self.expr(inner),
            ExprKind::Not(inner) => {
                let part = self.expr(inner)?;
                self.lost(&part.captures, "inside of `not`, what matches is what does not hold");
                let condition = Condition::Not(Box::new(part.condition));
                Some(Part { condition, tests: part.tests, captures: Captures::default() })
            }
            ExprKind::And(operands) => self.join(operands, Joiner::And, expr.span),
            ExprKind::Or(operands) => self.join(operands, Joiner::Or, expr.span),
        }
    }

    fn join(&mut self, operands: &[Expr], joiner: Joiner, span: Span) -> Option<Part> {
        let (mut conditions, mut tests) = (Vec::new(), 0);
        let mut captures = Captures::default();
        // All are looked at, so that the fault of one does not hide that of the next.
        let mut is_sound = true;
        for operand in operands {
            let Some(part) = self.expr(operand) else {
                is_sound = false;
                continue;
            };
            tests += part.tests;
            if tests > MAX_TESTS {
                let message = format!("with all names put in, this has over {MAX_TESTS} tests");
                let diagnostic = self.fault(Code::TooLarge, span, message);
                self.diagnostics.push(diagnostic.label("names of names multiply; say it simpler"));
                return None;
            }
            match (joiner, part.condition) {
                (Joiner::And, Condition::And(parts)) | (Joiner::Or, Condition::Or(parts)) => {
                    conditions.extend(parts);
                }
                (_, condition) => conditions.push(condition),
            }
            match joiner {
                Joiner::And => self.diagnostics.extend(captures.and(part.captures, self.source)),
                Joiner::Or => captures.or(part.captures),
            }
        }
        let condition = match joiner {
            Joiner::And => Condition::And(conditions),
            Joiner::Or => Condition::Or(conditions),
        };
        if is_sound && joiner == Joiner::Or {
            let is_text = |name: &str| matches!(self.known(name).1, None | Some(Kind::Text));
            let advice = bare::advise(operands, is_text, self.source);
            self.diagnostics.extend(advice);
        }
        is_sound.then_some(Part { condition, tests, captures })
    }

    fn bare_text(&mut self, text: &ast::Text) -> Option<Part> {
        if text.value.is_empty() {
            self.diagnostics.push(operand::empty_text(text, self.source));
            return None;
        }
        let op = Op::Contains(operand::needle(text));
        let test = Test { field: Field::Text, op };
        Some(Part::alone(Condition::Test(test), Captures::default()))
    }

    fn name(&mut self, name: &str, span: Span) -> Option<Part> {
        if let Some(named) = self.bound.get(name) {
            self.used.insert(name.to_owned());
            return named.part.clone();
        }
        let diagnostic = self.unknown_name(name, span);
        self.diagnostics.push(diagnostic);
        None
    }

    /// What a word that is no name was likely meant to be.
    fn unknown_name(&mut self, name: &str, span: Span) -> Diagnostic {
        if let Some(below) = self.names.iter().find(|it| it.value == name) {
            self.used.insert(name.to_owned());
            let message = format!("`{name}` is used before its `let`");
            let diagnostic = self.fault(Code::ForwardReference, span, message);
            let label = "only names from further up can be used";
            return diagnostic.label(label).context(below.span, "it gets its meaning here");
        }
        let joiners = ["and", "or", "not"];
        if let Some(joiner) = joiners.into_iter().find(|word| name.eq_ignore_ascii_case(word)) {
            let message = format!("`{name}` is not an operator");
            let diagnostic = self.fault(Code::UnknownOperator, span, message);
            return diagnostic.label(format!("write `{joiner}`")).fix(span, joiner);
        }
        if name == "then" {
            let diagnostic = self.fault(Code::UnknownOperator, span, "`then` is not an operator");
            return diagnostic.label("the steps of a `sequence` follow each other without a word");
        }
        let message = format!("no `let` gives the name `{name}`");
        let diagnostic = self.fault(Code::UnknownName, span, message);
        let names = self.names.iter().map(|it| it.value.as_str());
        if let Some(near) = nearest_within(name, 2, names) {
            self.used.insert(near.to_owned());
            return diagnostic.label(format!("did you mean `{near}`?")).fix(span, near);
        }
        match field::kind(&Field::of(name)) {
            Some(Kind::Bool) => {
                let fix = format!("{name} == true");
                diagnostic.label("a field alone is no condition").fix(span, fix)
            }
            Some(_) => diagnostic.label(format!("compare the field: `{name} == …`")),
            None if self.taken.iter().any(|taken| taken == name) => {
                diagnostic.label(format!("compare the capture: `{name} == …`"))
            }
            None => {
                let fix = format!("\"{name}\"");
                diagnostic.label("text to look for stands in double quotes").fix(span, fix)
            }
        }
    }

    /// The field of a name, and what it is known to hold. A capture has the kind of the known
    /// field after which it is called.
    fn known(&self, name: &str) -> (Field, Option<Kind>) {
        let is_capture = self.taken.iter().any(|taken| taken == name);
        let field = if is_capture { Field::Named(name.to_owned()) } else { Field::of(name) };
        let kind = field::kind(&field);
        (field, kind)
    }

    /// The field of a name, and what it is known to hold; a slip is reported.
    fn field(&mut self, name: &Spanned<String>) -> (Field, Option<Kind>) {
        let word = name.value.as_str();
        let (field, kind) = self.known(word);
        let known = field::KNOWN.iter().map(|known| known.name);
        let candidates = known.chain(self.taken.iter().map(String::as_str));
        if kind.is_none()
            && let Some(near) = nearest_within(word, 1, candidates)
        {
            let message = format!("no record of Pomerium is known to have a field `{word}`");
            let diagnostic = self.fault(Code::UnknownField, name.span, message);
            let label = format!("did you mean `{near}`?");
            let diagnostic = diagnostic.label(label).fix(name.span, near);
            self.diagnostics.push(diagnostic);
        }
        (field, kind)
    }

    fn test(&mut self, test: &ast::Test) -> Option<Part> {
        let (field, kind) = self.field(&test.field);
        let asked = Asked { test, kind, source: self.source };
        let mut captures = Captures::default();
        let op = match &test.op {
            ast::Op::Contains(text) => asked.search(text).map(Op::Contains),
            ast::Op::StartsWith(text) => asked.search(text).map(Op::StartsWith),
            ast::Op::EndsWith(text) => asked.search(text).map(Op::EndsWith),
            ast::Op::OneOf(literals) => asked.one_of(literals),
            ast::Op::Compare(comparison, literal) => asked.compare(*comparison, literal),
            ast::Op::Matches(written) => {
                let regex = self.regex(written);
                if let Some(regex) = &regex {
                    let (source, taken) = (self.source, self.taken);
                    let used = Use { regex, written, field: &field, taken, source };
                    let (found, diagnostics) = Captures::of(&used);
                    self.diagnostics.extend(diagnostics);
                    captures = found;
                }
                match (asked.searched(), regex) {
                    (Ok(()), regex) => Ok(Op::Matches(regex?)),
                    (Err(diagnostic), _) => Err(diagnostic),
                }
            }
        };
        match op {
            Ok(op) => Some(Part::alone(Condition::Test(Test { field, op }), captures)),
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                None
            }
        }
    }

    fn regex(&mut self, written: &ast::Regex) -> Option<Regex> {
        let flags = self.flags(&written.flags)?;
        let start = written.pattern_span().start;
        let regex = match Regex::new(&written.pattern, flags) {
            Ok(regex) => regex,
            Err(fault) => {
                let span = Span::new(start + fault.range.start, start + fault.range.end);
                let diagnostic = self
                    .fault(Code::InvalidRegex, span, "the regex does not compile")
                    .label(fault.message);
                let notes = fault.advice.into_iter();
                self.diagnostics.push(notes.fold(diagnostic, Diagnostic::note));
                return None;
            }
        };
        if regex.holds_for_all() {
            let message = "this regex holds for every text";
            let diagnostic = self.fault(Code::MatchesEverything, written.span, message);
            let label = "it can match nothing at all; say what must be there";
            self.diagnostics.push(diagnostic.label(label));
            return None;
        }
        Some(regex)
    }

    /// What the letters behind a regex say; `None` if they are no flags at all, but what follows
    /// a slash inside of the regex.
    fn flags(&mut self, written: &Spanned<String>) -> Option<Flags> {
        let (letters, span) = (written.value.as_str(), written.span);
        let flags = Flags { fold: letters.contains('i'), dot_all: letters.contains('s') };
        let unknown: String = letters.chars().filter(|letter| !"is".contains(*letter)).collect();
        if unknown.is_empty() {
            return Some(flags);
        }
        if !unknown.chars().all(|letter| FLAGS_ELSEWHERE.contains(letter)) || letters.len() > 4 {
            let slash = Span::new(span.start - 1, span.start);
            let message = "the regex ends at this slash";
            let diagnostic = self.fault(Code::InvalidRegex, slash, message);
            let diagnostic = diagnostic.label("a slash inside of a regex is written `\\/`");
            self.diagnostics.push(diagnostic.fix(slash.to(span), format!("\\/{letters}/")));
            return None;
        }
        let span = match letters.find(&unknown) {
            Some(at) => Span::new(span.start + at, span.start + at + unknown.len()),
            None => span,
        };
        let message = match unknown.len() {
            1 => format!("`{unknown}` is no flag of a regex"),
            _ => format!("`{unknown}` are no flags of a regex"),
        };
        let label = "`i` ignores upper and lower case, `s` lets `.` match line ends";
        let diagnostic = self.fault(Code::UnknownFlag, span, message).label(label);
        let known: String = letters.chars().filter(|letter| "is".contains(*letter)).collect();
        self.diagnostics.push(diagnostic.fix(written.span, known));
        Some(flags)
    }
}

impl Part {
    /// A condition that is a single test.
    fn alone(condition: Condition, captures: Captures) -> Self {
        Self { condition, tests: 1, captures }
    }
}

/// How conditions are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joiner {
    And,
    Or,
}

#[cfg(test)]
mod tests;
