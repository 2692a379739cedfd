"""Requests of HTTP/1 that are none."""

from __future__ import annotations

from collections.abc import Callable

from envoy.exchange import Exchange, answers, raw

HOST = b"host: app.example.com\r\nuser-agent: Mozilla/5.0\r\n"


def head(*lines: bytes, first: bytes = b"GET / HTTP/1.1", body: bytes = b"") -> Callable[[], None]:
    return raw(first + b"\r\n" + HOST + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body)


def broken(name: str, client: Callable[[], None], **hcm: object) -> Exchange:
    return Exchange(name, client, answers(), hcm=dict(hcm))


MANY = [f"x-{number}: a".encode() for number in range(200)]
CHUNKED = b"transfer-encoding: chunked"

EXCHANGES = (
    broken("codec-junk", raw(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")),
    broken("codec-version", head(first=b"GET / HTTP/9.9")),
    broken("codec-method", head(first=b"G@T / HTTP/1.1")),
    broken("codec-length-and-chunked", head(CHUNKED, b"content-length: 1", body=b"0\r\n\r\n")),
    broken("codec-lengths", head(b"content-length: 1", b"content-length: 2", body=b"ab")),
    broken("codec-length-not-a-number", head(b"content-length: many")),
    broken("codec-transfer-encoding", head(b"transfer-encoding: gzip")),
    broken("codec-bad-chunk", head(CHUNKED, first=b"POST / HTTP/1.1", body=b"zz\r\nab\r\n")),
    broken("codec-header-name", head(b"bad header: a")),
    broken("codec-header-value", head(b"x-a: \x00")),
    broken("codec-headers-too-large", head(b"x-big: " + b"a" * 90_000)),
    broken("codec-too-many-headers", head(*MANY)),
    broken("codec-url", head(first=b"GET http://[::1 HTTP/1.1")),
    broken("codec-scheme", head(first=b"GET ftp://app.example.com/ HTTP/1.1")),
    broken(
        "codec-underscore",
        head(b"x_a: b"),
        common_http_protocol_options={"headers_with_underscores_action": "REJECT_REQUEST"},
    ),
    broken("codec-connection-header", head(b"connection: " + b"a," * 200)),
    broken("codec-http2-preface", raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), codec_type="HTTP1"),
    broken("connect-not-allowed", head(first=b"CONNECT app.example.com:443 HTTP/1.1")),
)
