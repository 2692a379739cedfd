//! A report and the knowledge to explain it in, what a person or a program reads out.

mod answer;
mod arrange;
mod article;
mod book;
mod catalogue;
mod closest;
mod codes;
mod diagnostics;
mod editor;
mod excerpt;
mod html;
mod inert;
mod json;
mod junit;
mod markdown;
mod page;
mod ranking;
mod reasons;
mod schema;
mod template;
mod terminal;
mod timeline;
mod unknown;
mod wording;

pub use arrange::Answer;
pub use article::{Article, article, article_of_cause};
pub use book::{Page, pages, redirects};
pub use catalogue::catalogue;
pub use codes::{code_pages, with_codes};
pub use diagnostics::{Messages, Placed, diagnostics};
pub use editor::for_editor;
pub use junit::junit;
pub use ranking::{List, Ranking, offer, ranking};
pub use reasons::reasons;
pub use schema::schema;
pub use template::TemplateFault;
pub use terminal::Look;

pub use inert::visible;

/// An output of the program that answers with findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a person at a terminal.
    Text(Look),
    /// For a ticket.
    Markdown,
    /// For a program.
    Json,
    /// For a page: a part of one, whose buttons `.place` stand for places in the logs.
    Html,
}

/// Writes an answer in one of the formats.
pub fn answer(answer: &Answer<'_>, format: Format) -> String {
    match format {
        Format::Text(look) => answer::text(answer, look),
        Format::Markdown => answer::markdown(answer),
        Format::Json => json::answer(answer),
        Format::Html => answer::html(answer),
    }
}

/// Writes an answer with somebody's own template. What the template is called decides how values
/// are made inert: `.md`, `.html`, or else for a terminal.
///
/// # Errors
///
/// If the template cannot be read or asks for what is not there.
pub fn answer_with(
    answer: &Answer<'_>,
    template: &crate::source::Source,
    look: Look,
) -> Result<String, TemplateFault> {
    answer::with_template(answer, template, look)
}
