"""An exchange: a scenario of requests, of upstream, configuration and client."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import loopback
from loopback import Script, until_end, until_head

#: Fixed ports, all on 127.0.0.1.
DOWNSTREAM, UPSTREAM, HELPER, ADMIN, RESOLVER = 18443, 18444, 18445, 18446, 18449

Fields = dict[str, Any]

GOOD_HEAD = "user-agent: Mozilla/5.0\r\nconnection: close\r\n"


@dataclass(frozen=True)
class Exchange:
    """One thing that goes wrong between a browser, Envoy and an application.

    The mappings are laid over the plain configuration; a value that is a function gets the
    certificates.
    """

    name: str
    client: Callable[[], None]
    upstream: Script | None = None
    helper: Script | None = None
    cluster: Fields = field(default_factory=dict)
    action: Fields = field(default_factory=dict)
    route: Fields = field(default_factory=dict)
    hcm: Fields = field(default_factory=dict)
    filters: list[Fields] = field(default_factory=list)
    listener: Fields = field(default_factory=dict)
    bootstrap: Fields = field(default_factory=dict)
    clusters: list[Fields] = field(default_factory=list)
    #: Name of the certificate that the upstream shows.
    upstream_shows: str | None = None
    #: TLS towards the upstream, or towards the client.
    upstream_tls: Callable[[Any], Fields] | None = None
    downstream_tls: Callable[[Any], Fields] | None = None
    #: Milliseconds that stand for the duration.
    lasts: float = 1.5
    #: What the resolver answers to every question.
    names: int | None = None
    #: The upstream asks for a certificate of Envoy.
    upstream_asks: bool = False
    #: The upstream's port is open, but takes no connection.
    is_deaf: bool = False


# What a client does.


def get(
    path: str = "/",
    head: str = "",
    *,
    host: str = "app.example.com",
    method: str = "GET",
    body: bytes = b"",
) -> Callable[[], None]:
    """An ordinary request of HTTP/1.1, whose answer is read to the end."""
    length = f"content-length: {len(body)}\r\n" if body else ""
    text = f"{method} {path} HTTP/1.1\r\nhost: {host}\r\n{GOOD_HEAD}{length}{head}\r\n"
    return raw(text.encode() + body)


def raw(sent: bytes) -> Callable[[], None]:
    """Bytes as they are."""

    def run() -> None:
        with socket.create_connection(("127.0.0.1", DOWNSTREAM), 3) as connection:
            with contextlib.suppress(OSError):
                connection.sendall(sent)
            until_end(connection)

    return run


def impatient(sent: bytes, seconds: float) -> Callable[[], None]:
    """Asks, waits a little, and goes away."""

    def run() -> None:
        with socket.create_connection(("127.0.0.1", DOWNSTREAM), 3) as connection:
            connection.sendall(sent)
            time.sleep(seconds)

    return run


def later(seconds: float, client: Callable[[], None]) -> Callable[[], None]:
    """Waits a moment first, for what Envoy does only after its start."""

    def run() -> None:
        time.sleep(seconds)
        client()

    return run


def after(first: Callable[[], None], client: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        first()
        client()

    return run


# What an upstream does.


def answers(text: str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok") -> Script:
    def script(connection: socket.socket) -> None:
        while b"\r\n\r\n" in until_head(connection):
            connection.sendall(text.encode("latin-1"))

    return script


def closes(text: str = "") -> Script:
    """Reads the request, says so much of an answer, and closes."""

    def script(connection: socket.socket) -> None:
        until_head(connection)
        connection.sendall(text.encode())

    return script


def resets(text: str = "") -> Script:
    def script(connection: socket.socket) -> None:
        until_head(connection)
        connection.sendall(text.encode())
        time.sleep(0.1)
        loopback.reset(connection)

    return script


def stalls(text: str = "") -> Script:
    """Says so much of an answer and then nothing more."""

    def script(connection: socket.socket) -> None:
        until_head(connection)
        connection.sendall(text.encode())
        until_end(connection)

    return script
