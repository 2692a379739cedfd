//! What the editor at the other end can do.

use lsp_types::{
    ClientCapabilities, InitializeParams, PositionEncodingKind, ResourceOperationKind,
};

use super::position::Encoding;

/// What the editor can do, as far as answers depend on it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    /// Whether a completion may say where the person goes on.
    pub(super) has_snippets: bool,
    /// Whether a diagnostic may point at other places.
    pub(super) has_related: bool,
    /// Whether a change may rename files.
    pub(super) renames_files: bool,
    /// Whether it watches files when it is asked to.
    pub(super) watches: bool,
}

impl Client {
    pub(super) fn of(params: &InitializeParams) -> Self {
        let all: &ClientCapabilities = &params.capabilities;
        let encodings = all.general.as_ref().and_then(|it| it.position_encodings.as_deref());
        let has_utf8 = encodings.unwrap_or_default().contains(&PositionEncodingKind::UTF8);
        let document = all.text_document.as_ref();
        let item = document.and_then(|it| it.completion.as_ref()?.completion_item.as_ref());
        let published = document.and_then(|it| it.publish_diagnostics.as_ref());
        let workspace = all.workspace.as_ref();
        let edit = workspace.and_then(|it| it.workspace_edit.as_ref());
        let operations = edit.and_then(|it| it.resource_operations.as_deref()).unwrap_or_default();
        let watched = workspace.and_then(|it| it.did_change_watched_files.as_ref());
        Self {
            encoding: if has_utf8 { Encoding::Utf8 } else { Encoding::Utf16 },
            has_snippets: item.and_then(|it| it.snippet_support).unwrap_or(false),
            has_related: published
                .and_then(|it| it.diagnostics_capabilities.related_information)
                .unwrap_or(false),
            renames_files: edit.and_then(|it| it.document_changes).unwrap_or(false)
                && operations.contains(&ResourceOperationKind::Rename),
            watches: watched.and_then(|it| it.dynamic_registration).unwrap_or(false),
        }
    }
}
