"""Exchanges that a filter in front of the route ends: authorisation, scripts, faults, names."""

from __future__ import annotations

from typing import Any

from envoy.bootstrap import cluster, http2_upstream, http_filter
from envoy.exchange import HELPER, Exchange, Fields, answers, closes, get, stalls


def lua(code: str) -> Fields:
    return http_filter("lua.v3.Lua", default_source_code={"inline_string": code})


def authorised(timeout: str = "0.5s", **more: Any) -> Fields:
    """An authorisation service that speaks HTTP."""
    uri = {"uri": "http://127.0.0.1", "cluster": "authorize", "timeout": timeout}
    return http_filter("ext_authz.v3.ExtAuthz", http_service={"server_uri": uri}, **more)


def grpc_authorised() -> Fields:
    """Pomerium's own way of asking."""
    service = {"envoy_grpc": {"cluster_name": "authorize"}, "timeout": "0.5s"}
    return http_filter("ext_authz.v3.ExtAuthz", grpc_service=service, transport_api_version="V3")


AUTHORIZE = [cluster("authorize", HELPER)]
AUTHORIZE_GRPC = [cluster("authorize", HELPER, typed_extension_protocol_options=http2_upstream())]

DENY_ALL = {"action": "ALLOW", "policies": {}}
DENY_SOME = {
    "action": "DENY",
    "policies": {"p": {"permissions": [{"any": True}], "principals": [{"any": True}]}},
}

EXCHANGES = (
    Exchange(
        "authz-denied",
        get("/a"),
        answers(),
        helper=answers("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"),
        filters=[authorised()],
        clusters=AUTHORIZE,
    ),
    Exchange(
        "authz-sign-in",
        get("/a"),
        answers(),
        helper=answers(
            "HTTP/1.1 302 Found\r\nlocation: https://authenticate.example.com/\r\n"
            "content-length: 0\r\n\r\n"
        ),
        filters=[authorised()],
        clusters=AUTHORIZE,
    ),
    Exchange(
        "authz-error",
        get("/a"),
        answers(),
        helper=answers("HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n"),
        filters=[authorised()],
        clusters=AUTHORIZE,
    ),
    Exchange("authz-refused", get("/a"), answers(), filters=[authorised()], clusters=AUTHORIZE),
    Exchange(
        "authz-closing",
        get("/a"),
        answers(),
        helper=closes(),
        filters=[authorised()],
        clusters=AUTHORIZE,
    ),
    Exchange(
        "authz-timeout",
        get("/a"),
        answers(),
        helper=stalls(),
        filters=[authorised()],
        clusters=AUTHORIZE,
        lasts=501.5,
    ),
    Exchange(
        "authz-grpc-refused",
        get("/a"),
        answers(),
        filters=[grpc_authorised()],
        clusters=AUTHORIZE_GRPC,
    ),
    Exchange(
        "authz-grpc-timeout",
        get("/a"),
        answers(),
        helper=stalls(),
        filters=[grpc_authorised()],
        clusters=AUTHORIZE_GRPC,
        lasts=501.5,
    ),
    Exchange("rbac", get("/a"), answers(), filters=[http_filter("rbac.v3.RBAC", rules=DENY_SOME)]),
    Exchange(
        "rbac-no-policy",
        get("/a"),
        answers(),
        filters=[http_filter("rbac.v3.RBAC", rules=DENY_ALL)],
    ),
    Exchange(
        "fault-abort",
        get("/a"),
        answers(),
        filters=[
            http_filter(
                "fault.v3.HTTPFault",
                abort={"http_status": 503, "percentage": {"numerator": 100}},
            )
        ],
    ),
    Exchange(
        "lua-answers",
        get("/a"),
        answers(),
        filters=[
            lua('function envoy_on_request(h) h:respond({[":status"] = "403"}, "no") end'),
        ],
    ),
    Exchange(
        "filter-removes-method",
        get("/a"),
        answers(),
        filters=[lua('function envoy_on_request(h) h:headers():remove(":method") end')],
    ),
    Exchange(
        "filter-removes-status",
        get("/a"),
        answers(),
        filters=[lua('function envoy_on_response(h) h:headers():remove(":status") end')],
    ),
)
