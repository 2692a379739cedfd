//! `pomkb match`: finds known problems in logs.

use anyhow::bail;
use pomkb::kb::KnowledgeBase;
use pomkb::program::Program;
use pomkb::render::{self, Answer, Format};
use pomkb::rule::Rule;
use pomkb::scan::{Limits, Scanner};

use crate::args::{Match, Output};
use crate::exit::Exit;
use crate::io::{self, Input};
use crate::out::Out;
use crate::progress::Progress;
use crate::{calendar, rules};

pub(crate) fn run(args: &Match, out: &Out) -> anyhow::Result<Exit> {
    let template = args.template.as_deref().map(io::text).transpose()?;
    let loaded = rules::load(&args.rules.own, !args.rules.no_builtin_rules, out);
    let mut is_whole = loaded.is_whole;
    let kb = loaded.kb;
    let program = program(&kb, args)?;

    let mut scanner = Scanner::new(&program, Limits::default(), calendar::now());
    for input in Input::all(&args.logs.files, args.logs.recursive) {
        match input.and_then(|input| input.read()) {
            Ok(log) => {
                if let Some(remark) = &log.remark {
                    out.note(&format!("{} {remark}", log.name));
                }
                let progress = Progress::new(&log.name, log.bytes.len() as u64);
                scanner.feed(&log.name, &log.bytes, &mut |done| progress.at(done));
            }
            Err(error) => {
                out.error(&format!("{error:#}"));
                is_whole = false;
            }
        }
    }
    let report = scanner.finish();
    if report.sources.is_empty() {
        // Nothing could be opened, and each has been told. An answer would say that nothing was
        // found.
        return Ok(Exit::CouldNot);
    }

    let answer = Answer::arrange(&kb, &report, args.min_severity);
    let text = match (&template, args.output) {
        (Some(template), _) => match render::answer_with(&answer, template, out.look()) {
            Ok(text) => text,
            Err(fault) => return Ok(rules::template_fault(template, &fault, out)),
        },
        (None, Output::Text) => render::answer(&answer, Format::Text(out.look())),
        (None, Output::Markdown) => render::answer(&answer, Format::Markdown),
        (None, Output::Json) => render::answer(&answer, Format::Json),
    };
    out.print(&text)?;

    let is_met = args.fail_on.is_some_and(|least| answer.worst() >= Some(least));
    Ok(match (is_whole, is_met) {
        (false, _) => Exit::CouldNot,
        (true, true) => Exit::Failed,
        (true, false) => Exit::Ran,
    })
}

/// The symptoms that `--only` and `--skip` leave.
fn program(kb: &KnowledgeBase, args: &Match) -> anyhow::Result<Program> {
    let names = |rule: &Rule, name: &String| {
        *name == rule.area.as_str() || kb.find(name) == kb.find(rule.id.as_str())
    };
    for name in args.only.iter().chain(&args.skip) {
        if !kb.rules().any(|(_, rule)| names(rule, name)) {
            bail!("there is no rule and no area `{name}`; `pomkb list` shows all");
        }
    }
    Ok(kb.program_of(|rule| {
        let is_wanted = args.only.is_empty() || args.only.iter().any(|name| names(rule, name));
        is_wanted && !args.skip.iter().any(|name| names(rule, name))
    }))
}
