//! A line that a carrier cut into pieces (CRI's `P`, Docker's objects without newline): which piece
//! is the next one, and the line that they make.

use crate::record::envelope::{Carrier, Peeled};
use crate::record::split::entry::{Entry, is_own, is_whole_object};
use crate::record::split::open::Verdict;

/// Docker cuts lines into pieces of 16 KiB (`defaultBufSize` in its `daemon/logger/copier.go`). A
/// shorter one without newline is rather the last thing that a program wrote, or one of a file
/// from which the newlines were taken out.
const DOCKER_PIECE: usize = 16 * 1024;

/// Whether a piece, blank ones too, goes on with the line that `first` and `more` began.
pub(super) fn offer(first: &Entry<'_>, more: &[Entry<'_>], next: &Entry<'_>) -> Verdict {
    let is_beside = next.peeled.is_beside(&first.peeled);
    let is_new_line = is_docker(&first.peeled) && !is_cut(first) && is_own(next.text());
    // Pieces stand in successive lines; a million empty ones are no line.
    const MOST: usize = 10_000;
    if !is_beside || is_new_line || more.len() >= MOST {
        Verdict::Refused
    } else if next.peeled.is_partial {
        Verdict::Taken("")
    } else {
        Verdict::Completed("")
    }
}

/// Whether a text that is marked as a piece is a whole line all the same.
pub(super) fn is_whole(entry: &Entry<'_>) -> bool {
    is_docker(&entry.peeled) && is_whole_object(entry.text().trim_start())
}

/// The lines that the pieces make. `is_complete`: the last one is there. Without it, short
/// pieces of Docker are lines by themselves.
pub(super) fn join<'a>(
    first: Entry<'a>,
    more: Vec<Entry<'a>>,
    is_complete: bool,
) -> Vec<Entry<'a>> {
    let are_lines = !is_complete && is_docker(&first.peeled) && !is_cut(&first);
    let mut lines = vec![first];
    for piece in more {
        match lines.last_mut() {
            Some(line) if !are_lines => line.append(&piece, ""),
            _ => lines.push(piece),
        }
    }
    for line in &mut lines {
        line.peeled.is_partial = false;
    }
    lines
}

fn is_docker(peeled: &Peeled<'_>) -> bool {
    peeled.envelope.carriers.last() == Some(&Carrier::Docker)
}

/// Whether a first piece was certainly cut: it is as long as Docker's are, or an object without
/// its end.
fn is_cut(piece: &Entry<'_>) -> bool {
    piece.text().len() >= DOCKER_PIECE || piece.text().starts_with('{')
}
