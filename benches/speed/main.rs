//! Measures how fast pomkb is, beside other programs on the same log; a command line in, tables in
//! Markdown out. `BENCHMARKS.md` says how to use it.

mod alone;
mod generate;
mod literals;
mod measure;
mod options;
mod peers;
mod random;
mod rules;
mod run;
mod size;
mod table;

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;
use std::time::Instant;

use generate::Generator;
use options::{Command, Generate};

fn main() -> ExitCode {
    // `cargo bench` adds `--bench`; what `cargo test --benches` asks for is that it starts.
    let words = std::env::args().skip(1).filter(|word| word != "--bench");
    let done = match options::parse(words) {
        Ok(Command::Help) => {
            print!("{}", options::HELP);
            Ok(())
        }
        Ok(Command::Generate(generate)) => write_log(&generate),
        Ok(Command::Run(options)) => run::run(*options),
        Ok(Command::Alone { literals, log }) => alone::run(&literals, &log),
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Writes a log to standard output, and on standard error what it was.
fn write_log(generate: &Generate) -> anyhow::Result<()> {
    let start = Instant::now();
    let mut out = io::stdout().lock();
    let mut generator = Generator::new(generate.seed, generate.problems);
    let written = match generator.write(generate.size, &mut out) {
        Ok(written) => written,
        // Whoever reads has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    out.flush()?;
    let speed = written.bytes as f64 / start.elapsed().as_secs_f64() / 1e9;
    eprintln!(
        "{} bytes, {} lines, {} of them show a problem, {speed:.2} GB/s",
        written.bytes, written.lines, written.problems
    );
    Ok(())
}
