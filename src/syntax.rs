//! The text of a symptom to a tree, and back: what did the author write?

pub mod ast;
mod hint;
mod next;
mod parse;
mod print;
mod quote;
mod token;
mod visit;
mod word;

pub use next::Next;
pub use parse::{follow, parse, parse_when};
pub use print::{print, print_when};
pub use quote::quote;
pub use token::{Kind as TokenKind, Token, tokens};
pub use visit::Leaf;
pub use word::{WORDS, Word};
