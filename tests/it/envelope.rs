//! Writes lines as the carriers of logs do, for the table of problem × envelope.

use serde_json::{Value, json};

/// A way to carry lines: its name, and how it writes a whole log.
pub(crate) struct Envelope {
    pub(crate) name: &'static str,
    pub(crate) wrap: fn(&[&str]) -> String,
}

const TIME: &str = "2024-05-02T10:11:12.123456789Z";

fn each(lines: &[&str], wrap: impl Fn(&str) -> String) -> String {
    lines.iter().map(|line| wrap(line) + "\n").collect()
}

fn object(lines: &[&str], wrap: impl Fn(&str) -> Value) -> String {
    each(lines, |line| wrap(line).to_string())
}

/// All envelopes, and some in one another.
pub(crate) const ENVELOPES: &[Envelope] = &[
    Envelope { name: "none", wrap: |lines| each(lines, str::to_owned) },
    Envelope {
        name: "none, CR LF",
        wrap: |lines| lines.iter().map(|line| format!("{line}\r\n")).collect(),
    },
    Envelope {
        name: "docker",
        wrap: |lines| {
            object(
                lines,
                |line| json!({"log": format!("{line}\n"), "stream": "stderr", "time": TIME}),
            )
        },
    },
    Envelope { name: "cri", wrap: |lines| each(lines, |line| format!("{TIME} stderr F {line}")) },
    Envelope {
        name: "cri, in parts",
        wrap: |lines| {
            each(lines, |line| {
                let half = line.floor_char_boundary(line.len() / 2);
                format!("{TIME} stderr P {}\n{TIME} stderr F {}", &line[..half], &line[half..])
            })
        },
    },
    Envelope {
        name: "kubectl logs --prefix",
        wrap: |lines| each(lines, |line| format!("[pod/pomerium-proxy-5d7/pomerium] {line}")),
    },
    Envelope {
        name: "kubectl logs --timestamps",
        wrap: |lines| each(lines, |line| format!("{TIME} {line}")),
    },
    Envelope {
        name: "stern",
        wrap: |lines| each(lines, |line| format!("pomerium-proxy-5d7f9c8b6-x2x4z pomerium {line}")),
    },
    Envelope {
        name: "kail",
        wrap: |lines| each(lines, |line| format!("default/pomerium-proxy-5d7[pomerium]: {line}")),
    },
    Envelope {
        name: "docker compose",
        wrap: |lines| each(lines, |line| format!("pomerium-1  | {line}")),
    },
    Envelope {
        name: "docker compose, in colour",
        wrap: |lines| each(lines, |line| format!("\u{1b}[36mpomerium-1  | \u{1b}[0m{line}")),
    },
    Envelope {
        name: "docker compose logs -t",
        wrap: |lines| each(lines, |line| format!("pomerium-1  | {TIME} {line}")),
    },
    Envelope {
        name: "syslog, RFC 3164",
        wrap: |lines| {
            each(lines, |line| format!("<27>May  2 10:11:12 host1 pomerium[123]: {line}"))
        },
    },
    Envelope {
        name: "syslog, RFC 5424",
        wrap: |lines| {
            each(lines, |line| {
                format!(
                    "<27>1 2024-05-02T10:11:12.003Z host1 pomerium 123 ID47 [sd@1 a=\"b\"] {line}"
                )
            })
        },
    },
    Envelope {
        name: "journalctl",
        wrap: |lines| each(lines, |line| format!("May 02 10:11:12 host1 pomerium[123]: {line}")),
    },
    Envelope {
        name: "journalctl -o short-iso",
        wrap: |lines| {
            each(lines, |line| format!("2024-05-02T10:11:12+0000 host1 pomerium[123]: {line}"))
        },
    },
    Envelope {
        name: "journalctl -o json",
        wrap: |lines| {
            object(lines, |line| {
                json!({
                    "__REALTIME_TIMESTAMP": "1714644672123456", "MESSAGE": line, "PRIORITY": "6",
                    "_SYSTEMD_UNIT": "pomerium.service", "_PID": "123", "_HOSTNAME": "host1",
                })
            })
        },
    },
    Envelope {
        name: "logcli",
        wrap: |lines| {
            each(lines, |line| format!("2024-05-02T10:11:12Z {{app=\"pomerium\"}} {line}"))
        },
    },
    Envelope {
        name: "Grafana's download",
        wrap: |lines| {
            object(
                lines,
                |line| json!({"line": line, "timestamp": "1714644672123456789", "fields": {"app": "pomerium"}}),
            )
        },
    },
    Envelope {
        name: "fluent-bit",
        wrap: |lines| {
            object(lines, |line| {
                json!({
                    "log": line, "@timestamp": TIME,
                    "kubernetes": {"pod_name": "pomerium-5d7", "container_name": "pomerium"},
                })
            })
        },
    },
    Envelope {
        name: "filebeat",
        wrap: |lines| {
            object(lines, |line| {
                json!({
                    "@timestamp": TIME, "message": line, "input": {"type": "container"},
                    "agent": {"type": "filebeat"}, "host": {"name": "host1"},
                })
            })
        },
    },
    Envelope {
        name: "Elasticsearch",
        wrap: |lines| {
            object(lines, |line| {
                json!({
                    "_index": "pomerium-2024.05.02", "_id": "x", "_score": 1.0, "_source": {
                        "@timestamp": TIME, "message": line, "input": {"type": "container"},
                        "agent": {"type": "filebeat"},
                    },
                })
            })
        },
    },
    Envelope {
        name: "GCP",
        wrap: |lines| {
            object(lines, |line| {
                json!({
                    "textPayload": line, "severity": "ERROR", "timestamp": TIME, "insertId": "x",
                    "resource": {"type": "k8s_container", "labels": {"pod_name": "pomerium-5d7"}},
                })
            })
        },
    },
    Envelope {
        name: "CloudWatch",
        wrap: |lines| {
            object(lines, |line| json!({"timestamp": 1_714_644_672_123_u64, "message": line}))
        },
    },
    Envelope {
        name: "aws logs tail",
        wrap: |lines| {
            each(lines, |line| format!("2024-05-02T10:11:12.123000+00:00 ecs/pomerium/3f2a {line}"))
        },
    },
    Envelope {
        name: "Azure",
        wrap: |lines| {
            object(lines, |line| json!({"TimeGenerated": TIME, "LogEntry": line, "PodName": "p"}))
        },
    },
    Envelope { name: "grep -n", wrap: |lines| each(lines, |line| format!("12:{line}")) },
    Envelope { name: "a quotation", wrap: |lines| each(lines, |line| format!("> {line}")) },
    Envelope {
        name: "kubectl logs --prefix > cri",
        wrap: |lines| each(lines, |line| format!("[pod/p-5d7/pomerium] {TIME} stderr F {line}")),
    },
    Envelope {
        name: "journalctl > docker",
        wrap: |lines| {
            each(lines, |line| {
                let inner = json!({"log": format!("{line}\n"), "stream": "stderr", "time": TIME});
                format!("May 02 10:11:12 host1 dockerd[9]: {inner}")
            })
        },
    },
    Envelope {
        name: "fluent-bit > cri",
        wrap: |lines| {
            object(lines, |line| {
                json!({
                    "log": format!("{TIME} stderr F {line}"), "@timestamp": TIME,
                    "kubernetes": {"pod_name": "pomerium-5d7", "container_name": "pomerium"},
                })
            })
        },
    },
];
