"""Exchanges in which TLS between Envoy and the application fails."""

from __future__ import annotations

import socket
from collections.abc import Callable

from certificates import World
from envoy.exchange import Exchange, Fields, answers, get
from loopback import Script


def trusting(
    *, name: str = "app.example.com", crl: bool = False, common: Fields | None = None
) -> Callable[[World], Fields]:
    """TLS to the upstream, as Pomerium sets it up: the lab's root, and the name of the host."""

    def fields(world: World) -> Fields:
        names = [{"san_type": "DNS", "matcher": {"exact": name}}]
        context: Fields = {
            "trusted_ca": {"filename": str(world.root.chain)},
            "match_typed_subject_alt_names": names,
        }
        if crl:
            context["crl"] = {"filename": str(world.crl)}
        return {
            "sni": name,
            "common_tls_context": {"validation_context": context, **(common or {})},
        }

    return fields


def tls_exchange(name: str, shows: str, **more: object) -> Exchange:
    fields: Fields = {"upstream_tls": trusting(), "upstream": answers(), **more}
    return Exchange(name, get(f"/{name}"), upstream_shows=shows, **fields)


def alerts(number: int) -> Script:
    """Answers the client's greeting with an alert: two bytes of level and kind in a record."""

    def script(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(bytes([21, 3, 3, 0, 2, 2, number]))

    return script


def speaks_plainly(connection: socket.socket) -> None:
    """What a server of HTTP says to the first bytes of TLS."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")


def hangs_up(connection: socket.socket) -> None:
    connection.recv(65536)


EXCHANGES = (
    tls_exchange("tls-ok", "good"),
    tls_exchange("tls-unknown-ca", "self_signed"),
    tls_exchange("tls-self-signed-in-chain", "with_root"),
    tls_exchange("tls-unknown-issuer", "unknown"),
    tls_exchange("tls-incomplete-chain", "incomplete"),
    tls_exchange("tls-expired", "expired"),
    tls_exchange("tls-not-yet-valid", "not_yet"),
    tls_exchange("tls-wrong-name", "wrong_name"),
    tls_exchange("tls-wrong-usage", "wrong_usage"),
    tls_exchange("tls-weak-key", "weak_key"),
    tls_exchange("tls-weak-hash", "weak_hash"),
    tls_exchange("tls-revoked", "revoked", upstream_tls=trusting(crl=True)),
    tls_exchange("tls-client-certificate-asked", "good", upstream_asks=True),
    Exchange("tls-to-plain", get("/tls-to-plain"), speaks_plainly, upstream_tls=trusting()),
    Exchange("plain-to-tls", get("/plain-to-tls"), answers(), upstream_shows="good"),
    Exchange("tls-hung-up", get("/tls-hung-up"), hangs_up, upstream_tls=trusting()),
    # Alerts by their number: what other servers say.
    Exchange("tls-alert-handshake", get("/a"), alerts(40), upstream_tls=trusting()),
    Exchange("tls-alert-version", get("/a"), alerts(70), upstream_tls=trusting()),
    Exchange("tls-alert-name", get("/a"), alerts(112), upstream_tls=trusting()),
    Exchange("tls-alert-certificate-required", get("/a"), alerts(116), upstream_tls=trusting()),
    Exchange("tls-alert-bad-certificate", get("/a"), alerts(42), upstream_tls=trusting()),
    Exchange("tls-alert-unknown-ca", get("/a"), alerts(48), upstream_tls=trusting()),
    Exchange("tls-alert-internal", get("/a"), alerts(80), upstream_tls=trusting()),
)
