//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use pomkb::rule::Severity;

/// Reads the command line; a wrong one ends the program with exit code 2.
pub(crate) fn parse() -> Arguments {
    Arguments::parse()
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
    /// Say everything about a rule
    Explain(Explain),
    /// List the rules
    List(List),
    /// Show what the lines of a log are taken for
    Formats(Formats),
    /// Check rule files: they load, compile, are consistent
    Check(Check),
    /// Run the samples of rules: each does what it says
    Test(Check),
    /// Write the knowledge as a book, for mdBook to build
    Docs(Docs),
}

/// Which rules there are.
#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// Add rules: a file, or a folder of files; a rule with the id of a built-in one replaces it
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
pub(crate) struct Explain {
    /// The ids of the rules
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
    /// Only rules of these areas
    #[arg(value_name = "AREA")]
    pub(crate) areas: Vec<String>,

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
pub(crate) struct Check {
    /// Rule files, or folders of them; nothing means the built-in rules
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Leave the built-in rules out: the files must stand by themselves
    #[arg(long)]
    pub(crate) no_builtin_rules: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Docs {
    /// The folder to write to
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,

    #[command(flatten)]
    pub(crate) rules: Rules,
}

fn severity() -> impl clap::builder::TypedValueParser<Value = Severity> {
    use clap::builder::TypedValueParser as _;
    let names = Severity::ALL.map(Severity::name);
    clap::builder::PossibleValuesParser::new(names)
        .map(|name| Severity::parse(&name).unwrap_or(Severity::Harmless))
}
