//! Reading: logs from files, folders, standard input, packed or not; and all other files.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use anyhow::{Context as _, bail};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::MultiGzDecoder;
use pomkb::source::Source;

/// The most that [`Stream::read_head`] reads.
const HEAD: usize = 64 << 20;

/// Where a log is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    Stdin,
    File(PathBuf),
}

/// A log that is being read: unpacked, in UTF-8.
pub(crate) struct Stream {
    pub(crate) name: String,
    /// The length of the file as it lies there, if it is known.
    pub(crate) size: Option<u64>,
    /// What a person should know about what was read so far.
    pub(crate) remark: Option<&'static str>,
    /// Bytes of the file that were read so far.
    done: Arc<AtomicU64>,
    is_packed: bool,
    is_begun: bool,
    failed: Option<io::Error>,
    text: Box<dyn Read + Send>,
}

impl Input {
    /// What the arguments of a command name: standard input if they name nothing. Files that do
    /// not exist are found out when they are read; folders are opened up if `recursive`.
    pub(crate) fn all(paths: &[PathBuf], recursive: bool) -> Vec<anyhow::Result<Self>> {
        if paths.is_empty() {
            return vec![Ok(Self::Stdin)];
        }
        let mut inputs = Vec::new();
        for path in paths {
            if path.as_os_str() == "-" {
                inputs.push(Ok(Self::Stdin));
            } else if !path.is_dir() {
                inputs.push(Ok(Self::File(path.clone())));
            } else if recursive {
                let mut files = Vec::new();
                match walk(path, &mut files) {
                    Ok(()) if files.is_empty() => {
                        inputs.push(Err(anyhow::anyhow!(
                            "{}: no file is in this folder",
                            path.display()
                        )));
                    }
                    Ok(()) => inputs.extend(files.into_iter().map(|file| Ok(Self::File(file)))),
                    Err(error) => inputs.push(Err(error)),
                }
            } else {
                let message = "is a folder; add --recursive to read the files in it";
                inputs.push(Err(anyhow::anyhow!("{} {message}", path.display())));
            }
        }
        inputs
    }

    /// Opens it. What packs it, and UTF-16, are told by its first bytes.
    pub(crate) fn open(&self) -> anyhow::Result<Stream> {
        let (name, size, raw): (_, _, Box<dyn Read + Send>) = match self {
            Self::Stdin => {
                if io::stdin().is_terminal() {
                    // Whoever forgot the file would wait for nothing.
                    eprintln!("note: reading what you type or paste; end with Ctrl-D");
                }
                (
                    "<stdin>".to_owned(),
                    None,
                    Box::new(ToItsEnd { raw: io::stdin(), is_over: false }),
                )
            }
            Self::File(path) => {
                let name = path.display().to_string();
                let file = File::open(path).with_context(|| name.clone())?;
                let size = file.metadata().ok().map(|data| data.len());
                (name, size, Box::new(file))
            }
        };
        let done = Arc::new(AtomicU64::new(0));
        let mut raw = raw;
        let mut head = Vec::new();
        raw.by_ref().take(4).read_to_end(&mut head).with_context(|| name.clone())?;
        let counted = |raw| Counted { raw, done: Arc::clone(&done) };
        let (is_packed, unpacked): (_, Box<dyn Read + Send>) = match head.as_slice() {
            [0x1f, 0x8b, 8, ..] => {
                (true, Box::new(MultiGzDecoder::new(BufReader::new(packed(counted(raw), &head)))))
            }
            [0x28, 0xb5, 0x2f, 0xfd] => (
                true,
                Box::new(
                    zstd::Decoder::new(packed(counted(raw), &head))
                        .with_context(|| name.clone())?,
                ),
            ),
            _ => (false, Box::new(Cursor::new(head.clone()).chain(raw))),
        };
        // Bytes pass unchanged but for UTF-16, which a mark at the head gives away.
        let mut text = DecodeReaderBytesBuilder::new();
        text.utf8_passthru(true).bom_sniffing(true);
        let text: Box<dyn Read + Send> = match (is_packed, head.as_slice()) {
            (false, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) | (true, _) => {
                Box::new(text.build(unpacked))
            }
            (false, _) => unpacked,
        };
        Ok(Stream {
            name,
            size,
            remark: None,
            done,
            is_packed,
            is_begun: false,
            failed: None,
            text,
        })
    }
}

/// The bytes of a file whose head was read already.
fn packed(raw: Counted, head: &[u8]) -> impl Read + Send + 'static {
    Cursor::new(head.to_vec()).chain(raw)
}

/// A reader that counts.
struct Counted {
    raw: Box<dyn Read + Send>,
    done: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let read = self.raw.read(room)?;
        self.done.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl Stream {
    /// Bytes of the file that were read so far.
    pub(crate) fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// What to say of an error that ends a packed log early: what comes before the damage was
    /// read. `None` for a log that is as it lies there.
    pub(crate) fn damage(&self, error: &io::Error) -> Option<String> {
        let what = || format!("is damaged ({error}): only what comes before the damage was read");
        self.is_packed.then(what)
    }

    /// Appends up to `room` bytes, fewer only at the end. An error that comes after some bytes is
    /// kept for the next call.
    pub(crate) fn append(&mut self, bytes: &mut Vec<u8>, room: usize) -> io::Result<usize> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let filled = bytes.len();
        bytes.reserve(room);
        // The library fills room that was never written to without writing zeros first.
        let done = self.text.by_ref().take(room as u64).read_to_end(bytes);
        let read = bytes.len() - filled;
        self.take_note(&bytes[filled..]);
        if !self.is_packed {
            self.done.fetch_add(read as u64, Ordering::Relaxed);
        }
        match done {
            Err(error) if read == 0 => Err(error),
            done => {
                self.failed = done.err();
                Ok(read)
            }
        }
    }

    /// Looks at the first bytes, and counts.
    fn take_note(&mut self, bytes: &[u8]) {
        if !self.is_begun && looks_binary(bytes) {
            self.remark = Some("looks like no text; it was read all the same");
        }
        self.is_begun = true;
    }

    /// Reads the head of it, as much as anyone looks through; a packed log may be far longer than
    /// its file.
    pub(crate) fn read_head(&mut self) -> anyhow::Result<(Vec<u8>, Option<String>)> {
        let mut bytes = Vec::new();
        loop {
            match self.append(&mut bytes, 1 << 20) {
                Ok(0) => return Ok((bytes, self.remark.map(ToOwned::to_owned))),
                Ok(_) if bytes.len() >= HEAD => {
                    let remark = "is long: only its first 64 MiB were looked at";
                    return Ok((bytes, Some(remark.to_owned())));
                }
                Ok(_) => {}
                Err(error) => match self.damage(&error) {
                    Some(remark) => return Ok((bytes, Some(remark))),
                    None => return Err(error).context(self.name.clone()),
                },
            }
        }
    }
}

/// Whether the head of a file has more control characters than a text would.
fn looks_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let is_odd = |b: &&u8| matches!(b, 0..=6 | 14..=26 | 28..=31 | 127);
    head.iter().filter(is_odd).count() * 10 > head.len()
}

/// A file of rules.
#[derive(Debug)]
pub(crate) struct RuleFile {
    pub(crate) source: Source,
    pub(crate) path: PathBuf,
    /// Whether it was named itself, not a folder that it lies in.
    pub(crate) is_named: bool,
}

impl RuleFile {
    /// Whether it is YAML by its name, so that its rules are of another kind.
    pub(crate) fn is_yaml(&self) -> bool {
        has_ending(&self.path, &["yaml", "yml"])
    }
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|own| endings.iter().any(|ending| own == *ending))
}

/// Reads rule files: each path itself, or all `.toml`, `.yaml` and `.yml` files below it. What
/// cannot be read is in the second list.
pub(crate) fn rule_files(paths: &[PathBuf]) -> (Vec<RuleFile>, Vec<anyhow::Error>) {
    let (mut read, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        let mut files = Vec::new();
        let is_named = !path.is_dir();
        if is_named {
            files.push(path.clone());
        } else {
            if let Err(error) = walk(path, &mut files) {
                errors.push(error);
            }
            files.retain(|file| has_ending(file, &["toml", "yaml", "yml"]));
            if files.is_empty() {
                errors.push(anyhow::anyhow!(
                    "{}: no rule file (.toml) is in this folder",
                    path.display()
                ));
            }
        }
        for file in files {
            match text(&file) {
                Ok(source) => read.push(RuleFile { source, path: file, is_named }),
                Err(error) => errors.push(error),
            }
        }
    }
    (read, errors)
}

/// The file of a rule in a folder of rules.
pub(crate) fn rule_file(folder: &Path, id: &str) -> Option<PathBuf> {
    let mut areas: Vec<PathBuf> =
        fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    areas.sort();
    let files = areas.into_iter().map(|area| area.join(format!("{id}.toml")));
    files.into_iter().find(|file| file.is_file())
}

/// The logs that lie in a folder, by their names: `.log` files that are text and no longer than
/// `longest` bytes. Those that are longer, or no text, are in the second list, with the reason.
pub(crate) fn logs_beside(folder: &Path, longest: u64) -> (Vec<Source>, Vec<anyhow::Error>) {
    let (mut logs, mut others) = (Vec::new(), Vec::new());
    let Ok(entries) = fs::read_dir(folder) else { return (logs, others) };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| has_ending(path, &["log"]) && path.is_file());
    paths.sort();
    for path in paths {
        if fs::metadata(&path).is_ok_and(|data| data.len() > longest) {
            let limit = longest >> 10;
            others.push(anyhow::anyhow!("{}: is longer than {limit} KiB", path.display()));
            continue;
        }
        match text(&path) {
            Ok(log) => logs.push(log),
            Err(error) => others.push(error),
        }
    }
    (logs, others)
}

/// Reads a file that a person wrote.
pub(crate) fn text(path: &Path) -> anyhow::Result<Source> {
    /// No rule and no template comes near this.
    const LARGEST: u64 = 16 << 20;
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(|| name.clone())?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).with_context(|| name.clone())?;
    if bytes.len() as u64 > LARGEST {
        bail!("{name}: is larger than 16 MiB");
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text.trim_start_matches('\u{feff}').to_owned())),
        Err(error) => bail!("{name}: is no UTF-8 (byte {})", error.utf8_error().valid_up_to() + 1),
    }
}

/// When each file of some paths was last written, and how long it is; what cannot be looked at is
/// left out.
pub(crate) fn stamps(paths: &[PathBuf]) -> BTreeMap<PathBuf, (SystemTime, u64)> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            // What vanishes while it is looked at is found gone the next time.
            let _ = walk(path, &mut files);
        } else {
            files.push(path.clone());
        }
    }
    let stamp = |file: PathBuf| {
        let data = fs::metadata(&file).ok()?;
        Some((file, (data.modified().ok()?, data.len())))
    };
    files.into_iter().filter_map(stamp).collect()
}

/// All files below a folder, sorted. Links to folders are not followed, so that it ends.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(&entry.path(), files)?;
        } else if kind.is_file() || (kind.is_symlink() && entry.path().is_file()) {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// What is over once it has ended: a terminal would go on behind Ctrl-D.
struct ToItsEnd<R> {
    raw: R,
    is_over: bool,
}

impl<R: Read> Read for ToItsEnd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_over {
            return Ok(0);
        }
        let count = self.raw.read(buffer)?;
        self.is_over = count == 0 && !buffer.is_empty();
        Ok(count)
    }
}
