//! Hits as they come in, hits in the order of time out, as far as there is room to hold them back.

use std::collections::BTreeMap;

use crate::scan::hit::{Hit, Place};

/// Holds hits back until it is full, and gives the earliest first.
///
/// Records of several sources, or of several containers in one, may come in any disorder; held
/// back are as many hits of a rule as there is room for, whatever times they have.
#[derive(Debug)]
pub(super) struct LineUp {
    held: BTreeMap<(Place, u64), Hit>,
    room: usize,
    /// How many came in.
    count: u64,
    /// The last one that was given.
    given: Option<Place>,
}

/// A hit whose place lies before one that was given already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Late;

impl LineUp {
    pub(super) const fn new(room: usize) -> Self {
        Self { held: BTreeMap::new(), room, count: 0, given: None }
    }

    /// Takes in a hit, and gives the earliest if there are more than there is room for.
    pub(super) fn add(&mut self, hit: Hit) -> Result<Option<Hit>, Late> {
        if self.given.is_some_and(|given| hit.place < given) {
            return Err(Late);
        }
        // Records on one line keep the order in which they came.
        self.held.insert((hit.place, self.count), hit);
        self.count += 1;
        Ok(if self.held.len() > self.room { self.next() } else { None })
    }

    /// The earliest hit that is held back.
    pub(super) fn next(&mut self) -> Option<Hit> {
        let ((place, _), hit) = self.held.pop_first()?;
        self.given = Some(place);
        Some(hit)
    }
}
