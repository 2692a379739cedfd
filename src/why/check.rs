//! A rule in, what it asks of a record one by one out, each with its place in the file.

use crate::field::Field;
use crate::kb::KnowledgeBase;
use crate::program::RuleIx;
use crate::source::{SourceId, Span};
use crate::symptom::{Condition, Needle, Op, Operand, Pattern, Required, Test, lower};
use crate::syntax::ast::{self, Binding, Expr, ExprKind, StepKind};
use crate::syntax::parse;

/// A condition of a symptom, taken apart.
pub(super) struct Asked {
    pub(super) written: Span,
    pub(super) is_without: bool,
    /// All of these must hold.
    pub(super) conjuncts: Vec<Conjunct>,
}

/// One thing that must hold.
pub(super) struct Conjunct {
    pub(super) span: Span,
    pub(super) condition: Condition,
    /// The fields that it asks; a bare text asks none.
    pub(super) fields: Vec<Field>,
    /// Of each text that it asks for the words, in lower case.
    pub(super) words: Vec<Vec<String>>,
}

/// What a rule asks for; `None` for an article.
pub(super) fn asked(kb: &KnowledgeBase, rule: RuleIx) -> Option<Vec<Asked>> {
    let rule = kb.rule(rule);
    let written = rule.detection.as_ref()?.written;
    let text = &kb.sources().of(rule.source).text[written.range()];
    let symptom = parse(text, written.start, rule.source).0?;
    let reader = Reader { source: rule.source, bindings: &symptom.bindings };
    let part = |condition: &Expr, is_without| {
        let mut conjuncts = Vec::new();
        reader.collect(condition, &mut conjuncts);
        Asked { written: reader.named(condition).span, is_without, conjuncts }
    };
    let mut asked = match &symptom.pattern {
        ast::Pattern::One(condition) => vec![part(condition, false)],
        ast::Pattern::Count(count) => vec![part(&count.condition, false)],
        ast::Pattern::Sequence(steps) | ast::Pattern::All(steps) => steps
            .steps
            .iter()
            .map(|step| part(&step.condition, matches!(step.kind, StepKind::Without(_))))
            .collect(),
    };
    // A step that comes again is asked for once.
    let mut known = Vec::new();
    asked.retain(|part: &Asked| {
        let is_new = !known.contains(&(part.written, part.is_without));
        known.push((part.written, part.is_without));
        is_new
    });
    Some(asked)
}

/// Reads conditions that may use names.
struct Reader<'a> {
    source: SourceId,
    bindings: &'a [Binding],
}

impl Reader<'_> {
    /// What a name stands for; any other condition as it is.
    fn named<'e>(&'e self, expr: &'e Expr) -> &'e Expr {
        let ExprKind::Name(name) = &expr.kind else { return expr };
        let binding = self.bindings.iter().find(|binding| binding.name.value == *name);
        binding.map_or(expr, |binding| &binding.condition)
    }

    /// Takes an `and` apart, through groups and names. The parser bounds how deep conditions nest,
    /// and a name can only use those above it.
    fn collect(&self, expr: &Expr, conjuncts: &mut Vec<Conjunct>) {
        match &expr.kind {
            ExprKind::And(all) => all.iter().for_each(|one| self.collect(one, conjuncts)),
            ExprKind::Group(inner) => self.collect(inner, conjuncts),
            ExprKind::Name(_) if self.named(expr) != expr => {
                self.collect(self.named(expr), conjuncts);
            }
            _ => conjuncts.extend(self.conjunct(expr)),
        }
    }

    fn conjunct(&self, expr: &Expr) -> Option<Conjunct> {
        let pattern = ast::Pattern::One(expr.clone());
        let (bindings, comments) = (self.bindings.to_vec(), Vec::new());
        let symptom = ast::Symptom { bindings, pattern, comments };
        let Pattern::One(condition) = lower(&symptom, self.source).symptom?.pattern else {
            return None;
        };
        let (mut fields, mut words) = (Vec::new(), Vec::new());
        read(&condition, &mut fields, &mut words);
        Some(Conjunct { span: expr.span, condition, fields, words })
    }
}

/// The fields and words of a condition. What stands under a `not` is not looked for.
fn read(condition: &Condition, fields: &mut Vec<Field>, words: &mut Vec<Vec<String>>) {
    let asks = |field: &Field, fields: &mut Vec<Field>| {
        if *field != Field::Text && !fields.contains(field) {
            fields.push(field.clone());
        }
    };
    match condition {
        Condition::And(inner) | Condition::Or(inner) => {
            inner.iter().for_each(|one| read(one, fields, words));
        }
        Condition::Not(inner) => read(inner, fields, &mut Vec::new()),
        Condition::Exists(field) => asks(field, fields),
        Condition::Test(Test { field, op }) => {
            asks(field, fields);
            match op {
                Op::Contains(needle) | Op::StartsWith(needle) | Op::EndsWith(needle) => {
                    add(needle, words);
                }
                Op::Equals(operand) => of_operand(operand, words),
                Op::OneOf(operands) => operands.iter().for_each(|one| of_operand(one, words)),
                Op::Matches(regex) => of_regex(regex.required(), words),
                Op::Differs(_) | Op::Order(..) => {}
            }
        }
    }
}

fn of_operand(operand: &Operand, words: &mut Vec<Vec<String>>) {
    if let Operand::Text(needle) = operand {
        add(needle, words);
    }
}

fn of_regex(required: &Required, words: &mut Vec<Vec<String>>) {
    match required {
        Required::Nothing => {}
        Required::Text(needle) => add(needle, words),
        Required::All(parts) | Required::Any(parts) => {
            parts.iter().for_each(|part| of_regex(part, words));
        }
    }
}

fn add(needle: &Needle, words: &mut Vec<Vec<String>>) {
    /// What is shorter stands in every line.
    const SHORTEST: usize = 3;
    let parts = needle.text.split(|c: char| !c.is_ascii_alphanumeric());
    let long = parts.filter(|part| part.len() >= SHORTEST).map(str::to_ascii_lowercase);
    let long: Vec<String> = long.collect();
    words.extend((!long.is_empty()).then_some(long));
}
