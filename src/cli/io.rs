//! Reading: logs from files, folders, standard input, packed or not; and all other files.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use pomkb::source::Source;

/// Where a log is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    Stdin,
    File(PathBuf),
}

/// A log that was read.
#[derive(Debug)]
pub(crate) struct Log {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// What a person should know about how it was read.
    pub(crate) remark: Option<String>,
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

    /// Reads all of it, unpacked and in UTF-8 as far as a mark says otherwise.
    pub(crate) fn read(&self) -> anyhow::Result<Log> {
        let (name, raw) = match self {
            Self::Stdin => {
                let mut raw = Vec::new();
                io::stdin().lock().read_to_end(&mut raw).context("<stdin>: cannot be read")?;
                ("<stdin>".to_owned(), raw)
            }
            Self::File(path) => {
                let name = path.display().to_string();
                (name, fs::read(path).with_context(|| path.display().to_string())?)
            }
        };
        let (unpacked, mut remark) = unpack(raw);
        let bytes = decode(unpacked);
        if remark.is_none() && looks_binary(&bytes) {
            remark = Some("looks like no text; it was read all the same".to_owned());
        }
        Ok(Log { name, bytes, remark })
    }
}

/// Unpacks gzip and Zstandard, told by their first bytes. What can be unpacked of a damaged file
/// is kept.
fn unpack(raw: Vec<u8>) -> (Vec<u8>, Option<String>) {
    let mut unpacked = Vec::new();
    let done = match raw.as_slice() {
        [0x1f, 0x8b, 8, ..] => {
            flate2::read::MultiGzDecoder::new(raw.as_slice()).read_to_end(&mut unpacked)
        }
        [0x28, 0xb5, 0x2f, 0xfd, ..] => {
            zstd::Decoder::new(raw.as_slice()).and_then(|mut from| from.read_to_end(&mut unpacked))
        }
        _ => return (raw, None),
    };
    let remark = done
        .err()
        .map(|error| format!("is damaged ({error}): only what comes before the damage was read"));
    (unpacked, remark)
}

/// Text in UTF-8: what begins with the mark of UTF-16 is turned into it.
fn decode(bytes: Vec<u8>) -> Vec<u8> {
    match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, mark)) if encoding != encoding_rs::UTF_8 => {
            encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned().into_bytes()
        }
        _ => bytes,
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
        Ok(text) => Ok(Source::new(name, text.trim_start_matches('\u{feff}'))),
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
