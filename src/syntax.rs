//! The text of a symptom to a tree, and back: what did the author write?

pub mod ast;
mod hint;
mod parse;
mod print;
mod quote;
mod token;
mod visit;

pub use parse::{parse, parse_when};
pub use print::{print, print_when};
pub use quote::quote;
pub use visit::Leaf;
