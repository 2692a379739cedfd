//! Syslog in the forms of RFC 3164 and RFC 5424, with priority and without, to the line inside.

use crate::record::cursor::Cursor;
use crate::record::envelope::Carrier;
use crate::record::envelope::journald;
use crate::record::envelope::layer::{Inner, Layer};
use crate::record::envelope::stamp::Stamp;
use crate::record::time::{self, Calendar};
use crate::value::Level;

/// The line behind `<34>May  2 10:11:12 host program[123]: ` and
/// `<34>1 2024-05-02T10:11:12.003Z host program 123 ID47 [sd@1 a="b"] `.
pub(super) fn with_priority(
    text: &str,
    calendar: &Calendar,
    is_known: impl Fn(&str) -> bool,
) -> Option<Layer> {
    let (digits, rest) = text.trim_start().strip_prefix('<')?.split_once('>')?;
    // The facility times eight plus the severity: at most 191.
    let priority = digits.parse::<u8>().ok().filter(|priority| *priority <= 191)?;
    let level = Level::from_syslog(priority % 8);
    let layer = match rest.strip_prefix("1 ") {
        Some(rest) => modern(rest, text.len(), calendar)?,
        None => {
            let stamp = Stamp::read(rest, calendar)?;
            let stamp = Stamp { end: text.len(), ..stamp };
            Layer { carrier: Carrier::Syslog, ..classic(&stamp, is_known)? }
        }
    };
    Some(Layer { level, ..layer })
}

/// The line behind `<time> host program[123]: ` or, where a program could hardly have written it
/// by itself, `<time> host program: `. journalctl prints the same.
pub(super) fn classic(stamp: &Stamp<'_>, is_known: impl Fn(&str) -> bool) -> Option<Layer> {
    let rest = stamp.rest.strip_prefix(' ')?;
    let (host, rest) = rest.split_once(' ')?;
    // A level behind a time is a program's own.
    if !is_host(host) || Level::parse(host).is_some() {
        return None;
    }
    let (tag, line) = tag(rest)?;
    // Before `program:` only times that syslog alone writes tell enough.
    if tag.process.is_none() && !is_by_syslog(stamp.spelling) && !is_known(line) {
        return None;
    }
    let carrier = if journald::is_spelling(stamp) { Carrier::Journald } else { Carrier::Syslog };
    Some(Layer {
        time: stamp.time,
        unit: Some(tag.program.to_owned()),
        ..Layer::new(carrier, Inner::Part(stamp.end - line.len()..stamp.end))
    })
}

/// Whether a time is `May  2 10:11:12` or journalctl's `Thu 2024-05-02 10:11:12 UTC`.
fn is_by_syslog(spelling: &str) -> bool {
    let mut words = spelling.split_ascii_whitespace();
    let has_name = words.next().is_some_and(|word| word.starts_with(|c: char| c.is_alphabetic()));
    has_name && words.next().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

struct Tag<'t> {
    program: &'t str,
    process: Option<&'t str>,
}

/// `program[123]: ` or `program: ` at the head of a text, and what stands behind it.
fn tag(text: &str) -> Option<(Tag<'_>, &str)> {
    // No program's name is longer; what has no colon so far has no tag.
    const LONGEST: usize = 256;
    let is_part = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b':' | b'[' | b'"' | b'{');
    let length = text.bytes().take(LONGEST).take_while(is_part).count();
    let (program, rest) = text.split_at_checked(length)?;
    let (process, rest) = match rest.strip_prefix('[') {
        Some(rest) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (digits, rest) = rest.split_at_checked(digits)?;
            (Some(digits).filter(|digits| !digits.is_empty()), rest.strip_prefix(']')?)
        }
        None => (None, rest),
    };
    let rest = rest.strip_prefix(':')?;
    let line = rest.strip_prefix(' ').or_else(|| rest.is_empty().then_some(rest))?;
    let is_name = program.bytes().any(|byte| byte.is_ascii_alphabetic());
    is_name.then_some((Tag { program, process }, line))
}

/// RFC 5424, section 6, from the time on.
fn modern(text: &str, end: usize, calendar: &Calendar) -> Option<Layer> {
    let mut words = text.splitn(6, ' ');
    let (stamp, host, program) = (words.next()?, words.next()?, words.next()?);
    let (_process, _message, rest) = (words.next()?, words.next()?, words.next()?);
    let time = time::parse(stamp, calendar);
    if (time.is_none() && stamp != "-") || !is_host(host) {
        return None;
    }
    let line = behind_structured_data(rest)?;
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    Some(Layer {
        time,
        unit: Some(program).filter(|program| *program != "-").map(str::to_owned),
        ..Layer::new(Carrier::Syslog, Inner::Part(end - line.len()..end))
    })
}

/// What follows `-` or `[id name="value"][…]`, whose values escape `"`, `\` and `]`.
fn behind_structured_data(text: &str) -> Option<&str> {
    let mut cursor = Cursor::new(text, 0);
    if !cursor.eat("-") {
        cursor.eat("[").then_some(())?;
        loop {
            cursor.take_while(|byte| !matches!(byte, b'"' | b']'));
            if cursor.eat("\"") {
                string(&mut cursor)?;
            } else if cursor.eat("]") && !cursor.eat("[") {
                break;
            } else if cursor.peek().is_none() {
                return None;
            }
        }
    }
    let rest = cursor.rest();
    rest.strip_prefix(' ').or_else(|| rest.is_empty().then_some(rest))
}

/// Passes a value up to and with its closing quote.
fn string(cursor: &mut Cursor<'_>) -> Option<()> {
    loop {
        cursor.take_while(|byte| !matches!(byte, b'"' | b'\\'));
        if cursor.eat("\"") {
            return Some(());
        }
        let escapes = ["\\\"", "\\\\", "\\]", "\\"];
        escapes.iter().any(|escape| cursor.eat(escape)).then_some(())?;
    }
}

/// Whether a word may be the name or the address of a machine.
fn is_host(word: &str) -> bool {
    let is_part =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b':');
    (1..=255).contains(&word.len()) && word.bytes().all(is_part) && !word.ends_with(':')
}
