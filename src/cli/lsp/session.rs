//! A conversation with an editor: what it asks and tells, one after another.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use lsp_types as lsp;
use lsp_types::{LspAny, LspNotificationMethod, LspRequestMethod, Range, Uri};
use pomkb::diagnostic::Diagnostic;
use pomkb::editor::{self, Open};
use pomkb::rule;
use pomkb::source::{SourceId, Span};

use super::actions::{self, FIX_ALL};
use super::answers::{self, RUN_SAMPLE};
use super::client::Client;
use super::position::{Encoding, Lines};
use super::rename;
use super::uri;
use super::wire::{ErrorCode, Message, Notification, Request, RequestId, Response};
use super::workspace::{Document, Workspace};

/// What the editor was told, and what it is told next.
pub(crate) struct Session {
    client: Client,
    workspace: Workspace,
    /// The name of the folder of rules.
    folder: String,
    /// What was last said of each open document.
    said: BTreeMap<String, Vec<lsp::Diagnostic>>,
    out: Vec<Message>,
}

/// Why a question gets no answer.
type Refusal = (ErrorCode, String);

/// Answers the first question of an editor, and begins a conversation.
pub(crate) fn initialize(asked: Request) -> Result<(Session, Response), Response> {
    let id = asked.id.clone();
    let (id, params) = asked.extract::<lsp::InitializeParams>("initialize").map_err(|error| {
        Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string())
    })?;
    let client = Client::of(&params);
    let options = params.initialization_options.as_ref();
    let folder = options.and_then(|options| options.get("rules")?.as_str()).unwrap_or("rules");
    let session = Session {
        client,
        workspace: Workspace::new(roots(&params), folder.to_owned()),
        folder: folder.to_owned(),
        said: BTreeMap::new(),
        out: Vec::new(),
    };
    Ok((session, Response::new_ok(id, abilities(client))))
}

/// The folders that are open in the editor.
fn roots(params: &lsp::InitializeParams) -> Vec<PathBuf> {
    let folders = &params.workspace_folders_initialize_params.workspace_folders;
    if let Some(lsp::WorkspaceFolders::WorkspaceFolderList(folders)) = folders {
        return folders.iter().filter_map(|folder| uri::path(&folder.uri)).collect();
    }
    #[allow(deprecated, reason = "editors that know no folders name one root")]
    params.root_uri.iter().filter_map(uri::path).collect()
}

fn abilities(client: Client) -> lsp::InitializeResult {
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

impl Session {
    /// Answers a question; what else is to be sent comes before the answer.
    pub(crate) fn asked(&mut self, asked: Request) -> Vec<Message> {
        let id = asked.id.clone();
        // A fault of the server in one answer ends no conversation.
        let answer = catch_unwind(AssertUnwindSafe(|| self.answer(asked)));
        let answer = answer.unwrap_or_else(|_| {
            let why = "the server could not answer; please report it".to_owned();
            Response::new_err(id, ErrorCode::InternalError as i32, why)
        });
        let mut out = std::mem::take(&mut self.out);
        out.push(answer.into());
        out
    }

    fn answer(&mut self, asked: Request) -> Response {
        use LspRequestMethod as Method;
        match Method::from(asked.method.as_str()) {
            Method::TextDocumentCompletion => {
                self.reply::<lsp::CompletionRequest>(asked, Self::complete)
            }
            Method::TextDocumentHover => self.reply::<lsp::HoverRequest>(asked, Self::hover),
            Method::TextDocumentDefinition => {
                self.reply::<lsp::DefinitionRequest>(asked, Self::define)
            }
            Method::TextDocumentReferences => {
                self.reply::<lsp::ReferencesRequest>(asked, Self::refer)
            }
            Method::TextDocumentPrepareRename => {
                self.reply::<lsp::PrepareRenameRequest>(asked, Self::prepare_rename)
            }
            Method::TextDocumentRename => self.reply::<lsp::RenameRequest>(asked, Self::rename),
            Method::TextDocumentFormatting => {
                self.reply::<lsp::DocumentFormattingRequest>(asked, Self::format)
            }
            Method::TextDocumentDocumentSymbol => {
                self.reply::<lsp::DocumentSymbolRequest>(asked, Self::symbols)
            }
            Method::TextDocumentCodeLens => self.reply::<lsp::CodeLensRequest>(asked, Self::lenses),
            Method::TextDocumentCodeAction => {
                self.reply::<lsp::CodeActionRequest>(asked, Self::actions)
            }
            Method::WorkspaceExecuteCommand => {
                self.reply::<lsp::ExecuteCommandRequest>(asked, Self::execute)
            }
            _ => {
                let why = format!("there is no method `{}`", asked.method);
                Response::new_err(asked.id, ErrorCode::MethodNotFound as i32, why)
            }
        }
    }

    /// Reads what a question is about, and answers it.
    fn reply<R: lsp::Request>(
        &mut self,
        asked: Request,
        answer: fn(&mut Self, R::Params) -> Result<R::Result, Refusal>,
    ) -> Response {
        let id = asked.id.clone();
        let answered = match asked.extract::<R::Params>(R::METHOD.as_str()) {
            Ok((_, params)) => answer(self, params),
            Err(error) => Err((ErrorCode::InvalidParams, error.to_string())),
        };
        match answered {
            Ok(result) => Response::new_ok(id, result),
            Err((code, why)) => Response::new_err(id, code as i32, why),
        }
    }

    /// Takes in what the editor tells; what is no such thing is passed over, as the protocol has it.
    pub(crate) fn told(&mut self, told: Notification) -> Vec<Message> {
        // A fault of the server in one file ends no conversation.
        let _ = catch_unwind(AssertUnwindSafe(|| self.take_in(told)));
        std::mem::take(&mut self.out)
    }

    fn take_in(&mut self, told: Notification) {
        use LspNotificationMethod as Method;
        match Method::from(told.method.as_str()) {
            Method::Initialized => self.watch(),
            Method::TextDocumentDidOpen => {
                let Some(params) = read::<lsp::DidOpenTextDocumentNotification>(told) else {
                    return;
                };
                let lsp::TextDocumentItem { uri, version, text, .. } = params.text_document;
                self.workspace.open(Document { uri: uri.clone(), version, text });
                self.say(Some(&uri));
            }
            Method::TextDocumentDidChange => {
                let Some(params) = read::<lsp::DidChangeTextDocumentNotification>(told) else {
                    return;
                };
                let lsp::VersionedTextDocumentIdentifier { version, text_document_identifier } =
                    params.text_document;
                let uri = text_document_identifier.uri;
                let encoding = self.client.encoding;
                self.workspace.change(&uri, version, params.content_changes, encoding);
                self.say(Some(&uri));
            }
            Method::TextDocumentDidClose => {
                let Some(params) = read::<lsp::DidCloseTextDocumentNotification>(told) else {
                    return;
                };
                self.workspace.close(&params.text_document.uri);
                self.say(None);
            }
            Method::TextDocumentDidSave | Method::WorkspaceDidChangeWatchedFiles => {
                self.workspace.read_disk();
                self.say(None);
            }
            _ => {}
        }
    }

    /// Asks the editor to say when rule files change on disk.
    fn watch(&mut self) {
        if !self.client.watches {
            return;
        }
        let glob = format!("**/{}/**/*.toml", self.folder);
        let watcher = LspAny::from_iter([("globPattern", glob)]);
        let options = LspAny::from_iter([("watchers", vec![watcher])]);
        let registration = lsp::Registration {
            id: "pomkb-rules".to_owned(),
            method: LspNotificationMethod::WorkspaceDidChangeWatchedFiles.as_str().to_owned(),
            register_options: Some(options),
        };
        let params = lsp::RegistrationParams { registrations: vec![registration] };
        let method = <lsp::RegistrationRequest as lsp::Request>::METHOD.as_str().to_owned();
        let id = RequestId::from("pomkb-rules".to_owned());
        self.out.push(Request::new(id, method, params).into());
    }

    /// Says what is wrong with the open documents: of the one that changed in any case, of others if
    /// it is something else than before.
    fn say(&mut self, changed: Option<&Uri>) {
        let mut said = BTreeMap::new();
        let mut out = Vec::new();
        for (document, source) in self.workspace.documents() {
            let lines = Lines::of(&document.text, self.client.encoding);
            let found = self.found(source);
            let found = found
                .iter()
                .map(|one| answers::diagnostic(one, &lines, &document.uri, self.client));
            let found: Vec<_> = found.collect();
            let before = self.said.remove(&document.uri.0);
            if changed == Some(&document.uri) || before.as_ref() != Some(&found) {
                out.push((document.uri.clone(), Some(document.version), found.clone()));
            }
            said.insert(document.uri.0.clone(), found);
        }
        // Of what is closed or holds no rule nothing is wrong.
        let gone = std::mem::replace(&mut self.said, said);
        out.extend(gone.into_keys().map(|uri| (Uri(uri), None, Vec::new())));
        for (uri, version, diagnostics) in out {
            let params = lsp::PublishDiagnosticsParams { uri, version, diagnostics };
            self.send::<lsp::PublishDiagnosticsNotification>(params);
        }
    }

    fn send<N: lsp::Notification>(&mut self, params: N::Params) {
        self.out.push(Notification::new(N::METHOD.as_str().to_owned(), params).into());
    }

    fn found(&self, source: SourceId) -> Vec<Diagnostic> {
        editor::check(self.workspace.kb(), source)
    }

    /// The rule file of an address, and its lines; `None` for a file that holds no rule.
    fn file(&self, uri: &Uri) -> Option<(SourceId, Open<'_>, Lines<'_>)> {
        let source = self.workspace.number(uri)?;
        let open = Open::new(self.workspace.kb(), source);
        let lines = Lines::of(open.text(), self.client.encoding);
        Some((source, open, lines))
    }

    /// The rule file of a place, and the place in it.
    fn place(&self, at: &lsp::TextDocumentPositionParams) -> Option<(Open<'_>, Lines<'_>, usize)> {
        let (_, open, lines) = self.file(&at.text_document.uri)?;
        let offset = lines.offset(at.position);
        Some((open, lines, offset))
    }

    fn location(&self, source: SourceId, span: Span) -> Option<lsp::Location> {
        let (uri, _) = self.workspace.place(source)?;
        let text = &self.workspace.kb().sources().of(source).text;
        Some(lsp::Location { uri, range: Lines::of(text, self.client.encoding).range(span) })
    }
}

/// What the editor tells; `None` if it is not of the form that it should be.
fn read<N: lsp::Notification>(told: Notification) -> Option<N::Params> {
    told.extract(N::METHOD.as_str()).ok()
}

/// The answers, one after another.
impl Session {
    fn complete(
        &mut self,
        params: lsp::CompletionParams,
    ) -> Result<Option<lsp::CompletionResponse>, Refusal> {
        let Some((open, lines, at)) = self.place(&params.text_document_position_params) else {
            return Ok(None);
        };
        let items = answers::completion(open.complete(at), &lines, self.client);
        Ok(Some(lsp::CompletionResponse::CompletionItemList(items)))
    }

    fn hover(&mut self, params: lsp::HoverParams) -> Result<Option<lsp::Hover>, Refusal> {
        let place = self.place(&params.text_document_position_params);
        Ok(place.and_then(|(open, lines, at)| Some(answers::hover(open.hover(at)?, &lines))))
    }

    fn define(
        &mut self,
        params: lsp::DefinitionParams,
    ) -> Result<Option<lsp::DefinitionResponse>, Refusal> {
        let place = self.place(&params.text_document_position_params);
        let target = place.and_then(|(open, _, at)| open.define(at));
        let location = target.and_then(|target| self.location(target.source, target.span));
        Ok(location.map(|one| lsp::DefinitionResponse::Definition(lsp::Definition::Location(one))))
    }

    fn refer(
        &mut self,
        params: lsp::ReferenceParams,
    ) -> Result<Option<Vec<lsp::Location>>, Refusal> {
        let place = self.place(&params.text_document_position_params);
        let Some((id, _)) = place.and_then(|(open, _, at)| open.id_at(at)) else {
            return Ok(None);
        };
        let mentions = editor::mentions(self.workspace.kb(), &id).into_iter();
        Ok(Some(mentions.filter_map(|one| self.location(one.source, one.span)).collect()))
    }

    fn prepare_rename(
        &mut self,
        params: lsp::PrepareRenameParams,
    ) -> Result<Option<lsp::PrepareRenameResult>, Refusal> {
        let place = self.place(&params.text_document_position_params);
        Ok(place.and_then(|(open, lines, at)| {
            let (id, span) = open.id_at(at)?;
            let (range, placeholder) = (lines.range(span), id.to_string());
            let whole = lsp::PrepareRenamePlaceholder { range, placeholder };
            Some(lsp::PrepareRenameResult::PrepareRenamePlaceholder(whole))
        }))
    }

    fn rename(&mut self, params: lsp::RenameParams) -> Result<Option<lsp::WorkspaceEdit>, Refusal> {
        let place = self.place(&params.text_document_position_params);
        let Some((id, _)) = place.and_then(|(open, _, at)| open.id_at(at)) else {
            let why = "no id stands here; one that does, or the title of a rule, can be renamed";
            return Err((ErrorCode::RequestFailed, why.to_owned()));
        };
        rename::rename(&self.workspace, &id, &params.new_name, self.client)
            .map(Some)
            .map_err(|why| (ErrorCode::RequestFailed, why))
    }

    fn format(
        &mut self,
        params: lsp::DocumentFormattingParams,
    ) -> Result<Option<Vec<lsp::TextEdit>>, Refusal> {
        let Some((source, open, lines)) = self.file(&params.text_document.uri) else {
            return Ok(None);
        };
        // What keeps a file from its form is among the diagnostics.
        let Ok(form) = rule::format(self.workspace.kb().sources(), source) else { return Ok(None) };
        Ok(Some(
            difference(open.text(), &form)
                .map(|(span, new_text)| {
                    let range: Range = lines.range(span);
                    lsp::TextEdit { range, new_text }
                })
                .into_iter()
                .collect(),
        ))
    }

    fn symbols(
        &mut self,
        params: lsp::DocumentSymbolParams,
    ) -> Result<Option<lsp::DocumentSymbolResponse>, Refusal> {
        let file = self.file(&params.text_document.uri);
        Ok(file.map(|(_, open, lines)| {
            let symbols = answers::symbols(open.outline(), open.text(), &lines);
            lsp::DocumentSymbolResponse::DocumentSymbolList(symbols)
        }))
    }

    fn lenses(
        &mut self,
        params: lsp::CodeLensParams,
    ) -> Result<Option<Vec<lsp::CodeLens>>, Refusal> {
        let uri = &params.text_document.uri;
        Ok(self.file(uri).map(|(_, open, lines)| {
            editor::lenses(&open).iter().map(|lens| answers::lens(lens, &lines, uri)).collect()
        }))
    }

    fn actions(
        &mut self,
        params: lsp::CodeActionParams,
    ) -> Result<Option<Vec<lsp::CodeActionResponse>>, Refusal> {
        let file = self.file(&params.text_document.uri);
        Ok(file.map(|(source, open, _)| {
            actions::actions(&self.found(source), open.text(), &params, self.client)
        }))
    }

    /// Runs a sample, and says what came of it.
    fn execute(&mut self, params: lsp::ExecuteCommandParams) -> Result<Option<LspAny>, Refusal> {
        let refuse = |why: &str| Err((ErrorCode::InvalidParams, why.to_owned()));
        if params.command != RUN_SAMPLE {
            return refuse("there is no such command");
        }
        let arguments = params.arguments.unwrap_or_default();
        let uri = arguments.first().and_then(LspAny::as_str).map(|uri| Uri(uri.to_owned()));
        let number = arguments.get(1).and_then(LspAny::as_u64);
        let (Some(uri), Some(number)) = (uri, number) else {
            return refuse("an address and the number of a sample are needed");
        };
        let lenses = self.file(&uri).map(|(_, open, _)| editor::lenses(&open));
        let lens = lenses.unwrap_or_default().into_iter().find(|one| one.number as u64 == number);
        let (kind, message) = match lens {
            Some(lens) if lens.failures.is_empty() => (lsp::MessageType::Info, lens.report()),
            Some(lens) => (lsp::MessageType::Warning, lens.report()),
            None => (lsp::MessageType::Error, "there is no such sample that can be run".to_owned()),
        };
        self.send::<lsp::ShowMessageNotification>(lsp::ShowMessageParams { kind, message });
        Ok(None)
    }
}

/// What is to be replaced so that one text becomes the other, in whole lines: what an editor
/// remembers of the lines before and behind stays. `None` if they are equal.
fn difference(old: &str, new: &str) -> Option<(Span, String)> {
    if old == new {
        return None;
    }
    let lines =
        |text: &'_ str| -> Vec<usize> { text.split_inclusive('\n').map(str::len).collect() };
    let (old_lines, new_lines) = (lines(old), lines(new));
    let mut start = 0;
    for (length, other) in old_lines.iter().zip(&new_lines) {
        let end = start + length;
        if length != other || old.get(start..end) != new.get(start..end) {
            break;
        }
        start = end;
    }
    let (mut old_end, mut new_end) = (old.len(), new.len());
    for (length, other) in old_lines.iter().rev().zip(new_lines.iter().rev()) {
        if length != other || old_end - length < start || new_end - length < start {
            break;
        }
        let (old_start, new_start) = (old_end - length, new_end - length);
        if old.get(old_start..old_end) != new.get(new_start..new_end) {
            break;
        }
        (old_end, new_end) = (old_start, new_start);
    }
    Some((Span::new(start, old_end), new.get(start..new_end)?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_small_and_whole() {
        let rows = [
            ("a\nb\nc\n", "a\nx\nc\n", Some((2, 4, "x\n"))),
            ("a\nb\n", "a\nb\n", None),
            ("a\n", "a\na\n", Some((2, 2, "a\n"))),
            ("a\na\n", "a\n", Some((2, 4, ""))),
            ("a", "a\n", Some((0, 1, "a\n"))),
        ];
        for (old, new, expected) in rows {
            let expected =
                expected.map(|(start, end, text)| (Span::new(start, end), text.to_owned()));
            assert_eq!(difference(old, new), expected, "{old:?} {new:?}");
        }
    }
}
