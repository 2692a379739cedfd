"""HTTP/2 by hand, so that it can be done wrong: frames and header blocks as bytes."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Iterable

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, CONTINUATION = 0, 1, 3, 4, 6, 7, 9
END_STREAM, END_HEADERS, ACK = 1, 4, 1

NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, REFUSED_STREAM, CANCEL = 0, 1, 2, 7, 8
ENHANCE_YOUR_CALM, HTTP_1_1_REQUIRED = 11, 13


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def _number(value: int) -> bytes:
    """A length in HPACK: seven bits of prefix, then groups of seven."""
    if value < 127:
        return bytes([value])
    out, value = bytearray([127]), value - 127
    while value >= 128:
        out.append(value % 128 + 128)
        value //= 128
    out.append(value)
    return bytes(out)


def block(headers: Iterable[tuple[str, str]]) -> bytes:
    """A header block without any compression."""
    out = b""
    for name, value in headers:
        out += b"\0" + _number(len(name)) + name.encode()
        out += _number(len(value)) + value.encode("latin-1")
    return out


def headers(stream: int, fields: Iterable[tuple[str, str]], *, end: bool = True) -> bytes:
    """A header block in as many frames as it needs."""
    whole = block(fields)
    parts = [whole[at : at + 16384] for at in range(0, len(whole), 16384)]
    out = b""
    for index, part in enumerate(parts):
        flags = END_HEADERS if index == len(parts) - 1 else 0
        if index == 0:
            out += frame(HEADERS, flags | (END_STREAM if end else 0), stream, part)
        else:
            out += frame(CONTINUATION, flags, stream, part)
    return out


def request(path: str = "/", *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The fields of an ordinary request."""
    pseudo = [(":method", "GET"), (":scheme", "http"), (":path", path)]
    return [*pseudo, (":authority", "app.example.com"), ("user-agent", "Mozilla/5.0"), *more]


def rst(stream: int, code: int) -> bytes:
    return frame(RST_STREAM, 0, stream, struct.pack(">I", code))


def goaway(last: int, code: int) -> bytes:
    return frame(GOAWAY, 0, 0, struct.pack(">II", last, code))


def until_headers(connection: socket.socket) -> int:
    """A server's side: greets, acknowledges, and gives the stream of the first request."""
    buffer = b""
    connection.sendall(frame(SETTINGS, 0, 0))
    while True:
        more = connection.recv(65536)
        if not more:
            raise OSError("the client has gone before it asked")
        buffer += more
        rest = buffer[len(PREFACE) :]
        while len(rest) >= 9:
            size = int.from_bytes(rest[:3], "big")
            kind, flags, stream = struct.unpack(">BBI", rest[3:9])
            if len(rest) < 9 + size:
                break
            if kind == HEADERS:
                return int(stream)
            rest = rest[9 + size :]


def speak(port: int, *frames: bytes) -> None:
    """A client's side: greets, sends the frames, listens until a stream or the connection ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=3) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(PREFACE + frame(SETTINGS, 0, 0))
            for one in frames:
                connection.sendall(one)
            _listen(connection)


def _listen(connection: socket.socket) -> None:
    buffer = b""
    while True:
        more = connection.recv(65536)
        if not more:
            return
        buffer += more
        while len(buffer) >= 9 and len(buffer) >= 9 + int.from_bytes(buffer[:3], "big"):
            kind, flags = buffer[3], buffer[4]
            buffer = buffer[9 + int.from_bytes(buffer[:3], "big") :]
            is_last = kind in (DATA, HEADERS) and flags & END_STREAM
            if is_last or kind in (RST_STREAM, GOAWAY):
                return
