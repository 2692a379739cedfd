//! Tables for splitting: the bytes of a log to the records in it, each with its lines, carriers,
//! origin and text; and no way to cut a log that breaks it.

use crate::record::{Calendar, REACH, Record, Tally, split};

const CALENDAR: Calendar = Calendar::of_year(2024);

/// A record as the tables write it: `line+count carriers origin: text`, all but the line left out
/// where there is nothing to say.
fn shown(log: &[u8]) -> Vec<String> {
    let records = split(log, &CALENDAR);
    let show = |record: Record<'_>| {
        let mut head = record.line().to_string();
        if record.line_count() != 1 {
            head.push_str(&format!("+{}", record.line_count()));
        }
        for carrier in &record.envelope().carriers {
            head.push_str(&format!(" {}", carrier.name()));
        }
        if let Some(origin) = record.envelope().origin() {
            head.push_str(&format!(" {origin}"));
        }
        format!("{head}: {}", record.text())
    };
    records.map(show).collect()
}

fn check(log: &str, expected: &[&str]) {
    assert_eq!(shown(log.as_bytes()), expected, "{log}");
    // What stands before the first line of a record, or is cut off, changes nothing in it.
    let texts =
        |log| split(log, &CALENDAR).map(|record| record.text().to_owned()).collect::<Vec<_>>();
    let lines: Vec<u64> = split(log.as_bytes(), &CALENDAR).map(|record| record.line()).collect();
    let all = texts(log.as_bytes());
    let mut start = 0;
    for (number, line) in (1..).zip(log.split_inclusive('\n')) {
        if lines.contains(&number) && !is_inside(log, number) {
            let behind = lines.iter().filter(|line| **line >= number).count();
            let rest = log.as_bytes().get(start..).unwrap_or_default();
            assert_eq!(texts(rest), all[all.len() - behind..], "{log} from line {number}");
        }
        start += line.len();
    }
    cut_anywhere(log.as_bytes());
}

/// Whether a line stands inside an answer of a service, of which the frame is no record.
fn is_inside(log: &str, number: u64) -> bool {
    let is_carried = |record: Record<'_>| {
        record.line() == number && !record.envelope().carriers.is_empty() && record.line_count() > 1
    };
    split(log.as_bytes(), &CALENDAR).any(is_carried)
}

/// Splits all that is left of a log when its beginning or its end is missing.
fn cut_anywhere(log: &[u8]) {
    for at in 0..log.len().min(2000) {
        let (before, behind) = log.split_at(at);
        for part in [before, behind] {
            let mut records = split(part, &CALENDAR);
            let count = records.by_ref().filter(|record| !record.text().trim().is_empty()).count();
            assert_eq!(records.tally().records, count as u64, "{part:?}");
        }
    }
}

#[test]
fn lines_are_records() {
    check("", &[]);
    check("\n\n", &[]);
    check("a\nb", &["1: a", "2: b"]);
    check("a\r\n\r\nb\r\n", &["1: a", "3: b"]);
    check("10%\r20%\r\n30%", &["1: 10%", "1: 20%", "2: 30%"]);
    check("a-1  | 10%\r20%\n", &["1 compose a-1: 10%", "1 compose a-1: 20%"]);
    check("\u{feff}{\"a\":1}\n", &["1: {\"a\":1}"]);
    check("```json\n{\"a\":1}\n```\n", &["2: {\"a\":1}"]);
    check("pomerium-1  | \npomerium-1  |\npomerium-1  | x", &["3 compose pomerium-1: x"]);
    assert_eq!(shown(b"a\0b\xff\n"), ["1: ab\u{fffd}"]);
}

#[test]
fn what_was_read_is_counted() {
    let rows: [(&[u8], [u64; 4]); 6] = [
        (b"", [0, 0, 0, 0]),
        (b"a", [1, 1, 0, 0]),
        (b"\n\na\n", [3, 1, 0, 0]),
        (b"panic: x\n\ngoroutine 1 [running]:\n\ta\n", [4, 1, 0, 0]),
        (b"\0\0a\0\n\xff\n\xff\xfe\n", [3, 3, 3, 2]),
        (b"1\r2\r3\n", [1, 3, 0, 0]),
    ];
    for (log, [lines, records, nul_bytes, invalid_utf8_lines]) in rows {
        let mut records_of = split(log, &CALENDAR);
        records_of.by_ref().for_each(drop);
        let expected = Tally { lines, records, nul_bytes, invalid_utf8_lines };
        assert_eq!(records_of.tally(), expected, "{log:?}");
    }
}

#[test]
fn indented_lines_belong_to_the_one_above() {
    check("a\n  b\n\tc\nd", &["1+3: a\n  b\n\tc", "4: d"]);
    check("  a\n  b\n  c\n", &["1: a", "2: b", "3: c"]);
    check("  a\n    b\n  c\n", &["1+2: a\n    b", "3: c"]);
    check("a\n\n  b\n", &["1: a", "3: b"]);
    check("a\n  {\"level\":\"info\"}\n", &["1: a", "2: {\"level\":\"info\"}"]);
    check("a\n  9:58PM ERR x\n", &["1: a", "2: 9:58PM ERR x"]);
    check(
        "[pod/a/x] a\n[pod/b/x]   b\n[pod/b/x]   c\n",
        &["1 kubectl-prefix a/x: a", "2 kubectl-prefix b/x: b", "3 kubectl-prefix b/x: c"],
    );
    check(
        "Jun 16 14:29:05 host a[1]: panic: x\n                          goroutine 1 [running]:\n",
        &["1+2 syslog a: panic: x\n                          goroutine 1 [running]:"],
    );
}

#[test]
fn events_of_kubectl_are_records() {
    let log = "\
Events:
  Type     Reason       Age   From              Message
  ----     ------       ----  ----              -------
  Normal   Updated      18s   pomerium-ingress  updated
  Warning  UpdateError  3s    pomerium-ingress  upsert routes: x
";
    let head = "1+3: Events:\n  Type     Reason       Age   From              Message\n  ----     ------       ----  ----              -------";
    check(
        log,
        &[
            head,
            "4: Normal   Updated      18s   pomerium-ingress  updated",
            "5: Warning  UpdateError  3s    pomerium-ingress  upsert routes: x",
        ],
    );
}

#[test]
fn lines_without_a_time_go_on_with_one_that_has_it() {
    let time = "2024-05-02T10:11:12.123456789Z";
    check(
        &format!(
            "{time}   ERROR a\nTraceback (most recent call last):\n  File \"a.py\"\nValueError: x\nb\n"
        ),
        &[
            "1+4 kubectl-timestamps: ERROR a\nTraceback (most recent call last):\n  File \"a.py\"\nValueError: x",
            "5: b",
        ],
    );
    check(
        &format!("{time} ERROR a\ncaused by: b\n\tstatus code: 405\ncaused by: c\n{time} d\n"),
        &[
            "1+4 kubectl-timestamps: ERROR a\ncaused by: b\n\tstatus code: 405\ncaused by: c",
            "5 kubectl-timestamps: d",
        ],
    );
    check(
        &format!("{time} a\n{time}   b\n{time} c\n"),
        &["1+2 kubectl-timestamps: a\n  b", "3 kubectl-timestamps: c"],
    );
}

#[test]
fn traces_belong_together() {
    let go = "\
panic: runtime error: invalid memory address
[signal SIGSEGV: segmentation violation code=0x1]

goroutine 1 [running]:
main.main()
\t/go/src/main.go:64 +0x374

goroutine 7 [select]:
net/http.(*conn).serve(0xc0001, {0x1, 0x2})
\t/usr/local/go/server.go:1
created by net/http.(*Server).Serve
\t/usr/local/go/server.go:2
exit status 2";
    let log = format!("10:37PM INF start\n{go}\n10:38PM INF start\n");
    check(&log, &["1: 10:37PM INF start", &format!("2+13: {go}"), "15: 10:38PM INF start"]);
    check(
        "E x\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\n    g()\nValueError: y\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"b\"\nKeyError: z\nnext: one",
        &[
            "1+11: E x\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\n    g()\nValueError: y\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"b\"\nKeyError: z",
            "12: next: one",
        ],
    );
    check(
        "E x\njava.lang.IllegalStateException: y\n\tat a.b.C.d(C.java:1)\n\t... 12 more\nCaused by: java.io.IOException: z\nat a.b.C.e(C.java:2)\nI y",
        &[
            "1+6: E x\njava.lang.IllegalStateException: y\n\tat a.b.C.d(C.java:1)\n\t... 12 more\nCaused by: java.io.IOException: z\nat a.b.C.e(C.java:2)",
            "7: I y",
        ],
    );
    check(
        "Caught Segmentation fault, suspect faulting address 0x0\nBacktrace (use tools/stack_decode.py to get line numbers):\nEnvoy version: dc2d/1.36.2\n#0: Envoy::main() [0x55f1]\n#1: [0x7f21]\nx",
        &[
            "1+5: Caught Segmentation fault, suspect faulting address 0x0\nBacktrace (use tools/stack_decode.py to get line numbers):\nEnvoy version: dc2d/1.36.2\n#0: Envoy::main() [0x55f1]\n#1: [0x7f21]",
            "6: x",
        ],
    );
    check(
        "2024-05-02T10:11:12.1Z stderr F panic: x\n2024-05-02T10:11:12.1Z stderr F \n2024-05-02T10:11:12.1Z stderr F goroutine 1 [running]:\n2024-05-02T10:11:12.1Z stderr F main.main()\n2024-05-02T10:11:12.1Z stderr F \t/a.go:1\n",
        &["1+5 cri: panic: x\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:1"],
    );
    check(
        "> panic: x\n>\n> goroutine 1 [running]:\n> main.main()\n> \t/a.go:1\n",
        &["1+5 screen: panic: x\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:1"],
    );
    check(
        "a-1  | panic: x\nb-1  | goroutine 1 [running]:\na-1  | goroutine 1 [running]:",
        &[
            "1 compose a-1: panic: x",
            "2 compose b-1: goroutine 1 [running]:",
            "3 compose a-1: goroutine 1 [running]:",
        ],
    );
}

#[test]
fn printed_objects_are_one_record() {
    check(
        "{\n  \"level\": \"error\",\n  \"a\": {\n    \"b\": [\n      1\n    ]\n  }\n}\nx",
        &[
            "1+8: {\n  \"level\": \"error\",\n  \"a\": {\n    \"b\": [\n      1\n    ]\n  }\n}",
            "9: x",
        ],
    );
    check(
        "{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}",
        &["1+3: {\n  \"a\": 1\n}", "4+3: {\n  \"a\": 2\n}"],
    );
    check(
        "{\n\n  \"a\": 1,\n\n  ...\n  \"b\": 2\n}",
        &["1+7: {\n\n  \"a\": 1,\n\n  ...\n  \"b\": 2\n}"],
    );
    check("{ \"a\": 1,\n  \"b\": 2 }", &["1+2: { \"a\": 1,\n  \"b\": 2 }"]);
    check("> {\n>   \"a\": 1\n> }", &["1+3 screen: {\n  \"a\": 1\n}"]);
    check("{\n  \"a\": \"x\n y\",\n  \"b\": 1\n}", &["1+5: {\n  \"a\": \"x y\",\n  \"b\": 1\n}"]);
    check("{\n  \"a\": \"cut,\n  \"b\": 1\n}", &["1+4: {\n  \"a\": \"cut,\n  \"b\": 1\n}"]);
    check(
        "{\n  \"a\": 1,\n{\"level\":\"info\"}\n",
        &["1+2: {\n  \"a\": 1,", "3: {\"level\":\"info\"}"],
    );
    check("{\n{\n{\n", &["1: {", "2: {", "3: {"]);
    check(
        "[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n  }\n]\n",
        &["2+3: {\n    \"a\": 1\n  }", "5+3: {\n    \"a\": 2\n  }"],
    );
    check(
        "[\n  {\"level\":\"a\"},\n  {\"level\":\"b\"}\n]\n",
        &["2: {\"level\":\"a\"}", "3: {\"level\":\"b\"}"],
    );
}

#[test]
fn members_without_braces_are_objects() {
    let core = "\"level\": \"error\",\n\"syncer_type\": \"\",\n\"time\": \"2022-03-22T07:26:14-04:00\",\n\"message\": \"sync\"";
    let first = "\"level\": \"error\",\n\"msg\": \"syncer\",\n\"stacktrace\": \"*Server).Run.func2\\n\\t/x.go:1\\*Group).Go\"";
    let second = "\"level\": \"info\",\n\"msg\": \"stopping dashboard servers\"";
    check(
        &format!("it will log:\n\n{core}\n\nAnd then:\n\n{first}\n{second}\n\nUpdate it.\n"),
        &[
            "1: it will log:",
            &format!("3+4: {core}"),
            "8: And then:",
            &format!("10+3: {first}"),
            &format!("13+2: {second}"),
            "16: Update it.",
        ],
    );
    check(
        "\"level\": \"a\",\n\"x\": 1,\n\"level\": \"b\",\n\"x\": 2,",
        &["1+2: \"level\": \"a\",\n\"x\": 1,", "3+2: \"level\": \"b\",\n\"x\": 2,"],
    );
    check(
        "\"level\": \"a\",\n\"c\": 1,\n\"c\": 1,\n\"d\": 2",
        &["1+4: \"level\": \"a\",\n\"c\": 1,\n\"c\": 1,\n\"d\": 2"],
    );
    check(
        "    \"a\": {\n      \"b\": 1\n    },\n    ...\n    \"c\": 2\n}\nx",
        &["1+6: \"a\": {\n      \"b\": 1\n    },\n    ...\n    \"c\": 2\n}", "7: x"],
    );
    check("\"a\":1,\"b\":2}\n\"a\":3,\"b\":4}\n", &["1: \"a\":1,\"b\":2}", "2: \"a\":3,\"b\":4}"]);
    check("“a”: “x”,\n“b”: “y”\n", &["1+2: “a”: “x”,\n“b”: “y”"]);
}

#[test]
fn broken_lines_are_mended() {
    check(
        "{\"level\":\"error\",\"mess\nage\":\"a long\n one\"}\nx",
        &["1+3: {\"level\":\"error\",\"message\":\"a long one\"}", "4: x"],
    );
    check(
        "a-1  | {\"level\":\"error\",\"mess\nage\":\"x\"}\n",
        &["1+2 compose a-1: {\"level\":\"error\",\"message\":\"x\"}"],
    );
    check("{\"log\":\"on\ne\\n\",\"stream\":\"stderr\",\"time\":\"\"}", &["1+2 docker: one"]);
    check(
        "{\"level\":\"error\",\"error\":\"cut\n{\"level\":\"info\"}\n",
        &["1: {\"level\":\"error\",\"error\":\"cut", "2: {\"level\":\"info\"}"],
    );
    check("{\"a\":\"x\nb\nc", &["1: {\"a\":\"x", "2: b", "3: c"]);
    check(
        "\"2024-05-02T10:11:12Z\",\"panic: \"\"x\"\"\n\ngoroutine 1 [running]:\"\n\"2024-05-02T10:11:13Z\",\"y\"",
        &["1+3 loki: panic: \"x\"\n\ngoroutine 1 [running]:", "4 loki: y"],
    );
}

#[test]
fn pieces_are_joined() {
    check(
        "2024-05-02T10:11:12.1Z stderr P {\"lev\n2024-05-02T10:11:12.2Z stderr P el\":\n2024-05-02T10:11:12.3Z stderr F 1}\nx",
        &["1+3 cri: {\"level\":1}", "4: x"],
    );
    check(
        "2024-05-02T10:11:12.1Z stderr P a-1  |\n2024-05-02T10:11:12.2Z stderr F  x",
        &["1+2 cri compose a-1: x"],
    );
    check(
        "2024-05-02T10:11:12.1Z stderr P a\n2024-05-02T10:11:12.2Z stdout F b",
        &["1 cri: a", "2 cri: b"],
    );
    check(
        "2024-05-02T10:11:12.1Z stderr P a\n2024-05-02T10:11:12.2Z stderr F \nx",
        &["1+2 cri: a", "3: x"],
    );
    check("2024-05-02T10:11:12.1Z stderr P a\n2024-05-02T10:11:12.2Z stderr P b", &["1+2 cri: ab"]);
    check(
        "[pod/a/x] 2024-05-02T10:11:12.1Z stderr P a\n[pod/b/x] 2024-05-02T10:11:12.1Z stderr F b",
        &["1 kubectl-prefix cri a/x: a", "2 kubectl-prefix cri b/x: b"],
    );
    let docker = |log: &str| {
        format!("{{\"log\":\"{log}\",\"stream\":\"stderr\",\"time\":\"2024-05-02T10:11:12Z\"}}\n")
    };
    let pieces = |logs: &[&str]| logs.iter().map(|log| docker(log)).collect::<String>();
    check(&pieces(&["one ", "line\\n", "two\\n"]), &["1+2 docker: one line", "3 docker: two"]);
    check(&pieces(&["{\\\"a\\\":", "1}\\n"]), &["1+2 docker: {\"a\":1}"]);
    check(
        &pieces(&["one", "two", "three"]),
        &["1 docker: one", "2 docker: two", "3 docker: three"],
    );
    check(
        &pieces(&["{\\\"a\\\":1}", "{\\\"a\\\":2}"]),
        &["1 docker: {\"a\":1}", "2 docker: {\"a\":2}"],
    );
    check(&pieces(&["the end", "{\\\"a\\\":2}\\n"]), &["1 docker: the end", "2 docker: {\"a\":2}"]);
    check(&pieces(&["a\\r\\n"]), &["1 docker: a"]);
    let long = "x".repeat(16 * 1024);
    check(&pieces(&[&long, "y"]), &[&format!("1+2 docker: {long}y")]);
}

#[test]
fn printed_envelopes_carry_records() {
    check(
        "[\n  {\n    \"insertId\": \"a\",\n    \"textPayload\": \"one\"\n  },\n  {\n    \"jsonPayload\": {\n      \"a\": 1\n    }\n  }\n]\n",
        &["2+4 cloud: one", "6+5 cloud: {\n      \"a\": 1\n    }"],
    );
    check(
        "{\n    \"events\": [\n        {\n            \"timestamp\": 1714644672123,\n            \"message\": \"one\"\n        },\n        {\n            \"timestamp\": 1714644672124,\n            \"message\": \"two\"\n        }\n    ],\n    \"searchedLogStreams\": []\n}\n",
        &[
            "1+2: {\n    \"events\": [",
            "3+4 cloud: one",
            "7+4 cloud: two",
            "12+2: \"searchedLogStreams\": []\n}",
        ],
    );
    check(
        "{\n  \"data\": {\n    \"result\": [\n      {\n        \"stream\": {},\n        \"values\": [\n          [\n            \"1714644672123456789\",\n            \"one\"\n          ],\n          [\n            \"1714644672123456789\",\n            \"two\"\n          ]\n        ]\n      }\n    ]\n  }\n}\n",
        &["1+3: {\n  \"data\": {\n    \"result\": [", "7+4 loki: one", "11+4 loki: two"],
    );
    check(
        "{\n  \"kind\": \"List\",\n  \"items\": [\n    {\n      \"kind\": \"Event\",\n      \"involvedObject\": {},\n      \"reason\": \"x\"\n    },\n",
        &[
            "1+3: {\n  \"kind\": \"List\",\n  \"items\": [",
            "4+5: {\n      \"kind\": \"Event\",\n      \"involvedObject\": {},\n      \"reason\": \"x\"\n    }",
        ],
    );
    check(
        "__CURSOR=a\n_COMM=p\nMESSAGE=one\n\n__CURSOR=b\nMESSAGE=two\n__CURSOR=c\nX=y\n",
        &["1+3 journald p: one", "5+2 journald: two", "7+2: __CURSOR=c\nX=y"],
    );
    check("{\n\t\"MESSAGE\" : \"x\",\n\t\"PRIORITY\" : \"3\"\n}\n", &["1+4 journald: x"]);
    check("-- Boot 4c0f --\nMay 02 10:11:12 h a[1]: x", &["1: -- Boot 4c0f --", "2 journald a: x"]);
}

#[test]
fn records_end_at_their_reach() {
    let line = format!("  {}\n", "y".repeat(1021));
    let log = format!("x\n{}", line.repeat(REACH / 1024 + 50));
    let counts: Vec<_> =
        split(log.as_bytes(), &CALENDAR).map(|record| record.line_count()).collect();
    let (first, others) = counts.split_first().unwrap();
    assert_eq!(*first as usize, REACH / 1024 + 1);
    assert!(others.len() == 50 && others.iter().all(|count| *count == 1));
}

#[test]
fn odd_logs_are_split_in_time() {
    let many = |line: &str| line.repeat(50_000);
    let rows = [
        (many("{\n"), 50_000),
        (many("{\"a\n"), 50_000),
        (many("{\"a\":[\n{\n"), 50_000),
        (many("a-b c-d e-f g-h i-j k-l m-n o-p\n"), 50_000),
        (many("> > > > > > > > > > x\n"), 50_000),
        (many("a\r"), 50_000),
        (many("["), 1),
        (many("{\"a\":"), 1),
        (many("\u{1b}]"), 0),
        (format!("[{}{{}}]", many("{},")), 1),
        (format!("{{{}\"b\":1}}", many("\"a\":1,")), 1),
        (format!("[{}{{\"textPayload\":\"x\"}}]", many("{\"textPayload\":\"x\"},")), 50_001),
    ];
    for (log, count) in rows {
        let head: String = log.chars().take(40).collect();
        assert_eq!(split(log.as_bytes(), &CALENDAR).count(), count, "{head}");
    }
}
