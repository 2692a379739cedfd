//! `pomkb docs`: writes the book with the knowledge in it.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use pomkb::render::pages;

use crate::args::Docs;
use crate::exit::Exit;
use crate::out::Out;
use crate::rules;

/// The hand-written part of the book: path below `book/`, and bytes.
const BOOK: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/book.rs"));

pub(crate) fn run(args: &Docs, out: &Out) -> anyhow::Result<Exit> {
    let loaded = rules::load(&args.rules.own, !args.rules.no_builtin_rules, out);
    let is_summary = |file: &&(&str, &[u8])| file.0 == "src/SUMMARY.md";
    let summary = BOOK.iter().find(is_summary).map(|(_, bytes)| String::from_utf8_lossy(bytes));
    let pages = pages(&loaded.kb, &summary.unwrap_or_default());

    let written = BOOK.iter().filter(|file| !is_summary(file));
    let written = written.map(|(path, bytes)| ((*path).to_owned(), *bytes));
    let made = pages.iter().map(|page| (format!("src/{}", page.path), page.text.as_bytes()));
    if !is_ours(&args.folder) {
        bail!(
            "{} holds other files; name a new folder, or one that `pomkb docs` wrote",
            args.folder.display()
        );
    }
    let mut count = 0;
    for (path, bytes) in written.chain(made) {
        let path = args.folder.join(path);
        let folder = path.parent().unwrap_or(&args.folder);
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        fs::write(&path, bytes).with_context(|| path.display().to_string())?;
        count += 1;
    }
    out.print(&format!(
        "{count} files written; `mdbook build {}` makes the site\n",
        pomkb::render::visible(&args.folder.display().to_string())
    ))?;
    Ok(if loaded.is_whole { Exit::Ran } else { Exit::CouldNot })
}

/// Whether a folder may be written to: it is new or empty, or holds the pages of a run before.
fn is_ours(folder: &Path) -> bool {
    let is_empty = fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    is_empty || folder.join("src/messages.md").is_file()
}
