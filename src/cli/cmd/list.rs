//! `pomkb list`: lists rules by area.

use anyhow::bail;
use pomkb::render::catalogue;
use pomkb::rule::Rule;

use crate::args::{List, Listing};
use crate::exit::Exit;
use crate::out::Out;
use crate::rules;

pub(crate) fn run(args: &List, out: &Out) -> anyhow::Result<Exit> {
    let loaded = rules::load(&args.rules.own, !args.rules.no_builtin_rules, out);
    let mut found: Vec<&Rule> = loaded.kb.rules().map(|(_, rule)| rule).collect();
    let is_area = |name: &String| found.iter().any(|rule| rule.area.as_str() == *name);
    if let Some(unknown) = args.area.iter().find(|area| !is_area(area)) {
        bail!("there is no area `{unknown}`; `pomkb list` shows all");
    }
    let (areas, words): (Vec<&String>, Vec<&String>) =
        args.words.iter().partition(|word| is_area(word));
    let areas: Vec<&String> = areas.into_iter().chain(&args.area).collect();
    let words: Vec<String> = words.into_iter().map(|word| word.to_lowercase()).collect();

    found.retain(|rule| {
        let title = rule.title.to_lowercase();
        let has = |word: &String| title.contains(word) || rule.id.as_str().contains(word);
        (areas.is_empty() || areas.iter().any(|area| rule.area.as_str() == **area))
            && (args.severity.is_empty() || args.severity.contains(&rule.severity))
            && words.iter().all(has)
    });
    found.sort_by(|one, other| (&one.area, &one.id).cmp(&(&other.area, &other.id)));
    out.print(&catalogue(&found, out.list(args.output)))?;
    if found.is_empty() && !args.words.is_empty() && args.output == Listing::Text {
        // The words are not repeated: what looks like a command may be pasted into a shell.
        out.note("`pomkb search WORDS` looks beyond ids and titles");
    }
    Ok(if loaded.is_whole { Exit::Ran } else { Exit::CouldNot })
}
