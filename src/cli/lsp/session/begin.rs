//! The first question: where the editor is, and what the server can do.

use std::path::PathBuf;

use lsp_types as lsp;

use crate::lsp::actions::FIX_ALL;
use crate::lsp::answers::RUN_SAMPLE;
use crate::lsp::client::Client;
use crate::lsp::position::Encoding;
use crate::lsp::uri;

/// The folders that are open in the editor.
pub(super) fn roots(params: &lsp::InitializeParams) -> Vec<PathBuf> {
    let folders = &params.workspace_folders_initialize_params.workspace_folders;
    if let Some(lsp::WorkspaceFolders::WorkspaceFolderList(folders)) = folders {
        return folders.iter().filter_map(|folder| uri::path(&folder.uri)).collect();
    }
    #[allow(deprecated, reason = "editors that know no folders name one root")]
    params.root_uri.iter().filter_map(uri::path).collect()
}

/// What the server can do, and how columns are counted from now on.
pub(super) fn abilities(client: Client) -> lsp::InitializeResult {
    let sync = lsp::TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(lsp::TextDocumentSyncKind::Incremental),
        save: Some(lsp::Save::Bool(true)),
        ..lsp::TextDocumentSyncOptions::default()
    };
    let signs = ["\"", "{", "[", " ", "'"].map(str::to_owned);
    let kinds = vec![lsp::CodeActionKind::QuickFix, lsp::CodeActionKind::new(FIX_ALL)];
    let capabilities = lsp::ServerCapabilities {
        position_encoding: Some(match client.encoding {
            Encoding::Utf16 => lsp::PositionEncodingKind::UTF16,
            Encoding::Utf8 => lsp::PositionEncodingKind::UTF8,
        }),
        text_document_sync: Some(lsp::TextDocumentSync::Options(sync)),
        completion_provider: Some(lsp::CompletionOptions {
            trigger_characters: Some(signs.to_vec()),
            ..lsp::CompletionOptions::default()
        }),
        hover_provider: Some(lsp::HoverProvider::Bool(true)),
        definition_provider: Some(lsp::DefinitionProvider::Bool(true)),
        references_provider: Some(lsp::ReferencesProvider::Bool(true)),
        rename_provider: Some(lsp::RenameProvider::RenameOptions(lsp::RenameOptions {
            prepare_provider: Some(true),
            ..lsp::RenameOptions::default()
        })),
        document_formatting_provider: Some(lsp::DocumentFormattingProvider::Bool(true)),
        document_symbol_provider: Some(lsp::DocumentSymbolProvider::Bool(true)),
        code_lens_provider: Some(lsp::CodeLensOptions::default()),
        code_action_provider: Some(lsp::CodeActionProvider::CodeActionOptions(
            lsp::CodeActionOptions {
                code_action_kinds: Some(kinds),
                ..lsp::CodeActionOptions::default()
            },
        )),
        execute_command_provider: Some(lsp::ExecuteCommandOptions {
            commands: vec![RUN_SAMPLE.to_owned()],
            ..lsp::ExecuteCommandOptions::default()
        }),
        ..lsp::ServerCapabilities::default()
    };
    let server_info = Some(lsp::ServerInfo { name: "pomkb".to_owned(), version: None });
    lsp::InitializeResult { capabilities, server_info }
}
