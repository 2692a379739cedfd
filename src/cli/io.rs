//! Reading: logs from files, folders, standard input, packed or not; and all other files.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Context as _, bail};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::MultiGzDecoder;
use pomkb::source::Source;

/// Bytes that are read in one go.
const BLOCK: usize = 256 << 10;

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
    /// Bytes of the file that were read so far.
    done: Rc<Cell<u64>>,
    is_packed: bool,
    text: Box<dyn Read>,
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
        let (name, size, raw): (_, _, Box<dyn Read>) = match self {
            Self::Stdin => ("<stdin>".to_owned(), None, Box::new(io::stdin().lock())),
            Self::File(path) => {
                let name = path.display().to_string();
                let file = File::open(path).with_context(|| name.clone())?;
                let size = file.metadata().ok().map(|data| data.len());
                (name, size, Box::new(file))
            }
        };
        let done = Rc::new(Cell::new(0));
        let mut raw = Counted { raw, done: Rc::clone(&done) };
        let mut head = Vec::new();
        raw.by_ref().take(4).read_to_end(&mut head).with_context(|| name.clone())?;
        let raw = Cursor::new(head.clone()).chain(raw);
        let (is_packed, unpacked): (_, Box<dyn Read>) = match head.as_slice() {
            [0x1f, 0x8b, 8, ..] => (true, Box::new(MultiGzDecoder::new(BufReader::new(raw)))),
            [0x28, 0xb5, 0x2f, 0xfd] => {
                (true, Box::new(zstd::Decoder::new(raw).with_context(|| name.clone())?))
            }
            _ => (false, Box::new(raw)),
        };
        // Bytes pass unchanged but for UTF-16, which a mark at the head gives away.
        let mut text = DecodeReaderBytesBuilder::new();
        text.utf8_passthru(true).bom_sniffing(true);
        let text: Box<dyn Read> = match (is_packed, head.as_slice()) {
            (false, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) | (true, _) => {
                Box::new(text.build(unpacked))
            }
            (false, _) => unpacked,
        };
        Ok(Stream { name, size, done, is_packed, text })
    }
}

/// A reader that counts.
struct Counted {
    raw: Box<dyn Read>,
    done: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let read = self.raw.read(room)?;
        self.done.set(self.done.get() + read as u64);
        Ok(read)
    }
}

impl Stream {
    /// Gives all bytes to `take`, block by block, with how many bytes of the file are done. Gives
    /// back what a person should know about how it was read.
    ///
    /// # Errors
    ///
    /// If it cannot be read to its end. A damaged file that was packed is no error: what comes
    /// before the damage was read.
    pub(crate) fn read(
        mut self,
        mut take: impl FnMut(&[u8], u64),
    ) -> anyhow::Result<Option<String>> {
        let mut block = vec![0; BLOCK];
        let mut remark = None;
        loop {
            match self.text.read(&mut block) {
                Ok(0) => return Ok(remark),
                Ok(read) => {
                    if self.done.get() <= BLOCK as u64 && looks_binary(&block[..read]) {
                        remark = Some("looks like no text; it was read all the same".to_owned());
                    }
                    take(&block[..read], self.done.get());
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if self.is_packed => {
                    let what = format!("is damaged ({error}): only what comes before was read");
                    return Ok(Some(what));
                }
                Err(error) => return Err(error).context(self.name),
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

/// Reads rule files: each path itself, or all `.toml` files below it. What cannot be read is in
/// the second list.
pub(crate) fn rule_files(paths: &[PathBuf]) -> (Vec<Source>, Vec<anyhow::Error>) {
    let (mut sources, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        let mut files = Vec::new();
        if path.is_dir() {
            if let Err(error) = walk(path, &mut files) {
                errors.push(error);
            }
            files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
            if files.is_empty() {
                errors.push(anyhow::anyhow!(
                    "{}: no rule file (.toml) is in this folder",
                    path.display()
                ));
            }
        } else {
            files.push(path.clone());
        }
        for file in files {
            match text(&file) {
                Ok(source) => sources.push(source),
                Err(error) => errors.push(error),
            }
        }
    }
    (sources, errors)
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
