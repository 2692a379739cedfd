//! `pomkb explain`: says everything about rules.

use pomkb::kb::KnowledgeBase;
use pomkb::program::RuleIx;
use pomkb::render::{self, Article, article, article_of_cause};
use pomkb::rule::Rule;
use pomkb::search::Index;

use crate::args::{Explain, Prose};
use crate::exit::Exit;
use crate::out::Out;
use crate::rules;

/// How many rules are offered for an id that none has.
const OFFERED: usize = 5;

pub(crate) fn run(args: &Explain, out: &Out) -> anyhow::Result<Exit> {
    let loaded = rules::load(&args.rules.own, !args.rules.no_builtin_rules, out);
    let kb = &loaded.kb;
    let asked: Vec<(&str, Option<Asked<'_>>)> =
        args.ids.iter().map(|id| (id.as_str(), Asked::parse(kb, id))).collect();
    if args.ids.len() > 1 && asked.iter().all(|(_, found)| found.is_none()) {
        // Whoever does not know the id may have typed what it is about.
        offer_near(kb, &args.ids.join(" "), out);
        return Ok(Exit::CouldNot);
    }

    let output = match args.output {
        Prose::Text => Article::Text(out.look()),
        Prose::Markdown => Article::Markdown,
    };
    let mut exit = if loaded.is_whole { Exit::Ran } else { Exit::CouldNot };
    let mut is_first = true;
    for (id, found) in asked {
        let Some(Asked { rule, cause }) = found else {
            offer_near(kb, id, out);
            exit = Exit::CouldNot;
            continue;
        };
        let rule = kb.rule(rule);
        let text = match cause {
            None => Some(article(kb, rule, output)),
            Some(cause) => article_of_cause(kb, rule, cause, output),
        };
        let Some(text) = text else {
            out.error(&format!(
                "`{}` has no cause `{}`; it has",
                rule.id,
                cause.unwrap_or_default()
            ));
            let causes = rule.causes.iter().map(|cause| format!("  {}/{}\n", rule.id, cause.name));
            out.message_block(&causes.collect::<String>());
            exit = Exit::CouldNot;
            continue;
        };
        out.print(&if is_first { text } else { format!("\n{text}") })?;
        is_first = false;
    }
    Ok(exit)
}

/// What is asked for: a rule, or one of its causes.
struct Asked<'a> {
    rule: RuleIx,
    cause: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// `ID`, `ID/CAUSE`, and both with the area before them.
    fn parse(kb: &KnowledgeBase, text: &'a str) -> Option<Self> {
        let parts: Vec<&str> = text.split('/').collect();
        let of_area =
            |area: &str, id: &str| kb.find(id).filter(|rule| kb.area(*rule).as_str() == area);
        match parts.as_slice() {
            [id] => Some(Self { rule: kb.find(id)?, cause: None }),
            [first, second] => match of_area(first, second) {
                Some(rule) => Some(Self { rule, cause: None }),
                None => Some(Self { rule: kb.find(first)?, cause: Some(second) }),
            },
            [area, id, cause] => Some(Self { rule: of_area(area, id)?, cause: Some(cause) }),
            _ => None,
        }
    }
}

/// Says that there is no such rule, and which are near.
fn offer_near(kb: &KnowledgeBase, id: &str, out: &Out) {
    let mut near: Vec<RuleIx> = kb.nearest(id).and_then(|near| kb.find(near)).into_iter().collect();
    for hit in Index::new(kb).words(id, OFFERED) {
        if !near.contains(&hit.rule) && near.len() < OFFERED {
            near.push(hit.rule);
        }
    }
    if near.is_empty() {
        out.error(&format!("there is no rule `{id}`; `pomkb list` names all"));
        return;
    }
    out.error(&format!("there is no rule `{id}`; near are"));
    let near: Vec<&Rule> = near.into_iter().map(|ix| kb.rule(ix)).collect();
    out.message_block(&render::offer(&near, out.messages_look()));
}
