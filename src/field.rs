//! Names of fields: the canonical ones, which every format has in its own spelling, and all others.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A field of a record, by the name under which conditions and captures know it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// What was written, envelope off.
    Text,
    /// The message: `message`, `msg`.
    Message,
    /// The error: `error`, `err`.
    Error,
    /// The level: `level`, `lvl`, `severity`.
    Level,
    /// The time: `time`, `ts`, `@timestamp`, ….
    Time,
    /// The file, pod, container or unit that the record comes from.
    Source,
    /// The number of the record's first line in its source.
    Line,
    /// Any other field by its own name, nested ones with dots: `response-code`, `http.method`.
    Named(String),
}

impl Field {
    /// The field that a name means, in a log or in a rule. Canonical names go by any of their
    /// spellings; everything else keeps its own name.
    pub fn of(name: &str) -> Self {
        match name {
            "text" => Self::Text,
            "source" => Self::Source,
            "line" => Self::Line,
            _ => Self::in_log(name),
        }
    }

    /// The field that a key in a log means. Other than in a rule, `text`, `source` and `line` are
    /// ordinary names there.
    pub fn in_log(key: &str) -> Self {
        Self::canonical(key).unwrap_or_else(|| Self::Named(key.to_owned()))
    }

    /// The canonical field that a key in a log means; `None` for a field that goes by its own
    /// name.
    pub fn canonical(key: &str) -> Option<Self> {
        Some(match key {
            "message" | "msg" => Self::Message,
            "error" | "err" => Self::Error,
            "level" | "lvl" | "severity" => Self::Level,
            "time" | "ts" | "t" | "timestamp" | "@timestamp" | "eventTime" | "date" | "Time" => {
                Self::Time
            }
            _ => return None,
        })
    }

    /// The name as rules write it.
    pub fn name(&self) -> &str {
        match self {
            Self::Text => "text",
            Self::Message => "message",
            Self::Error => "error",
            Self::Level => "level",
            Self::Time => "time",
            Self::Source => "source",
            Self::Line => "line",
            Self::Named(name) => name,
        }
    }

    /// The name under which a kept field is a capture: `-` and `.` become `_`, so that a text can
    /// say `{{ upstream_cluster }}`.
    pub fn capture_name(&self) -> String {
        self.name().replace(['-', '.'], "_")
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a known field holds; decides what it may be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A length of time; a bare number counts milliseconds.
    Millis,
    /// `true` or `false`.
    Bool,
    /// A level.
    Level,
    /// A moment.
    Time,
}

/// A field that Pomerium's own records have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it says, without a full stop.
    pub purpose: &'static str,
}

const fn known(name: &'static str, kind: Kind, purpose: &'static str) -> Known {
    Known { name, kind, purpose }
}

/// The fields that Pomerium's own records have, with what they hold. Names that are not here are
/// allowed; a name one letter away from one of these is taken for a slip.
///
/// Sources: `pkg/logfields/access.go`, `authorize/log.go`, `internal/controlplane/grpc_accesslog.go`
/// of Pomerium, and the loggers that write the other programs' lines.
pub const KNOWN: &[Known] = &[
    known("allow", Kind::Bool, "whether the authorize service let the request through"),
    known("allow-why-false", Kind::Text, "why nothing allowed the request"),
    known("allow-why-true", Kind::Text, "which part of the policy allowed the request"),
    known("authority", Kind::Text, "the host that the client asked for"),
    known("caller", Kind::Text, "the place in Pomerium's source that wrote the line"),
    known(
        "check-request-id",
        Kind::Text,
        "the id of the call by which Envoy asked for the decision",
    ),
    known(
        "cluster-stat-name",
        Kind::Text,
        "the name of the upstream cluster in Envoy's statistics",
    ),
    known("component", Kind::Text, "the part of the program that wrote the line"),
    known("deny", Kind::Bool, "whether a policy denied the request"),
    known("deny-why-false", Kind::Text, "why nothing denied the request"),
    known("deny-why-true", Kind::Text, "which part of the policy denied the request"),
    known(
        "downstream-transport-failure-reason",
        Kind::Text,
        "why the TLS handshake with the client failed",
    ),
    known(
        "duration",
        Kind::Millis,
        "how long the request took; compared with a length such as `10s`",
    ),
    known("email", Kind::Text, "the address of the user"),
    known("error", Kind::Text, "the error, whatever the format calls it: `error`, `err`"),
    known("forwarded-for", Kind::Text, "the addresses that the request came through"),
    known("grpc.code", Kind::Text, "the status of a gRPC call"),
    known("grpc.error", Kind::Text, "the error of a gRPC call"),
    known("grpc.method", Kind::Text, "the method of a gRPC call"),
    known("grpc.service", Kind::Text, "the service of a gRPC call"),
    known("host", Kind::Text, "the host of the request"),
    known("http-code", Kind::Number, "the status of an error page that Pomerium answered with"),
    known("http-message", Kind::Text, "the message of an error page that Pomerium answered with"),
    known("http.method", Kind::Text, "the HTTP method of a call"),
    known("ingress", Kind::Text, "the Ingress that the controller worked on"),
    known("ip", Kind::Text, "the address of the client"),
    known("level", Kind::Level, "how grave the line is: `trace` to `fatal`, in all spellings"),
    known("line", Kind::Number, "the number of the record's first line in its log"),
    known("logger", Kind::Text, "the logger that wrote the line"),
    known("message", Kind::Text, "the message, whatever the format calls it: `message`, `msg`"),
    known("method", Kind::Text, "the HTTP method of the request"),
    known("name", Kind::Text, "the name of what the line is about"),
    known("path", Kind::Text, "the path of the request"),
    known("query", Kind::Text, "the query of the request"),
    known("reason", Kind::Text, "why something happened, such as the reason of a Kubernetes event"),
    known("referer", Kind::Text, "the page that the request came from"),
    known("request-id", Kind::Text, "the id of the request, the same in all lines about it"),
    known("response-code", Kind::Number, "the status that the client got"),
    known("response-code-details", Kind::Text, "why the client got that status, in Envoy's words"),
    known("response-flags", Kind::Text, "Envoy's short marks for what went wrong, such as `UF`"),
    known("server-name", Kind::Text, "the name of the Pomerium process"),
    known("service", Kind::Text, "the service that wrote the line, such as `envoy` or `authorize`"),
    known("session-id", Kind::Text, "the id of the session"),
    known("size", Kind::Number, "how many bytes were sent"),
    known("source", Kind::Text, "the file, pod, container or unit that the record comes from"),
    known("stacktrace", Kind::Text, "the calls that led to the error"),
    known("syncer-id", Kind::Text, "the id of what follows the databroker"),
    known("syncer-type", Kind::Text, "the type that is followed in the databroker"),
    known(
        "syncer_id",
        Kind::Text,
        "the id of what follows the databroker, as old releases write it",
    ),
    known(
        "syncer_type",
        Kind::Text,
        "the type that is followed in the databroker, as old releases write it",
    ),
    known("text", Kind::Text, "all that was written, envelopes off"),
    known("time", Kind::Time, "when it was written, compared as the text that the log has"),
    known(
        "tls-sni-hostname",
        Kind::Text,
        "the name that the client asked for in the TLS handshake",
    ),
    known("type", Kind::Text, "the type of what the line is about"),
    known("upstream-cluster", Kind::Text, "the route, by Envoy's name of its cluster"),
    known("user", Kind::Text, "the id of the user"),
    known("user-agent", Kind::Text, "the program that sent the request"),
];

/// What a field is known to hold; `None` for a name that Pomerium does not use.
pub fn kind(field: &Field) -> Option<Kind> {
    find(field.name()).map(|known| known.kind)
}

/// What is known of the field of a name; `None` for a name that Pomerium does not use.
pub fn find(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name == name)
}
