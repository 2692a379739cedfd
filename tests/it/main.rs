//! The one test binary: what is tested is what is shipped.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod book;
mod case;
mod contribute;
mod corpus;
mod envelope;
mod fmt;
mod input;
mod lsp;
mod matrix;
mod pages;
mod propose;
mod props;
mod rules;
mod schema;
mod search;
mod several;
mod site;
mod tidy;
mod watch;
