//! Tables of JSON texts, whole and damaged, with their formats and fields.

use crate::record::format::Format::{Json, ZapJson, ZerologJson};
use crate::record::format::check;

#[test]
fn whole_objects_are_told_apart_by_their_keys() {
    check::row(
        r#"{"level":"error","service":"authorize","error":"\u003ca\u003e","time":"2022-03-22T07:26:14-04:00","message":"sync"}"#,
        ZerologJson,
        true,
        &[
            ("level", "error"),
            ("service", "authorize"),
            ("error", "<a>"),
            ("time", "2022-03-22T07:26:14-04:00"),
            ("message", "sync"),
        ],
    );
    check::row(
        r#"{"level":"error","ts":1646000000.123,"caller":"dashboard/server.go:187","msg":"syncer","stacktrace":"a.b\n\t/x.go:1\n"}"#,
        ZapJson,
        true,
        &[
            ("level", "error"),
            ("ts", "1646000000.123"),
            ("caller", "dashboard/server.go:187"),
            ("msg", "syncer"),
            ("stacktrace", "a.b\n\t/x.go:1\n"),
        ],
    );
    check::row(
        r#"{"level":"error","time":"2023-03-08T07:07:15Z","logger":"acme_client","msg":"challenge failed","service":"autocert","attempt":1}"#,
        ZapJson,
        true,
        &[
            ("level", "error"),
            ("time", "2023-03-08T07:07:15Z"),
            ("logger", "acme_client"),
            ("msg", "challenge failed"),
            ("service", "autocert"),
            ("attempt", "1"),
        ],
    );
    check::row(
        r#"{"level":"warn","time":"2026-03-02T11:50:00Z","msg":"stapling OCSP","service":"autocert"}"#,
        ZapJson,
        true,
        &[
            ("level", "warn"),
            ("time", "2026-03-02T11:50:00Z"),
            ("msg", "stapling OCSP"),
            ("service", "autocert"),
        ],
    );
    check::row(r#"{"keys":null}"#, Json, true, &[]);
    check::row("{}", Json, true, &[]);
    check::row(
        "{\n  \"message\": \"invalid API key\"\n}",
        Json,
        true,
        &[("message", "invalid API key")],
    );
    check::row(
        r#"{"level":30,"time":1714644672123,"msg":"pino"}"#,
        Json,
        true,
        &[("level", "30"), ("time", "1714644672123"), ("msg", "pino")],
    );
    check::row(
        r#"{"component":"a","component":"b","level":"info","time":"x"} and more {"#,
        ZerologJson,
        true,
        &[("component", "a"), ("component", "b"), ("level", "info"), ("time", "x")],
    );
}

#[test]
fn requests_and_decisions_of_pomerium() {
    check::row(
        r#"{"level":"info","server-name":"all","service":"envoy","upstream-cluster":"route-closing","referer":"","duration":0.5,"size":95,"response-code":503,"response-code-details":"upstream_reset_before_response_started{connection_termination}","time":"2026-11-24T17:18:47Z","message":"http-request"}"#,
        ZerologJson,
        true,
        &[
            ("level", "info"),
            ("server-name", "all"),
            ("service", "envoy"),
            ("upstream-cluster", "route-closing"),
            ("referer", ""),
            ("duration", "0.5"),
            ("size", "95"),
            ("response-code", "503"),
            (
                "response-code-details",
                "upstream_reset_before_response_started{connection_termination}",
            ),
            ("time", "2026-11-24T17:18:47Z"),
            ("message", "http-request"),
        ],
    );
    check::row(
        r#"{"level":"info","service":"authorize","allow":false,"allow-why-false":["non-pomerium-route","user-unauthenticated"],"deny":false,"deny-why-false":[],"message":"authorize check"}"#,
        ZerologJson,
        true,
        &[
            ("level", "info"),
            ("service", "authorize"),
            ("allow", "false"),
            ("allow-why-false", r#"["non-pomerium-route","user-unauthenticated"]"#),
            ("allow-why-false", "non-pomerium-route"),
            ("allow-why-false", "user-unauthenticated"),
            ("deny", "false"),
            ("deny-why-false", "[]"),
            ("message", "authorize check"),
        ],
    );
}

#[test]
fn nested_values_have_names_with_dots() {
    check::row(
        r#"{"a":{"b.c":{"d":1,"e":null},"f":"g"},"h":["i",true,null,2,{"j":3},["k"]],"l":[]}"#,
        Json,
        true,
        &[
            ("a", r#"{"b.c":{"d":1,"e":null},"f":"g"}"#),
            ("a.b.c", r#"{"d":1,"e":null}"#),
            ("a.b.c.d", "1"),
            ("a.f", "g"),
            ("h", r#"["i",true,null,2,{"j":3},["k"]]"#),
            ("h", "i"),
            ("h", "true"),
            ("h", "2"),
            ("l", "[]"),
        ],
    );
    check::row(
        r#"{"level":"info","x\/y":{"z":"1"},"message":"m"}"#,
        ZerologJson,
        true,
        &[("level", "info"), ("x/y", r#"{"z":"1"}"#), ("x/y.z", "1"), ("message", "m")],
    );
}

#[test]
fn envoys_escapes_are_undone_in_its_messages() {
    check::row(
        r#"{"level":"error","service":"envoy","name":"\\'","time":"2026-11-24T17:18:00Z","message":"error `cannot bind \\'127.0.0.1:18443\\': Address already in use`"}"#,
        ZerologJson,
        true,
        &[
            ("level", "error"),
            ("service", "envoy"),
            ("name", r"\'"),
            ("time", "2026-11-24T17:18:00Z"),
            ("message", "error `cannot bind '127.0.0.1:18443': Address already in use`"),
        ],
    );
    check::row(
        r#"{"level":"error","service":"envoy","name":"envoy","message":"[2026-11-24 17:20:00.868][14868][critical][assert] [a.cc:44] panic: cannot open"}"#,
        ZerologJson,
        true,
        &[
            ("level", "error"),
            ("service", "envoy"),
            ("name", "envoy"),
            (
                "message",
                "[2026-11-24 17:20:00.868][14868][critical][assert] [a.cc:44] panic: cannot open",
            ),
        ],
    );
}

#[test]
fn fragments_give_what_can_be_seen() {
    check::row(
        "\"level\": \"error\",\n\"syncer_id\": \"authorize\",\n\"syncer_type\": \"\",\n\
         \"error\": \"rpc error: code = Unauthenticated desc = invalid JWT: \
         go-jose/go-jose: error in cryptographic primitive\",\n\
         \"time\": \"2022-03-22T07:26:14-04:00\",\n\"message\": \"sync\"\n",
        ZerologJson,
        false,
        &[
            ("level", "error"),
            ("syncer_id", "authorize"),
            ("syncer_type", ""),
            (
                "error",
                "rpc error: code = Unauthenticated desc = invalid JWT: \
                 go-jose/go-jose: error in cryptographic primitive",
            ),
            ("time", "2022-03-22T07:26:14-04:00"),
            ("message", "sync"),
        ],
    );
    check::row(
        "\"level\": \"error\",\n\"ts\": \"2022-03-22T07:21:02-04:00\",\n\
         \"caller\": \"dashboard/server.go:187\",\n\"msg\": \"syncer\",\n\
         \"stacktrace\": \"*Server).Run.func2\\n\\t/svc/server.go:187\\*Group).Go.func1\\n\"\n\
         \"level\": \"info\",\n\"msg\": \"stopping dashboard servers\"",
        ZapJson,
        false,
        &[
            ("level", "error"),
            ("ts", "2022-03-22T07:21:02-04:00"),
            ("caller", "dashboard/server.go:187"),
            ("msg", "syncer"),
            ("stacktrace", "*Server).Run.func2\n\t/svc/server.go:187\\*Group).Go.func1\n"),
            ("level", "info"),
            ("msg", "stopping dashboard servers"),
        ],
    );
    check::row(
        r#"{"level":"error",..."error":"rpc error: code = DeadlineExceeded desc = context deadline exceeded","http-message":"rpc error","http-code":500,"message":"http-error"}"#,
        ZerologJson,
        false,
        &[
            ("level", "error"),
            ("error", "rpc error: code = DeadlineExceeded desc = context deadline exceeded"),
            ("http-message", "rpc error"),
            ("http-code", "500"),
            ("message", "http-error"),
        ],
    );
}

#[test]
fn cut_objects_give_what_is_whole_and_the_cut_value() {
    let level = ("level", "error");
    check::row(r#"{"level":"error","error":"rpc err"#, Json, false, &[level, ("error", "rpc err")]);
    check::row(r#"{"level":"error","deny":nul"#, Json, false, &[level]);
    check::row(r#"{"level":"error","den"#, Json, false, &[level]);
    check::row(
        r#"{"level":"error","a":{"b":["c","d"#,
        Json,
        false,
        &[level, ("a", r#"{"b":["c","d"#), ("a.b", r#"["c","d"#), ("a.b", "c"), ("a.b", "d")],
    );
    check::row(
        r#"orize","error":"x","message":"sync"}"#,
        Json,
        false,
        &[("error", "x"), ("message", "sync")],
    );
    check::row(
        r#"vel":"error","error":"x\"y","message":"sync"}"#,
        Json,
        false,
        &[("error", "x\"y"), ("message", "sync")],
    );
    check::row(
        r#"false,"allow-why-false":["a"],"message":"m"}"#,
        Json,
        false,
        &[("allow-why-false", r#"["a"]"#), ("allow-why-false", "a"), ("message", "m")],
    );
    check::row(r#"],"deny":false,"x":1}}"#, Json, false, &[("deny", "false"), ("x", "1")]);
    check::row(r#"… "error": "x" …"#, Json, false, &[("error", "x")]);
}

#[test]
fn damage_by_hand_is_seen_through() {
    check::row(
        "{ “level”: “error”, “error”: “it said \\\"no\\\"” }",
        Json,
        true,
        &[("level", "error"), ("error", "it said \"no\"")],
    );
    check::row(
        "{\"level\": \"error\"\n\"error\": \"x\" \"message\": \"m\"}",
        ZerologJson,
        true,
        &[("level", "error"), ("error", "x"), ("message", "m")],
    );
    check::row(
        "\"level\": \"error\",\n\"error\": \"failed to sync all dev\n\"message\": \"sync\"",
        ZerologJson,
        false,
        &[("level", "error"), ("error", "failed to sync all dev"), ("message", "sync")],
    );
    check::row(
        r#"{"error":"401: desc = "transport: x509: unknown authority"","message":"m"}"#,
        Json,
        false,
        &[("error", "401: desc = \"transport: x509: unknown authority\""), ("message", "m")],
    );
    check::row(
        r#"{"error":"Get "https://a.example": x509: no","b":"say "hi" to","message":"m"}"#,
        Json,
        false,
        &[
            ("error", "Get \"https://a.example\": x509: no"),
            ("b", "say \"hi\" to"),
            ("message", "m"),
        ],
    );
    check::row(
        r#"{"level":"error"", "message":"m"}"#,
        Json,
        false,
        &[("level", "error"), ("message", "m")],
    );
    check::row(
        r#"{"level":"error" (seen twice),"error":..., "code": 500...,"d":not found, "message":"m"}"#,
        ZerologJson,
        false,
        &[("level", "error"), ("code", "500"), ("d", "not found"), ("message", "m")],
    );
    check::row(
        "{\"level\":\"info\",\"message\":\"a\"}\n{\"level\":\"error\",\"message\":\"b\"}",
        ZerologJson,
        false,
        &[("level", "info"), ("message", "a"), ("level", "error"), ("message", "b")],
    );
}
