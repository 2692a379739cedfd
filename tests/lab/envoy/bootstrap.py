"""The smallest configuration for an exchange: an exchange comes in, a bootstrap goes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from certificates import World
from envoy.exchange import ADMIN, DOWNSTREAM, UPSTREAM, Exchange, Fields
from envoy.pomerium import OPERATORS

TYPE = "type.googleapis.com/envoy.extensions."


def typed(name: str, **fields: Any) -> Fields:
    return {"@type": f"{TYPE}{name}", **fields}


def address(port: int) -> Fields:
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


def endpoints(name: str, port: int, host: str = "127.0.0.1") -> Fields:
    """A cluster's one address."""
    at = {"socket_address": {"address": host, "port_value": port}}
    one = {"lb_endpoints": [{"endpoint": {"address": at}}]}
    return {"cluster_name": name, "endpoints": [one]}


def cluster(name: str, port: int, **more: Any) -> Fields:
    plain = {"name": name, "connect_timeout": "1s", "load_assignment": endpoints(name, port)}
    return {**plain, **more}


def http2_upstream(**more: Any) -> Fields:
    """Speaks HTTP/2 to the upstream."""
    options = {"explicit_http_config": {"http2_protocol_options": more}}
    name = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
    return {name: typed("upstreams.http.v3.HttpProtocolOptions", **options)}


def http_filter(name: str, **fields: Any) -> Fields:
    return {"name": name, "typed_config": typed(f"filters.http.{name}", **fields)}


def tls(side: str, **fields: Any) -> Fields:
    """`side`: Upstream or Downstream."""
    name = f"transport_sockets.tls.v3.{side}TlsContext"
    return {"name": "envoy.transport_sockets.tls", "typed_config": typed(name, **fields)}


def access_log(path: Path) -> Fields:
    log_format = {"json_format": OPERATORS}
    fields = {"path": str(path), "log_format": log_format}
    return {
        "name": "envoy.access_loggers.file",
        "typed_config": typed("access_loggers.file.v3.FileAccessLog", **fields),
    }


def bootstrap(of: Exchange, world: World, scratch: Path) -> Fields:
    """Requests are written to `access.log` in the scratch folder, connections to `tcp.log`."""
    name = f"route-{of.name}"
    requests = access_log(scratch / "access.log")
    route = {
        "match": {"prefix": "/"},
        **({} if of.route.keys() & ACTIONS else {"route": {"cluster": name, **of.action}}),
        **of.route,
    }
    host = {"name": "app", "domains": ["app.example.com"], "routes": [route]}
    router = http_filter("router.v3.Router")
    manager = {
        "stat_prefix": "lab",
        "access_log": [requests],
        # As Pomerium's routes come over another way than its clusters, either may be late.
        "route_config": {"virtual_hosts": [host], "validate_clusters": False},
        "http_filters": [*of.filters, router],
        **of.hcm,
    }
    manager = {key: value for key, value in manager.items() if value is not None}
    chain: Fields = {
        "filters": [
            {
                "name": "http",
                "typed_config": typed(
                    "filters.network.http_connection_manager.v3.HttpConnectionManager", **manager
                ),
            }
        ]
    }
    if of.downstream_tls is not None:
        chain["transport_socket"] = tls("Downstream", **of.downstream_tls(world))
    listener = {
        "name": "https-ingress",
        "address": address(DOWNSTREAM),
        "access_log": [access_log(scratch / "tcp.log")],
        "filter_chains": [chain],
        **of.listener,
    }
    upstream = {**cluster(name, UPSTREAM), **of.cluster}
    if of.upstream_tls is not None:
        upstream["transport_socket"] = tls("Upstream", **of.upstream_tls(world))
    admin = {"address": address(ADMIN), "access_log": [requests]}
    static = {"listeners": [listener], "clusters": [upstream, *of.clusters]}
    node = {"id": "lab", "cluster": "lab"}
    return {"node": node, "admin": admin, "static_resources": static, **of.bootstrap}


ACTIONS = {"route", "redirect", "direct_response"}
