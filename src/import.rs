//! Rule files of another kind in, rules as this program writes them out, and what has no
//! counterpart.

mod cre;

pub use cre::{Import, Imported, cre, is_cre};
