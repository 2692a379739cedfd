//! `pomkb search`: finds articles by words, or by what stands in a log.

use std::path::Path;

use pomkb::render::{Ranking, ranking};
use pomkb::search::Index;

use crate::args::Search;
use crate::exit::Exit;
use crate::io::Input;
use crate::out::Out;
use crate::rules;

pub(crate) fn run(args: &Search, out: &Out) -> anyhow::Result<Exit> {
    let loaded = rules::load(&args.rules.own, !args.rules.no_builtin_rules, out);
    let (kb, most) = (&loaded.kb, usize::from(args.limit));
    let text = match &args.log {
        Some(path) => {
            let (name, bytes) = read(path, out)?;
            let seen = Index::new(kb).log(&bytes, most);
            ranking(kb, Ranking::Log(&name, &seen), out.list(args.output))
        }
        None => {
            let words = args.words.join(" ");
            let hits = Index::new(kb).words(&words, most);
            ranking(kb, Ranking::Words(&words, &hits), out.list(args.output))
        }
    };
    out.print(&text)?;
    Ok(if loaded.is_whole { Exit::Ran } else { Exit::CouldNot })
}

fn read(path: &Path, out: &Out) -> anyhow::Result<(String, Vec<u8>)> {
    let input = match path.as_os_str().to_str() {
        Some("-") => Input::Stdin,
        _ => Input::File(path.to_owned()),
    };
    let mut stream = input.open()?;
    let (bytes, remark) = stream.read_head()?;
    if let Some(remark) = remark {
        out.note(&format!("{} {remark}", stream.name));
    }
    Ok((stream.name, bytes))
}
