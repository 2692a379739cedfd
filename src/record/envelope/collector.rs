//! Collectors' objects (fluent-bit, fluentd, vector, filebeat) to the line inside.

use crate::record::envelope::Carrier;
use crate::record::envelope::docker::line_of;
use crate::record::envelope::json::{Object, Value};
use crate::record::envelope::layer::{Layer, Stream};
use crate::record::time::{self, Calendar};

/// Keys of which a collector writes one and a program none.
const TELLING: [&str; 10] = [
    "agent",
    "container",
    "container_id",
    "container_name",
    "docker",
    "fluentd_tag",
    "host",
    "input",
    "kubernetes",
    "source_type",
];

/// What fluent-bit's parsers call the tag with which the container runtime marks a piece of a line.
const TAGS: [&str; 2] = ["_p", "logtag"];

/// The line in a collector's object.
pub(super) fn peel(
    object: &Object<'_>,
    calendar: &Calendar,
    is_known: impl Fn(&str) -> bool,
) -> Option<Layer> {
    let line = object.value("log").filter(|line| line.is_text() && is_collected(object));
    let line = match line {
        Some(line) => line,
        None => message(object, is_known)?,
    };
    let text = line.text()?;
    let pods = object.object("kubernetes");
    let pod = |key: &str| pods.as_ref().and_then(|pods| pods.first_of(&[key]));
    let nested = |outer: &str, key: &str| pods.as_ref()?.object(outer)?.first_of(&[key]);
    let stamp = ["@timestamp", "timestamp", "time"].iter().find_map(|key| object.scalar(key));
    Some(Layer {
        time: stamp.and_then(|stamp| time::parse(&stamp, calendar)),
        unit: pod("pod_name").or_else(|| nested("pod", "name")),
        container: pod("container_name")
            .or_else(|| nested("container", "name"))
            .or_else(|| object.first_of(&["container_name"])),
        stream: object.scalar("stream").as_deref().and_then(Stream::parse),
        is_partial: TAGS.iter().any(|tag| object.scalar(tag).as_deref() == Some("P")),
        ..Layer::new(Carrier::Collector, line_of(text, line.inner()))
    })
}

/// Whether an object with a `log` comes from a collector, not from Docker itself.
pub(super) fn is_collected(object: &Object<'_>) -> bool {
    const KEYS: [&str; 5] =
        ["kubernetes", "@timestamp", "container_name", "container_id", "docker"];
    object.has_any(&KEYS) || object.has_any(&TAGS)
}

/// The `message` of an object with a collector's time, if the object is no program's own record:
/// those name a level, and then the message must be a record by itself.
fn message<'t>(object: &Object<'t>, is_known: impl Fn(&str) -> bool) -> Option<Value<'t>> {
    let message = object.value("message").filter(|message| message.is_text())?;
    let has_stamp = object.has("@timestamp")
        || (object.has("timestamp") && object.has_any(&["source_type", "kubernetes"]));
    if !has_stamp {
        return None;
    }
    let is_record = || message.text().is_some_and(|text| Object::parse(&text).is_some());
    let is_line = || message.text().is_some_and(|text| is_known(&text));
    let is_carrier = if object.has_any(&["level", "lvl", "severity", "error", "err"]) {
        is_record() || (object.has_any(&TELLING) && is_line())
    } else {
        object.has_any(&TELLING) || is_record()
    };
    is_carrier.then_some(message)
}
