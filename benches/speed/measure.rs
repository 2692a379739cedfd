//! Runs programs and looks at them: a command in, seconds, memory and what it printed out.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// How often the memory of a program is looked at.
const STEP: Duration = Duration::from_millis(1);

/// Where a program writes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum To {
    /// A file, which can be read afterwards.
    File,
    Nowhere,
}

/// Runs one program after the other.
#[derive(Debug)]
pub(crate) struct Stopwatch {
    stdout: PathBuf,
    stderr: PathBuf,
}

/// The most memory that a program had, in bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Peak {
    /// Its own, which no file stands behind.
    pub(crate) anonymous: u64,
    /// All, with mapped pages of files.
    pub(crate) resident: u64,
}

impl Stopwatch {
    /// What programs print goes to files in this folder.
    pub(crate) fn new(dir: &Path) -> Self {
        Self { stdout: dir.join("stdout.txt"), stderr: dir.join("stderr.txt") }
    }

    /// Seconds from the start of the process to its end.
    pub(crate) fn time(&self, command: &mut Command, to: To) -> anyhow::Result<f64> {
        self.connect(command, to)?;
        command.stdin(Stdio::null());
        let start = Instant::now();
        let status = command.status().with_context(|| shown(command))?;
        let seconds = start.elapsed().as_secs_f64();
        self.judge(command, status)?;
        Ok(seconds)
    }

    /// Seconds, and the peak of the memory, which is looked at every millisecond.
    pub(crate) fn watch(&self, command: &mut Command) -> anyhow::Result<(f64, Peak)> {
        command.stdin(Stdio::null());
        self.watch_fed(command, |_| ())
    }

    /// The same for a program that is fed through its standard input.
    pub(crate) fn watch_fed(
        &self,
        command: &mut Command,
        feed: impl FnOnce(ChildStdin) + Send,
    ) -> anyhow::Result<(f64, Peak)> {
        self.connect(command, To::File)?;
        let start = Instant::now();
        let mut child = command.spawn().with_context(|| shown(command))?;
        let stdin = child.stdin.take();
        let (seconds, peak, status) = thread::scope(|scope| {
            if let Some(stdin) = stdin {
                scope.spawn(|| feed(stdin));
            }
            let mut peak = Peak::default();
            loop {
                if let Some(status) = child.try_wait()? {
                    return anyhow::Ok((start.elapsed().as_secs_f64(), peak, status));
                }
                peak.look(&child);
                thread::sleep(STEP);
            }
        })?;
        self.judge(command, status)?;
        Ok((seconds, peak))
    }

    /// What the last program printed.
    pub(crate) fn printed(&self) -> anyhow::Result<String> {
        fs::read_to_string(&self.stdout).with_context(|| self.stdout.display().to_string())
    }

    fn connect(&self, command: &mut Command, to: To) -> anyhow::Result<()> {
        let create = |path: &Path| File::create(path).with_context(|| path.display().to_string());
        command.stderr(create(&self.stderr)?);
        match to {
            To::File => command.stdout(create(&self.stdout)?),
            To::Nowhere => command.stdout(Stdio::null()),
        };
        Ok(())
    }

    /// 1 means that something was found, or nothing; anything else, that it did not go well.
    fn judge(&self, command: &Command, status: std::process::ExitStatus) -> anyhow::Result<()> {
        if !matches!(status.code(), Some(0 | 1)) {
            let said = fs::read_to_string(&self.stderr).unwrap_or_default();
            let said: String = said.chars().take(2_000).collect();
            bail!("{}: {status}\n{said}", shown(command));
        }
        Ok(())
    }
}

impl Peak {
    fn look(&mut self, child: &Child) {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id()));
        let status = status.unwrap_or_default();
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
            kib.unwrap_or(0) << 10
        };
        self.anonymous = self.anonymous.max(bytes("RssAnon:") + bytes("RssShmem:"));
        self.resident = self.resident.max(bytes("VmHWM:"));
    }
}

/// The one in the middle.
pub(crate) fn median(seconds: &[f64]) -> f64 {
    let mut sorted = seconds.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// The command as it would be typed.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Writes what was made to a file, and brings the file into the page cache.
pub(crate) fn write_file<T>(
    path: &Path,
    make: impl FnOnce(&mut dyn Write) -> std::io::Result<T>,
) -> anyhow::Result<T> {
    let make = || {
        let mut file = File::create(path)?;
        let made = make(&mut file)?;
        // What waits to be written to the disk would be written while something is measured.
        file.sync_all()?;
        std::io::copy(&mut File::open(path)?, &mut std::io::sink())?;
        Ok::<T, std::io::Error>(made)
    };
    make().with_context(|| path.display().to_string())
}
