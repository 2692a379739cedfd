//! The logs of a run, one after another, as chunks.

use pomkb::scan::{Chunk, Cutter, Search, SourceId};

use crate::io::{Input, Stream};
use crate::out::Out;
use crate::pool::Piece;
use crate::progress::Progress;

/// The logs that are still to be read.
pub(crate) struct Logs<'a> {
    inputs: std::vec::IntoIter<anyhow::Result<Input>>,
    open: Option<Open>,
    search: Search<'a>,
    out: &'a Out,
    /// How many logs could be opened.
    pub(crate) opened: usize,
    /// Whether all that was asked for could be read.
    pub(crate) is_whole: bool,
}

/// The log that is being read.
struct Open {
    source: SourceId,
    stream: Stream,
    cutter: Cutter,
    progress: Progress,
}

impl<'a> Logs<'a> {
    pub(crate) fn new(
        inputs: Vec<anyhow::Result<Input>>,
        search: Search<'a>,
        out: &'a Out,
    ) -> Self {
        Self { inputs: inputs.into_iter(), open: None, search, out, opened: 0, is_whole: true }
    }

    fn open(&mut self, input: anyhow::Result<Input>, source: &mut dyn FnMut(&str) -> SourceId) {
        match input.and_then(|input| input.open()) {
            Ok(stream) => {
                self.opened += 1;
                let progress = Progress::new(&stream.name, stream.size);
                let cutter = Cutter::new(self.search.limits(), self.search.calendar());
                let source = source(&stream.name);
                self.open = Some(Open { source, stream, cutter, progress });
            }
            Err(error) => self.fail(&error),
        }
    }

    fn fail(&mut self, error: &anyhow::Error) {
        self.out.error(&format!("{error:#}"));
        self.is_whole = false;
    }
}

impl Logs<'_> {
    /// The next chunk, and whose it is; `None` when all is read. `sources` numbers a source when
    /// it begins; `spare` is room of chunks that were searched.
    pub(crate) fn next(
        &mut self,
        sources: &mut dyn FnMut(&str) -> SourceId,
        spare: &mut Vec<Vec<u8>>,
    ) -> Option<Piece> {
        loop {
            let Some(mut open) = self.open.take() else {
                let input = self.inputs.next()?;
                self.open(input, sources);
                continue;
            };
            spare.drain(..).for_each(|room| open.cutter.reuse(room));
            let (source, name) = (open.source, open.stream.name.clone());
            let piece = |chunk: Chunk| Piece { source, name: name.clone(), chunk };
            match open.cutter.fill(|held, room| open.stream.append(held, room)) {
                Ok((read, chunk)) if read > 0 => {
                    open.progress.at(open.stream.done());
                    self.open = Some(open);
                    if let Some(chunk) = chunk {
                        return Some(piece(chunk));
                    }
                }
                done => {
                    drop(open.progress);
                    if let Err(error) = done {
                        match open.stream.damage(&error) {
                            Some(remark) => self.out.note(&format!("{name} {remark}")),
                            None => self.fail(&anyhow::Error::new(error).context(name.clone())),
                        }
                    } else if let Some(remark) = open.stream.remark {
                        self.out.note(&format!("{name} {remark}"));
                    }
                    let mut last = None;
                    open.cutter.finish(&mut |chunk| last = Some(chunk));
                    if let Some(chunk) = last {
                        return Some(piece(chunk));
                    }
                }
            }
        }
    }
}
