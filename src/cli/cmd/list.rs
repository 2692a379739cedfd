//! `pomkb list`: lists rules by area.

use anyhow::bail;
use pomkb::render::catalogue;
use pomkb::rule::Rule;

use crate::args::List;
use crate::exit::Exit;
use crate::out::Out;
use crate::rules;

pub(crate) fn run(args: &List, out: &Out) -> anyhow::Result<Exit> {
    let loaded = rules::load(&args.rules.own, !args.rules.no_builtin_rules, out);
    let mut found: Vec<&Rule> = loaded.kb.rules().map(|(_, rule)| rule).collect();
    for area in &args.areas {
        if !found.iter().any(|rule| rule.area.as_str() == area) {
            bail!("there is no area `{area}`; `pomkb list` shows all");
        }
    }
    found.retain(|rule| {
        args.areas.is_empty() || args.areas.iter().any(|area| area == rule.area.as_str())
    });
    found.sort_by(|one, other| (&one.area, &one.id).cmp(&(&other.area, &other.id)));
    out.print(&catalogue(&found, out.look()))?;
    Ok(if loaded.is_whole { Exit::Ran } else { Exit::CouldNot })
}
