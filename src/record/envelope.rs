//! Envelopes: what carried a line, taken off layer by layer, and what that tells about the line.

mod ansi;
mod cloud;
mod collector;
mod compose;
mod cri;
pub(crate) mod csv;
mod docker;
mod elastic;
pub(crate) mod journald;
mod json;
mod kubectl;
mod layer;
mod loki;
mod peel;
pub(crate) mod screen;
mod stamp;
mod stern;
mod syslog;
#[cfg(test)]
mod tests;

use crate::value::{Level, Timestamp};
pub(crate) use peel::{Peeled, is_entry};
pub(crate) use stamp::behind_stamp;

/// Something that carries log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// Docker's json-file driver.
    Docker,
    /// The container runtime interface: `2024-05-02T10:11:12.1Z stderr F …`.
    Cri,
    /// `kubectl logs --prefix`: `[pod/name/container] …`.
    KubectlPrefix,
    /// `kubectl logs --timestamps`.
    KubectlTimestamps,
    /// stern or kail.
    Stern,
    /// `docker compose logs`.
    Compose,
    /// Syslog, RFC 3164 or 5424.
    Syslog,
    /// journalctl in any of its outputs.
    Journald,
    /// Loki: logcli, Grafana's download, the API.
    Loki,
    /// A collector's JSON: fluent-bit, vector, filebeat; the document of a hit of Elasticsearch.
    Collector,
    /// A cloud's log service: GCP, CloudWatch, Azure.
    Cloud,
    /// What a screen or a chat put around the line: a prompt, a quote mark, a line number, colours.
    Screen,
}

impl Carrier {
    /// The name that answers use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::Cri => "cri",
            Self::KubectlPrefix => "kubectl-prefix",
            Self::KubectlTimestamps => "kubectl-timestamps",
            Self::Stern => "stern",
            Self::Compose => "compose",
            Self::Syslog => "syslog",
            Self::Journald => "journald",
            Self::Loki => "loki",
            Self::Collector => "collector",
            Self::Cloud => "cloud",
            Self::Screen => "screen",
        }
    }
}

/// What carried a record, outermost first, and what that tells about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The carriers, outermost first.
    pub carriers: Vec<Carrier>,
    /// The pod, service or unit that the envelope names: `pomerium-proxy-5d7`.
    pub unit: Option<String>,
    /// The container, if the envelope names it apart from the pod.
    pub container: Option<String>,
    /// The time of the innermost envelope that has one.
    pub time: Option<Timestamp>,
    /// The level that the innermost envelope with one gives.
    pub level: Option<Level>,
}

impl Envelope {
    /// Where the record comes from, as the envelope names it: `pod/container`, or the unit alone.
    pub fn origin(&self) -> Option<String> {
        match (&self.unit, &self.container) {
            (Some(unit), Some(container)) => Some(format!("{unit}/{container}")),
            (Some(one), None) | (None, Some(one)) => Some(one.clone()),
            (None, None) => None,
        }
    }

    /// Adds a carrier inside of all others. A screen around a screen is one.
    fn push(&mut self, carrier: Carrier) {
        if carrier != Carrier::Screen || self.carriers.last() != Some(&carrier) {
            self.carriers.push(carrier);
        }
    }
}
