//! The exit codes, and nothing else.

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// It did what was asked.
    Ran,
    /// What `--fail-on` asks for was found, or a check or a sample failed.
    Failed,
    /// It could not do what was asked, or not all of it.
    CouldNot,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Ran => 0,
            Exit::Failed => 1,
            Exit::CouldNot => 2,
        })
    }
}
