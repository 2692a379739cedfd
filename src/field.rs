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

/// The fields that Pomerium's own records have, with what they hold. Names that are not here are
/// allowed; a name one letter away from one of these is taken for a slip.
///
/// Sources: `pkg/logfields/access.go`, `authorize/log.go`, `internal/controlplane/grpc_accesslog.go`
/// of Pomerium, and the loggers that write the other programs' lines.
pub const KNOWN: &[(&str, Kind)] = &[
    ("allow", Kind::Bool),
    ("allow-why-false", Kind::Text),
    ("allow-why-true", Kind::Text),
    ("authority", Kind::Text),
    ("caller", Kind::Text),
    ("check-request-id", Kind::Text),
    ("cluster-stat-name", Kind::Text),
    ("component", Kind::Text),
    ("deny", Kind::Bool),
    ("deny-why-false", Kind::Text),
    ("deny-why-true", Kind::Text),
    ("downstream-transport-failure-reason", Kind::Text),
    ("duration", Kind::Millis),
    ("email", Kind::Text),
    ("error", Kind::Text),
    ("forwarded-for", Kind::Text),
    ("grpc.code", Kind::Text),
    ("grpc.error", Kind::Text),
    ("grpc.method", Kind::Text),
    ("grpc.service", Kind::Text),
    ("host", Kind::Text),
    ("http-code", Kind::Number),
    ("http-message", Kind::Text),
    ("http.method", Kind::Text),
    ("ingress", Kind::Text),
    ("ip", Kind::Text),
    ("level", Kind::Level),
    ("line", Kind::Number),
    ("logger", Kind::Text),
    ("message", Kind::Text),
    ("method", Kind::Text),
    ("name", Kind::Text),
    ("path", Kind::Text),
    ("query", Kind::Text),
    ("reason", Kind::Text),
    ("referer", Kind::Text),
    ("request-id", Kind::Text),
    ("response-code", Kind::Number),
    ("response-code-details", Kind::Text),
    ("response-flags", Kind::Text),
    ("server-name", Kind::Text),
    ("service", Kind::Text),
    ("session-id", Kind::Text),
    ("size", Kind::Number),
    ("source", Kind::Text),
    ("stacktrace", Kind::Text),
    ("syncer-id", Kind::Text),
    ("syncer-type", Kind::Text),
    ("syncer_id", Kind::Text),
    ("syncer_type", Kind::Text),
    ("text", Kind::Text),
    ("time", Kind::Time),
    ("tls-sni-hostname", Kind::Text),
    ("type", Kind::Text),
    ("upstream-cluster", Kind::Text),
    ("user", Kind::Text),
    ("user-agent", Kind::Text),
];

/// What a field is known to hold; `None` for a name that Pomerium does not use.
pub fn kind(field: &Field) -> Option<Kind> {
    let name = field.name();
    KNOWN.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}
