//! Lists the files of `rules/` for the library and of `book/` for the program, so that both have
//! them with no set-up.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let rules = list("rules", "rules/", "include_str", |path| {
        path.extension().is_some_and(|ending| ending == "toml")
    })?;
    fs::write(out.join("builtin_rules.rs"), rules)?;
    fs::write(out.join("book.rs"), list("book", "", "include_bytes", |_| true)?)
}

/// The source of a slice with all files below a folder: each one's path in the folder, after
/// `prefix`, and what it holds.
fn list(
    folder: &str,
    prefix: &str,
    include: &str,
    wanted: fn(&Path) -> bool,
) -> io::Result<String> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join(folder);
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.retain(|file| wanted(file));
    files.sort();

    let mut list = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&root).expect("it lies below").to_string_lossy();
        let name = format!("{prefix}{}", name.replace('\\', "/"));
        let path = file.to_string_lossy();
        writeln!(list, "    ({name:?}, {include}!({path:?})),").expect("a string takes all");
    }
    list.push(']');
    Ok(list)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
