//! Lines of an object that is printed over several lines, whole or without its braces: which of
//! them belong together.

use crate::record::envelope::is_entry;
use crate::record::split::entry::{Entry, is_own};
use crate::record::split::nesting::{Fed, Nesting};
use crate::record::split::open::Verdict;
use crate::record::split::pretty;
use crate::record::time::Calendar;

/// An object of which some lines are there.
#[derive(Debug)]
pub(super) struct Object {
    nesting: Nesting,
    /// The names seen so far, if the braces were lost: a name that comes again begins the next
    /// object then.
    names: Option<Names>,
    /// How many lines the string in which the last one ended has taken.
    string_lines: usize,
    elements: Vec<Element>,
}

/// An element of an array inside the object, which may turn out to be a record of its own.
#[derive(Debug)]
pub(super) struct Element {
    /// How deep the array is.
    depth: usize,
    /// Where the element begins in the text.
    pub(super) start: usize,
    /// The number of its first line.
    pub(super) line: u64,
    /// The offset of that line in the source.
    pub(super) at: usize,
}

#[derive(Debug, Default)]
struct Names {
    seen: Vec<Box<str>>,
    has_level: bool,
}

impl Object {
    /// A string that a screen broke over more lines than these was cut, not broken.
    const STRING_LINES: usize = 50;
    /// Answers of services have their entries no deeper than in an array in an object in one.
    const ELEMENT_DEPTH: usize = 4;

    /// The object that a line begins: with a brace, or with a member if that was lost. `None` if
    /// the line begins none, or none that goes on.
    pub(super) fn begin(line: &str) -> Option<Self> {
        let head = line.trim_start();
        let mut nesting = Nesting::default();
        let mut names = None;
        if let Some(name) = pretty::key(head) {
            nesting = Nesting::in_object();
            names = Some(Names::default());
            names.as_mut()?.is_new(name);
        } else if !head.starts_with('{') {
            return None;
        }
        let is_open = nesting.feed(head) == Fed::Open;
        let goes_on = is_open && (names.is_some() || nesting.is_at_break());
        goes_on.then_some(Self { nesting, names, string_lines: 0, elements: Vec::new() })
    }

    /// Reads the next line. `before`: what the record has so far.
    pub(super) fn offer(
        &mut self,
        before: &Entry<'_>,
        next: &Entry<'_>,
        calendar: &Calendar,
    ) -> Verdict {
        let line = next.text();
        let head = line.trim_start();
        if !before.is_like(next) {
            return Verdict::Refused;
        }
        if pretty::is_ellipsis(line) {
            return Verdict::Taken("\n");
        }
        let mut separator = "\n";
        if self.nesting.is_in_string() {
            self.string_lines += 1;
            let is_cut =
                self.string_lines > Self::STRING_LINES || pretty::is_part(head) || is_own(line);
            if is_cut {
                self.nesting.close_string();
            } else {
                separator = "";
            }
        } else {
            self.string_lines = 0;
        }
        if separator == "\n" && !(self.is_same_object(head) && self.nesting.allows(line)) {
            return Verdict::Refused;
        }
        if head.trim_end() == "{"
            && self.nesting.is_in_array()
            && self.nesting.depth() <= Self::ELEMENT_DEPTH
        {
            let (depth, start) = (self.nesting.depth(), before.text().len() + separator.len());
            self.elements.push(Element { depth, start, line: next.first, at: next.at });
        }
        match self.nesting.feed(line) {
            Fed::Broken => Verdict::Refused,
            Fed::Closed(_) => Verdict::Completed(separator),
            Fed::Open => self
                .closed_element(before, line, calendar)
                .map_or(Verdict::Taken(separator), Verdict::Element),
        }
    }

    /// Whether a member may belong to this object; always if the braces are there.
    fn is_same_object(&mut self, head: &str) -> bool {
        let is_outermost = self.nesting.depth() == 1;
        let (Some(names), Some(name)) =
            (&mut self.names, pretty::key(head).filter(|_| is_outermost))
        else {
            return true;
        };
        self.nesting.is_at_break() && names.is_new(name)
    }

    /// The element that `line` closed, if it is a record of its own.
    fn closed_element(
        &mut self,
        before: &Entry<'_>,
        line: &str,
        calendar: &Calendar,
    ) -> Option<Element> {
        let depth = self.nesting.depth();
        let element = self.elements.pop_if(|element| element.depth >= depth)?;
        let text = before.text().get(element.start..)?;
        let text = [text, line].join("\n");
        is_entry(&text, calendar).then_some(element)
    }
}

impl Names {
    /// No record has more fields; what comes behind is not compared.
    const MOST: usize = 256;

    /// Whether a name is new to the object. It is too if it stands twice in succession, or if no
    /// level was seen yet: some loggers repeat a field.
    fn is_new(&mut self, name: &str) -> bool {
        let is_last = self.seen.last().is_some_and(|last| **last == *name);
        let is_seen = !is_last && self.seen.iter().any(|seen| **seen == *name);
        if is_seen && self.has_level {
            return false;
        }
        self.has_level |= matches!(name, "level" | "lvl" | "severity");
        if self.seen.len() < Self::MOST {
            self.seen.push(name.into());
        }
        true
    }
}
