"""Exchanges that take too long, by each of Envoy's clocks, and clients that do not wait."""

from __future__ import annotations

from envoy.exchange import Exchange, get, impatient, raw, stalls

HEAD = b"GET /slow HTTP/1.1\r\nhost: app.example.com\r\nuser-agent: Mozilla/5.0\r\n\r\n"
BEGUN = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"
POST = (
    b"POST /up HTTP/1.1\r\nhost: app.example.com\r\nuser-agent: Mozilla/5.0\r\n"
    b"content-length: 100\r\n\r\nhalf"
)

EXCHANGES = (
    Exchange("timeout", get("/timeout"), stalls(), action={"timeout": "0.4s"}, lasts=401.5),
    Exchange(
        "timeout-in-body", get("/timeout"), stalls(BEGUN), action={"timeout": "0.4s"}, lasts=401.5
    ),
    Exchange(
        "pertry",
        get("/pertry"),
        stalls(),
        action={
            "timeout": "5s",
            "retry_policy": {"retry_on": "5xx", "num_retries": 1, "per_try_timeout": "0.3s"},
        },
        lasts=611.5,
    ),
    Exchange(
        "pertry-idle",
        get("/pertry"),
        stalls(),
        action={
            "timeout": "5s",
            "retry_policy": {"retry_on": "reset", "num_retries": 0, "per_try_idle_timeout": "0.3s"},
        },
        lasts=301.5,
    ),
    Exchange("idle", get("/idle"), stalls(BEGUN), action={"idle_timeout": "0.4s"}, lasts=498.5),
    Exchange(
        "idle-before-answer",
        get("/idle"),
        stalls(),
        action={"idle_timeout": "0.4s", "timeout": "0s"},
        lasts=401.5,
    ),
    Exchange(
        "max-stream-duration",
        get("/long"),
        stalls(BEGUN),
        hcm={"common_http_protocol_options": {"max_stream_duration": "0.4s"}},
        lasts=401.5,
    ),
    Exchange(
        "max-stream-duration-before-answer",
        get("/long"),
        stalls(),
        hcm={"common_http_protocol_options": {"max_stream_duration": "0.4s"}},
        lasts=401.5,
    ),
    Exchange(
        "max-stream-duration-of-route",
        get("/long"),
        stalls(),
        action={"timeout": "0s", "max_stream_duration": {"max_stream_duration": "0.4s"}},
        lasts=401.5,
    ),
    Exchange(
        "max-stream-duration-of-cluster",
        get("/long"),
        stalls(),
        action={"timeout": "0s"},
        cluster={"common_http_protocol_options": {"max_stream_duration": "0.4s"}},
        lasts=401.5,
    ),
    Exchange("request-overall", raw(POST), stalls(), hcm={"request_timeout": "0.4s"}, lasts=401.5),
    Exchange(
        "request-headers",
        raw(HEAD[:-2]),
        stalls(),
        hcm={"request_headers_timeout": "0.4s"},
        lasts=401.5,
    ),
    Exchange("slow", impatient(HEAD, 0.3), stalls(), lasts=300.5),
    Exchange("client-gone-in-body", impatient(HEAD, 0.3), stalls(BEGUN), lasts=300.5),
    Exchange("client-gone-in-upload", impatient(POST, 0.3), stalls(), lasts=300.5),
)
