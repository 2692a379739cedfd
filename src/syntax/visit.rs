//! A tree in, its comparisons one after another out.

use super::ast::{Expr, ExprKind, Pattern, Symptom, Test, Text, When};

/// A comparison, or a text alone.
#[derive(Debug, Clone, Copy)]
pub enum Leaf<'t> {
    /// A comparison of a field.
    Test(&'t Test),
    /// A text alone.
    Text(&'t Text),
}

impl Symptom {
    /// Shows every comparison and every text alone to `look`, in the order in which they stand.
    pub fn each_leaf<'t>(&'t self, look: &mut impl FnMut(Leaf<'t>)) {
        self.bindings.iter().for_each(|binding| leaves(&binding.condition, look));
        match &self.pattern {
            Pattern::One(condition) => leaves(condition, look),
            Pattern::Count(count) => leaves(&count.condition, look),
            Pattern::Sequence(steps) | Pattern::All(steps) => {
                steps.steps.iter().for_each(|step| leaves(&step.condition, look));
            }
        }
    }
}

impl When {
    /// The same for a `when`.
    pub fn each_leaf<'t>(&'t self, look: &mut impl FnMut(Leaf<'t>)) {
        leaves(&self.condition, look);
    }
}

/// The parser bounds how deep conditions nest.
fn leaves<'t>(expr: &'t Expr, look: &mut impl FnMut(Leaf<'t>)) {
    match &expr.kind {
        ExprKind::Test(test) => look(Leaf::Test(test)),
        ExprKind::Text(text) => look(Leaf::Text(text)),
        ExprKind::Name(_) | ExprKind::Exists(_) => {}
        ExprKind::Not(inner) | ExprKind::Group(inner) => leaves(inner, look),
        ExprKind::And(all) | ExprKind::Or(all) => all.iter().for_each(|one| leaves(one, look)),
    }
}
