//! A line to what is inside its envelopes: carriers are taken off, one after another, until none
//! fits.

use std::borrow::Cow;
use std::net::IpAddr;
use std::ops::Range;

use crate::record::envelope::json::{self, Object};
use crate::record::envelope::layer::{Layer, Off, Stream};
use crate::record::envelope::stamp::Stamp;
use crate::record::envelope::{Carrier, Envelope};
use crate::record::envelope::{
    ansi, cloud, collector, compose, cri, csv, docker, elastic, journald, kubectl, loki, screen,
    stern, syslog,
};
use crate::record::format::{self, Format};
use crate::record::split::{pretty, trace};
use crate::record::time::Calendar;

/// A text on its way out of its envelopes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Peeled<'a> {
    /// What is left.
    pub(crate) text: Cow<'a, str>,
    /// What was taken off.
    pub(crate) envelope: Envelope,
    /// The stream that the innermost carrier with streams names.
    pub(crate) stream: Option<Stream>,
    /// Whether the text goes on in the next record of the innermost carrier. Then nothing was
    /// looked for inside.
    pub(crate) is_partial: bool,
    /// Where it stands in a text of several lines that carried several records.
    pub(crate) lines: Option<Lines>,
}

/// A place in a text of several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lines {
    /// How many lines stand before it.
    pub(crate) before: u32,
    /// How many lines it takes.
    pub(crate) count: u32,
}

/// So many carriers are taken off a line; what is inside is text, whatever it looks like.
const DEPTH: usize = 8;
/// So many carriers are looked into to tell whether what stands in a carrier without marks of its
/// own is a line. Each may be tried in two or three ways, so this must stay small.
const LOOK: usize = 3;

impl<'a> Peeled<'a> {
    /// A text of which nothing is taken off yet.
    pub(crate) fn new(text: Cow<'a, str>) -> Self {
        Self { text, ..Self::default() }
    }

    /// What is known about a text, for another one that came the same way.
    pub(crate) fn without_text<'b>(&self) -> Peeled<'b> {
        Peeled { envelope: self.envelope.clone(), stream: self.stream, ..Peeled::default() }
    }

    /// Takes carriers off until none fits, or until the text is a piece of a line. Appends what
    /// is found to `found`: one text mostly, several where a carrier had several. With `until`,
    /// stops as soon as the text came out of the same carriers as that one, since it may be the
    /// next piece of it.
    pub(crate) fn peel(self, calendar: &Calendar, until: Option<&Self>, found: &mut Vec<Self>) {
        // What is yet to be peeled, the next one last.
        let mut work = vec![self];
        while let Some(mut peeled) = work.pop() {
            peeled.strip_sequences();
            let is_done = peeled.is_partial || peeled.envelope.carriers.len() >= DEPTH;
            let off = match is_done || until.is_some_and(|until| peeled.is_beside(until)) {
                true => Off::Nothing,
                false => layer(&peeled.text, calendar, LOOK),
            };
            match off {
                Off::Nothing => found.push(peeled),
                Off::One(layer) => work.push(peeled.without(layer)),
                Off::Many(layers) => {
                    let several = peeled.several(layers);
                    work.extend(several.into_iter().rev());
                }
            }
        }
    }

    /// Whether two texts came the same way: out of the same carriers and the same place.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        self.has_same_origin(other)
            && self.envelope.carriers == other.envelope.carriers
            && self.stream == other.stream
    }

    /// Whether two texts came from the same pod, container or unit, as far as it was named.
    pub(crate) fn has_same_origin(&self, other: &Self) -> bool {
        let (one, other) = (&self.envelope, &other.envelope);
        one.unit == other.unit && one.container == other.container
    }

    fn strip_sequences(&mut self) {
        if let Some(clean) = ansi::strip(&self.text) {
            self.text = Cow::Owned(clean);
            self.envelope.push(Carrier::Screen);
        }
    }

    /// The text inside a carrier.
    fn without(mut self, mut layer: Layer) -> Self {
        self.text = layer.take_inner().out_of(&self.text);
        self.note(layer);
        self
    }

    /// The texts inside a carrier of several, each with its place among the lines of this one.
    fn several(self, layers: Vec<(Range<usize>, Layer)>) -> Vec<Self> {
        let (mut at, mut line) = (0, 0);
        let inside = layers.into_iter().map(|(range, mut layer)| {
            line += count_lines(&self.text, at..range.start);
            at = range.start;
            let lines = Lines { before: line, count: count_lines(&self.text, range) + 1 };
            let mut one = Self {
                text: layer.take_inner().out_of(&self.text),
                envelope: self.envelope.clone(),
                stream: self.stream,
                is_partial: false,
                lines: self.lines.or(Some(lines)),
            };
            one.note(layer);
            one
        });
        inside.collect()
    }

    /// Keeps what a carrier says. The inner one's word counts for more.
    fn note(&mut self, layer: Layer) {
        self.envelope.push(layer.carrier);
        self.envelope.time = layer.time.or(self.envelope.time);
        self.envelope.level = layer.level.or(self.envelope.level);
        if layer.unit.is_some() || layer.container.is_some() {
            self.envelope.unit = layer.unit;
            self.envelope.container = layer.container;
        }
        self.stream = layer.stream.or(self.stream);
        self.is_partial = layer.is_partial;
    }
}

/// Whether a text is an object that carries a record, or an event of Kubernetes, and so is a
/// record of its own even inside a larger object.
pub(crate) fn is_entry(text: &str, calendar: &Calendar) -> bool {
    let is_event = |object: &Object<'_>| {
        object.has_any(&["involvedObject", "regarding"]) && object.has("reason")
    };
    let is_carrier = !matches!(object(text, calendar, |_| false), Off::Nothing);
    is_carrier || Object::parse(text).as_ref().is_some_and(is_event)
}

/// The carrier around a text, if there is one. `look`: see [`is_known`].
fn layer(text: &str, calendar: &Calendar, look: usize) -> Off {
    let is_known = |rest: &str| is_known(rest, calendar, look - 1);
    let head = text.trim_start();
    let found = match head.bytes().next() {
        None => None,
        Some(b'{') => return object(text, calendar, is_known),
        Some(b'[') => match array(text, calendar) {
            Some(layers) => return Off::Many(layers),
            None => kubectl::prefix(text).or_else(|| journald::monotonic(text, is_known)),
        },
        Some(b'<') => syslog::with_priority(text, calendar, is_known),
        Some(b'"') => csv::peel(text, calendar, is_known),
        Some(b'_') => journald::block(text, calendar),
        Some(first) if first.is_ascii_alphanumeric() => dated(text, calendar, is_known)
            .or_else(|| stern::kail(text))
            .or_else(|| compose::peel(text, is_known))
            .or_else(|| stern::stern(text, is_known))
            .or_else(|| csv::peel(text, calendar, is_known)),
        Some(_) => None,
    };
    let found =
        found.or_else(|| screen::peel(text, is_known).filter(|layer| is_around(layer, text)));
    found.map_or(Off::Nothing, Off::One)
}

/// Whether what a screen put around a line is really around it, and no part of a core.
fn is_around(layer: &Layer, text: &str) -> bool {
    let head = text.trim_start();
    match format::recognise(head) {
        Format::Plain => true,
        Format::ZerologJson | Format::ZapJson | Format::Json => false,
        // A web server's line begins with any word, so also with a mark that touches it.
        Format::Clf => {
            let first =
                |text: &str| text.split(' ').next().and_then(|word| word.parse::<IpAddr>().ok());
            let inside = layer.part_of(text).unwrap_or_default();
            let word = head.split(' ').next().unwrap_or_default();
            let has_mark = word.contains([':', '`', '"', '>', '|']);
            first(head).is_none() && (has_mark || first(inside).is_some())
        }
        // Its first word told the format, but blanks that are none hide the others.
        _ => layer.part_of(text).is_none() && text.contains('\u{a0}'),
    }
}

/// The carrier that puts a time first.
fn dated(text: &str, calendar: &Calendar, is_known: impl Fn(&str) -> bool) -> Option<Layer> {
    let stamp = Stamp::read(text, calendar)?;
    let is_known = &is_known;
    cri::peel(&stamp)
        .or_else(|| syslog::classic(&stamp, is_known))
        .or_else(|| loki::logcli(&stamp))
        .or_else(|| cloud::tail(&stamp, is_known))
        .or_else(|| screen::clock(&stamp, is_known))
        .or_else(|| kubectl::timestamps(&stamp, is_known))
        // zerolog's console writer begins with such a time too.
        .filter(|layer| {
            layer.carrier != Carrier::KubectlTimestamps
                || format::recognise(text.trim_start()) != Format::ZerologConsole
        })
}

/// The carrier that is an object.
fn object(text: &str, calendar: &Calendar, is_known: impl Fn(&str) -> bool) -> Off {
    let Some(object) = Object::parse(text) else { return Off::Nothing };
    let one = entry(&object, calendar, is_known);
    let several = || loki::answer(&object, calendar).or_else(|| cloud::answer(&object, calendar));
    one.map_or_else(|| several().map_or(Off::Nothing, Off::Many), Off::One)
}

fn entry(
    object: &Object<'_>,
    calendar: &Calendar,
    is_known: impl Fn(&str) -> bool,
) -> Option<Layer> {
    docker::peel(object, calendar)
        .or_else(|| journald::peel(object, calendar))
        .or_else(|| loki::peel(object, calendar))
        .or_else(|| collector::peel(object, calendar, is_known))
        .or_else(|| cloud::peel(object, calendar))
        .or_else(|| elastic::peel(object))
}

/// The carriers that are the elements of one array.
fn array(text: &str, calendar: &Calendar) -> Option<Vec<(Range<usize>, Layer)>> {
    json::elements(text, 0).read_all(|element| {
        let object = Object::parse_at(element.raw(), element.range().start)?;
        Some((element.range(), entry(&object, calendar, |_| false)?))
    })
}

/// Whether a text is one that a program or a carrier writes: a core that is recognised, a part of
/// one that takes several lines, or another envelope. For that, `look` carriers are looked into.
fn is_known(text: &str, calendar: &Calendar, look: usize) -> bool {
    let head = text.trim_start();
    format::recognise(head) != Format::Plain
        || pretty::is_part(head)
        || trace::is_part(text)
        || screen::is_fence(head)
        || (look > 0 && !matches!(layer(text, calendar, look), Off::Nothing))
}

fn count_lines(text: &str, range: Range<usize>) -> u32 {
    let text = text.as_bytes().get(range).unwrap_or_default();
    let count = text.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(count).unwrap_or(u32::MAX)
}
