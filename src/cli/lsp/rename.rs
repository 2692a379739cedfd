//! A new id for a rule: each mention of it, its file, and the memory of the old id.

use std::collections::BTreeMap;

use lsp_types::{
    DocumentChange, Edit, OptionalVersionedTextDocumentIdentifier, RenameFile, TextDocumentEdit,
    TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};
use pomkb::editor::{self, Change, Open};
use pomkb::rule::RuleId;
use pomkb::source::SourceId;

use super::client::Client;
use super::position::Lines;
use super::uri;
use super::workspace::Workspace;

/// The changes to all files, or why they cannot be made.
pub(super) fn rename(
    workspace: &Workspace,
    id: &RuleId,
    new: &str,
    client: Client,
) -> Result<WorkspaceEdit, String> {
    if !client.renames_files {
        return Err("the id is the name of the file, and this editor renames no files".to_owned());
    }
    let kb = workspace.kb();
    let changes = editor::rename(kb, id, new)?;
    let own = kb.find(id.as_str()).map(|ix| kb.rule(ix).source);
    let Some((own, address)) = own.and_then(|own| Some((own, workspace.place(own)?.0))) else {
        return Err(format!("`{id}` lies in no file of this workspace"));
    };
    let Some(path) = uri::path(&address) else {
        return Err("the file of the rule was never saved".to_owned());
    };
    let mut by_file: BTreeMap<SourceId, Vec<Change>> = BTreeMap::new();
    let memory = editor::rename_formerly(&Open::new(kb, own), id, new);
    for change in changes.into_iter().chain([memory]) {
        by_file.entry(change.source).or_default().push(change);
    }
    let mut all = Vec::new();
    for (source, changes) in by_file {
        // Built-in rules that mention it are not here to be changed; they know it by its old id.
        let Some((address, version)) = workspace.place(source) else { continue };
        let lines = Lines::of(&kb.sources().of(source).text, client.encoding);
        let edits = changes.into_iter().map(|change| {
            Edit::TextEdit(TextEdit { range: lines.range(change.span), new_text: change.text })
        });
        all.push(DocumentChange::TextDocumentEdit(TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier {
                version,
                text_document_identifier: TextDocumentIdentifier { uri: address },
            },
            edits: edits.collect(),
        }));
    }
    let renamed: Uri = uri::of(&path.with_file_name(format!("{new}.toml")));
    all.push(DocumentChange::RenameFile(RenameFile::new(address, renamed, None, None)));
    Ok(WorkspaceEdit { document_changes: Some(all), ..WorkspaceEdit::default() })
}
