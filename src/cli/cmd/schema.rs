//! `pomkb schema`: prints what a rule file may hold, as JSON Schema.

use pomkb::render;

use crate::exit::Exit;
use crate::out::Out;

pub(crate) fn run(out: &Out) -> anyhow::Result<Exit> {
    out.print(&render::schema())?;
    Ok(Exit::Ran)
}
