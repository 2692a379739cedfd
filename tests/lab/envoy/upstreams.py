"""Exchanges in which the application is at fault, or is not there."""

from __future__ import annotations

from envoy.exchange import Exchange, answers, closes, get, resets

HALF = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"


def status(code: str) -> str:
    return f"HTTP/1.1 {code}\r\ncontent-length: 0\r\n\r\n"


def pipe(path: str) -> dict[str, object]:
    """The address of a socket file."""
    at = {"address": {"pipe": {"path": path}}}
    return {"cluster_name": "pipe", "endpoints": [{"lb_endpoints": [{"endpoint": at}]}]}


def checked(interval: str) -> list[dict[str, object]]:
    """A health check that fails at once."""
    times = {"timeout": "0.5s", "interval": interval}
    counts = {"unhealthy_threshold": 1, "healthy_threshold": 1}
    return [{**times, **counts, "http_health_check": {"path": "/healthz"}}]


NO_PANIC = {"common_lb_config": {"healthy_panic_threshold": {"value": 0}}}

EXCHANGES = (
    Exchange("ok", get("/ok"), answers()),
    Exchange("closing", get("/closing"), closes()),
    Exchange("reset", get("/reset"), resets()),
    Exchange("junk", get("/junk"), closes("this is no HTTP at all\r\n\r\n")),
    Exchange(
        "bighead",
        get("/bighead"),
        answers(f"HTTP/1.1 200 OK\r\nx-big: {'a' * 90000}\r\ncontent-length: 0\r\n\r\n"),
        lasts=2.5,
    ),
    Exchange(
        "many-response-headers",
        get("/many"),
        answers(
            "HTTP/1.1 200 OK\r\n"
            + "".join(f"x-{n}: a\r\n" for n in range(200))
            + "content-length: 0\r\n\r\n"
        ),
    ),
    Exchange(
        "response-length-and-chunked",
        get("/both"),
        answers("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\nok"),
    ),
    Exchange(
        "response-bad-chunk",
        get("/chunk"),
        answers("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nok\r\n"),
    ),
    Exchange("err500", get("/err500"), answers(status("500 Internal Server Error"))),
    Exchange("err502", get("/err502"), answers(status("502 Bad Gateway"))),
    Exchange("err503", get("/err503"), answers(status("503 Service Unavailable"))),
    Exchange("err504", get("/err504"), answers(status("504 Gateway Timeout"))),
    Exchange("err404", get("/err404"), answers(status("404 Not Found"))),
    Exchange("closing-in-body", get("/half"), closes(HALF)),
    Exchange("reset-in-body", get("/half"), resets(HALF)),
    Exchange("refused", get("/refused")),
    Exchange(
        "refused-retried",
        get("/refused"),
        action={"retry_policy": {"retry_on": "connect-failure", "num_retries": 2}},
    ),
    Exchange("connect-timeout", get("/deaf"), is_deaf=True, lasts=1000.5),
    Exchange(
        "socket-file-missing",
        get("/pipe"),
        cluster={"load_assignment": pipe("/run/app/missing.sock")},
    ),
    Exchange(
        "source-address-not-here",
        get("/bind"),
        answers(),
        cluster={
            "upstream_bind_config": {
                "source_address": {"address": "192.0.2.1", "port_value": 0},
            }
        },
    ),
    Exchange("empty", get("/empty"), cluster={"load_assignment": {"cluster_name": "route-empty"}}),
    Exchange(
        "unhealthy",
        get("/unhealthy"),
        answers(status("503 Service Unavailable")),
        cluster={"health_checks": checked("1s"), **NO_PANIC},
    ),
)
