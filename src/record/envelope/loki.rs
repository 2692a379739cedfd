//! Loki: logcli's lines, Grafana's JSON download and the answers of the API to the lines inside.

use std::ops::Range;

use crate::record::cursor::Cursor;
use crate::record::envelope::Carrier;
use crate::record::envelope::json::{Object, Value};
use crate::record::envelope::layer::{Inner, Layer};
use crate::record::envelope::stamp::Stamp;
use crate::record::time::{self, Calendar};
use crate::value::Level;

/// Labels that name a unit, the most exact one first.
const UNITS: [&str; 6] = ["pod", "unit", "app", "service_name", "job", "service"];
const CONTAINERS: [&str; 2] = ["container", "container_name"];

/// The line behind `2024-05-02T10:11:12Z {app="pomerium"} ` of logcli.
pub(super) fn logcli(stamp: &Stamp<'_>) -> Option<Layer> {
    let rest = stamp.rest.trim_start_matches(' ');
    let mut cursor = Cursor::new(rest, 0);
    let mut found = [None; UNITS.len()];
    let mut container = None;
    cursor.eat("{").then_some(())?;
    while !cursor.eat("}") {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let name = cursor.take_while(is_part);
        cursor.eat("=\"").then_some(())?;
        let value = label(&mut cursor)?;
        let name = rest.get(name)?;
        let value = rest.get(value)?;
        let place = UNITS.iter().position(|unit| *unit == name);
        if let Some(slot) = place.and_then(|place| found.get_mut(place)) {
            *slot = Some(value);
        } else if CONTAINERS.contains(&name) {
            container = Some(value);
        }
        cursor.eat(",");
        cursor.blanks();
    }
    let line = cursor.rest().trim_start_matches(' ');
    Some(Layer {
        time: stamp.time,
        unit: found.into_iter().flatten().next().map(str::to_owned),
        container: container.map(str::to_owned),
        ..Layer::new(Carrier::Loki, Inner::Part(stamp.end - line.len()..stamp.end))
    })
}

/// Passes a label's value and its closing quote; gives the place of the value.
fn label(cursor: &mut Cursor<'_>) -> Option<Range<usize>> {
    let start = cursor.at();
    loop {
        cursor.take_while(|byte| !matches!(byte, b'"' | b'\\'));
        let end = cursor.at();
        if cursor.eat("\"") {
            return Some(start..end);
        }
        ["\\\"", "\\\\", "\\"].iter().any(|escape| cursor.eat(escape)).then_some(())?;
    }
}

/// The line in an object of Grafana's download or of `logcli -o jsonl`.
pub(super) fn peel(object: &Object<'_>, calendar: &Calendar) -> Option<Layer> {
    let line = object.value("line").filter(|line| line.is_text())?;
    let stamp = object.scalar("timestamp")?;
    // A program may tell the line of its source.
    if object.has_any(&["message", "msg"]) {
        return None;
    }
    let labels = ["labels", "fields", "stream"].iter().find_map(|key| object.object(key));
    let layer =
        Layer { time: time::parse(&stamp, calendar), ..Layer::new(Carrier::Loki, line.inner()) };
    Some(labelled(layer, labels.as_ref()))
}

/// The lines of an answer of the API (`query_range`), of one of its streams, or of a push.
pub(super) fn answer(
    object: &Object<'_>,
    calendar: &Calendar,
) -> Option<Vec<(Range<usize>, Layer)>> {
    if object.has("stream") && object.has("values") {
        return lines_of(object, calendar);
    }
    let data = object.object("data");
    let streams = object.value("streams").or_else(|| data.as_ref()?.value("result"))?;
    let lines = streams.elements().read_all(|stream| {
        let stream = Object::parse_at(stream.raw(), stream.range().start)?;
        lines_of(&stream, calendar)
    })?;
    Some(lines.into_iter().flatten().collect())
}

/// The lines of one stream: `{"stream":{…},"values":[["<ns>","<line>"],…]}`.
fn lines_of(stream: &Object<'_>, calendar: &Calendar) -> Option<Vec<(Range<usize>, Layer)>> {
    let labels = stream.object("stream")?;
    stream.value("values")?.elements().read_all(|entry| line_of(&labels, entry, calendar))
}

fn line_of(
    labels: &Object<'_>,
    entry: Value<'_>,
    calendar: &Calendar,
) -> Option<(Range<usize>, Layer)> {
    let mut parts = entry.elements();
    let (stamp, line) = (parts.next()?.text()?, parts.next()?);
    line.is_text().then_some(())?;
    let layer =
        Layer { time: time::parse(&stamp, calendar), ..Layer::new(Carrier::Loki, line.inner()) };
    Some((entry.range(), labelled(layer, Some(labels))))
}

/// Whether a cell of a table holds the labels of a stream.
pub(super) fn are_labels(cell: &str) -> bool {
    const LABELS: [&str; 5] = ["namespace", "filename", "cluster", "node_name", "instance"];
    let labels = cell.starts_with('{').then(|| Object::parse(cell)).flatten();
    labels.is_some_and(|labels| {
        let names = [UNITS.as_slice(), &CONTAINERS, &LABELS];
        let is_record = labels.has_any(&["message", "msg", "time", "ts"]);
        !is_record && names.iter().any(|names| labels.has_any(names))
    })
}

pub(super) fn labelled(layer: Layer, labels: Option<&Object<'_>>) -> Layer {
    let Some(labels) = labels else { return layer };
    Layer {
        unit: labels.first_of(&UNITS),
        container: labels.first_of(&CONTAINERS),
        level: ["level", "detected_level"]
            .iter()
            .find_map(|key| Level::parse(&labels.scalar(key)?)),
        ..layer
    }
}
