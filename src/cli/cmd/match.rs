//! `pomkb match`: finds known problems in logs.

use anyhow::bail;
use pomkb::kb::KnowledgeBase;
use pomkb::program::{Program, RuleIx};
use pomkb::render::{self, Answer, Format};
use pomkb::scan::{Gather, Limits, Search};

use crate::args::{Match, Output};
use crate::exit::Exit;
use crate::io::{self, Input};
use crate::logs::Logs;
use crate::out::Out;
use crate::{calendar, clock, history, pool, profile, rules};

pub(crate) fn run(args: &Match, out: &Out) -> anyhow::Result<Exit> {
    let calendar = calendar::now(args.logs.timezone);
    let period = calendar::period(args.since.as_deref(), args.until.as_deref(), &calendar)?;
    let template = args.template.as_deref().map(io::text).transpose()?;
    let loaded = rules::load(&args.rules.own, !args.rules.no_builtin_rules, out);
    let mut is_whole = loaded.is_whole;
    // The process ends behind this command: thousands of rules need not be taken apart first.
    let kb: &KnowledgeBase = Box::leak(Box::new(loaded.kb));
    let chosen = program(kb, args)?;
    let program = chosen.as_ref().unwrap_or(kb.program());

    let mut search = Search::new(program, Limits::default(), calendar).within(period);
    if chosen.is_some() {
        search = search.without_unexplained();
    }
    if args.profile {
        search = search.with_clock(clock::nanos);
    }
    let mut inputs = Input::all(&args.logs.files, args.logs.recursive);
    if program.has_several() {
        inputs = history::in_order(inputs, &search.calendar());
    }
    let mut logs = Logs::new(inputs, search, out);
    let report = pool::run(&search, Gather::new(&search), &mut logs);
    is_whole &= logs.is_whole;
    if logs.opened == 0 {
        // Nothing could be opened, and each has been told. An answer would say that nothing was
        // found.
        return Ok(Exit::CouldNot);
    }

    let answer = Answer::arrange(kb, &report, args.min_severity);
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
    if args.profile {
        out.message_block(&profile::text(kb, &report));
    }

    let is_met = args.fail_on.is_some_and(|least| answer.worst() >= Some(least));
    Ok(match (is_whole, is_met) {
        (false, _) => Exit::CouldNot,
        (true, true) => Exit::Failed,
        (true, false) => Exit::Ran,
    })
}

/// The symptoms that `--only` and `--skip` leave; `None` if they are not given.
fn program(kb: &KnowledgeBase, args: &Match) -> anyhow::Result<Option<Program>> {
    if args.only.is_empty() && args.skip.is_empty() {
        return Ok(None);
    }
    let is_meant =
        |ix: RuleIx, name: &String| *name == kb.area(ix).as_str() || kb.find(name) == Some(ix);
    for name in args.only.iter().chain(&args.skip) {
        if !kb.ids().any(|(ix, _)| is_meant(ix, name)) {
            bail!("there is no rule and no area `{name}`; `pomkb list` shows all");
        }
    }
    Ok(Some(kb.program_of(|ix| {
        let is_wanted = args.only.is_empty() || args.only.iter().any(|name| is_meant(ix, name));
        is_wanted && !args.skip.iter().any(|name| is_meant(ix, name))
    })))
}
