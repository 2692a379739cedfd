//! The formats of log cores: which one a text is in, and which fields it has.

mod access;
#[cfg(test)]
mod check;
mod clf;
mod console;
mod envoy;
mod event;
mod go_log;
mod json;
mod klog;
mod logfmt;
mod nginx;
mod pairs;
mod plain;

use std::ops::Range;

pub(crate) use plain::ANY;

use crate::field::Field;
use crate::record::decode::Writing;

/// What a program writes, before anything carried it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// zerolog's JSON: Pomerium Core, pomerium-cli.
    ZerologJson,
    /// zap's JSON: Enterprise Console, ingress controller.
    ZapJson,
    /// Any other JSON object.
    Json,
    /// zerolog's console writer: `9:58PM ERR message key=value`.
    ZerologConsole,
    /// Envoy's own log: `[2024-05-02 10:11:12.345][17][warning][config] …`.
    Envoy,
    /// Envoy's default access log.
    EnvoyAccess,
    /// `key=value` pairs.
    Logfmt,
    /// Kubernetes' libraries: `E0502 10:11:12.345678 1 reflector.go:138] …`.
    Klog,
    /// Go's standard logger: `2024/05/02 10:11:12 …`.
    GoLog,
    /// Common and combined log format of web servers.
    Clf,
    /// nginx' error log.
    NginxError,
    /// An event as `kubectl describe` or `kubectl get events` prints it.
    K8sEvent,
    /// Anything else.
    Plain,
}

impl Format {
    /// All formats, in the order in which a summary names them.
    pub const ALL: [Self; 13] = [
        Self::ZerologJson,
        Self::ZapJson,
        Self::Json,
        Self::ZerologConsole,
        Self::Envoy,
        Self::EnvoyAccess,
        Self::Logfmt,
        Self::Klog,
        Self::GoLog,
        Self::Clf,
        Self::NginxError,
        Self::K8sEvent,
        Self::Plain,
    ];

    /// The name that answers use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ZerologJson => "zerolog-json",
            Self::ZapJson => "zap-json",
            Self::Json => "json",
            Self::ZerologConsole => "zerolog-console",
            Self::Envoy => "envoy",
            Self::EnvoyAccess => "envoy-access",
            Self::Logfmt => "logfmt",
            Self::Klog => "klog",
            Self::GoLog => "go-log",
            Self::Clf => "clf",
            Self::NginxError => "nginx-error",
            Self::K8sEvent => "k8s-event",
            Self::Plain => "plain-text",
        }
    }
}

/// The fields of a record, as places in its text, in the order of the text.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    pub(crate) all: Vec<Slot>,
    /// Whether the whole text was split into fields, so that a field that is not here is really
    /// absent. False for fragments and for formats that are mostly a sentence.
    pub(crate) complete: bool,
}

/// One field: its name and where its value stands.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) name: Name,
    /// The value in the record's text, quotes excluded.
    pub(crate) range: Range<usize>,
    pub(crate) writing: Writing,
    /// An element of the array that is the slot before the first element.
    pub(crate) is_element: bool,
}

impl Slot {
    /// A field that the format has at a fixed place, written as it is.
    pub(crate) const fn fixed(name: &'static str, range: Range<usize>) -> Self {
        let name = Name::Fixed(name);
        Self { name, range, writing: Writing::Plain, is_element: false }
    }

    pub(crate) fn is_escaped(&self, text: &str) -> bool {
        self.writing.is_escaped(&text[self.range.clone()])
    }
}

/// A field's name, copied only where it does not stand in the text.
#[derive(Debug, Clone)]
pub(crate) enum Name {
    /// It is written at this place.
    Written(Range<usize>),
    /// It is put together from the names of nested objects, or was escaped.
    Built(Box<str>),
    /// The format has this field at a fixed place, without a name.
    Fixed(&'static str),
}

impl Name {
    /// The name as the log spells it.
    pub(crate) fn key<'t>(&'t self, text: &'t str) -> &'t str {
        match self {
            Self::Written(range) => text.get(range.clone()).unwrap_or_default(),
            Self::Built(name) => name,
            Self::Fixed(name) => name,
        }
    }

    /// Whether this is the name of `field` in a log.
    pub(crate) fn names(&self, field: &Field, text: &str) -> bool {
        let key = self.key(text);
        match field {
            Field::Named(name) => name == key,
            _ => Field::canonical(key).as_ref() == Some(field),
        }
    }
}

/// Which format a record's text (envelopes off, lines joined) is in. In doubt it is plain text.
pub(crate) fn recognise(text: &str) -> Format {
    json::recognise(text)
        .or_else(|| envoy::fits(text).then_some(Format::Envoy))
        .or_else(|| access::fits(text).then_some(Format::EnvoyAccess))
        .or_else(|| console::fits(text).then_some(Format::ZerologConsole))
        .or_else(|| klog::fits(text).then_some(Format::Klog))
        .or_else(|| nginx::fits(text).then_some(Format::NginxError))
        .or_else(|| go_log::fits(text).then_some(Format::GoLog))
        .or_else(|| event::fits(text).then_some(Format::K8sEvent))
        .or_else(|| logfmt::fits(text).then_some(Format::Logfmt))
        .or_else(|| clf::fits(text).then_some(Format::Clf))
        .or_else(|| json::recognise_rest(text))
        .unwrap_or(Format::Plain)
}

/// The fields of a text in a format. Every range lies inside the text, between characters.
pub(crate) fn slots(format: Format, text: &str) -> Slots {
    let mut slots = match format {
        Format::ZerologJson | Format::ZapJson | Format::Json => json::slots(text),
        Format::ZerologConsole => console::slots(text),
        Format::Envoy => envoy::slots(text),
        Format::EnvoyAccess => access::slots(text),
        Format::Logfmt => logfmt::slots(text),
        Format::Klog => klog::slots(text),
        Format::GoLog => go_log::slots(text),
        Format::Clf => clf::slots(text),
        Format::NginxError => nginx::slots(text),
        Format::K8sEvent => event::slots(text),
        Format::Plain => plain::slots(text),
    };
    undo_envoy(&mut slots.all, text);
    slots
}

/// Pomerium starts Envoy with `--log-format-escaped`, so that the texts of records that it passes
/// on for Envoy are escaped once more.
fn undo_envoy(all: &mut [Slot], text: &str) {
    let value = |slot: &Slot| text.get(slot.range.clone());
    if !all.iter().any(|slot| slot.name.key(text) == "service" && value(slot) == Some("envoy")) {
        return;
    }
    for slot in all {
        let field = Field::canonical(slot.name.key(text));
        if matches!(field, Some(Field::Message | Field::Error)) {
            slot.writing = match slot.writing {
                Writing::Json => Writing::JsonOfC,
                Writing::Go => Writing::GoOfC,
                // C's escapes are among Go's.
                Writing::Plain => Writing::Go,
                done @ (Writing::JsonOfC | Writing::GoOfC | Writing::Csv) => done,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_a_log() {
        let text = "msg response-code";
        let rows = [
            (Name::Written(0..3), Field::Message, true),
            (Name::Written(4..17), Field::Named("response-code".into()), true),
            (Name::Written(4..17), Field::Message, false),
            (Name::Built("error.message".into()), Field::Message, false),
            (Name::Fixed("level"), Field::Level, true),
            (Name::Fixed("text"), Field::Text, false),
        ];
        for (name, field, expected) in rows {
            assert_eq!(name.names(&field, text), expected, "{name:?} {field}");
        }
    }

    #[test]
    fn sentences_are_plain_text() {
        let rows = [
            "",
            " ",
            "{",
            "[",
            "\"",
            "panic: runtime error: invalid memory address or nil pointer dereference",
            "goroutine 1 [running]:",
            "Type Reason Age From Message",
            "  ----     ------       ----                  ----              -------",
            "LAST SEEN   TYPE      REASON        OBJECT               MESSAGE",
            "Events:",
            "cannot bind '/tmp/pomerium-envoy-admin.sock': Address already in use",
            "enabled = true",
            "jwk_set_file = /etc/grafana/jwks.json",
            "set a=b and see what happens",
            "authenticate_service_url: https://authenticate.example.com",
            r#"Error: check existing secret: secrets "bootstrap" is forbidden: User "x" cannot"#,
            "E1 is a street, W2 another",
            "Warning: this is no event",
            "Normal people do not read logs",
            "5 apples",
            "[1, 2, 3]",
            r#"["a", "b"]"#,
            "[symbolize_elf.inc : 379] RAW: Unable to get high fd: rc=0, limit=64",
            r#"{app="pomerium"} x"#,
            r#""Failed" err="x""#,
            r#"could not parse {"level":"error","x":"y"}: no"#,
            r#"got "a", "b": c"#,
            "* Connection #0 to host 2001:db8::6 left intact",
            "< HTTP/1.1 503 Service Unavailable",
            "$ sudo rm /dev/shm/envoy_shared_memory_*",
            r#"--database-urlThe database (default "postgresql://a?sslmode=disable")."#,
            "NAME             TYPE           CLUSTER-IP     EXTERNAL-IP   PORT(S)",
            "TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/journalctl -u pomerium",
        ];
        for text in rows {
            check::row(text, Format::Plain, false, &[]);
        }
    }
}
