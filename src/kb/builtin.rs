//! The rules that the program brings along, prepared when it was built.

use crate::program::Written;

/// The files of `rules/`, sorted by path.
pub(super) static BUILTIN: &[BuiltIn] = include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));

/// A rule file that the program brings along.
#[derive(Debug)]
pub(super) struct BuiltIn {
    pub(super) path: &'static str,
    pub(super) text: &'static str,
    /// What is known of it without reading it; `None` if it is broken, so that what is wrong is
    /// shown when it is loaded.
    pub(super) prepared: Option<Prepared>,
}

/// What is known of a rule without reading its file.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) formerly: &'static [&'static str],
    pub(super) refines: &'static [&'static str],
    /// `None` for an article.
    pub(super) detection: Option<PreparedDetection>,
}

/// How a rule is found.
#[derive(Debug)]
pub(super) struct PreparedDetection {
    pub(super) written: Written,
    /// Texts of which one must occur, and whether their case is left aside: those of what is rarest,
    /// then the others. `None` if the rule has to be tried on every record.
    pub(super) literals: Option<(PreparedLiterals, PreparedLiterals)>,
}

/// Texts, and whether their case is left aside.
pub(super) type PreparedLiterals = &'static [(&'static [u8], bool)];

/// All built-in files as if a user had added them: read whole, with everything that is wrong.
pub fn builtin_sources() -> Vec<crate::source::Source> {
    BUILTIN.iter().map(|file| crate::source::Source::new(file.path, file.text)).collect()
}
