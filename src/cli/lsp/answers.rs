//! What the library says, as the protocol has it.

use lsp_types::{
    CodeDescription, CodeLens, Command, CompletionItem, CompletionItemKind, CompletionItemTextEdit,
    Contents, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DocumentSymbol,
    Documentation, Hover, InsertTextFormat, Location, MarkupContent, MarkupKind, Range, SymbolKind,
    TextEdit, Uri,
};
use pomkb::diagnostic::{self, Gravity};
use pomkb::editor::{self, Item, ItemKind, Lens};
use pomkb::rule::outline::{Outline, Section};
use pomkb::source::Span;

use super::client::Client;
use super::position::Lines;

/// The command that runs a sample: an address and the number of the sample.
pub(super) const RUN_SAMPLE: &str = "pomkb.runSample";

/// Where the pages are that say what messages mean.
const PAGES: &str = "https://pomkb.github.io/diagnostics";

/// A diagnostic, with all that it says: editors show one text.
pub(super) fn diagnostic(
    found: &diagnostic::Diagnostic,
    lines: &Lines<'_>,
    uri: &Uri,
    client: Client,
) -> Diagnostic {
    let parts = [&found.message, &found.label.text].into_iter().chain(&found.notes);
    let parts: Vec<&str> = parts.map(String::as_str).filter(|part| !part.is_empty()).collect();
    let related = found.context.iter().map(|label| DiagnosticRelatedInformation {
        location: Location { uri: uri.clone(), range: lines.range(label.span) },
        message: label.text.clone(),
    });
    let related: Vec<_> = related.filter(|_| client.has_related).collect();
    Diagnostic {
        range: lines.range(found.label.span),
        severity: Some(match found.code.gravity() {
            Gravity::Error => DiagnosticSeverity::Error,
            Gravity::Warning => DiagnosticSeverity::Warning,
        }),
        code: Some(found.code.name().to_owned().into()),
        code_description: Some(CodeDescription {
            href: Uri(format!("{PAGES}/{}.html", found.code.name())),
        }),
        source: Some("pomkb".to_owned()),
        message: parts.join("\n").into(),
        tags: None,
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    }
}

/// The items that could stand at a place, in their order.
pub(super) fn completion(
    items: Vec<Item>,
    lines: &Lines<'_>,
    client: Client,
) -> Vec<CompletionItem> {
    let numbered = items.into_iter().enumerate();
    numbered
        .map(|(number, item)| {
            let has_mark = item.insert.contains("$0");
            let is_snippet = has_mark && client.has_snippets;
            let text = if is_snippet { item.insert } else { item.insert.replace("$0", "") };
            let range = lines.range(item.replaces);
            CompletionItem {
                kind: Some(kind(item.kind)),
                detail: Some(item.detail),
                documentation: (!item.documentation.is_empty())
                    .then(|| Documentation::MarkupContent(markdown(item.documentation))),
                // Editors would sort by name.
                sort_text: Some(format!("{number:04}")),
                insert_text_format: is_snippet.then_some(InsertTextFormat::Snippet),
                text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit {
                    range,
                    new_text: text,
                })),
                label: item.label,
                ..CompletionItem::default()
            }
        })
        .collect()
}

const fn kind(kind: ItemKind) -> CompletionItemKind {
    match kind {
        ItemKind::Key => CompletionItemKind::Property,
        ItemKind::Head => CompletionItemKind::Struct,
        ItemKind::Word => CompletionItemKind::Keyword,
        ItemKind::Value => CompletionItemKind::EnumMember,
        ItemKind::Name | ItemKind::Capture => CompletionItemKind::Variable,
        ItemKind::Field => CompletionItemKind::Field,
        ItemKind::Rule | ItemKind::Cause => CompletionItemKind::Reference,
    }
}

pub(super) fn hover(hover: editor::Hover, lines: &Lines<'_>) -> Hover {
    let range = Some(lines.range(hover.span));
    Hover { contents: Contents::MarkupContent(markdown(hover.text)), range }
}

fn markdown(value: String) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value }
}

/// What came of a sample, above it; a click says all of it.
pub(super) fn lens(lens: &Lens, lines: &Lines<'_>, uri: &Uri) -> CodeLens {
    let command = Command {
        title: lens.title(),
        command: RUN_SAMPLE.to_owned(),
        arguments: Some(vec![uri.0.clone().into(), lens.number.into()]),
        tooltip: None,
    };
    CodeLens { range: lines.range(lens.span), command: Some(command), data: None }
}

/// The causes and the samples.
pub(super) fn symbols(outline: &Outline, text: &str, lines: &Lines<'_>) -> Vec<DocumentSymbol> {
    let title = |section: &Section, key: &str| {
        let text = section.entry(key).and_then(|entry| entry.text()).map(|one| one.of(text));
        text.map(ToOwned::to_owned)
    };
    let causes = outline.causes().map(|(section, name)| {
        let name = if name.value.is_empty() { "cause" } else { &name.value };
        symbol(section, name.to_owned(), title(section, "title"), SymbolKind::Class, lines)
    });
    let samples = outline.samples().zip(1..).map(|(section, number): (_, usize)| {
        let detail = title(section, "from").or_else(|| title(section, "quiet"));
        symbol(section, format!("sample {number}"), detail, SymbolKind::Event, lines)
    });
    causes.chain(samples).collect()
}

fn symbol(
    section: &Section,
    name: String,
    detail: Option<String>,
    kind: SymbolKind,
    lines: &Lines<'_>,
) -> DocumentSymbol {
    let end = section.entries.last().map_or(section.head.end, |entry| entry.span().end);
    let range: Range = lines.range(Span::new(section.head.start, end.max(section.head.end)));
    #[allow(deprecated, reason = "the type has a field that the protocol gave up")]
    DocumentSymbol {
        name,
        detail,
        kind,
        tags: None,
        deprecated: None,
        range,
        selection_range: lines.range(section.head),
        children: None,
    }
}
