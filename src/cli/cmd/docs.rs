//! `pomkb docs`: writes the book with the knowledge in it, or the site made of it.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use pomkb::kb::KnowledgeBase;
use pomkb::render::{Page, code_pages, pages, redirects, schema, visible, with_codes};

use crate::args::{self, Docs};
use crate::exit::Exit;
use crate::out::Out;
use crate::rules;

/// The hand-written part of the book: path below `book/`, and bytes.
const BOOK: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/book.rs"));

/// A file of every book that is written here: by it a later run knows the folder.
const BOOK_MARK: &str = "src/messages.md";
/// The same of a site. Its name is no page's: a folder that has it is emptied.
#[cfg(feature = "site")]
const SITE_MARK: &str = ".made-by-pomkb-docs";

/// Papers of the project that are chapters, too: path, and text.
const PAPERS: &[(&str, &str)] = &[
    ("architecture.md", include_str!("../../../ARCHITECTURE.md")),
    ("benchmarks.md", include_str!("../../../BENCHMARKS.md")),
];

/// The pages that show what is wrong with rules: name and text.
const CASES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/cases.rs"));

pub(crate) fn run(args: &Docs, out: &Out) -> anyhow::Result<Exit> {
    let loaded = rules::load(&args.rules.own, !args.rules.no_builtin_rules, out);
    #[cfg(feature = "site")]
    let mark = if args.build { SITE_MARK } else { BOOK_MARK };
    #[cfg(not(feature = "site"))]
    let mark = BOOK_MARK;
    if !is_ours(&args.folder, mark) {
        bail!(
            "{} holds other files; name a new folder, or one that `pomkb docs` wrote",
            args.folder.display()
        );
    }
    let shown = visible(&args.folder.display().to_string()).into_owned();
    #[cfg(feature = "site")]
    if args.build {
        let engine = args.reader.as_deref().map(engine).transpose()?;
        let book = tempfile::tempdir().context("no temporary folder")?;
        write(&loaded.kb, book.path())?;
        // Pages of rules that are gone would stay.
        if args.folder.exists() {
            fs::remove_dir_all(&args.folder).with_context(|| shown.clone())?;
        }
        crate::site::build(book.path(), &args.folder)?;
        fs::write(args.folder.join(SITE_MARK), "").with_context(|| shown.clone())?;
        if let Some(engine) = engine {
            add_reader(&args.folder, &engine)?;
        }
        out.print(&format!("the site is {shown}/index.html\n"))?;
        return Ok(if loaded.is_whole { Exit::Ran } else { Exit::CouldNot });
    }
    let count = write(&loaded.kb, &args.folder)?;
    out.print(&format!("{count} files written; `mdbook build {shown}` makes the site\n"))?;
    Ok(if loaded.is_whole { Exit::Ran } else { Exit::CouldNot })
}

/// Writes the book, and says how many files it has.
fn write(kb: &KnowledgeBase, folder: &Path) -> anyhow::Result<usize> {
    let text = |name: &str| {
        let file = BOOK.iter().find(|(path, _)| *path == name);
        file.map_or_else(String::new, |(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
    };
    let mut made = pages(kb, &with_codes(&text("src/SUMMARY.md")));
    made.extend(code_pages(CASES));
    made.push(Page { path: "commands.md".to_owned(), text: commands() });
    for (path, text) in PAPERS {
        made.push(Page { path: (*path).to_owned(), text: (*text).to_owned() });
    }
    // What is no page is copied into the site as it is.
    made.push(Page { path: "rule.schema.json".to_owned(), text: schema() });
    let mut files: Vec<(String, Vec<u8>)> = made
        .into_iter()
        .map(|page| (format!("src/{}", page.path), page.text.into_bytes()))
        .collect();
    files.push(("book.toml".to_owned(), settings(kb, text("book.toml")).into_bytes()));
    for (path, bytes) in BOOK {
        if !files.iter().any(|(made, _)| made == path) {
            files.push(((*path).to_owned(), bytes.to_vec()));
        }
    }
    for (path, bytes) in &files {
        let path = folder.join(path);
        let folder = path.parent().unwrap_or(folder);
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        fs::write(&path, bytes).with_context(|| path.display().to_string())?;
    }
    Ok(files.len())
}

/// The engine of the page that reads a log.
#[cfg(feature = "site")]
fn engine(path: &Path) -> anyhow::Result<Vec<u8>> {
    let bytes = fs::read(path).with_context(|| path.display().to_string())?;
    if !bytes.starts_with(b"\0asm") {
        bail!("{} is no WebAssembly; `web/build FILE` makes what is wanted", path.display());
    }
    Ok(bytes)
}

/// Puts the page that reads a log in the place of the one that says how it is made, with what it
/// loads beside it.
#[cfg(feature = "site")]
fn add_reader(site: &Path, engine: &[u8]) -> anyhow::Result<()> {
    let parts = BOOK.iter().filter(|(path, _)| path.starts_with("reader/"));
    let parts = parts.map(|(path, bytes)| match *path {
        "reader/read.html" => ("read.html", *bytes),
        path => (path, *bytes),
    });
    for (path, bytes) in parts.chain([("reader/pomkb.wasm", engine)]) {
        let path = site.join(path);
        fs::create_dir_all(path.parent().unwrap_or(site))?;
        fs::write(&path, bytes).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// The settings of the book, with the addresses that rules had before.
fn settings(kb: &KnowledgeBase, mut text: String) -> String {
    let redirects = redirects(kb);
    if !redirects.is_empty() {
        text.push_str("\n[output.html.redirect]\n");
    }
    for (old, new) in redirects {
        // Ids are letters, digits and hyphens.
        text.push_str(&format!("\"{old}\" = \"{new}\"\n"));
    }
    text
}

/// The page of all commands.
fn commands() -> String {
    let mut page = String::from("# Commands\n");
    for (name, help) in args::helps() {
        page.push_str(&format!("\n## pomkb {name}\n\n```text\n{}\n```\n", help.trim_end()));
    }
    page
}

/// Whether a folder may be written to: it is new or empty, or has the mark of a run before.
fn is_ours(folder: &Path, mark: &str) -> bool {
    let is_empty = fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    is_empty || folder.join(mark).is_file()
}
