//! The commands, one a file.

pub(crate) mod check;
pub(crate) mod docs;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod formats;
pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod lsp;
pub(crate) mod r#match;
pub(crate) mod new;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod test;
pub(crate) mod why;
