"""Exchanges that end inside Envoy: no route, no cluster, its own answer, a check of the head."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from envoy.bootstrap import cluster, http2_upstream, http_filter, typed
from envoy.exchange import ADMIN, HELPER, Exchange, answers, get, later, raw
from envoy.process import connect
from loopback import until_end

INTERNAL = {
    "use_remote_address": True,
    "internal_address_config": {
        "cidr_ranges": [{"address_prefix": "127.0.0.0", "prefix_len": 8}],
    },
}


def runtime(**values: Any) -> dict[str, Any]:
    layer = {key.replace("__", "."): value for key, value in values.items()}
    return {"layered_runtime": {"layers": [{"name": "lab", "static_layer": layer}]}}


def of_admin() -> Callable[[], None]:
    """Asks Envoy's own pages for one that is not there."""

    def run() -> None:
        with connect(ADMIN) as connection:
            connection.sendall(b"GET /nothing HTTP/1.1\r\nhost: app\r\nconnection: close\r\n\r\n")
            until_end(connection)

    return run


UPGRADE = (
    b"GET /ok HTTP/1.1\r\nhost: app.example.com\r\nuser-agent: Mozilla/5.0\r\n"
    b"connection: upgrade\r\nupgrade: websocket\r\n\r\n"
)

EXCHANGES = (
    Exchange("unknown-host", get("/ok", host="other.example.com"), answers()),
    Exchange("nothing", get("/nothing"), answers(), route={"match": {"prefix": "/other"}}),
    Exchange("nocluster", get("/nocluster"), answers(), action={"cluster": "nowhere"}),
    Exchange(
        "direct",
        get("/direct"),
        route={"direct_response": {"status": 404, "body": {"inline_string": "x"}}},
    ),
    Exchange("redir", get("/redir"), route={"redirect": {"path_redirect": "/elsewhere"}}),
    Exchange(
        "maint",
        get("/maint"),
        answers(),
        bootstrap=runtime(**{"upstream__maintenance_mode__route-maint": 100}),
    ),
    Exchange(
        "internal-redirect",
        get("/moved"),
        answers(
            "HTTP/1.1 302 Found\r\nlocation: http://app.example.com/\r\ncontent-length: 0\r\n\r\n"
        ),
        action={"internal_redirect_policy": {"max_internal_redirects": 1}},
    ),
    Exchange("upgrade-refused", raw(UPGRADE), answers()),
    Exchange(
        "upgrade-refused-by-application",
        raw(UPGRADE),
        answers("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"),
        hcm={"upgrade_configs": [{"upgrade_type": "websocket"}]},
    ),
    Exchange("admin", of_admin()),
    Exchange(
        "missing-host", raw(b"GET /ok HTTP/1.1\r\nuser-agent: Mozilla/5.0\r\n\r\n"), answers()
    ),
    Exchange("low-version", raw(b"GET / HTTP/1.0\r\n\r\n"), answers()),
    Exchange("absolute-path", get("*", method="OPTIONS"), answers()),
    Exchange(
        "escaped-slash",
        get("/a%2Fb"),
        answers(),
        hcm={"path_with_escaped_slashes_action": "REJECT_REQUEST"},
    ),
    Exchange("path-not-normal", get("/a%00b"), answers(), hcm={"normalize_path": True}),
    Exchange(
        "fragment",
        get("/a#b"),
        answers(),
        bootstrap=runtime(
            envoy__reloadable_features__http_reject_path_with_fragment=True,
        ),
    ),
    Exchange(
        "strict-headers",
        get("/strict", "x-envoy-upstream-rq-timeout-ms: soon\r\n"),
        answers(),
        hcm={
            **INTERNAL,
            "http_filters": [
                http_filter(
                    "router.v3.Router",
                    strict_check_headers=["x-envoy-upstream-rq-timeout-ms"],
                )
            ],
        },
    ),
    Exchange(
        "original-ip",
        get("/ip"),
        answers(),
        hcm={
            "original_ip_detection_extensions": [
                {
                    "name": "envoy.http.original_ip_detection.custom_header",
                    "typed_config": typed(
                        "http.original_ip_detection.custom_header.v3.CustomHeaderConfig",
                        header_name="x-real-ip",
                        reject_with_status={"code": "Forbidden"},
                    ),
                }
            ]
        },
    ),
    Exchange(
        "no-route-configuration",
        later(0.5, get("/ok")),
        answers(),
        hcm={
            "route_config": None,
            "rds": {
                "route_config_name": "late",
                "config_source": {
                    "initial_fetch_timeout": "0.2s",
                    "resource_api_version": "V3",
                    "api_config_source": {
                        "api_type": "GRPC",
                        "transport_api_version": "V3",
                        "grpc_services": [{"envoy_grpc": {"cluster_name": "control"}}],
                    },
                },
            },
        },
        clusters=[cluster("control", HELPER, typed_extension_protocol_options=http2_upstream())],
    ),
    Exchange(
        "https-only",
        get("/ok"),
        answers(),
        hcm={
            "route_config": {
                "virtual_hosts": [
                    {
                        "name": "app",
                        "domains": ["*"],
                        "require_tls": "ALL",
                        "routes": [{"match": {"prefix": "/"}, "redirect": {}}],
                    }
                ]
            }
        },
    ),
)
