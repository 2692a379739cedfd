//! A book in, a site that can be served out.

use std::path::Path;

use anyhow::Context as _;
use mdbook_driver::MDBook;

/// Makes the site of the book in a folder.
pub(crate) fn build(book: &Path, site: &Path) -> anyhow::Result<()> {
    let site = std::path::absolute(site).with_context(|| site.display().to_string())?;
    let mut book = MDBook::load(book).context("the book cannot be read")?;
    book.config.build.build_dir = site;
    book.build().context("the site cannot be made")
}
