//! Docker's json-file driver: `{"log":"<line>\n","stream":"stderr","time":"…"}` to the line.

use std::borrow::Cow;

use crate::record::envelope::json::Object;
use crate::record::envelope::layer::{Inner, Layer, Stream};
use crate::record::envelope::{Carrier, collector};
use crate::record::time::{self, Calendar};

/// The line in Docker's object. Docker ends each line with `\n` inside the string; what has none
/// goes on in the next object.
pub(super) fn peel(object: &Object<'_>, calendar: &Calendar) -> Option<Layer> {
    let log = object.value("log").filter(|log| log.is_text())?;
    let is_record = object.has_any(&["level", "message", "msg"]);
    if is_record || collector::is_collected(object) || !object.has_any(&["stream", "time"]) {
        return None;
    }
    let (inner, is_partial) = match log.inner() {
        Inner::Made(mut made) => {
            let is_partial = !made.ends_with('\n');
            made.truncate(without_newline(&made).len());
            (Inner::Made(made), is_partial)
        }
        part @ Inner::Part(_) => (part, true),
    };
    Some(Layer {
        time: object.scalar("time").and_then(|text| time::parse(&text, calendar)),
        stream: object.scalar("stream").as_deref().and_then(Stream::parse),
        is_partial,
        ..Layer::new(Carrier::Docker, inner)
    })
}

/// A line without the newline that a carrier kept at its end.
pub(super) fn without_newline(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

/// The line in a string that may end with a newline.
pub(super) fn line_of(text: Cow<'_, str>, unescaped: Inner) -> Inner {
    match text {
        Cow::Owned(mut made) => {
            made.truncate(without_newline(&made).len());
            Inner::Made(made)
        }
        Cow::Borrowed(_) => unescaped,
    }
}
