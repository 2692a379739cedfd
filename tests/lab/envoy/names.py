"""Exchanges in which the application's name leads nowhere: what a resolver answers, or does not."""

from __future__ import annotations

from envoy.bootstrap import endpoints, http_filter, typed
from envoy.exchange import RESOLVER, UPSTREAM, Exchange, Fields, get
from loopback import NO_SUCH_NAME, REFUSED, SERVER_FAILURE

#: Asks the lab's own resolver and no other.
OWN_RESOLVER: Fields = {
    "name": "envoy.network.dns_resolver.cares",
    "typed_config": typed(
        "network.dns_resolver.cares.v3.CaresDnsResolverConfig",
        resolvers=[
            {
                "socket_address": {
                    "address": "127.0.0.1",
                    "port_value": RESOLVER,
                    "protocol": "UDP",
                }
            }
        ],
        dns_resolver_options={"no_default_search_domain": True},
    ),
}


def named(name: str, kind: str, answer: int) -> Exchange:
    """A cluster whose address is a name, as most of Pomerium's are."""
    return Exchange(
        name,
        get("/nodns"),
        names=answer,
        cluster={
            "type": kind,
            "typed_dns_resolver_config": OWN_RESOLVER,
            "load_assignment": endpoints(f"route-{name}", UPSTREAM, "app.invalid"),
        },
    )


def dynamic(name: str, answer: int) -> Exchange:
    """A name out of the request, resolved when it comes."""
    cache = {"dns_cache_config": {"name": "lab", "typed_dns_resolver_config": OWN_RESOLVER}}
    routes = [{"match": {"prefix": "/"}, "route": {"cluster": "dynamic"}}]
    host = {"name": "any", "domains": ["*"], "routes": routes}
    kind = {
        "name": "envoy.clusters.dynamic_forward_proxy",
        "typed_config": typed("clusters.dynamic_forward_proxy.v3.ClusterConfig", **cache),
    }
    cluster = {
        "name": "dynamic",
        "lb_policy": "CLUSTER_PROVIDED",
        "connect_timeout": "1s",
        "cluster_type": kind,
    }
    return Exchange(
        name,
        get("/a", host="app.invalid"),
        names=answer,
        filters=[http_filter("dynamic_forward_proxy.v3.FilterConfig", **cache)],
        hcm={"route_config": {"virtual_hosts": [host]}},
        clusters=[cluster],
    )


EXCHANGES = (
    named("nodns", "STRICT_DNS", NO_SUCH_NAME),
    named("nodns-logical", "LOGICAL_DNS", NO_SUCH_NAME),
    named("dns-server-failure", "STRICT_DNS", SERVER_FAILURE),
    dynamic("dynamic-name-unknown", NO_SUCH_NAME),
    dynamic("dynamic-server-failure", SERVER_FAILURE),
    dynamic("dynamic-resolver-refuses", REFUSED),
)
