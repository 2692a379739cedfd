//! What is proposed for a line is a rule that loads, and whose samples do what they say: tried on
//! every line by which a built-in rule is found.

use pomkb::diagnostic::{Gravity, render};
use pomkb::kb::{KnowledgeBase, Shelf};
use pomkb::propose::{NoProposal, Request, propose};
use pomkb::rule::Expect;
use pomkb::source::Source;
use pomkb::trial;

use crate::rules::base;

#[test]
fn every_proposal_is_sound() {
    // More of them take longer, and show no more.
    let healthy: Vec<&[u8]> = trial::healthy_logs().map(|log| log.bytes).take(2).collect();
    let (builtin, nothing) = (base(), KnowledgeBase::load([Shelf::Own(Vec::new())]));
    let (mut tried, mut refused, mut wrong) = (0, Vec::new(), Vec::new());
    for (_, rule) in builtin.rules() {
        let found = rule.samples.iter().find_map(|sample| match &sample.expect {
            Expect::Finds(expected) => Some((sample.log.as_bytes(), expected.line.value)),
            Expect::Quiet { .. } => None,
        });
        let Some((log, line)) = found else { continue };
        tried += 1;
        let proposal = match propose(&nothing, &Request { log, line, healthy: &healthy }) {
            Ok(proposal) => proposal,
            Err(NoProposal::NothingToGoBy) => {
                refused.push(rule.id.as_str());
                continue;
            }
            Err(reason) => {
                wrong.push(format!("{}: {reason:?}", rule.id));
                continue;
            }
        };
        let file = Source::new(format!("rules/own/{}.toml", proposal.id), proposal.draft.text());
        let kb = KnowledgeBase::load([Shelf::Own(vec![file])]);
        let trial = trial::run(&kb, |_| true);
        let broken = kb.diagnostics().iter().filter(|it| it.code.gravity() == Gravity::Error);
        let found = broken.chain(&trial.failures);
        let found: Vec<String> = found.map(|it| render(it, kb.sources())).collect();
        if !found.is_empty() {
            wrong.push(format!("{}:\n{}", rule.id, found.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    // A line of numbers alone, or of one code.
    assert!(refused.len() * 20 <= tried, "{} of {tried}: {refused:?}", refused.len());
}
