//! How far the reading is, on a terminal, when it takes more than a second.

use std::cell::RefCell;
use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pomkb::render::visible;

/// Shorter runs show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// The progress of one log.
#[derive(Debug)]
pub(crate) struct Progress {
    name: String,
    size: Option<u64>,
    start: Instant,
    bar: RefCell<Option<ProgressBar>>,
}

impl Progress {
    pub(crate) fn new(name: &str, size: Option<u64>) -> Self {
        let bar = RefCell::new(None);
        Self { name: visible(name).into_owned(), size, start: Instant::now(), bar }
    }

    /// Says that so many bytes are done.
    pub(crate) fn at(&self, done: u64) {
        if self.start.elapsed() < PATIENCE || !stderr().is_terminal() {
            return;
        }
        let mut bar = self.bar.borrow_mut();
        bar.get_or_insert_with(|| self.bar()).set_position(done);
    }

    fn bar(&self) -> ProgressBar {
        let layout = match self.size {
            Some(_) => "{msg} {wide_bar} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
            None => "{msg} {spinner} {bytes}, {bytes_per_sec}",
        };
        let style = ProgressStyle::with_template(layout);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::with_draw_target(self.size, ProgressDrawTarget::stderr())
            .with_style(style)
            .with_elapsed(self.start.elapsed())
            .with_message(self.name.clone())
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.borrow().as_ref() {
            bar.finish_and_clear();
        }
    }
}
