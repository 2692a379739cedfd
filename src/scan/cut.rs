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
        }
    }

    /// Takes the next bytes in, and gives the chunks that are whole to `take`.
    pub fn feed(&mut self, bytes: &[u8], take: &mut impl FnMut(Chunk)) {
        // In pieces of this length no line is overlong that does not begin in what is held.
        for piece in bytes.chunks(self.limits.line.max(1)) {
            self.hold(piece);
            if self.held.len() >= self.limits.chunk
                && let Some(at) = self.place()
            {
                self.cut(at, take);
            }
        }
    }

    /// Gives what is left to `take`.
    pub fn finish(mut self, take: &mut impl FnMut(Chunk)) {
        if !self.held.is_empty() || self.is_first {
            self.cut(self.held.len(), take);
        }
    }

    /// Holds bytes, but no more of a line than the limit.
    fn hold(&mut self, piece: &[u8]) {
        let end = memchr(b'\n', piece);
        let head = end.unwrap_or(piece.len());
        let room = self.limits.line.saturating_sub(self.line);
        let kept = head.min(room);
        self.held.extend_from_slice(&piece[..kept]);
        self.line += kept;
        if kept < head {
            self.cut_lines += u64::from(!self.is_skipping);
            self.is_skipping = true;
            self.skipped_bytes += (head - kept) as u64;
        }
        if let Some(end) = end {
            self.held.extend_from_slice(&piece[end..]);
            self.line = piece.len() - memrchr(b'\n', piece).map_or(0, |last| last + 1);
            self.is_skipping = false;
        }
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
        let rest = self.held.split_off(at);
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
