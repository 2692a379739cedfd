//! Tables for envelopes: cores in carriers, in one and in another, to the core again.

use crate::record::envelope::Carrier::{
    self, Cloud, Collector, Compose, Cri, Docker, Journald, KubectlPrefix, KubectlTimestamps, Loki,
    Screen, Stern, Syslog,
};
use crate::record::{Calendar, Record, split};
use crate::value::Level;

const CALENDAR: Calendar = Calendar::of_year(2024);

/// One line of each kind of core, the awkward ones among them.
const CORES: [&str; 11] = [
    r#"{"level":"error","service":"authorize","error":"a \"b\" \\n <é> 😀","time":"2022-03-22T07:26:14-04:00","message":"sync"}"#,
    r#"{"level":"info","message":"authorize check","time":"2022-03-22T07:26:14Z","host":"a.example","allow":false,"allow-why-false":["x","y"]}"#,
    r#"{"level":"error","ts":"2022-03-22T07:21:02-04:00","caller":"a.go:1","msg":"syncer","stacktrace":"a.b\n\t/x.go:1"}"#,
    r#"9:58PM FTL cmd/pomerium error="could not \"connect\": x" service=all"#,
    "2023-04-11T10:00:00Z ERR http-error error=x",
    "[2024-05-02 10:11:12.345][17][warning][config] [source/a.cc:113] gRPC config rejected: x",
    r#"[2024-05-02T10:11:12.345Z] "GET /a HTTP/1.1" 503 UF 0 91 10 - "-" "curl/8" "id" "host" "10.0.0.1:80""#,
    r#"logger=context t=2024-05-02T10:11:12.12Z level=error msg="a b" error="c""#,
    "E0502 10:11:12.345678   12345 reflector.go:138] pkg/x: Failed to watch *v1.Secret: x",
    "2024/05/02 10:11:12 http: TLS handshake error from 10.0.0.1:5000: EOF",
    r#"192.0.2.1 - alice [02/May/2024:10:11:12 +0000] "GET / HTTP/1.1" 502 0 "-" "curl/8""#,
];

/// How an envelope writes the line that it carries.
#[derive(Clone, Copy, PartialEq)]
enum Writing {
    /// As it is.
    Text,
    /// In a string of JSON.
    Json,
    /// As the values of its bytes.
    Bytes,
    /// In a quoted cell.
    Csv,
}

use Writing::{Bytes, Csv, Json, Text};

/// How it writes a line, the envelope with `§` in the line's place, its carrier, the origin that
/// it names, and whether it says a date.
type Row = (Writing, &'static str, Carrier, &'static str, bool);

#[rustfmt::skip]
const ENVELOPES: [Row; 56] = [
    (Json, r#"{"log":"§\n","stream":"stderr","time":"2024-05-02T10:11:12.123456789Z"}"#, Docker, "", true),
    (Text, "2024-05-02T10:11:12.123456789Z stderr F §", Cri, "", true),
    (Text, "[pod/pomerium-proxy-5d7/pomerium] §", KubectlPrefix, "pomerium-proxy-5d7/pomerium", false),
    (Text, "2024-05-02T10:11:12.123456789Z §", KubectlTimestamps, "", true),
    (Text, "pomerium-proxy-5d7 pomerium §", Stern, "pomerium-proxy-5d7/pomerium", false),
    (Text, "ns pomerium-proxy-5d7 pomerium §", Stern, "pomerium-proxy-5d7/pomerium", false),
    (Text, "ns/pomerium-5d7[pomerium]: §", Stern, "pomerium-5d7/pomerium", false),
    (Text, "pomerium-5d7[pomerium]: §", Stern, "pomerium-5d7/pomerium", false),
    (Text, "pomerium-1  | §", Compose, "pomerium-1", false),
    (Text, "pomerium_1 | §", Compose, "pomerium_1", false),
    (Text, "pomerium | §", Compose, "pomerium", false),
    (Text, "<34>May  2 10:11:12 host pomerium[123]: §", Syslog, "pomerium", true),
    (Text, "May  2 10:11:12 host pomerium: §", Syslog, "pomerium", true),
    (Text, "2024-05-02T10:11:12.123456+00:00 host pomerium[123]: §", Syslog, "pomerium", true),
    (Text, "2024-05-02T10:11:12.123456+00:00 host pomerium: §", Syslog, "pomerium", true),
    (Text, r#"<34>1 2024-05-02T10:11:12.003Z host pomerium 123 ID47 [sd@1 a="b\"]"][x y="z"] §"#, Syslog, "pomerium", true),
    (Text, "<34>1 2024-05-02T10:11:12.003Z host pomerium - - - §", Syslog, "pomerium", true),
    (Text, "May 02 10:11:12 host pomerium[123]: §", Journald, "pomerium", true),
    (Text, "May 02 10:11:12.123456 host pomerium[123]: §", Journald, "pomerium", true),
    (Text, "2024-05-02T10:11:12+0000 host pomerium[123]: §", Journald, "pomerium", true),
    (Text, "Thu 2024-05-02 10:11:12 UTC host pomerium[123]: §", Journald, "pomerium", true),
    (Text, "Thu 2024-05-02 10:11:12 UTC host pomerium.service[123]: §", Journald, "pomerium.service", true),
    (Text, "1714644672.123456 host pomerium[123]: §", Journald, "pomerium", true),
    (Text, "[   12.345678] host pomerium[123]: §", Journald, "pomerium", false),
    (Json, r#"{"__REALTIME_TIMESTAMP":"1714644672123456","MESSAGE":"§","_SYSTEMD_UNIT":"pomerium.service","PRIORITY":"3"}"#, Journald, "pomerium.service", true),
    (Bytes, r#"{"MESSAGE":[§],"PRIORITY":"6","SYSLOG_IDENTIFIER":"pomerium"}"#, Journald, "pomerium", false),
    (Text, "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1714644672123456\n_SYSTEMD_UNIT=pomerium.service\nMESSAGE=§\nPRIORITY=3\n", Journald, "pomerium.service", true),
    (Text, r#"2024-05-02T10:11:12Z {app="pomerium", x="a\"}"} §"#, Loki, "pomerium", true),
    (Json, r#"{"line":"§","timestamp":"1714644672123456789","date":"x","fields":{"app":"a","pod":"pomerium-5d7","container":"pomerium"}}"#, Loki, "pomerium-5d7/pomerium", true),
    (Json, r#"{"status":"success","data":{"resultType":"streams","result":[{"stream":{"job":"pomerium"},"values":[["1714644672123456789","§"]]}]}}"#, Loki, "pomerium", true),
    (Json, r#"{"stream":{"unit":"pomerium"},"values":[["1714644672123456789","§"]]}"#, Loki, "pomerium", true),
    (Csv, r#""2024-05-02T10:11:12Z","§""#, Loki, "", true),
    (Csv, r#""{""app"":""pomerium""}",2024-05-02 10:11:12.123,"§",1714644672123456789,1714644672123456789_ab"#, Loki, "pomerium", true),
    (Json, r#"{"log":"§","kubernetes":{"pod_name":"pomerium-5d7","container_name":"pomerium"},"@timestamp":"2024-05-02T10:11:12Z"}"#, Collector, "pomerium-5d7/pomerium", true),
    (Json, r#"{"message":"§","source_type":"docker_logs","container_name":"pomerium","timestamp":"2024-05-02T10:11:12Z"}"#, Collector, "pomerium", true),
    (Json, r#"{"@timestamp":"2024-05-02T10:11:12Z","agent":{"type":"filebeat"},"message":"§","kubernetes":{"pod":{"name":"pomerium-5d7"}}}"#, Collector, "pomerium-5d7", true),
    (Json, r#"{"insertId":"x","textPayload":"§\n","severity":"ERROR","timestamp":"2024-05-02T10:11:12Z","resource":{"labels":{"pod_name":"pomerium-5d7","container_name":"pomerium"}}}"#, Cloud, "pomerium-5d7/pomerium", true),
    (Json, r#"[{"textPayload":"§","timestamp":"2024-05-02T10:11:12Z"}]"#, Cloud, "", true),
    (Json, r#"{"timestamp":1714644672123,"message":"§"}"#, Cloud, "", true),
    (Json, r#"{"events":[{"logStreamName":"ecs/a/b","timestamp":1714644672123,"message":"§","eventId":"1"}],"searchedLogStreams":[]}"#, Cloud, "ecs/a/b", true),
    (Json, r#"{"@timestamp":"2024-05-02 10:11:12.123","@message":"§","@logStream":"ecs/a/b","@ptr":"x"}"#, Cloud, "ecs/a/b", true),
    (Text, "2024-05-02T10:11:12.123000+00:00 ecs/pomerium/3f2a §", Cloud, "ecs/pomerium/3f2a", true),
    (Text, "2024-05-02T10:11:12.123000+00:00 pomerium §", Cloud, "pomerium", true),
    (Json, r#"{"TimeGenerated":"2024-05-02T10:11:12Z","LogEntry":"§"}"#, Cloud, "", true),
    (Text, "$ §", Screen, "", false),
    (Text, "user@host:~/x$ §", Screen, "", false),
    (Text, "> §", Screen, "", false),
    (Text, "| §", Screen, "", false),
    (Text, "  12| §", Screen, "", false),
    (Text, "12: §", Screen, "", false),
    (Text, "12:§", Screen, "", false),
    (Text, "12-§", Screen, "", false),
    (Text, "pomerium.log:12:§", Screen, "", false),
    (Text, "`§`", Screen, "", false),
    (Text, "2024-05-02 10:11:12 | §", Screen, "", true),
    (Text, "\u{1b}[31m§\u{1b}[0m", Screen, "", false),
];

fn wrap((writing, envelope, ..): Row, line: &str) -> String {
    let written = match writing {
        Text => line.to_owned(),
        Json => escaped(line),
        Bytes => line.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(","),
        Csv => line.replace('"', "\"\""),
    };
    envelope.replacen('§', &written, 1)
}

/// The inside of a JSON string, with every legal way to write a character somewhere.
fn escaped(line: &str) -> String {
    let mut text = String::new();
    for c in line.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '/' => text.push_str("\\/"),
            '<' | '>' | '&' | '\u{ffff}'.. | '\0'..' ' => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    text.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => text.push(c),
        }
    }
    text
}

fn only(log: &str) -> Record<'_> {
    let mut records: Vec<_> = split(log.as_bytes(), &CALENDAR).collect();
    assert_eq!(records.len(), 1, "{log}\n{records:#?}");
    records.remove(0)
}

#[test]
fn cores_come_back_out_of_every_envelope() {
    for row in ENVELOPES {
        let (_, _, carrier, origin, has_time) = row;
        for core in CORES {
            let log = wrap(row, core);
            let record = only(&log);
            assert_eq!(record.text(), core, "{log}");
            assert_eq!(record.envelope().carriers, [carrier], "{log}");
            assert_eq!(record.envelope().origin().unwrap_or_default(), origin, "{log}");
            assert_eq!(record.envelope().time.is_some(), has_time, "{log}");
        }
    }
}

#[test]
fn envelopes_may_be_cut_anywhere() {
    for row in ENVELOPES {
        for core in CORES {
            let log = wrap(row, core);
            let ends = log.char_indices().map(|(at, _)| log.split_at(at));
            for part in ends.flat_map(|(before, behind)| [before, behind]) {
                split(part.as_bytes(), &CALENDAR).for_each(drop);
            }
        }
    }
}

#[test]
fn cores_come_back_out_of_envelopes_in_envelopes() {
    for outer in ENVELOPES {
        for inner in ENVELOPES {
            // A block of several lines fits into a string only, and its colours are not said; and
            // of two marks of a screen the outer one may be a part of the inner.
            let is_coloured = inner.1.contains('\u{1b}') && matches!(outer.0, Text | Csv);
            let is_block = inner.1.contains('\n') && matches!(outer.0, Text);
            let is_coloured_block = outer.1.contains('\n') && is_coloured;
            if is_block || is_coloured_block || (outer.2 == Screen && inner.2 == Screen) {
                continue;
            }
            for core in CORES {
                let inside = wrap(inner, core);
                let log = wrap(outer, inside.trim_end());
                let record = only(&log);
                assert_eq!(record.text(), core, "{log}");
                // Colours are taken off the whole line at once.
                if outer.2 == Screen {
                    // A number that touches a name may as well be a part of it.
                    assert_eq!(record.envelope().carriers.last(), Some(&inner.2), "{log}");
                    continue;
                }
                let order = if is_coloured { [inner.2, outer.2] } else { [outer.2, inner.2] };
                assert_eq!(record.envelope().carriers, order, "{log}");
            }
        }
    }
}

fn check(log: &str, carriers: &[Carrier], origin: &str, text: &str) {
    let record = only(log);
    assert_eq!(record.text(), text, "{log}");
    assert_eq!(record.envelope().carriers, carriers, "{log}");
    assert_eq!(record.envelope().origin().unwrap_or_default(), origin, "{log}");
}

#[test]
fn envelopes_nest_to_a_depth() {
    let core = r#"{"level":"error","message":"x"}"#;
    let log = format!("[pod/x/y] 2024-05-02T10:11:12.1Z stderr F {core}");
    check(&log, &[KubectlPrefix, Cri], "x/y", core);
    let log = format!("> [pod/x/y] 2024-05-02T10:11:12.1Z stderr F pomerium-1  | {core}");
    check(&log, &[Screen, KubectlPrefix, Cri, Compose], "pomerium-1", core);
    let log = format!("{}{core}", "pomerium-1  | ".repeat(8));
    check(&log, &[Compose; 8], "pomerium-1", core);
    let log = format!("{}{core}", "pomerium-1  | ".repeat(9));
    check(&log, &[Compose; 8], "pomerium-1", &format!("pomerium-1  | {core}"));
}

#[test]
fn the_innermost_envelope_counts() {
    let log = r#"{"log":"2023-01-01T00:00:00Z stderr F May  2 10:11:12 host a[1]: x\n","stream":"stderr","time":"2022-01-01T00:00:00Z"}"#;
    let time = only(log).envelope().time.map(|time| time.to_string());
    assert_eq!(time.as_deref(), Some("2024-05-02T10:11:12Z"));
    let log = r#"{"MESSAGE":"pomerium-1  | x","PRIORITY":"3","__REALTIME_TIMESTAMP":"1714644672123456","_SYSTEMD_UNIT":"docker.service"}"#;
    let record = only(log);
    assert_eq!(record.envelope().level, Some(Level::Error));
    assert_eq!(
        record.time().map(|time| time.to_string()).as_deref(),
        Some("2024-05-02T10:11:12.123456Z")
    );
    assert_eq!(record.envelope().origin().as_deref(), Some("pomerium-1"));
}

#[test]
fn cores_are_not_taken_for_envelopes() {
    let rows = [
        r#"{"level":"info","message":"{\"a\":1}","time":"2022-03-22T07:26:14Z"}"#,
        r#"{"level":"info","log":"x","time":"2022-03-22T07:26:14Z","message":"y"}"#,
        r#"{"line":"12","timestamp":"2022-03-22T07:26:14Z","message":"y"}"#,
        r#"{"level":"info","line":12,"timestamp":"2022-03-22T07:26:14Z","message":"y"}"#,
        r#"{"timestamp":"2022-03-22T07:26:14Z","message":"y"}"#,
        r#"{"timestamp":1714644672123,"message":"y","level":"info"}"#,
        r#"{"@timestamp":"2022-03-22T07:26:14Z","message":"y","log.level":"info","ecs.version":"1.6"}"#,
        r#"{"@timestamp":"2022-03-22T07:26:14Z","level":"error","message":"sync","error":"x","kubernetes":{"pod_name":"a"}}"#,
        r#"{"events":[{"reason":"x","message":"y"}]}"#,
        r#"{"data":{"result":[]},"status":"success"}"#,
        r#"{"log":"cut","stream":"stderr","time":"2024"#,
        "2023-04-11T10:00:00Z ERR http-error error=x",
        "2024-05-02T10:11:12Z the server is up: all is well",
        "2024-05-02T10:11:12Z error connecting: refused",
        "2024-05-02T10:11:12.123456Z error connecting: refused",
        "2024-05-02T10:11:12.123456789 error connecting: refused",
        "2024-05-02 10:11:12,123 ERROR a, b: c",
        "Thu May  2 10:11:12 2024 TLS Error: cannot locate HMAC",
        "the-pod is gone [code]: again",
        "foo | bar",
        "12 | bar",
        "$ kubectl logs -n pomerium deploy/pomerium",
        "> GET / HTTP/2",
        "<34> of them",
        "3:04PM INF x",
        "10:11:12 a",
        "[   12.345678] eth0: link is up",
        r#""a","b""#,
        r#""Time","Line""#,
        "2001:db8::1 - - [02/May/2024:10:11:12 +0000] \"GET / HTTP/1.1\" 502 0",
        "-- Boot 4c0f0b --",
        "-- Logs begin at Thu 2024-05-02 10:11:12 UTC, end at Thu 2024-05-02 10:11:13 UTC. --",
        "Type  Reason  Age  From  Message",
    ];
    for log in rows {
        check(log, &[], "", log);
    }
}

#[test]
fn odd_spellings_are_read() {
    let rows: [(&str, &[Carrier], &str, &str); 17] = [
        ("2024-05-02T10:11:12.1Z stderr F:x y", &[Cri], "", "y"),
        ("httpbin_1   | plain text", &[Compose], "httpbin_1", "plain text"),
        (
            "pomerium-1  | 2024-05-02T10:11:12.1Z {\"a\":1}",
            &[Compose, KubectlTimestamps],
            "pomerium-1",
            "{\"a\":1}",
        ),
        (
            "2024-05-02T10:11:12.1Z goroutine 1 [running]:",
            &[KubectlTimestamps],
            "",
            "goroutine 1 [running]:",
        ),
        (
            "2024-05-02T10:11:12.123456789Z the server is up: all is well",
            &[KubectlTimestamps],
            "",
            "the server is up: all is well",
        ),
        ("    2024-05-02T10:11:12.1Z stderr F x", &[Cri], "", "x"),
        ("<165>1 - host - - - - x", &[Syslog], "", "x"),
        ("<34>1 2024-05-02T10:11:12Z host a - - - \u{feff}x", &[Syslog], "a", "x"),
        ("2024-05-02T10:11:12Z {} x", &[Loki], "", "x"),
        (r#"{"MESSAGE":"x\n","_COMM":"pomerium","PRIORITY":"6"}"#, &[Journald], "pomerium", "x"),
        (
            r#"{"jsonPayload":{"message":"x","n":{"a":[1]}},"severity":"ERROR"}"#,
            &[Cloud],
            "",
            r#"{"message":"x","n":{"a":[1]}}"#,
        ),
        (
            r#"{"@timestamp":"2022-03-22T07:26:14Z","level":"info","message":"{\"a\":1}"}"#,
            &[Collector],
            "",
            r#"{"a":1}"#,
        ),
        (
            r#"{"@timestamp":"2022-03-22T07:26:14Z","host":{"name":"x"},"message":"plain"}"#,
            &[Collector],
            "",
            "plain",
        ),
        (
            r#"{"TimeGenerated":"2022-03-22T07:26:14Z","LogMessage":{"a":1},"PodName":"p"}"#,
            &[Cloud],
            "p",
            r#"{"a":1}"#,
        ),
        ("\u{a0}\u{a0}level=error\u{a0}msg=“a b”", &[Screen], "", "level=error msg=\"a b\""),
        ("\u{1b}[2K\u{1b}[1Gplain", &[Screen], "", "plain"),
        (r#"{"time":"x","stream":"stderr","_p":"F","log":"x"}"#, &[Collector], "", "x"),
    ];
    for (log, carriers, origin, text) in rows {
        check(log, carriers, origin, text);
    }
}

#[test]
fn one_line_may_carry_several() {
    let rows = [
        r#"{"status":"success","data":{"result":[{"stream":{"app":"a"},"values":[["1714644672123456789","one"],["1714644672123456790","two"]]},{"stream":{"app":"b"},"values":[["1714644672123456791","three"]]}]}}"#,
        r#"[{"textPayload":"one"},{"jsonPayload":"x","textPayload":"two"},{"textPayload":"three"}]"#,
        r#"{"logGroup":"g","logEvents":[{"id":"1","timestamp":1714644672123,"message":"one"},{"id":"2","timestamp":1714644672123,"message":"two"},{"id":"3","timestamp":1714644672123,"message":"three\n"}]}"#,
    ];
    for log in rows {
        let records: Vec<_> = split(log.as_bytes(), &CALENDAR).collect();
        let texts: Vec<_> = records.iter().map(Record::text).collect();
        assert_eq!(texts, ["one", "two", "three"], "{log}");
        assert!(
            records.iter().all(|record| record.line() == 1 && record.line_count() == 1),
            "{log}"
        );
    }
}
