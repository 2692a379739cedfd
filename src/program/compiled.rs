//! The conditions of one rule, and the bytes as which a build keeps them.

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::symptom::{Condition, Pattern};

/// The conditions of one rule, ready to be evaluated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compiled {
    /// What must be found.
    pub pattern: Pattern,
    /// Fields that become captures.
    pub keep: Vec<Field>,
    /// For each cause what must hold for it, if anything.
    pub causes: Vec<Option<Condition>>,
}

impl Default for Compiled {
    /// Conditions that never hold.
    fn default() -> Self {
        let pattern = Pattern::One(Condition::Or(Vec::new()));
        Self { pattern, keep: Vec::new(), causes: Vec::new() }
    }
}

impl Compiled {
    /// The bytes of which [`Compiled::read`] makes the same again. They are no format: a build writes
    /// them for the program that it belongs to.
    ///
    /// # Errors
    ///
    /// In the words of the library, if it cannot write them.
    pub fn bytes(&self) -> Result<Vec<u8>, String> {
        postcard::to_stdvec(self).map_err(|error| error.to_string())
    }

    /// What [`Compiled::bytes`] wrote; of other bytes conditions that never hold.
    pub fn read(bytes: &[u8]) -> Self {
        postcard::from_bytes(bytes).unwrap_or_default()
    }
}
