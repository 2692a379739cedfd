"""Configurations that an Envoy does not take: one function each, bootstraps go out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from certificates import World
from envoy.bootstrap import access_log, address, cluster, http_filter, tls, typed
from envoy.exchange import DOWNSTREAM, HELPER, UPSTREAM

Config = dict[str, Any]


def listener(name: str, port: int, **chain: Any) -> Config:
    route = {"match": {"prefix": "/"}, "direct_response": {"status": 200}}
    hosts = [{"name": "app", "domains": ["*"], "routes": [route]}]
    manager = typed(
        "filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="lab",
        route_config={"virtual_hosts": hosts},
        http_filters=[http_filter("router.v3.Router")],
    )
    chain = {"filters": [{"name": "http", "typed_config": manager}], **chain}
    return {"name": name, "address": address(port), "filter_chains": [chain]}


def serving(*listeners: Config, **more: Any) -> Callable[[World], Config]:
    def config(world: World) -> Config:
        return {"static_resources": {"listeners": list(listeners)}, **more}

    return config


def plain(port: int = DOWNSTREAM) -> Callable[[World], Config]:
    return serving(listener(f"l{port}", port))


def many(count: int) -> Callable[[World], Config]:
    """So many listeners, each with a port of its own."""
    return serving(*(listener(f"l{port}", port) for port in range(18500, 18500 + count)))


def with_tls(make: Callable[[World], Config]) -> Callable[[World], Config]:
    """A listener whose TLS context is what `make` gives."""

    def config(world: World) -> Config:
        context = tls(
            "Downstream", common_tls_context=make(world), require_client_certificate=False
        )
        return serving(listener("https-ingress", DOWNSTREAM, transport_socket=context))(world)

    return config


def shown(chain: Config, key: Config, **more: Any) -> Config:
    return {"tls_certificates": [{"certificate_chain": chain, "private_key": key}], **more}


def file(path: object) -> Config:
    return {"filename": str(path)}


def inline(text: str) -> Config:
    return {"inline_string": text}


def text(written: str) -> Callable[[World], str]:
    return lambda world: written


def logging_to(path: str) -> Callable[[World], Config]:
    """A listener whose access log cannot be opened."""
    one = listener("https-ingress", DOWNSTREAM)
    return serving({**one, "access_log": [access_log(Path(path))]})


def duplicated(world: World) -> Config:
    return serving(listener("a", HELPER), listener("b", HELPER))(world)


def unknown_type(world: World) -> Config:
    chain = {"filters": [{"name": "x", "typed_config": typed("filters.network.lab.v3.Nothing")}]}
    one = {"name": "x", "address": address(DOWNSTREAM), "filter_chains": [chain]}
    return serving(one)(world)


def bad_value(world: World) -> Config:
    """Breaks a rule of validation: a cluster whose time is below zero."""
    return {"static_resources": {"clusters": [cluster("app", UPSTREAM, connect_timeout="-1s")]}}


def two_clusters(world: World) -> Config:
    one = cluster("app", UPSTREAM)
    return {"static_resources": {"clusters": [one, one]}}


def wrong_kind(world: World) -> Config:
    return {"static_resources": {"listeners": "none"}}


def unknown_cluster(world: World) -> Config:
    one = listener("https-ingress", DOWNSTREAM)
    manager = one["filter_chains"][0]["filters"][0]["typed_config"]
    route = {"match": {"prefix": "/"}, "route": {"cluster": "nowhere"}}
    manager["route_config"]["virtual_hosts"][0]["routes"] = [route]
    return serving(one)(world)


def bad_regex(world: World) -> Config:
    one = listener("https-ingress", DOWNSTREAM)
    manager = one["filter_chains"][0]["filters"][0]["typed_config"]
    match = {"safe_regex": {"regex": "("}}
    route = {"match": match, "direct_response": {"status": 200}}
    manager["route_config"]["virtual_hosts"][0]["routes"] = [route]
    return serving(one)(world)


def same_domain(world: World) -> Config:
    one = listener("https-ingress", DOWNSTREAM)
    manager = one["filter_chains"][0]["filters"][0]["typed_config"]
    hosts = manager["route_config"]["virtual_hosts"]
    hosts.append({**hosts[0], "name": "again"})
    return serving(one)(world)


def bad_address(world: World) -> Config:
    one = listener("https-ingress", DOWNSTREAM)
    at = {"socket_address": {"address": "pomerium.invalid", "port_value": DOWNSTREAM}}
    return serving({**one, "address": at})(world)


def not_here(world: World) -> Config:
    one = listener("https-ingress", DOWNSTREAM)
    at = {"socket_address": {"address": "192.0.2.1", "port_value": DOWNSTREAM}}
    return serving({**one, "address": at})(world)


def admin(at: Config) -> Callable[[World], Config]:
    return lambda world: {"admin": {"address": at}}


def private(world: World) -> Path:
    """A key that only its owner may read."""
    path = world.folder / "private.key"
    shutil.copy(world.good.key, path)
    path.chmod(0o600)
    return path
