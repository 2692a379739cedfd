//! The changes that messages propose, as actions of an editor: each by itself, and all at once.

use std::collections::HashMap;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse, TextEdit, Uri, WorkspaceEdit,
};
use pomkb::diagnostic::{Diagnostic, Fix};

use super::answers;
use super::client::Client;
use super::position::Lines;
use crate::mend;

/// The kind of all changes at once: editors ask for it when a file is saved.
pub(super) const FIX_ALL: &str = "source.fixAll.pomkb";

/// What can be done about messages at a place.
pub(super) fn actions(
    found: &[Diagnostic],
    text: &str,
    params: &CodeActionParams,
    client: Client,
) -> Vec<CodeActionResponse> {
    let lines = Lines::of(text, client.encoding);
    let uri = &params.text_document.uri;
    let wanted = lines.span(params.range);
    let mut actions = Vec::new();
    if is_asked(params, "quickfix") {
        for one in found {
            let Some(fix) = &one.fix else { continue };
            let at = one.label.span;
            if at.start > wanted.end || at.end < wanted.start {
                continue;
            }
            actions.push(CodeAction {
                title: title(fix, text),
                kind: Some(CodeActionKind::QuickFix),
                diagnostics: Some(vec![answers::diagnostic(one, &lines, uri, client)]),
                is_preferred: Some(true),
                edit: Some(edit(uri, &[fix], &lines)),
                ..CodeAction::default()
            });
        }
    }
    let fixes: Vec<&Fix> = found.iter().filter_map(|one| one.fix.as_ref()).collect();
    if !fixes.is_empty() && is_asked(params, FIX_ALL) {
        let fixes = mend::sound(text, fixes);
        if !fixes.is_empty() {
            actions.push(CodeAction {
                title: "Make all changes that pomkb proposes".to_owned(),
                kind: Some(CodeActionKind::new(FIX_ALL)),
                edit: Some(edit(uri, &fixes, &lines)),
                ..CodeAction::default()
            });
        }
    }
    actions.into_iter().map(CodeActionResponse::CodeAction).collect()
}

/// Whether actions of a kind are asked for: without a list all are, and a kind stands for those
/// below it.
fn is_asked(params: &CodeActionParams, kind: &str) -> bool {
    let Some(only) = &params.context.only else { return true };
    only.iter().any(|asked| {
        let asked = String::from(asked.clone());
        let rest = kind.strip_prefix(&asked);
        asked.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

fn title(fix: &Fix, text: &str) -> String {
    let old = text.get(fix.span.range()).unwrap_or_default().trim();
    let new = fix.replacement.trim();
    match (old, new) {
        ("", new) => format!("Write {}", quoted(new)),
        (old, "") => format!("Take {} out", quoted(old)),
        (old, new) => format!("Replace {} with {}", quoted(old), quoted(new)),
    }
}

/// A piece of a file in a title, no longer than a menu is wide.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(LONGEST).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("`{short}{more}`")
}

fn edit(uri: &Uri, fixes: &[&Fix], lines: &Lines<'_>) -> WorkspaceEdit {
    let edits = fixes
        .iter()
        .map(|fix| TextEdit { range: lines.range(fix.span), new_text: fix.replacement.clone() });
    let changes = HashMap::from([(uri.clone(), edits.collect())]);
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}
