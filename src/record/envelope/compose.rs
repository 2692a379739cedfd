//! `docker compose logs`: `pomerium-1  | <line>` to the line.

use crate::record::envelope::Carrier;
use crate::record::envelope::kubectl::is_part_of_name;
use crate::record::envelope::layer::{Inner, Layer};

/// The line behind the name of a container and a bar. Compose pads the names to one width; a
/// name that was given by hand and touches the bar counts only before a known line.
pub(super) fn peel(text: &str, is_known: impl Fn(&str) -> bool) -> Option<Layer> {
    // Docker's names are seldom longer than this, and a line without a bar is not searched.
    const LONGEST: usize = 256;
    let name = text.bytes().take(LONGEST).take_while(|byte| is_part_of_name(*byte)).count();
    let (name, rest) = text.split_at_checked(name)?;
    let bar = rest.trim_start_matches(' ');
    let padding = rest.len() - bar.len();
    let line = bar.strip_prefix('|')?;
    let line = line.strip_prefix(' ').or_else(|| line.is_empty().then_some(line))?;
    // A bare number before a bar is the number of a line in an excerpt.
    let is_name = name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && !name.bytes().all(|byte| byte.is_ascii_digit());
    let is_compose = is_name
        && match padding {
            0 => false,
            1 => is_numbered(name) || is_known(line),
            _ => true,
        };
    is_compose.then(|| Layer {
        unit: Some(name.to_owned()),
        ..Layer::new(Carrier::Compose, Inner::Part(text.len() - line.len()..text.len()))
    })
}

/// Whether a name ends as Compose ends those that it makes up: `-1`, `_1`.
fn is_numbered(name: &str) -> bool {
    let stem = name.trim_end_matches(|last: char| last.is_ascii_digit());
    stem.len() < name.len() && stem.ends_with(['-', '_'])
}
