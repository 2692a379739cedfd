"""Exchanges that go wrong in HTTP/2, on the client's side and on the application's."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable

import http2
from envoy.bootstrap import http2_upstream
from envoy.exchange import DOWNSTREAM, Exchange, answers, get, stalls
from loopback import Script, until_end


def replies(make: Callable[[int], bytes], *, stays: bool = True) -> Script:
    """An application that answers the first request with these frames."""

    def script(connection: socket.socket) -> None:
        stream = http2.until_headers(connection)
        connection.sendall(make(stream))
        if stays:
            until_end(connection)

    return script


def upstream(
    name: str, make: Callable[[int], bytes], *, stays: bool = True, **more: object
) -> Exchange:
    options = {"typed_extension_protocol_options": http2_upstream(**more)}
    return Exchange(name, get(f"/{name}"), replies(make, stays=stays), cluster=options)


def client(name: str, *frames: bytes, **hcm: object) -> Exchange:
    """A client that sends these frames after its greeting."""
    plain = {"codec_type": "HTTP2", **hcm}
    # An answer could win the race against the frames that follow the request.
    script = answers() if len(frames) == 1 else stalls()
    return Exchange(name, lambda: http2.speak(DOWNSTREAM, *frames), script, hcm=plain)


OK = [(":status", "200"), ("content-length", "2")]
BEGUN = [(":status", "200"), ("content-length", "10")]


def begun(stream: int) -> bytes:
    return http2.headers(stream, BEGUN, end=False) + http2.frame(http2.DATA, 0, stream, b"half")


MANY = [(f"x-{number}", "a") for number in range(200)]
COOKIES = [("cookie", "a" * 15_000) for _ in range(6)]
ASK = http2.request()
WITHOUT_PATH = [field for field in ASK if field[0] != ":path"]
WITHOUT_AUTHORITY = [field for field in ASK if field[0] != ":authority"]
RELATIVE = [(name, "nopath" if name == ":path" else value) for name, value in ASK]

EXCHANGES = (
    upstream(
        "h2-ok",
        lambda s: http2.headers(s, OK, end=False) + http2.frame(http2.DATA, 1, s, b"ok"),
    ),
    upstream("h2-reset-refused", lambda s: http2.rst(s, http2.REFUSED_STREAM)),
    upstream("h2-reset-internal", lambda s: http2.rst(s, http2.INTERNAL_ERROR)),
    upstream("h2-reset-cancel", lambda s: http2.rst(s, http2.CANCEL)),
    upstream("h2-reset-protocol", lambda s: http2.rst(s, http2.PROTOCOL_ERROR)),
    upstream("h2-reset-http1-required", lambda s: http2.rst(s, http2.HTTP_1_1_REQUIRED)),
    upstream("h2-reset-calm", lambda s: http2.rst(s, http2.ENHANCE_YOUR_CALM)),
    upstream("h2-reset-in-body", lambda s: begun(s) + http2.rst(s, http2.INTERNAL_ERROR)),
    upstream("h2-goaway", lambda s: http2.goaway(0, http2.NO_ERROR), stays=False),
    upstream("h2-goaway-error", lambda s: http2.goaway(0, http2.ENHANCE_YOUR_CALM), stays=False),
    upstream("h2-closing", lambda s: b"", stays=False),
    upstream("h2-closing-in-body", begun, stays=False),
    upstream("h2-bad-frame", lambda s: http2.frame(http2.DATA, 0, 0, b"x")),
    upstream("h2-bad-header", lambda s: http2.headers(s, [(":status", "200"), ("Bad Name", "a")])),
    upstream("h2-no-status", lambda s: http2.headers(s, [("x-a", "b")])),
    upstream("h2-many-headers", lambda s: http2.headers(s, [*OK, *MANY])),
    upstream("h2-big-head", lambda s: http2.headers(s, [*OK, ("x-big", "a" * 90_000)])),
    Exchange(
        "h2-to-http1",
        get("/h2-to-http1"),
        answers("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"),
        cluster={"typed_extension_protocol_options": http2_upstream()},
    ),
    client("h2-client-ok", http2.headers(1, ASK)),
    client("h2-client-headers-too-large", http2.headers(1, [*ASK, ("x-big", "a" * 90_000)])),
    client("h2-client-cookies-too-large", http2.headers(1, [*ASK, *COOKIES])),
    client("h2-client-too-many-headers", http2.headers(1, [*ASK, *MANY])),
    client("h2-client-uppercase", http2.headers(1, [*ASK, ("X-Upper", "a")])),
    client("h2-client-connection-header", http2.headers(1, [*ASK, ("connection", "close")])),
    client("h2-client-no-path", http2.headers(1, WITHOUT_PATH)),
    client("h2-client-no-host", http2.headers(1, WITHOUT_AUTHORITY)),
    client("h2-client-relative-path", http2.headers(1, RELATIVE)),
    client(
        "h2-client-length",
        http2.headers(1, [*ASK, ("content-length", "5")], end=False),
        http2.frame(http2.DATA, http2.END_STREAM, 1, b"toolong"),
    ),
    client(
        "h2-client-underscore",
        http2.headers(1, [*ASK, ("x_a", "b")]),
        common_http_protocol_options={"headers_with_underscores_action": "REJECT_REQUEST"},
    ),
    client("h2-client-reset", http2.headers(1, ASK, end=False), http2.rst(1, http2.CANCEL)),
    client(
        "h2-client-empty-frames",
        http2.headers(1, ASK, end=False),
        http2.frame(http2.DATA, 0, 1) * 20,
    ),
    client(
        "h2-client-pings",
        http2.headers(1, ASK, end=False),
        http2.frame(http2.PING, 0, 0, bytes(8)) * 20_000,
    ),
    client(
        "h2-client-window",
        http2.headers(1, ASK, end=False),
        http2.frame(8, 0, 1, struct.pack(">I", 0)),
    ),
    client("h2-client-bad-frame", http2.headers(1, ASK, end=False), http2.frame(http2.DATA, 0, 0)),
)
