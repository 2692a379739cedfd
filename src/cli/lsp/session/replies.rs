//! The answers to questions about a file.

use lsp_types as lsp;
use lsp_types::{LspAny, Uri};
use pomkb::editor;
use pomkb::rule;

use super::{Refusal, Session};
use crate::lsp::actions;
use crate::lsp::answers::{self, RUN_SAMPLE};
use crate::lsp::difference::difference;
use crate::lsp::rename;
use crate::lsp::wire::ErrorCode;

impl Session {
    pub(super) fn complete(
        &mut self,
        params: &lsp::CompletionParams,
    ) -> Result<Option<lsp::CompletionResponse>, Refusal> {
        let Some((open, lines, at)) = self.place(&params.text_document_position_params) else {
            return Ok(None);
        };
        let items = answers::completion(open.complete(at), &lines, self.client);
        Ok(Some(lsp::CompletionResponse::CompletionItemList(items)))
    }

    pub(super) fn hover(
        &mut self,
        params: &lsp::HoverParams,
    ) -> Result<Option<lsp::Hover>, Refusal> {
        let place = self.place(&params.text_document_position_params);
        Ok(place.and_then(|(open, lines, at)| Some(answers::hover(open.hover(at)?, &lines))))
    }

    pub(super) fn define(
        &mut self,
        params: &lsp::DefinitionParams,
    ) -> Result<Option<lsp::DefinitionResponse>, Refusal> {
        let place = self.place(&params.text_document_position_params);
        let target = place.and_then(|(open, _, at)| open.define(at));
        let location = target.and_then(|target| self.location(target.source, target.span));
        Ok(location.map(|one| lsp::DefinitionResponse::Definition(lsp::Definition::Location(one))))
    }

    pub(super) fn refer(
        &mut self,
        params: &lsp::ReferenceParams,
    ) -> Result<Option<Vec<lsp::Location>>, Refusal> {
        let place = self.place(&params.text_document_position_params);
        let Some((id, _)) = place.and_then(|(open, _, at)| open.id_at(at)) else {
            return Ok(None);
        };
        let mentions = editor::mentions(self.workspace.kb(), &id).into_iter();
        Ok(Some(mentions.filter_map(|one| self.location(one.source, one.span)).collect()))
    }

    pub(super) fn prepare_rename(
        &mut self,
        params: &lsp::PrepareRenameParams,
    ) -> Result<Option<lsp::PrepareRenameResult>, Refusal> {
        let place = self.place(&params.text_document_position_params);
        Ok(place.and_then(|(open, lines, at)| {
            let (id, span) = open.id_at(at)?;
            let (range, placeholder) = (lines.range(span), id.to_string());
            let whole = lsp::PrepareRenamePlaceholder { range, placeholder };
            Some(lsp::PrepareRenameResult::PrepareRenamePlaceholder(whole))
        }))
    }

    pub(super) fn rename(
        &mut self,
        params: &lsp::RenameParams,
    ) -> Result<Option<lsp::WorkspaceEdit>, Refusal> {
        let place = self.place(&params.text_document_position_params);
        let Some((id, _)) = place.and_then(|(open, _, at)| open.id_at(at)) else {
            let why = "no id stands here; one that does, or the title of a rule, can be renamed";
            return Err((ErrorCode::RequestFailed, why.to_owned()));
        };
        rename::rename(&self.workspace, &id, &params.new_name, self.client)
            .map(Some)
            .map_err(|why| (ErrorCode::RequestFailed, why))
    }

    pub(super) fn format(
        &mut self,
        params: &lsp::DocumentFormattingParams,
    ) -> Result<Option<Vec<lsp::TextEdit>>, Refusal> {
        let Some((source, open, lines)) = self.file(&params.text_document.uri) else {
            return Ok(None);
        };
        // What keeps a file from its form is among the diagnostics.
        let Ok(form) = rule::format(self.workspace.kb().sources(), source) else { return Ok(None) };
        Ok(Some(
            difference(open.text(), &form)
                .map(|(span, new_text)| {
                    let range = lines.range(span);
                    lsp::TextEdit { range, new_text }
                })
                .into_iter()
                .collect(),
        ))
    }

    pub(super) fn symbols(
        &mut self,
        params: &lsp::DocumentSymbolParams,
    ) -> Result<Option<lsp::DocumentSymbolResponse>, Refusal> {
        let file = self.file(&params.text_document.uri);
        Ok(file.map(|(_, open, lines)| {
            let symbols = answers::symbols(open.outline(), open.text(), &lines);
            lsp::DocumentSymbolResponse::DocumentSymbolList(symbols)
        }))
    }

    pub(super) fn lenses(
        &mut self,
        params: &lsp::CodeLensParams,
    ) -> Result<Option<Vec<lsp::CodeLens>>, Refusal> {
        let uri = &params.text_document.uri;
        Ok(self.file(uri).map(|(_, open, lines)| {
            editor::lenses(&open).iter().map(|lens| answers::lens(lens, &lines, uri)).collect()
        }))
    }

    pub(super) fn actions(
        &mut self,
        params: &lsp::CodeActionParams,
    ) -> Result<Option<Vec<lsp::CodeActionResponse>>, Refusal> {
        let file = self.file(&params.text_document.uri);
        Ok(file.map(|(source, open, _)| {
            actions::actions(&self.found(source), open.text(), params, self.client)
        }))
    }

    /// Runs a sample, and says what came of it.
    pub(super) fn execute(
        &mut self,
        params: &lsp::ExecuteCommandParams,
    ) -> Result<Option<LspAny>, Refusal> {
        let refuse = |why: &str| Err((ErrorCode::InvalidParams, why.to_owned()));
        if params.command != RUN_SAMPLE {
            return refuse("there is no such command");
        }
        let arguments = params.arguments.as_deref().unwrap_or_default();
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
