//! What is to be said of one file: what `pomkb check` says of it, and samples that fail.

use crate::diagnostic::Diagnostic;
use crate::kb::KnowledgeBase;
use crate::review::review;
use crate::rule::Rule;
use crate::source::SourceId;
use crate::trial;

/// What is wrong with the file and with what it says, by place.
pub fn check(kb: &KnowledgeBase, source: SourceId) -> Vec<Diagnostic> {
    let is_it = |rule: &Rule| rule.source == source;
    let mut found = kb.diagnostics().to_vec();
    found.extend(kb.compile_regexes(is_it));
    found.extend(kb.costly_literals(&trial::healthy_lines(), is_it));
    found.extend(review(kb, is_it));
    found.extend(trial::run(kb, is_it).failures);
    found.retain(|one| one.source == source);
    found.sort_by_key(|one| (one.label.span, one.code));
    found
}
