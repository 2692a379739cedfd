//! `pomkb formats`: shows what the lines of a log are taken for.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pomkb::record::{Calendar, Record, split};
use pomkb::render::visible;

use super::check::count;
use crate::args::Formats;
use crate::calendar;
use crate::exit::Exit;
use crate::io::Input;
use crate::out::Out;

/// How much of a record's text a line shows, in characters.
const SHOWN: usize = 60;

pub(crate) fn run(args: &Formats, out: &Out) -> anyhow::Result<Exit> {
    let mut exit = Exit::Ran;
    let calendar = calendar::now(args.logs.timezone);
    for input in Input::all(&args.logs.files, args.logs.recursive) {
        let read = input.and_then(|input| input.open()).and_then(|mut stream| {
            let (bytes, remark) = stream.read_head()?;
            Ok((stream.name, bytes, remark))
        });
        match read {
            Ok((name, bytes, remark)) => {
                if let Some(remark) = remark {
                    out.note(&format!("{name} {remark}"));
                }
                let text =
                    if args.lines { lines(&bytes, &calendar) } else { summary(&bytes, &calendar) };
                out.print(&format!("{}\n{text}", visible(&name)))?;
            }
            Err(error) => {
                out.error(&format!("{error:#}"));
                exit = Exit::CouldNot;
            }
        }
    }
    Ok(exit)
}

/// Carriers from the outside to the core: `kubectl-prefix > cri > zerolog-json`.
fn way(record: &Record<'_>) -> String {
    let carriers = record.envelope().carriers.iter().map(|carrier| carrier.name());
    let steps: Vec<&str> = carriers.chain([record.format().name()]).collect();
    steps.join(" > ")
}

fn summary(bytes: &[u8], calendar: &Calendar) -> String {
    let mut ways = BTreeMap::<String, (usize, u64)>::new();
    let mut records = split(bytes, calendar);
    for record in &mut records {
        let (count, first) = ways.entry(way(&record)).or_insert((0, record.line()));
        *count += 1;
        *first = (*first).min(record.line());
    }
    let tally = records.tally();
    let mut ways: Vec<_> = ways.into_iter().collect();
    ways.sort_by_key(|(way, (count, _))| (std::cmp::Reverse(*count), way.clone()));

    let widest = ways.iter().map(|(_, (count, _))| count.to_string().len()).max().unwrap_or(0);
    let mut text = String::new();
    for (way, (count, first)) in ways {
        let _ = writeln!(text, "  {count:>widest$}  {way}  (first at line {first})");
    }
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let _ = writeln!(
        text,
        "  {} in {}",
        count(number(tally.records), "record"),
        count(number(tally.lines), "line")
    );
    if tally.nul_bytes > 0 {
        let _ = writeln!(text, "  {} skipped", count(number(tally.nul_bytes), "NUL byte"));
    }
    if tally.invalid_utf8_lines > 0 {
        let lines = count(number(tally.invalid_utf8_lines), "line");
        let _ = writeln!(text, "  {lines} with bytes that are no UTF-8");
    }
    text
}

fn lines(bytes: &[u8], calendar: &Calendar) -> String {
    let mut text = String::new();
    for record in split(bytes, calendar) {
        let (first, last) = (record.line(), record.line() + u64::from(record.line_count()) - 1);
        let place = if first == last { first.to_string() } else { format!("{first}-{last}") };
        let shown = visible(record.text());
        let cut = shown.char_indices().nth(SHOWN).map_or(shown.len(), |(at, _)| at);
        let dots = if cut < shown.len() { "…" } else { "" };
        let level = record.level().map_or("-", |level| level.name());
        let time = record.time().map_or_else(|| "-".to_owned(), |time| time.to_string());
        let way = way(&record);
        let shown = &shown[..cut];
        let _ = writeln!(text, "  {place:>7}  {way:40} {level:8} {time:24} {shown}{dots}");
    }
    text
}
