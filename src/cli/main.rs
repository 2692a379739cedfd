//! The program: parses the command line, runs the command, turns what came of it into an exit code.

mod args;
mod calendar;
mod clock;
mod cmd;
mod exit;
mod foreign;
mod history;
mod io;
mod logs;
mod lsp;
mod mend;
mod out;
mod pool;
mod profile;
mod progress;
mod rules;
#[cfg(feature = "site")]
mod site;

use std::process::ExitCode;

use args::Command;
use exit::Exit;
use out::Out;

fn main() -> ExitCode {
    let args = args::parse();
    let out = Out::new(args.color);
    let done = match args.command {
        Command::Match(args) => cmd::r#match::run(&args, &out),
        Command::Why(args) => cmd::why::run(&args, &out),
        Command::Search(args) => cmd::search::run(&args, &out),
        Command::Explain(args) => cmd::explain::run(&args, &out),
        Command::List(args) => cmd::list::run(&args, &out),
        Command::Formats(args) => cmd::formats::run(&args, &out),
        Command::New(args) => cmd::new::run(&args, &out),
        Command::Check(args) => cmd::check::run(&args, &out),
        Command::Test(args) => cmd::test::run(&args, &out),
        Command::Fmt(args) => cmd::fmt::run(&args, &out),
        Command::Schema => cmd::schema::run(&out),
        Command::Lsp => cmd::lsp::run(),
        Command::Import(args) => cmd::import::run(&args, &out),
        Command::Docs(args) => cmd::docs::run(&args, &out),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(error) => {
            out.error(&format!("{error:#}"));
            Exit::CouldNot.into()
        }
    }
}
