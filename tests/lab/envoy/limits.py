"""Exchanges that run into a limit: of connections, of memory, of size."""

from __future__ import annotations

from typing import Any

from envoy.bootstrap import http_filter, typed
from envoy.exchange import Exchange, after, answers, get, later
from envoy.filters import lua


def thresholds(**limits: int) -> dict[str, Any]:
    return {"circuit_breakers": {"thresholds": [limits]}}


def overloaded(action: str) -> dict[str, Any]:
    """A heap that is full from the start triggers one action."""
    monitor = {
        "name": "envoy.resource_monitors.fixed_heap",
        "typed_config": typed(
            "resource_monitors.fixed_heap.v3.FixedHeapConfig", max_heap_size_bytes=1
        ),
    }
    trigger = {"name": monitor["name"], "threshold": {"value": 0.5}}
    actions = [{"name": f"envoy.overload_actions.{action}", "triggers": [trigger]}]
    manager = {"refresh_interval": "0.05s", "resource_monitors": [monitor], "actions": actions}
    return {"overload_manager": manager}


BIG = b"a" * 200_000
BIG_ANSWER = f"HTTP/1.1 200 OK\r\ncontent-length: {len(BIG)}\r\n\r\n{BIG.decode()}"

EXCHANGES = (
    Exchange("circuit", get("/circuit"), answers(), cluster=thresholds(max_pending_requests=0)),
    Exchange("circuit-requests", get("/circuit"), answers(), cluster=thresholds(max_requests=0)),
    Exchange(
        "circuit-retries",
        get("/circuit"),
        answers("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"),
        cluster=thresholds(max_retries=0),
        action={"retry_policy": {"retry_on": "5xx", "num_retries": 2}},
    ),
    Exchange(
        "overload",
        later(0.4, get("/overload")),
        answers(),
        bootstrap=overloaded("stop_accepting_requests"),
    ),
    Exchange(
        "payload-too-large",
        get("/up", method="POST", body=BIG),
        answers(),
        filters=[http_filter("buffer.v3.Buffer", max_request_bytes=1000)],
    ),
    Exchange(
        "response-too-large",
        get("/down"),
        answers(BIG_ANSWER),
        filters=[lua("function envoy_on_response(h) h:body() end")],
        listener={"per_connection_buffer_limit_bytes": 1000},
    ),
    Exchange(
        "rate-limited",
        after(get("/occupied"), get("/often")),
        answers(),
        filters=[
            {
                "name": "local_ratelimit",
                "typed_config": typed(
                    "filters.http.local_ratelimit.v3.LocalRateLimit",
                    stat_prefix="lab",
                    token_bucket={
                        "max_tokens": 1,
                        "tokens_per_fill": 1,
                        "fill_interval": "3600s",
                    },
                    filter_enabled={"default_value": {"numerator": 100}},
                    filter_enforced={"default_value": {"numerator": 100}},
                ),
            }
        ],
    ),
)
