//! Bytes as they come in, chunks that begin and end between records out.

use std::mem;

use super::Limits;
use crate::bytes::{memchr, memrchr};
use crate::record::{Calendar, REACH, is_onset, is_plain, split};

/// A part of a source that holds whole records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The bytes, without what was skipped of overlong lines.
    pub bytes: Vec<u8>,
    /// Whether it is the first of its source.
    pub is_first: bool,
    /// Bytes that were skipped in it.
    pub skipped_bytes: u64,
    /// Lines of which bytes were skipped.
    pub cut_lines: u64,
}

/// Cuts the bytes of one source.
#[derive(Debug)]
pub struct Cutter {
    limits: Limits,
    calendar: Calendar,
    held: Vec<u8>,
    /// Bytes of the line that is coming in which are held.
    line: usize,
    /// Whether the rest of that line is being skipped.
    is_skipping: bool,
    is_first: bool,
    skipped_bytes: u64,
    cut_lines: u64,
    /// Up to here no place to cut was found.
    searched: usize,
    /// Room of chunks that were searched.
    spare: Vec<Vec<u8>>,
}

impl Cutter {
    /// Nothing has come in yet.
    pub fn new(limits: Limits, calendar: Calendar) -> Self {
        Self {
            limits,
            calendar,
            held: Vec::new(),
            line: 0,
            is_skipping: false,
            is_first: true,
            skipped_bytes: 0,
            cut_lines: 0,
            searched: 0,
            spare: Vec::new(),
        }
    }

    /// Takes the room of a chunk that was searched, for the bytes to come: new room costs more
    /// than looking at what is put there.
    pub fn reuse(&mut self, mut room: Vec<u8>) {
        room.clear();
        self.spare.push(room);
    }

    /// Lets `read` append bytes to those that are held, no more than it is told, and takes them in:
    /// a copy less than [`Cutter::feed`]. Gives the chunk that is whole, if one is, and how many bytes came.
    ///
    /// # Errors
    ///
    /// Those of `read`.
    pub fn fill<E>(
        &mut self,
        read: impl FnOnce(&mut Vec<u8>, usize) -> Result<usize, E>,
    ) -> Result<(usize, Option<Chunk>), E> {
        let filled = self.held.len();
        // No more than a line may have: then only the line that is coming in may become overlong.
        let room = self.limits.chunk.min(self.limits.line).max(1);
        let read = read(&mut self.held, room)?;
        self.settle(filled);
        let mut found = None;
        self.cut_if_due(&mut |chunk| found = Some(chunk));
        Ok((read, found))
    }

    /// Takes the next bytes in, and gives the chunks that are whole to `take`.
    pub fn feed(&mut self, bytes: &[u8], take: &mut impl FnMut(Chunk)) {
        // In pieces of this length no line is overlong that does not begin in what is held.
        for piece in bytes.chunks(self.limits.line.max(1)) {
            let filled = self.held.len();
            self.held.extend_from_slice(piece);
            self.settle(filled);
            self.cut_if_due(take);
        }
    }

    fn cut_if_due(&mut self, take: &mut impl FnMut(Chunk)) {
        if self.held.len() >= self.limits.chunk
            && let Some(at) = self.place()
        {
            self.cut(at, take);
        }
    }

    /// Gives what is left to `take`.
    pub fn finish(mut self, take: &mut impl FnMut(Chunk)) {
        if !self.held.is_empty() || self.is_first {
            self.cut(self.held.len(), take);
        }
    }

    /// Takes in what is held from `filled` on, and lets go of what a line has too much.
    fn settle(&mut self, filled: usize) {
        let piece = &self.held[filled..];
        let end = memchr(b'\n', piece);
        let head = end.unwrap_or(piece.len());
        let kept = head.min(self.limits.line.saturating_sub(self.line));
        self.line = match end {
            Some(_) => piece.len() - memrchr(b'\n', piece).map_or(0, |last| last + 1),
            None => self.line + kept,
        };
        if kept < head {
            self.held.drain(filled + kept..filled + head);
            self.cut_lines += u64::from(!self.is_skipping);
            self.is_skipping = true;
            self.skipped_bytes += (head - kept) as u64;
        }
        self.is_skipping &= end.is_none();
    }

    /// Where to cut: before the last line that begins a record by itself or, where there is none
    /// in as many bytes as a record may reach over, between two records.
    fn place(&mut self) -> Option<usize> {
        let mut end = memrchr(b'\n', &self.held)?;
        let whole = end;
        while end > self.searched {
            let start = memrchr(b'\n', &self.held[..end]).map_or(0, |newline| newline + 1);
            let line = &self.held[start..end];
            if is_onset(line) && is_plain(line.strip_suffix(b"\r").unwrap_or(line)) && start > 0 {
                return Some(start);
            }
            end = start.saturating_sub(1);
        }
        // The last line that is whole was looked at; the next look begins with the one after it.
        self.searched = whole;
        if self.held.len() < self.limits.chunk + 2 * REACH + self.limits.line {
            return None;
        }
        let last = self.held.len() - REACH - self.limits.line;
        let records = split(&self.held, &self.calendar);
        let starts = records.map(|record| record.offset()).take_while(|start| *start < last);
        starts.max().filter(|start| *start > 0)
    }

    fn cut(&mut self, at: usize, take: &mut impl FnMut(Chunk)) {
        let mut rest = self.spare.pop().unwrap_or_default();
        rest.extend_from_slice(&self.held[at..]);
        self.held.truncate(at);
        let bytes = mem::replace(&mut self.held, rest);
        self.searched = 0;
        take(Chunk {
            bytes,
            is_first: mem::replace(&mut self.is_first, false),
            skipped_bytes: mem::take(&mut self.skipped_bytes),
            cut_lines: mem::take(&mut self.cut_lines),
        });
    }
}
