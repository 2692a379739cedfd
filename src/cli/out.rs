//! The terminal: what goes to it, and how it looks.

use std::io::{self, ErrorKind, IsTerminal, Write};

use anyhow::Context as _;
use pomkb::render::{List, Look, visible};

use crate::args::{Color, Listing};

/// The columns of a text are no more than this: longer lines are hard to read.
const WIDEST: usize = 100;

/// Where answers and messages go.
#[derive(Debug)]
pub(crate) struct Out {
    color: Color,
    /// Whether messages go nowhere.
    is_silent: bool,
}

impl Out {
    pub(crate) fn new(color: Color) -> Self {
        Self { color, is_silent: false }
    }

    /// One that says nothing, for work that is done again aloud.
    pub(crate) fn silent() -> Self {
        Self { color: Color::Never, is_silent: true }
    }

    /// How standard output shows things.
    pub(crate) fn look(&self) -> Look {
        let width = terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
        Look { colour: self.is_coloured(&io::stdout()), width: width.clamp(40, WIDEST) }
    }

    /// How standard output shows a list.
    pub(crate) fn list(&self, output: Listing) -> List {
        match output {
            Listing::Text => List::Text(self.look()),
            Listing::Json => List::Json,
        }
    }

    /// How standard error shows things.
    pub(crate) fn messages_look(&self) -> Look {
        Look { colour: self.messages_coloured(), ..self.look() }
    }

    /// Whether messages are in colour.
    pub(crate) fn messages_coloured(&self) -> bool {
        self.is_coloured(&io::stderr())
    }

    /// Writes to standard output. Someone who stops reading, as `head` does, is no error.
    pub(crate) fn print(&self, text: &str) -> anyhow::Result<()> {
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(error).context("cannot write to standard output")
            }
            _ => Ok(()),
        }
    }

    /// Says that something could not be done.
    pub(crate) fn error(&self, message: &str) {
        self.message("error", "1;31", message);
    }

    /// Says something that a person should know.
    pub(crate) fn note(&self, message: &str) {
        self.message("note", "1", message);
    }

    /// Writes finished text, such as a diagnostic, to standard error.
    pub(crate) fn message_block(&self, text: &str) {
        if self.is_silent {
            return;
        }
        // Nothing can be said about standard error being gone.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    fn message(&self, kind: &str, sgr: &str, message: &str) {
        let message = visible(message);
        let head = if self.messages_coloured() {
            format!("\u{1b}[{sgr}m{kind}\u{1b}[0m")
        } else {
            kind.to_owned()
        };
        self.message_block(&format!("{head}: {message}\n"));
    }

    /// `NO_COLOR` and `TERM=dumb` are understood as everywhere (<https://no-color.org>).
    fn is_coloured(&self, stream: &impl IsTerminal) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                stream.is_terminal() && !unwanted && !is_dumb
            }
        }
    }
}
