//! Lines of Envoy's default access log, and of Istio's longer one, to slots.

use std::ops::Range;

use crate::record::cursor::Cursor;
use crate::record::decode::Writing;
use crate::record::format::plain::ANY;
use crate::record::format::{Slot, Slots};
use crate::record::time;

/// The fields before the quoted ones, in order. The last is `x-envoy-upstream-service-time`.
const COUNTS: [&str; 4] = ["bytes-received", "bytes-sent", "duration", "upstream-service-time"];
const QUOTED: [&str; 5] =
    ["forwarded-for", "user-agent", "request-id", "authority", "upstream-host"];
/// What Istio adds between the flags and the counts.
const DETAILS: [&str; 2] = ["response-code-details", "connection-termination-details"];
/// What Istio adds at the end.
const ISTIO: [&str; 6] = [
    "upstream-cluster",
    "upstream-local-address",
    "downstream-local-address",
    "downstream-remote-address",
    "requested-server-name",
    "route-name",
];

/// Whether a text begins with a time in brackets and a request in quotes.
pub(super) fn fits(text: &str) -> bool {
    head(text).is_some()
}

/// All fields; one that was not known (`-`) is left out.
pub(super) fn slots(text: &str) -> Slots {
    let Some((time, cursor)) = head(text) else { return Slots::default() };
    let mut all = Vec::with_capacity(24);
    all.push(Slot::fixed("time", time));
    let mut reader = Reader { text, cursor, all };
    let is_whole = reader.fields().is_some();
    let complete = is_whole && reader.cursor.rest().trim().is_empty();
    Slots { all: reader.all, complete }
}

/// The time, and the place of the request's opening quote.
fn head(text: &str) -> Option<(Range<usize>, Cursor<'_>)> {
    let mut cursor = Cursor::at_head(text);
    let time = cursor.eat("[").then(|| cursor.until(b']'))??;
    let (_, length) = time::parse_prefix(text.get(time.clone())?, &ANY)?;
    // `[02/May/2024 10:11:12] "GET …` is by a server of Python, whose fields are others.
    let is_iso = text.as_bytes().get(time.start + 10) == Some(&b'T');
    let is_request = cursor.blanks() > 0 && cursor.peek() == Some(b'"');
    (is_iso && length == time.len() && is_request).then_some((time, cursor))
}

struct Reader<'t> {
    text: &'t str,
    cursor: Cursor<'t>,
    all: Vec<Slot>,
}

impl Reader<'_> {
    /// Reads all fields behind the time; `None` if the line ends too early.
    fn fields(&mut self) -> Option<()> {
        let request = self.cursor.quoted()?;
        for (name, part) in request_parts(self.text, request) {
            self.push(name, part, Writing::Plain);
        }
        self.bare("response-code")?;
        self.bare("response-flags")?;
        if !self.is_count() {
            for name in DETAILS {
                self.bare(name)?;
            }
            self.quoted("upstream-transport-failure-reason")?;
        }
        for name in COUNTS {
            self.bare(name)?;
        }
        for name in QUOTED {
            self.quoted(name)?;
        }
        if !self.cursor.is_at_end_of_line() {
            for name in ISTIO {
                self.bare(name)?;
            }
        }
        Some(())
    }

    fn bare(&mut self, name: &'static str) -> Option<()> {
        self.cursor.blanks();
        let word = self.cursor.word()?;
        self.push(name, word, Writing::Plain);
        Some(())
    }

    fn quoted(&mut self, name: &'static str) -> Option<()> {
        self.cursor.blanks();
        let inside = self.cursor.quoted()?;
        self.push(name, inside, Writing::Plain);
        Some(())
    }

    /// Whether a number comes next, as the bytes received are.
    fn is_count(&self) -> bool {
        let mut ahead = self.cursor;
        ahead.blanks();
        ahead.number(19).is_some() && ahead.blanks() > 0
    }

    fn push(&mut self, name: &'static str, range: Range<usize>, writing: Writing) {
        if self.text.get(range.clone()) != Some("-") {
            self.all.push(Slot { writing, ..Slot::fixed(name, range) });
        }
    }
}

/// Method, path and protocol of a request line; nothing if it is no such line.
pub(super) fn request_parts(
    text: &str,
    request: Range<usize>,
) -> impl Iterator<Item = (&'static str, Range<usize>)> {
    let line = text.get(request.clone()).unwrap_or_default();
    let parts = line.find(' ').zip(line.rfind(' ')).filter(|(first, last)| first < last);
    parts.into_iter().flat_map(move |(first, last)| {
        let Range { start, end } = request;
        [
            ("method", start..start + first),
            ("path", start + first + 1..start + last),
            ("protocol", start + last + 1..end),
        ]
    })
}

#[cfg(test)]
mod tests {
    use crate::record::format::Format::EnvoyAccess;
    use crate::record::format::check;

    #[test]
    fn fields_stand_at_fixed_places() {
        check::row(
            "[2024-05-02T10:11:12.345Z] \"GET /a b HTTP/1.1\" 503 UF 0 91 10 - \"-\" \"curl/8\" \
             \"id\" \"host\" \"10.0.0.1:80\"",
            EnvoyAccess,
            true,
            &[
                ("time", "2024-05-02T10:11:12.345Z"),
                ("method", "GET"),
                ("path", "/a b"),
                ("protocol", "HTTP/1.1"),
                ("response-code", "503"),
                ("response-flags", "UF"),
                ("bytes-received", "0"),
                ("bytes-sent", "91"),
                ("duration", "10"),
                ("user-agent", "curl/8"),
                ("request-id", "id"),
                ("authority", "host"),
                ("upstream-host", "10.0.0.1:80"),
            ],
        );
        check::row(
            "[2024-05-02T10:11:12.345Z] \"GET /a HTTP/2\" 503 UF,URX \
             upstream_reset_before_response_started{connection_failure} - \"TLS error: a b\" 0 91 \
             10 5 \"192.0.2.1\" \"curl/8\" \"id\" \"host\" \"10.0.0.1:80\" \
             outbound|80||a.b.svc.cluster.local 10.0.0.2:1 10.0.0.3:2 10.0.0.4:3 - default",
            EnvoyAccess,
            true,
            &[
                ("time", "2024-05-02T10:11:12.345Z"),
                ("method", "GET"),
                ("path", "/a"),
                ("protocol", "HTTP/2"),
                ("response-code", "503"),
                ("response-flags", "UF,URX"),
                (
                    "response-code-details",
                    "upstream_reset_before_response_started{connection_failure}",
                ),
                ("upstream-transport-failure-reason", "TLS error: a b"),
                ("bytes-received", "0"),
                ("bytes-sent", "91"),
                ("duration", "10"),
                ("upstream-service-time", "5"),
                ("forwarded-for", "192.0.2.1"),
                ("user-agent", "curl/8"),
                ("request-id", "id"),
                ("authority", "host"),
                ("upstream-host", "10.0.0.1:80"),
                ("upstream-cluster", "outbound|80||a.b.svc.cluster.local"),
                ("upstream-local-address", "10.0.0.2:1"),
                ("downstream-local-address", "10.0.0.3:2"),
                ("downstream-remote-address", "10.0.0.4:3"),
                ("route-name", "default"),
            ],
        );
        check::row(
            "[2024-05-02T10:11:12.345Z] \"- - -\" 0 NR 0 0",
            EnvoyAccess,
            false,
            &[
                ("time", "2024-05-02T10:11:12.345Z"),
                ("response-code", "0"),
                ("response-flags", "NR"),
                ("bytes-received", "0"),
                ("bytes-sent", "0"),
            ],
        );
    }
}
