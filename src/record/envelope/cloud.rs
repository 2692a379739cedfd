//! What cloud log services give (GCP, AWS CloudWatch, Azure Monitor) to the lines inside.

use std::ops::Range;

use crate::record::envelope::Carrier;
use crate::record::envelope::docker::line_of;
use crate::record::envelope::json::{Object, Value};
use crate::record::envelope::layer::{Inner, Layer};
use crate::record::envelope::stamp::Stamp;
use crate::record::time::{self, Calendar};
use crate::value::Level;

/// The keys that an event of CloudWatch Logs may have; a program's own record has others.
const EVENT: [&str; 8] =
    ["timestamp", "message", "ingestionTime", "eventId", "id", "logStreamName", "logStream", "ptr"];

/// The line in one entry of a cloud's log.
pub(super) fn peel(object: &Object<'_>, calendar: &Calendar) -> Option<Layer> {
    google(object, calendar)
        .or_else(|| amazon(object, calendar))
        .or_else(|| insights(object, calendar))
        .or_else(|| azure(object, calendar))
}

/// The lines of an answer with many events: `{"events":[…]}` of `aws logs filter-log-events`, or
/// `{"logEvents":[…]}` as a subscription sends it.
pub(super) fn answer(
    object: &Object<'_>,
    calendar: &Calendar,
) -> Option<Vec<(Range<usize>, Layer)>> {
    let events = object.value("events").or_else(|| object.value("logEvents"))?;
    let stream = object.first_of(&["logStream"]);
    events.elements().read_all(|event| {
        let entry = Object::parse_at(event.raw(), event.range().start)?;
        let layer = amazon(&entry, calendar)?;
        Some((event.range(), Layer { unit: layer.unit.or_else(|| stream.clone()), ..layer }))
    })
}

/// The line behind `2024-05-02T10:11:12.123000+00:00 stream ` of `aws logs tail`. A program could
/// have written that too, so either the stream must look like one, or the line be known.
pub(super) fn tail(stamp: &Stamp<'_>, is_known: impl Fn(&str) -> bool) -> Option<Layer> {
    const SPELLING: &str = "2024-05-02T10:11:12.123000+00:00";
    if !stamp.is_iso() || stamp.spelling.len() != SPELLING.len() {
        return None;
    }
    let (stream, line) = stamp.rest.strip_prefix(' ')?.split_once(' ')?;
    let is_part = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'{' | b'=' | b'[');
    let is_stream = (1..=512).contains(&stream.len()) && stream.bytes().all(is_part);
    let is_path = stream.split('/').filter(|part| !part.is_empty()).count() > 2;
    if !is_stream || Level::parse(stream).is_some() || !(is_path || is_known(line)) {
        return None;
    }
    Some(Layer {
        time: stamp.time,
        unit: Some(stream.to_owned()),
        ..Layer::new(Carrier::Cloud, Inner::Part(stamp.end - line.len()..stamp.end))
    })
}

/// Google: `LogEntry` of the Cloud Logging API. A `jsonPayload` is the program's own object.
fn google(object: &Object<'_>, calendar: &Calendar) -> Option<Layer> {
    let text = object.value("textPayload").filter(|payload| payload.is_text());
    let payload = text.or_else(|| object.value("jsonPayload").filter(|value| value.is_object()))?;
    let labels = object.object("resource").and_then(|resource| resource.object("labels"));
    let label = |keys: &[&str]| labels.as_ref().and_then(|labels| labels.first_of(keys));
    let stamp = ["timestamp", "receiveTimestamp"].iter().find_map(|key| object.scalar(key));
    Some(Layer {
        time: stamp.and_then(|stamp| time::parse(&stamp, calendar)),
        level: object.scalar("severity").and_then(|severity| Level::parse(&severity)),
        unit: label(&["pod_name", "service_name", "instance_id"]),
        container: label(&["container_name"]),
        ..Layer::new(Carrier::Cloud, inner(payload)?)
    })
}

/// Amazon: `OutputLogEvent` and `FilteredLogEvent` of the CloudWatch Logs API.
fn amazon(object: &Object<'_>, calendar: &Calendar) -> Option<Layer> {
    let message = object.value("message").filter(|message| message.is_text())?;
    let stamp = object.value("timestamp").filter(|stamp| stamp.is_number())?;
    object.has_only(&EVENT).then_some(())?;
    Some(Layer {
        time: time::parse(stamp.raw(), calendar),
        unit: object.first_of(&["logStreamName", "logStream"]),
        ..Layer::new(Carrier::Cloud, inner(message)?)
    })
}

/// Amazon: a row that CloudWatch Logs Insights gives.
fn insights(object: &Object<'_>, calendar: &Calendar) -> Option<Layer> {
    let message = object.value("@message")?;
    Some(Layer {
        time: object.scalar("@timestamp").and_then(|stamp| time::parse(&stamp, calendar)),
        unit: object.first_of(&["@logStream"]),
        ..Layer::new(Carrier::Cloud, inner(message)?)
    })
}

/// Azure: the tables `ContainerLog` and `ContainerLogV2`.
fn azure(object: &Object<'_>, calendar: &Calendar) -> Option<Layer> {
    let line = object.value("LogEntry").or_else(|| object.value("LogMessage"))?;
    let stamp = object.scalar("TimeGenerated")?;
    Some(Layer {
        time: time::parse(&stamp, calendar),
        level: object.scalar("LogLevel").and_then(|level| Level::parse(&level)),
        unit: object.first_of(&["PodName", "Name", "ContainerGroup_s"]),
        container: object.first_of(&["ContainerName", "ContainerName_s"]),
        ..Layer::new(Carrier::Cloud, inner(line)?)
    })
}

/// The line in a string, or an object as it is written.
fn inner(value: Value<'_>) -> Option<Inner> {
    match value.text() {
        Some(text) => Some(line_of(text, value.inner())),
        None => value.is_object().then(|| value.inner()),
    }
}
