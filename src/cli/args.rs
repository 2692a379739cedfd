//! The command line.

use std::path::PathBuf;

use clap::{Args, ColorChoice, CommandFactory as _, Parser, Subcommand, ValueEnum};
use pomkb::rule::Severity;
use pomkb::value::Zone;

use crate::calendar;

/// Reads the command line; a wrong one ends the program with exit code 2.
pub(crate) fn parse() -> Arguments {
    Arguments::parse()
}

/// What `--help` says of each command, with the command's name.
pub(crate) fn helps() -> Vec<(String, String)> {
    let mut program = Arguments::command().term_width(80).color(ColorChoice::Never);
    program.build();
    let commands = program.get_subcommands_mut().filter(|command| command.get_name() != "help");
    commands
        .map(|command| (command.get_name().to_owned(), command.render_long_help().to_string()))
        .collect()
}

/// Finds known problems in a Pomerium log: what it is, the line that shows it, why, what to do,
/// how to see that it is fixed.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXITS)]
pub(crate) struct Arguments {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,

    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXITS: &str = "Exit codes:
  0  it ran
  1  what --fail-on asks for was found; a check or a sample failed
  2  it could not do what was asked, or not all of it";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find known problems in a log
    Match(Match),
    /// Say why a rule is not found in a log
    Why(Why),
    /// Find articles by words, or by a message that no rule knows
    Search(Search),
    /// Say everything about a rule
    Explain(Explain),
    /// List the rules
    List(List),
    /// Show what the lines of a log are taken for
    Formats(Formats),
    /// Make a rule file of a line of a log that no rule knows
    New(New),
    /// Check rule files: they load, compile, are consistent
    Check(Check),
    /// Try rules: each sample does what it says, and healthy logs alarm nobody
    Test(Test),
    /// Write rule files in their one form
    Fmt(Fmt),
    /// Describe rule files to editors and other programs, as JSON Schema
    Schema,
    /// Serve an editor in which rule files are written, over the Language Server Protocol
    ///
    /// Messages come in on standard input and go out on standard output; an editor starts it.
    Lsp,
    /// Turn rules of another kind into rule files
    Import(Import),
    /// Write the knowledge as a book, for mdBook to build
    Docs(Docs),
}

/// Which rules there are.
#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// Add rules: a file, or a folder of files (.toml, or .yaml with CRE rules); a rule with the id
    /// of a built-in one replaces it
    #[arg(long = "rules", value_name = "PATH")]
    pub(crate) own: Vec<PathBuf>,

    /// Leave the built-in rules out
    #[arg(long)]
    pub(crate) no_builtin_rules: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Match {
    #[command(flatten)]
    pub(crate) logs: Logs,

    /// Look at nothing that was written before this moment: `2024-05-02T10:11:12Z` or any other
    /// time as logs have it; a day, which begins at midnight; `10:11`, which is today; or how long
    /// ago it is, `15m`, `1h30m`, `2d`. What has no time is looked at
    #[arg(long, value_name = "WHEN")]
    pub(crate) since: Option<String>,

    /// Look at nothing that was written after this moment, which itself is looked at
    #[arg(long, value_name = "WHEN")]
    pub(crate) until: Option<String>,

    /// How to answer
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: Output,

    /// Answer with a template of one's own (minijinja; the name's ending, .md or .html, says what
    /// is escaped)
    #[arg(long, value_name = "FILE", conflicts_with = "output")]
    pub(crate) template: Option<PathBuf>,

    /// Leave out findings that are less grave
    #[arg(long, value_name = "SEVERITY", default_value = "harmless", value_parser = severity())]
    pub(crate) min_severity: Severity,

    /// Try only these rules or areas
    #[arg(long, value_name = "ID|AREA", value_delimiter = ',')]
    pub(crate) only: Vec<String>,

    /// Do not try these rules or areas
    #[arg(long, value_name = "ID|AREA", value_delimiter = ',')]
    pub(crate) skip: Vec<String>,

    /// Exit with 1 if something as grave as this is found
    #[arg(long, value_name = "SEVERITY", value_parser = severity())]
    pub(crate) fail_on: Option<Severity>,

    /// Show what each rule cost, on standard error
    #[arg(long)]
    pub(crate) profile: bool,

    #[command(flatten)]
    pub(crate) rules: Rules,
}

/// Which logs to read.
#[derive(Debug, Args)]
pub(crate) struct Logs {
    /// Logs: text, .gz or .zst; `-` or nothing is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Read all files in folders
    #[arg(short, long)]
    pub(crate) recursive: bool,

    /// The zone of times that name none: a place as in `Europe/Berlin`, a distance from UTC as in
    /// `+02:00`, or `local`, the zone of this machine
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = calendar::zone)]
    #[arg(allow_hyphen_values = true)]
    pub(crate) timezone: Zone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// For a terminal
    Text,
    /// For a ticket
    Markdown,
    /// For a program
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Why {
    /// The id of the rule
    #[arg(value_name = "RULE")]
    pub(crate) rule: String,

    #[command(flatten)]
    pub(crate) logs: Logs,

    #[command(flatten)]
    pub(crate) rules: Rules,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// What you see, in your words or in those of the message
    #[arg(value_name = "WORD", required_unless_present = "log", conflicts_with = "log")]
    pub(crate) words: Vec<String>,

    /// Look for what stands in a log: its errors or, if it has none, all its lines; `-` is standard
    /// input, into which a message can be pasted
    #[arg(long, value_name = "FILE")]
    pub(crate) log: Option<PathBuf>,

    /// Name so many articles at most
    #[arg(short = 'n', long, value_name = "COUNT", default_value = "5")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) limit: u16,

    /// How to answer
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: Listing,

    #[command(flatten)]
    pub(crate) rules: Rules,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listing {
    /// For a terminal
    Text,
    /// For a program
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The ids of the rules; `ID/CAUSE` is one of its causes
    #[arg(value_name = "ID", required = true)]
    pub(crate) ids: Vec<String>,

    /// How to say it
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: Prose,

    #[command(flatten)]
    pub(crate) rules: Rules,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Prose {
    /// For a terminal
    Text,
    /// As the page of the book
    Markdown,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only rules with all of these words in id or title; the name of an area stands for its rules
    #[arg(value_name = "WORD")]
    pub(crate) words: Vec<String>,

    /// Only rules of these areas
    #[arg(long, value_name = "AREA", value_delimiter = ',')]
    pub(crate) area: Vec<String>,

    /// Only rules of exactly these severities
    #[arg(long, value_name = "SEVERITY", value_delimiter = ',', value_parser = severity())]
    pub(crate) severity: Vec<Severity>,

    /// How to list them
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: Listing,

    #[command(flatten)]
    pub(crate) rules: Rules,
}

#[derive(Debug, Args)]
pub(crate) struct Formats {
    #[command(flatten)]
    pub(crate) logs: Logs,

    /// Show every record, not only a summary
    #[arg(short, long)]
    pub(crate) lines: bool,
}

#[derive(Debug, Args)]
pub(crate) struct New {
    /// The line: `error.log:12`; a log, of which the most frequent error is taken that no rule
    /// knows; `-` is standard input, into which the line can be pasted
    #[arg(long, value_name = "FILE[:LINE]")]
    pub(crate) from: String,

    /// The area, a folder of rules
    #[arg(long, value_name = "AREA")]
    pub(crate) area: Option<String>,

    /// The id, which becomes the name of the file
    #[arg(long, value_name = "ID")]
    pub(crate) id: Option<String>,

    /// The problem in one line
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,

    /// How bad it is
    #[arg(long, value_name = "SEVERITY", value_parser = severity())]
    pub(crate) severity: Option<Severity>,

    /// The folder of rules to write to, `rules` if nothing is said; `-` is standard output
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// Make a rule of a line that is known already; it refines the rules that know it
    #[arg(long)]
    pub(crate) anyway: bool,

    /// Take what is proposed, and ask nothing
    #[arg(short, long)]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) rules: Rules,
}

/// Which rules a command is to look at.
#[derive(Debug, Args)]
pub(crate) struct Chosen {
    /// Rule files, folders of them, or ids of rules; nothing means the folder `rules` if there is one
    /// here, otherwise the built-in rules
    #[arg(value_name = "PATH|ID")]
    pub(crate) paths: Vec<PathBuf>,

    /// Leave the built-in rules out: the files must stand by themselves
    #[arg(long)]
    pub(crate) no_builtin_rules: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) rules: Chosen,

    /// Make the changes to the files that messages propose
    #[arg(long)]
    pub(crate) fix: bool,

    /// How to say what is wrong
    #[arg(short, long, visible_alias = "format", value_name = "FORMAT", default_value = "text")]
    pub(crate) output: Messages,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Messages {
    /// For a terminal
    Text,
    /// For a program
    Json,
    /// As annotations of a run on GitHub
    Github,
    /// For what shows findings of many tools (SARIF 2.1.0)
    Sarif,
}

#[derive(Debug, Args)]
pub(crate) struct Test {
    #[command(flatten)]
    pub(crate) rules: Chosen,

    /// Run again whenever a file changes, until it is stopped
    #[arg(long)]
    pub(crate) watch: bool,

    /// Write the outcome of each sample to a file, as JUnit has it
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,

    /// Change one part of each symptom at a time, and name the changes that no sample notices
    #[arg(long)]
    pub(crate) mutate: bool,

    /// List the rules that are found in samples of other rules, and why that is right
    #[arg(long)]
    pub(crate) cross_fire: bool,

    /// Look for the rules in healthy logs of one's own, too: files, or folders of them
    #[arg(long, value_name = "PATH")]
    pub(crate) healthy: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Fmt {
    /// Rule files, or folders of them; `-` is standard input, which goes to standard output;
    /// nothing means the folder `rules`
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Change nothing: show what would change, and exit with 1 if anything would
    #[arg(long)]
    pub(crate) check: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(subcommand)]
    pub(crate) kind: Kind,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Kind {
    /// CRE rules (Common Reliability Enumerations), YAML
    Cre(ImportCre),
}

#[derive(Debug, Args)]
pub(crate) struct ImportCre {
    /// Files of CRE rules, or folders of them; `.log` files beside them become samples
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// The folder of rules to write to; `-` or nothing is standard output
    #[arg(long, value_name = "DIR")]
    pub(crate) to: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Docs {
    /// The folder to write to: a new or empty one, or what `pomkb docs` wrote before
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,

    /// Make the site, ready to be served, in place of the book that it is made from
    #[cfg(feature = "site")]
    #[arg(long)]
    pub(crate) build: bool,

    /// Put the page that reads a log in the browser into the site; FILE is what `web/build` made
    #[cfg(feature = "site")]
    #[arg(long, value_name = "FILE", requires = "build")]
    pub(crate) reader: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) rules: Rules,
}

fn severity() -> impl clap::builder::TypedValueParser<Value = Severity> {
    use clap::builder::TypedValueParser as _;
    let names = Severity::ALL.map(Severity::name);
    clap::builder::PossibleValuesParser::new(names)
        .map(|name| Severity::parse(&name).unwrap_or(Severity::Harmless))
}
