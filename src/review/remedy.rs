//! Remedies that tell nobody what to do.

use crate::diagnostic::{Code, Diagnostic};
use crate::rule::{Block, Inline, Prose, Rule, TO_BE_WRITTEN};
use crate::source::{Source, Span};

/// Words with which people are told to do something, as the rules use them.
const VERBS: &str = "\
    accept add allow answer apply ask avoid bind break bring build call change check choose \
    clear close collect compare configure connect copy correct count create cut delete deploy \
    disable do download edit enable encode end enter exchange exempt expect export fetch fill \
    find fix follow forward free get give go grant have ignore import increase install issue \
    join keep leave let lift list load log look lower make map mend mount move name obtain \
    open paste pass permit pick pin place point print publish put raise read rebuild reduce \
    register reload remove rename renew repair repeat replace report request reset restart \
    restore retry review rotate run save say scale search see send serve set share show \
    shorten sign skip start stop store switch take tell test trust try turn unset update \
    upgrade upload use verify wait widen write";
/// Before the verb, in a sentence that tells people to do something.
const BEFORE: [&str; 10] =
    ["then", "or", "and", "better", "best", "first", "also", "else", "either", "not"];

/// Remedies without a command, a setting or a step.
pub(super) fn review(rule: &Rule, file: &Source) -> Vec<Diagnostic> {
    let vague = rule.causes.iter().filter(|cause| !tells(&cause.remedy));
    let found = vague.map(|cause| {
        let head = format!("[cause.{}]", cause.name);
        let start = file.text.find(&head).unwrap_or(0);
        let span = Span::new(start, start + if start > 0 { head.len() } else { 0 });
        let message = format!("the remedy of `{}` names no step", cause.name);
        let found = Diagnostic::new(Code::NoStep, rule.source, span, message);
        found
            .label("a command to paste, a setting, or a sentence that says what to do")
            .note("if nothing is to be done, say so: `There is nothing to do.`")
    });
    found.collect()
}

/// Whether a text has something to type, to choose or to do.
fn tells(prose: &Prose) -> bool {
    prose.blocks.iter().any(|block| match block {
        Block::Code { .. } | Block::List { .. } => true,
        Block::Paragraph(inlines) => {
            let is_mark = |one: &Inline| matches!(one, Inline::Code(_) | Inline::Strong(_));
            inlines.iter().any(is_mark) || orders(&plain(inlines))
        }
    })
}

fn plain(inlines: &[Inline]) -> String {
    let mut text = String::new();
    for one in inlines {
        match one {
            Inline::Text(part) => text.push_str(part),
            Inline::Link { text: inner, .. } => text.push_str(&plain(inner)),
            Inline::Space => text.push(' '),
            Inline::Value(_) | Inline::Code(_) | Inline::Strong(_) => text.push('…'),
        }
    }
    text
}

/// Whether a part of a sentence begins with a verb that tells somebody to do something.
fn orders(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_nothing =
        ["nothing to do", "nothing is to do", "nothing needs to be done", "nothing has to be done"]
            .iter()
            .any(|words| lower.contains(words));
    // That it is still to be written is said already.
    if is_nothing || text.contains(TO_BE_WRITTEN) {
        return true;
    }
    text.split(['.', ':', ';', ',', '!']).any(|part| {
        let words = part.split_whitespace().map(str::to_ascii_lowercase);
        let mut words = words.skip_while(|word| BEFORE.contains(&word.as_str()));
        words.next().is_some_and(|word| VERBS.split(' ').any(|verb| verb == word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_told_from_talk() {
        let rows = [
            ("Stop the other process.", true),
            ("If it is gone, restart Pomerium.", true),
            ("There is nothing to do, unless it comes back.", true),
            ("The setting `address`.", true),
            ("    sudo rm x", true),
            ("1. This\n2. That", true),
            ("This should be mended.", false),
            ("It depends on the network.", false),
            ("", false),
        ];
        for (text, expected) in rows {
            assert_eq!(tells(&Prose::parse(text).0), expected, "{text}");
        }
    }
}
