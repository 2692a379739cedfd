//! `pomkb why`: says why a rule is not found in logs.

use anyhow::bail;
use pomkb::kb::KnowledgeBase;
use pomkb::program::{Program, RuleIx};
use pomkb::render::{offer, reasons, visible};
use pomkb::rule::Rule;
use pomkb::scan::{Finding, Limits, Report, Scanner};
use pomkb::search::Index;
use pomkb::why::why;

use crate::args::Why;
use crate::calendar;
use crate::exit::Exit;
use crate::io::Input;
use crate::out::Out;
use crate::rules;

/// A log with its name.
type Log = (String, Vec<u8>);

pub(crate) fn run(args: &Why, out: &Out) -> anyhow::Result<Exit> {
    let loaded = rules::load(&args.rules.own, !args.rules.no_builtin_rules, out);
    let kb = &loaded.kb;
    let Some(ix) = kb.find(&args.rule) else {
        out.error(&format!("there is no rule `{}`", visible(&args.rule)));
        let near = Index::new(kb).words(&args.rule.replace('-', " "), 3);
        let near: Vec<&Rule> = near.iter().map(|hit| kb.rule(hit.rule)).collect();
        out.message_block(&offer(&near, out.messages_look()));
        return Ok(Exit::CouldNot);
    };
    let logs = read(args, out)?;
    let calendar = calendar::now(args.logs.timezone);
    let names: Vec<&str> = logs.iter().map(|(name, _)| name.as_str()).collect();

    let alone = kb.program_of(|other| other == ix);
    let report = scan(&alone, &logs, calendar);
    if let [finding] = report.findings.as_slice() {
        let all = scan(kb.program(), &logs, calendar);
        out.print(&found(kb, ix, finding, &all))?;
    } else {
        let Some(why) = why(kb, ix, &logs, &calendar) else {
            bail!("`{}` is an article: it has no symptom and is never found", kb.rule(ix).id);
        };
        out.print(&reasons(kb, ix, &why, &names, out.look()))?;
    }
    Ok(if loaded.is_whole { Exit::Ran } else { Exit::CouldNot })
}

/// Says where a rule is found, and what answers in its place.
fn found(kb: &KnowledgeBase, ix: RuleIx, finding: &Finding, all: &Report) -> String {
    let id = &kb.rule(ix).id;
    let place = finding.evidence.first();
    let place = place.map(|it| format!("{}:{}", visible(all.source_name(it.source)), it.line));
    let place = place.unwrap_or_default();
    if all.findings.iter().any(|it| it.rule == ix) {
        return format!("{id} is found: {place}.\n");
    }
    let others = all.findings.iter().map(|it| kb.rule(it.rule));
    let refining = others.filter(|other| other.refines.iter().any(|one| one.value == *id));
    let refining: Vec<&str> = refining.map(|other| other.id.as_str()).collect();
    format!("{id} holds at {place}, but what refines it answers there: {}.\n", refining.join(", "))
}

fn scan(program: &Program, logs: &[Log], calendar: pomkb::record::Calendar) -> Report {
    let mut scanner = Scanner::new(program, Limits::default(), calendar);
    for (name, bytes) in logs {
        scanner.feed(name, bytes);
    }
    scanner.finish()
}

fn read(args: &Why, out: &Out) -> anyhow::Result<Vec<Log>> {
    let mut logs = Vec::new();
    for input in Input::all(&args.logs.files, args.logs.recursive) {
        let mut stream = input?.open()?;
        let (bytes, remark) = stream.read_head()?;
        if let Some(remark) = remark {
            out.note(&format!("{} {remark}", stream.name));
        }
        logs.push((stream.name, bytes));
    }
    Ok(logs)
}
