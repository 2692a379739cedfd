"""Connections of clients that never become requests: TLS with Envoy fails."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable
from typing import Any

from certificates import World
from envoy.exchange import DOWNSTREAM, Exchange, Fields, answers
from loopback import until_end

#: Where the client of an exchange finds the certificates; set when the configuration is made.
_world: list[World] = []


def showing(
    *, asks: bool = False, low: str = "TLSv1_2", **common: Any
) -> Callable[[World], Fields]:
    """The listener's TLS. `asks`: for a certificate of the client."""

    def fields(world: World) -> Fields:
        _world[:] = [world]
        files = {
            "certificate_chain": {"filename": str(world.good.chain)},
            "private_key": {"filename": str(world.good.key)},
        }
        context: Fields = {"tls_certificates": [files], "alpn_protocols": ["h2", "http/1.1"]}
        context["tls_params"] = {"tls_minimum_protocol_version": low}
        if asks:
            roots = {"trusted_ca": {"filename": str(world.root.chain)}}
            context["validation_context"] = roots
        return {
            "common_tls_context": {**context, **common},
            "require_client_certificate": asks,
        }

    return fields


def shakes(
    set_up: Callable[[ssl.SSLContext, World], None], name: str = "app.example.com"
) -> Callable[[], None]:
    """A client that tries TLS in its own way, and one request after it."""

    def run() -> None:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        set_up(context, _world[0])
        with contextlib.suppress(OSError):
            plain = socket.create_connection(("127.0.0.1", DOWNSTREAM), 3)
            with context.wrap_socket(plain, server_hostname=name) as secured:
                secured.sendall(b"GET / HTTP/1.1\r\nhost: app.example.com\r\n\r\n")
                until_end(secured)

    return run


def says(sent: bytes) -> Callable[[], None]:
    def run() -> None:
        with socket.create_connection(("127.0.0.1", DOWNSTREAM), 3) as connection:
            connection.sendall(sent)
            until_end(connection)

    return run


def nothing(context: ssl.SSLContext, world: World) -> None:
    """Leaves the context as it is."""


def distrusting(context: ssl.SSLContext, world: World) -> None:
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(world.stranger.chain)


def distrusting_tls12(context: ssl.SSLContext, world: World) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    distrusting(context, world)


def old(context: ssl.SSLContext, world: World) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1


def strange_cipher(context: ssl.SSLContext, world: World) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-ECDSA-AES256-SHA384:@SECLEVEL=0")


def with_certificate(name: str) -> Callable[[ssl.SSLContext, World], None]:
    def set_up(context: ssl.SSLContext, world: World) -> None:
        shown = getattr(world, name)
        context.load_cert_chain(shown.chain, shown.key)

    return set_up


def tls12_with(name: str) -> Callable[[ssl.SSLContext, World], None]:
    def set_up(context: ssl.SSLContext, world: World) -> None:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with_certificate(name)(context, world)

    return set_up


def failing(name: str, client: Callable[[], None], *, asks: bool = False) -> Exchange:
    return Exchange(name, client, answers(), downstream_tls=showing(asks=asks))


EXCHANGES = (
    failing("client-plain-to-tls", says(b"GET / HTTP/1.1\r\nhost: app.example.com\r\n\r\n")),
    failing("client-junk-to-tls", says(b"SSH-2.0-OpenSSH_9.2\r\n")),
    failing("client-distrusts", shakes(distrusting)),
    failing("client-distrusts-tls12", shakes(distrusting_tls12)),
    failing("client-old-version", shakes(old)),
    failing("client-no-common-cipher", shakes(strange_cipher)),
    failing("client-no-certificate", shakes(nothing), asks=True),
    failing("client-unknown-certificate", shakes(with_certificate("client_unknown")), asks=True),
    failing("client-unknown-certificate-tls12", shakes(tls12_with("client_unknown")), asks=True),
    failing("client-expired-certificate", shakes(with_certificate("client_expired")), asks=True),
    failing("client-wrong-usage", shakes(with_certificate("good")), asks=True),
)
