//! `pomkb fmt`: rewrites rule files in their one form, or shows what would change.

use std::fs;
use std::io::{self as std_io, Read as _};
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use pomkb::render::visible;
use pomkb::rule;
use pomkb::source::{Source, Sources};
use similar::TextDiff;

use super::check::count;
use crate::args::Fmt;
use crate::exit::Exit;
use crate::io;
use crate::out::Out;
use crate::rules::shown;

/// What standard input is called in messages. The name of a file is the id of its rule, so this is
/// one.
const STDIN: &str = "stdin";

/// The folder that rule files lie in if nothing is said.
const FOLDER: &str = "rules";

pub(crate) fn run(args: &Fmt, out: &Out) -> anyhow::Result<Exit> {
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        if args.paths.len() > 1 {
            bail!("`-` is standard input; name it alone");
        }
        return stdin(args.check, out);
    }
    let mut tally = Tally::default();
    for (path, source) in read(&args.paths, &mut tally, out)? {
        tally.files += 1;
        let (name, old) = (source.name.clone(), source.text.clone());
        let Some(new) = formatted(source, out) else {
            tally.left += 1;
            continue;
        };
        if new == old {
            continue;
        }
        if args.check {
            out.print(&difference(&name, &old, &new, out.look().colour))?;
        } else if let Err(error) = fs::write(&path, new) {
            out.error(&format!("{}: {error}", path.display()));
            tally.is_incomplete = true;
            continue;
        }
        tally.differ += 1;
    }
    out.print(&tally.text(args.check))?;
    Ok(tally.exit(args.check))
}

/// What came of the files.
#[derive(Debug, Default)]
struct Tally {
    files: usize,
    /// Those that were not in their form.
    differ: usize,
    /// Those that hold no rule.
    left: usize,
    /// Whether a file could not be read or written.
    is_incomplete: bool,
}

impl Tally {
    fn text(&self, is_check: bool) -> String {
        let files = count(self.files, "rule file");
        let done = match (self.differ, is_check) {
            (1, true) => "1 differs".to_owned(),
            (differ, true) => format!("{differ} differ"),
            (differ, false) => format!("{differ} rewritten"),
        };
        match self.left {
            0 => format!("{files}: {done}\n"),
            left => format!("{files}: {done}, {left} broken and left as they are\n"),
        }
    }

    fn exit(&self, is_check: bool) -> Exit {
        if self.is_incomplete || self.left > 0 {
            Exit::CouldNot
        } else if is_check && self.differ > 0 {
            Exit::Failed
        } else {
            Exit::Ran
        }
    }
}

/// Reads the files; what cannot be read is said, and so is what is no TOML though it was named.
fn read(paths: &[PathBuf], tally: &mut Tally, out: &Out) -> anyhow::Result<Vec<(PathBuf, Source)>> {
    let folder = [PathBuf::from(FOLDER)];
    let is_here = !paths.is_empty() || folder[0].is_dir();
    if !is_here {
        bail!("there is no folder `{FOLDER}` here; name the rule files");
    }
    let (files, errors) = io::rule_files(if paths.is_empty() { &folder } else { paths });
    for error in &errors {
        out.error(&format!("{error:#}"));
    }
    tally.is_incomplete = !errors.is_empty();
    let mut sources = Vec::new();
    for file in files {
        if !file.is_yaml() {
            sources.push((file.path, file.source));
        } else if file.is_named {
            out.error(&format!("{}: is no TOML file", file.source.name));
            tally.is_incomplete = true;
        }
    }
    Ok(sources)
}

/// Writes the form of what comes in, or how it differs from that.
fn stdin(is_check: bool, out: &Out) -> anyhow::Result<Exit> {
    let mut text = String::new();
    std_io::stdin().lock().read_to_string(&mut text).context("standard input")?;
    // As with files, a mark of the byte order is no part of the text.
    let text = text.trim_start_matches('\u{feff}');
    let Some(new) = formatted(Source::new(STDIN, text.to_owned()), out) else {
        return Ok(Exit::CouldNot);
    };
    if !is_check {
        out.print(&new)?;
        return Ok(Exit::Ran);
    }
    if new == text {
        return Ok(Exit::Ran);
    }
    out.print(&difference(STDIN, text, &new, out.look().colour))?;
    Ok(Exit::Failed)
}

/// The form of a file; `None` if it holds no rule, and then why is said.
fn formatted(source: Source, out: &Out) -> Option<String> {
    let mut sources = Sources::default();
    let id = sources.add(source);
    match rule::format(&sources, id) {
        Ok(text) => Some(text),
        Err(found) => {
            for diagnostic in &found {
                let text = shown(diagnostic, &sources, out);
                out.message_block(&format!("{}\n\n", text.trim_end()));
            }
            None
        }
    }
}

/// What changes in a file, as `diff -u` shows it.
fn difference(name: &str, old: &str, new: &str, is_coloured: bool) -> String {
    let difference = TextDiff::from_lines(old, new);
    let text = difference.unified_diff().header(name, &format!("{name} (formatted)")).to_string();
    let lines = text.split_inclusive('\n').map(|line| {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        // Logs are full of tabs, and these are harmless.
        let pieces: Vec<_> = line.split('\t').map(visible).collect();
        let line = pieces.join("\t");
        let sgr = match line.as_bytes() {
            [b'+', ..] => "32",
            [b'-', ..] => "31",
            [b'@', ..] => "36",
            _ => "",
        };
        if is_coloured && !sgr.is_empty() {
            format!("\u{1b}[{sgr}m{line}\u{1b}[0m{end}")
        } else {
            line + end
        }
    });
    lines.collect()
}
