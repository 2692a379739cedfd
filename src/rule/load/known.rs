//! The names that texts and samples may use, and what is said of one that is not among them.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::spelling::nearest;

/// So many names are compared with a wrong one, and listed beside it.
const MOST: usize = 100;

/// The captures of a rule.
#[derive(Debug, Clone)]
pub(super) enum Captures {
    /// These.
    Known(Vec<String>),
    /// What gives them could not be read.
    Unknown,
}

impl Captures {
    /// These and more.
    pub(super) fn and(&self, more: &[String]) -> Self {
        match self {
            Self::Known(names) => Self::Known([names, more].concat()),
            Self::Unknown => Self::Unknown,
        }
    }
}

/// What samples may name.
#[derive(Debug)]
pub(super) struct Known {
    /// The causes.
    pub(super) causes: BTreeSet<String>,
    /// The captures, those of causes included; `None` if some could not be read.
    pub(super) captures: Option<BTreeSet<String>>,
}

/// A name that is not known.
pub(super) struct Unknown<'n> {
    pub(super) name: &'n str,
    /// Where it stands.
    pub(super) span: Span,
    /// What stands around it there.
    pub(super) quote: &'static str,
}

/// Adds to a diagnostic which name was probably meant, or else which there are.
pub(super) fn suggest<'n>(
    found: Diagnostic,
    unknown: &Unknown<'_>,
    known: impl Iterator<Item = &'n str> + Clone,
) -> Diagnostic {
    let Unknown { name, span, quote } = unknown;
    if let Some(near) = nearest(name, known.clone().take(MOST)) {
        let fix = format!("{quote}{near}{quote}");
        return found.label(format!("did you mean `{near}`?")).fix(*span, fix);
    }
    let mut names: Vec<String> = known.clone().take(12).map(|name| format!("`{name}`")).collect();
    if known.count() > names.len() {
        return found.label(format!("there are {}, …", names.join(", ")));
    }
    match (names.pop(), names.as_slice()) {
        (None, _) => found,
        (Some(only), []) => found.label(format!("there is only {only}")),
        (Some(last), _) => found.label(format!("there are {} and {last}", names.join(", "))),
    }
}
