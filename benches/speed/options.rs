//! The command line: words in, what to do out.

use std::path::PathBuf;

use anyhow::{Context as _, bail, ensure};

use crate::size;

pub(crate) const HELP: &str = "\
Measures how fast pomkb is, beside other programs on the same log.

cargo bench --bench speed -- generate [--size 1G] [--problems 0.2] [--seed 7] > FILE
  Writes a log: so many bytes, of whose lines such a share shows a problem.

cargo bench --bench speed -- run [OPTIONS]
  Makes logs and rules, measures, and prints tables in Markdown.
  --size 1G          the size of the logs that are files
  --rules 10,100,…   the numbers of rules
  --runs 5           of so many runs the median is shown
  --only NAME,…      only these parts: rules, storm, several, memory,
                     packed, start
  --with PATH        also these rules, in the part `several`
  --long             also a stream through standard input and one very long line
  --stream 10GB      how much that stream is
  --line 1GB         how long that line is
  --seed 7           another seed, another log
  --dir DIR          where logs and rules are put (target/tmp/speed)
";

/// What to do.
#[derive(Debug)]
pub(crate) enum Command {
    Help,
    Generate(Generate),
    Run(Box<Options>),
    /// The filter alone: what `run` starts as a process of its own.
    Alone {
        literals: PathBuf,
        log: PathBuf,
    },
}

#[derive(Debug)]
pub(crate) struct Generate {
    pub(crate) size: u64,
    pub(crate) problems: f64,
    pub(crate) seed: u64,
}

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) size: u64,
    pub(crate) rules: Vec<usize>,
    pub(crate) runs: usize,
    pub(crate) parts: Vec<Part>,
    pub(crate) is_long: bool,
    pub(crate) stream: u64,
    pub(crate) line: u64,
    pub(crate) seed: u64,
    pub(crate) dir: PathBuf,
    pub(crate) with: Option<PathBuf>,
}

/// A part of the benchmarks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Rules,
    Storm,
    Several,
    Memory,
    Packed,
    Start,
}

impl Part {
    const ALL: [(&'static str, Self); 6] = [
        ("rules", Self::Rules),
        ("storm", Self::Storm),
        ("several", Self::Several),
        ("memory", Self::Memory),
        ("packed", Self::Packed),
        ("start", Self::Start),
    ];

    fn parse(name: &str) -> anyhow::Result<Self> {
        let found = Self::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, part)| part).with_context(|| format!("`{name}` is no part"))
    }
}

pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> anyhow::Result<Command> {
    match words.next().as_deref() {
        None | Some("help" | "--help" | "-h") => Ok(Command::Help),
        Some("generate") => Ok(Command::Generate(generate(words)?)),
        Some("run") => Ok(Command::Run(Box::new(options(words)?))),
        Some("alone") => match (words.next(), words.next(), words.next()) {
            (Some(literals), Some(log), None) => {
                Ok(Command::Alone { literals: literals.into(), log: log.into() })
            }
            _ => bail!("`alone` takes a file of literals and a log"),
        },
        Some(word) => bail!("`{word}` is no command; `help` shows all"),
    }
}

fn generate(mut words: impl Iterator<Item = String>) -> anyhow::Result<Generate> {
    let mut generate = Generate { size: 1 << 30, problems: 0.0, seed: 7 };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--size" => generate.size = size::parse(&value(&word, &mut words)?)?,
            "--problems" => generate.problems = number(&word, &mut words)?,
            "--seed" => generate.seed = number(&word, &mut words)?,
            _ => bail!("`{word}` is no option of `generate`"),
        }
    }
    ensure!((0.0..=1.0).contains(&generate.problems), "--problems is a share, from 0 to 1");
    Ok(generate)
}

fn options(mut words: impl Iterator<Item = String>) -> anyhow::Result<Options> {
    let mut options = Options {
        size: 1 << 30,
        rules: vec![10, 100, 361, 1_000, 10_000],
        runs: 5,
        parts: Part::ALL.map(|(_, part)| part).to_vec(),
        is_long: false,
        stream: 10_000_000_000,
        line: 1_000_000_000,
        seed: 7,
        dir: PathBuf::from(concat!(env!("CARGO_TARGET_TMPDIR"), "/speed")),
        with: None,
    };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--size" => options.size = size::parse(&value(&word, &mut words)?)?,
            "--rules" => {
                let list = value(&word, &mut words)?;
                let counts = list.split(',').map(|count| count.parse::<usize>());
                options.rules = counts.collect::<Result<_, _>>().context("--rules is a list")?;
            }
            "--runs" => options.runs = number(&word, &mut words)?,
            "--only" => {
                let list = value(&word, &mut words)?;
                options.parts = list.split(',').map(Part::parse).collect::<Result<_, _>>()?;
            }
            "--long" => options.is_long = true,
            "--stream" => options.stream = size::parse(&value(&word, &mut words)?)?,
            "--line" => options.line = size::parse(&value(&word, &mut words)?)?,
            "--seed" => options.seed = number(&word, &mut words)?,
            "--with" => options.with = Some(value(&word, &mut words)?.into()),
            "--dir" => options.dir = value(&word, &mut words)?.into(),
            _ => bail!("`{word}` is no option of `run`"),
        }
    }
    ensure!(options.runs > 0, "--runs is at least 1");
    Ok(options)
}

fn value(option: &str, words: &mut impl Iterator<Item = String>) -> anyhow::Result<String> {
    words.next().with_context(|| format!("{option} wants a value"))
}

fn number<T: std::str::FromStr>(
    option: &str,
    words: &mut impl Iterator<Item = String>,
) -> anyhow::Result<T> {
    let text = value(option, words)?;
    text.parse().ok().with_context(|| format!("{option}: `{text}` is no number"))
}
