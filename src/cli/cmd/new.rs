//! `pomkb new`: makes a rule file of a line of a log that no rule knows.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use pomkb::kb::{KnowledgeBase, Shelf};
use pomkb::program::RuleIx;
use pomkb::propose::{self, NoProposal, Proposal, Request};
use pomkb::render::visible;
use pomkb::rule::{RuleId, Severity, TO_BE_WRITTEN};
use pomkb::search::Index;
use pomkb::source::Source;
use pomkb::trial;

use super::check::count;
use crate::args::New;
use crate::exit::Exit;
use crate::io::Input;
use crate::out::Out;
use crate::rules;

pub(crate) fn run(args: &New, out: &Out) -> anyhow::Result<Exit> {
    // A rule that lies where this one goes is known as well.
    let folder = args.out.clone().unwrap_or_else(|| PathBuf::from(rules::HERE));
    let is_printed = folder.as_os_str() == "-";
    let mut own = args.rules.own.clone();
    if let (false, Ok(whole)) = (is_printed, folder.canonicalize()) {
        own.retain(|path| !path.canonicalize().is_ok_and(|path| path.starts_with(&whole)));
        own.push(folder.clone());
    }
    let loaded = rules::load(&own, !args.rules.no_builtin_rules, out);
    let kb = &loaded.kb;
    let from = Place::of(&args.from);
    let log = from.read(out)?;
    let line = match from.line {
        Some(line) => line,
        None if log.trim_ascii().is_empty() => bail!("{} has no text", from.name()),
        None => propose::first_unknown(kb, &log).context(
            "this log has no error that no rule knows; name a line, as in `--from error.log:12`",
        )?,
    };
    let known = propose::known_by(kb, &log, line).with_context(|| {
        let lines = log.lines().count();
        format!("{} has no record in line {line}, but {}", from.name(), count(lines, "line"))
    })?;
    if !known.is_empty() && !args.anyway {
        for id in &known {
            let title = kb.find(id).map_or("", |ix| &kb.rule(ix).title);
            out.error(&format!("line {line} is known: {id}, {title}"));
        }
        let ids = known.join(" ");
        out.note(&format!(
            "`pomkb explain {ids}` says all about it; `--anyway` makes a rule that refines it"
        ));
        return Ok(Exit::CouldNot);
    }
    let text = String::from_utf8_lossy(&log);
    let text = text.lines().nth(usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1));
    let text = text.unwrap_or_default();
    let near: Vec<RuleIx> = if known.is_empty() {
        Index::new(kb).message(text, 3).into_iter().map(|hit| hit.rule).collect()
    } else {
        Vec::new()
    };
    for ix in &near {
        out.note(&format!("near: {}: {}", kb.rule(*ix).id, kb.rule(*ix).title));
    }
    if !near.is_empty() {
        out.note(
            "if one of these is the problem, let it know this line, too, in place of a new rule",
        );
    }

    let healthy: Vec<&[u8]> = trial::healthy_logs().map(|log| log.bytes).collect();
    let mut proposal = propose::propose(kb, &Request { log: &log, line, healthy: &healthy })
        .map_err(|reason| anyhow::anyhow!("line {line} of {}: {}", from.name(), why(reason)))?;
    let area = area(kb, &proposal, near.first().copied());
    let head = Head::ask(args, kb, &proposal, &area, from.is_stdin())?;
    proposal.draft.title = head.title;
    proposal.draft.severity = head.severity;
    let written = proposal.draft.text();

    if is_printed {
        out.print(&written)?;
        return Ok(Exit::Ran);
    }
    let path = folder.join(&head.area).join(format!("{}.toml", head.id));
    write(&path, &written)?;
    report(&path, &written, &proposal, out)?;
    tried(args, kb, (&path, written), out);
    Ok(Exit::Ran)
}

/// The head of a cause that has no name yet.
const UNNAMED: &str = "[cause.to-be-named]";

/// Where a line stands: `error.log:12`, a whole log, or standard input.
struct Place {
    path: PathBuf,
    line: Option<u64>,
}

impl Place {
    fn of(text: &str) -> Self {
        let line = text.rsplit_once(':').and_then(|(path, line)| Some((path, line.parse().ok()?)));
        // A file may be called like that.
        match line.filter(|_| !Path::new(text).exists()) {
            Some((path, line)) => Self { path: path.into(), line: Some(line) },
            // What is pasted is the line itself.
            None => Self { path: text.into(), line: (text == "-").then_some(1) },
        }
    }

    fn is_stdin(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    fn name(&self) -> String {
        if self.is_stdin() { "<stdin>".to_owned() } else { self.path.display().to_string() }
    }

    fn read(&self, out: &Out) -> anyhow::Result<Vec<u8>> {
        let input = match self.is_stdin() {
            true => Input::Stdin,
            false => Input::File(self.path.clone()),
        };
        let mut stream = input.open()?;
        let (bytes, remark) = stream.read_head()?;
        if let Some(remark) = remark {
            out.note(&format!("{} {remark}", stream.name));
        }
        Ok(bytes)
    }
}

const fn why(reason: NoProposal) -> &'static str {
    match reason {
        NoProposal::NoSuchLine => "there is no record",
        NoProposal::NothingToGoBy => {
            "nothing in the record would be the same in another of its kind"
        }
        NoProposal::NotWritable => "the record has characters that no rule file can hold",
    }
}

/// The area that is proposed: the service that wrote the line, if it is one; that of the nearest
/// article; else somebody's own.
fn area(kb: &KnowledgeBase, proposal: &Proposal, near: Option<RuleIx>) -> String {
    let of_speaker = proposal
        .speaker
        .as_deref()
        .filter(|speaker| kb.ids().any(|(ix, _)| kb.area(ix).as_str() == *speaker));
    let of_near = || near.map_or_else(|| "own".to_owned(), |near| kb.area(near).to_string());
    of_speaker.map_or_else(of_near, ToOwned::to_owned)
}

/// What a person decides.
struct Head {
    area: String,
    id: String,
    title: String,
    severity: Severity,
}

impl Head {
    /// Takes what the command line says, and asks for the rest on a terminal.
    fn ask(
        args: &New,
        kb: &KnowledgeBase,
        proposal: &Proposal,
        area: &str,
        is_stdin_taken: bool,
    ) -> anyhow::Result<Self> {
        let is_asked =
            !args.yes && !is_stdin_taken && io::stdin().is_terminal() && io::stderr().is_terminal();
        let asked = |what: &str, said: Option<&String>, proposed: &str, fault: Fault<'_>| match said
        {
            Some(said) => fault(said).map_or_else(|| Ok(said.clone()), |why| bail!("{why}")),
            None if is_asked => ask(what, proposed, fault),
            None => Ok(proposed.to_owned()),
        };
        let of_words = |name: &str, text: &str| {
            let is_name = RuleId::parse(text).is_some();
            (!is_name)
                .then(|| format!("`{text}` is not {name}: lower-case words joined by hyphens"))
        };
        let areas: BTreeSet<String> = kb.ids().map(|(ix, _)| kb.area(ix).to_string()).collect();
        if is_asked && args.area.is_none() && !areas.is_empty() {
            let areas: Vec<String> = areas.into_iter().collect();
            eprintln!("There are the areas {}; another word makes a new one.", areas.join(", "));
        }
        let area = asked("area", args.area.as_ref(), area, &|text| of_words("an area", text))?;
        let id = asked("id", args.id.as_ref(), &proposal.id, &|text| {
            let taken = kb.find(text).map(|ix| &kb.rule(ix).title);
            let taken = taken.map(|title| format!("there is a rule {text} already: {title}"));
            of_words("an id", text).or(taken)
        })?;
        let open = propose::to_write(&proposal.draft.title);
        let title = match asked("title", args.title.as_ref(), &proposal.draft.title, &|_| None)? {
            // Nobody said it.
            title if title == proposal.draft.title && args.title.is_none() => open,
            title => title,
        };
        let severity = match args.severity {
            Some(severity) => severity,
            None => {
                let names = Severity::ALL.map(Severity::name).join(", ");
                let fault = |text: &str| {
                    let is_one = Severity::parse(text).is_some();
                    (!is_one).then(|| format!("`{text}` is none of {names}"))
                };
                let proposed = proposal.draft.severity;
                let said = asked(&format!("severity, of {names}"), None, proposed.name(), &fault)?;
                Severity::parse(&said).unwrap_or(proposed)
            }
        };
        Ok(Self { area, id, title, severity })
    }
}

/// What is wrong with an answer, if anything.
type Fault<'f> = &'f dyn Fn(&str) -> Option<String>;

/// Asks for a text until there is a right one; an empty answer takes what is proposed.
fn ask(what: &str, proposed: &str, fault: Fault<'_>) -> anyhow::Result<String> {
    loop {
        let mut answer = String::new();
        eprint!("{what} [{}]: ", visible(proposed));
        io::stderr().flush().ok();
        let count = io::stdin().lock().read_line(&mut answer).context("no answer can be read")?;
        if count == 0 {
            eprintln!();
            bail!("there was no answer; nothing was written");
        }
        let answer = match answer.trim() {
            "" => proposed,
            answer => answer,
        };
        match fault(answer) {
            None => return Ok(answer.to_owned()),
            Some(why) => eprintln!("{}", visible(&why)),
        }
    }
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let name = path.display().to_string();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    if path.exists() {
        bail!("{name} exists already; name another id with `--id`");
    }
    let file = fs::OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = file.with_context(|| name.clone())?;
    file.write_all(text.as_bytes()).with_context(|| name)
}

/// Says what was written and what is to be written.
fn report(path: &Path, text: &str, proposal: &Proposal, out: &Out) -> anyhow::Result<()> {
    let name = visible(&path.display().to_string()).into_owned();
    let mut said = format!("{name} is written. It is found by\n\n");
    for line in proposal.draft.symptom.lines() {
        said.push_str(&format!("    {}\n", visible(line)));
    }
    said.push_str("\nYours to write:\n\n");
    for (line, number) in text.lines().zip(1..) {
        if line.contains(TO_BE_WRITTEN) || line.contains(UNNAMED) {
            said.push_str(&format!("    {name}:{number}: {}\n", visible(line.trim())));
        }
    }
    said.push_str("\nThen:\n\n");
    said.push_str(&format!("    pomkb check {name}\n    pomkb test {name}\n"));
    out.print(&said)?;
    if proposal.healthy_hits > 0 {
        out.note("the symptom holds in logs in which all is well, too: make it narrower");
    }
    for (original, stand_in) in &proposal.redacted {
        out.note(&format!("in the samples {} became {}", visible(original), visible(stand_in)));
    }
    if !proposal.redacted.is_empty() {
        out.note("look for others that name a machine or a person, or open something");
    }
    Ok(())
}

/// Runs the new samples among all rules, so that nobody finds out later.
fn tried(args: &New, kb: &KnowledgeBase, (path, text): (&Path, String), out: &Out) {
    let own = kb.own_sources().map(|id| kb.sources().of(id).clone());
    let file = Source::new(path.display().to_string(), text);
    let own = own.chain(std::iter::once(file)).collect();
    let builtin = (!args.rules.no_builtin_rules).then_some(Shelf::Builtin);
    let kb = KnowledgeBase::load(builtin.into_iter().chain([Shelf::Own(own)]));
    let id = RuleId::of(&path.display().to_string());
    let trial = trial::run(&kb, |rule| Some(&rule.id) == id.as_ref());
    for problem in trial.failures.iter().chain(&trial.missing) {
        let text = rules::shown(problem, kb.sources(), out);
        out.message_block(&format!("{}\n\n", text.trim_end()));
    }
}
