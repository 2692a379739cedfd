//! Lines that only want filling in: lines with marks in, bytes and the places to change out.

use crate::generate::cast::{AGENTS, ALLOWED, ANSWERS, ROUTES, Visitor};
use crate::random::Random;

/// Lines that belong together, ready to be copied, and what changes from copy to copy.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) bytes: Vec<u8>,
    pub(crate) lines: u64,
    pub(crate) patches: Vec<Patch>,
}

/// A place that is written anew in every copy; what stands there is as long as what replaces it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patch {
    pub(crate) at: usize,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// The id of the request: the same in all lines of a block.
    Id,
    /// Another id in every place.
    Other,
    /// The time, in seconds.
    Time,
    /// So many decimal digits; the first is not 0.
    Digits(usize),
    /// The same, of a number that all lines of a block share: that of a page, say.
    SameDigits(usize),
    /// Sixty-four hexadecimal digits.
    Hash,
}

/// Which kind of lines a section of the list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// What a healthy proxy writes at its start: once, before everything else.
    Start,
    /// Lines of a healthy proxy, so often in proportion to the others.
    Healthy(usize),
    /// A line that shows a problem, likewise.
    Problem(usize),
}

/// A section of the list of lines, with marks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section<'t> {
    pub(crate) share: Share,
    text: &'t str,
}

impl<'t> Section<'t> {
    /// Reads the list: a head `= start`, `= healthy N` or `= problem N`, then lines of a log.
    pub(crate) fn all(list: &'t str) -> Vec<Self> {
        let list = list.strip_prefix("= ").expect("a section has a head").trim_end();
        let sections = list.split("\n= ").map(|section| {
            let (head, text) = section.split_once('\n').expect("a section has lines");
            let weight = |weight: &str| weight.trim().parse().expect("a weight is a number");
            let share = match head.split_once(' ') {
                None => Share::Start,
                Some(("healthy", rest)) => Share::Healthy(weight(rest)),
                Some(("problem", rest)) => Share::Problem(weight(rest)),
                Some((word, _)) => panic!("`{word}` is no kind of section"),
            };
            Self { share, text }
        });
        sections.collect()
    }

    /// One of the many blocks that the section stands for, with people and addresses of its own.
    pub(crate) fn block(&self, random: &mut Random) -> Block {
        let route = random.pick(&ROUTES);
        let visitor = Visitor::new(random);
        let agent = random.pick(&AGENTS);
        let path = random.pick(route.paths);
        let (method, status, size) = *random.pick(&ANSWERS);
        let allowed = random.pick(&ALLOWED);
        let referer = match random.below(3) {
            0 => String::new(),
            _ => format!("https://{}/", route.host),
        };
        let whole = 1 + random.below(3);
        let duration = format!("<n{whole}>.<n6>");
        let size = format!("<n{size}>");
        let replacements = [
            ("<path>", *path),
            ("<host>", route.host),
            ("<cluster>", route.cluster),
            ("<checksum>", route.checksum),
            ("<route>", route.id),
            ("<referer>", &referer),
            ("<agent>", agent),
            ("<ip>", &visitor.ip),
            ("<user>", &visitor.user),
            ("<email>", &visitor.email),
            ("<session>", &visitor.session),
            ("<method>", method),
            ("<status>", status),
            ("<size>", &size),
            ("<ms>", &duration),
            ("<allowed>", allowed),
        ];
        let mut text = format!("{}\n", self.text);
        for (mark, value) in replacements {
            text = text.replace(mark, value);
        }
        Block::new(&text)
    }
}

impl Block {
    /// Finds the marks that change from copy to copy and makes room for what comes there.
    fn new(text: &str) -> Self {
        let mut block = Self { bytes: Vec::new(), lines: 0, patches: Vec::new() };
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('<') {
            let (mark, after) = after.split_once('>').expect("a mark ends");
            block.bytes.extend_from_slice(before.as_bytes());
            let kind = Kind::of(mark);
            block.patches.push(Patch { at: block.bytes.len(), kind });
            block.bytes.resize(block.bytes.len() + kind.width(), b'0');
            rest = after;
        }
        block.bytes.extend_from_slice(rest.as_bytes());
        block.lines = block.bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        block
    }
}

impl Kind {
    fn of(mark: &str) -> Self {
        match mark {
            "id" => Self::Id,
            "other" => Self::Other,
            "time" => Self::Time,
            "hex" => Self::Hash,
            _ => {
                let (letter, width) = mark.split_at(1);
                match (letter, width.parse()) {
                    ("n", Ok(width)) => Self::Digits(width),
                    ("p", Ok(width)) => Self::SameDigits(width),
                    _ => panic!("`{mark}` is no mark"),
                }
            }
        }
    }

    const fn width(self) -> usize {
        match self {
            Self::Id | Self::Other => 36,
            Self::Time => 20,
            Self::Digits(width) | Self::SameDigits(width) => width,
            Self::Hash => 64,
        }
    }
}
