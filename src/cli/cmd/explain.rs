//! `pomkb explain`: says everything about rules.

use pomkb::render::{Article, article};

use crate::args::{Explain, Prose};
use crate::exit::Exit;
use crate::out::Out;
use crate::rules;

pub(crate) fn run(args: &Explain, out: &Out) -> anyhow::Result<Exit> {
    let loaded = rules::load(&args.rules.own, !args.rules.no_builtin_rules, out);
    let output = match args.output {
        Prose::Text => Article::Text(out.look()),
        Prose::Markdown => Article::Markdown,
    };
    let mut exit = if loaded.is_whole { Exit::Ran } else { Exit::CouldNot };
    for id in &args.ids {
        match loaded.kb.find(id) {
            Some(ix) => out.print(&article(&loaded.kb, loaded.kb.rule(ix), output))?,
            None => {
                let near = loaded.kb.nearest(id);
                let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                out.error(&format!("there is no rule `{id}`{hint}"));
                exit = Exit::CouldNot;
            }
        }
    }
    Ok(exit)
}
