//! A conversation with an editor: what it asks and tells, one after another.

mod begin;
mod replies;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lsp_types as lsp;
use lsp_types::{LspAny, LspNotificationMethod, LspRequestMethod, Uri};
use pomkb::diagnostic::Diagnostic;
use pomkb::editor::{self, Open};
use pomkb::source::{SourceId, Span};

use super::answers;
use super::client::Client;
use super::position::Lines;
use super::wire::{ErrorCode, ExtractError, Message, Notification, Request, RequestId, Response};
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
    let (id, params) = asked
        .extract::<lsp::InitializeParams>("initialize")
        .map_err(|error| Response::new_err(id, ErrorCode::InvalidParams as i32, reason(error)))?;
    let client = Client::of(&params);
    let options = params.initialization_options.as_ref();
    let folder = options.and_then(|options| options.get("rules")?.as_str()).unwrap_or("rules");
    let session = Session {
        client,
        workspace: Workspace::new(begin::roots(&params), folder.to_owned()),
        folder: folder.to_owned(),
        said: BTreeMap::new(),
        out: Vec::new(),
    };
    Ok((session, Response::new_ok(id, begin::abilities(client))))
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
        answer: fn(&mut Self, &R::Params) -> Result<R::Result, Refusal>,
    ) -> Response {
        let id = asked.id.clone();
        let answered = match asked.extract::<R::Params>(R::METHOD.as_str()) {
            Ok((_, params)) => answer(self, &params),
            Err(error) => Err((ErrorCode::InvalidParams, reason(error))),
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

/// Why the parameters of a question could not be read.
fn reason(error: ExtractError<Request>) -> String {
    match error {
        ExtractError::JsonError { error, .. } => error.to_string(),
        ExtractError::MethodMismatch(asked) => format!("`{}` is another method", asked.method),
    }
}
