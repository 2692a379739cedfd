"""Servers that misbehave on purpose: what to do with a connection comes in, a port goes out.

Only loopback, only while a `with` lasts, each connection at most for `PATIENCE` seconds.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator

Script = Callable[[socket.socket], None]

#: Seconds that anything in the lab waits for another side.
PATIENCE = 6.0


@contextlib.contextmanager
def serving(port: int, script: Script) -> Iterator[None]:
    """Plays the script on every connection to the port."""
    listener = socket.create_server(("127.0.0.1", port), backlog=64)
    over = threading.Event()

    def accept() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=play, args=(connection,), daemon=True).start()

    def play(connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        # The other side may have gone at any time; that is what is played with here.
        with contextlib.suppress(OSError, ValueError), connection:
            script(connection)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield
    finally:
        over.set()
        # `close` alone leaves a thread inside `accept`, which then keeps the port.
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@contextlib.contextmanager
def deaf(port: int) -> Iterator[None]:
    """A port whose queue is full: the kernel drops every further attempt to connect."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(0)
    waiting = [socket.socket() for _ in range(4)]
    for attempt in waiting:
        attempt.setblocking(False)
        attempt.connect_ex(("127.0.0.1", port))
    try:
        yield
    finally:
        for end in (*waiting, listener):
            end.close()


#: What a resolver may answer instead of an address.
SERVER_FAILURE, NO_SUCH_NAME, REFUSED = 2, 3, 5


@contextlib.contextmanager
def naming(port: int, code: int) -> Iterator[None]:
    """A resolver that gives the same answer to every question."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as resolver:
        resolver.bind(("127.0.0.1", port))
        resolver.settimeout(0.1)
        over = threading.Event()

        def answer() -> None:
            while not over.is_set():
                with contextlib.suppress(OSError):
                    question, asker = resolver.recvfrom(4096)
                    resolver.sendto(refusal(question, code), asker)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def refusal(question: bytes, code: int) -> bytes:
    """The question again, with a code and no records."""
    end = question.index(b"\0", 12) + 5
    head = question[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, 0, 0, 0)
    return head + question[12:end]


def secured(context: ssl.SSLContext, script: Callable[[ssl.SSLSocket], None]) -> Script:
    """The script behind TLS. A refusal is left standing until the other side has read it."""

    def play(connection: socket.socket) -> None:
        wrapped = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        with wrapped:
            try:
                wrapped.do_handshake()
            except ssl.SSLError:
                time.sleep(0.3)
                raise
            script(wrapped)

    return play


def reset(connection: socket.socket) -> None:
    """Ends a connection with RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def until_head(connection: socket.socket) -> bytes:
    """Reads a head of HTTP/1 and what came with it."""
    got = b""
    while b"\r\n\r\n" not in got:
        more = connection.recv(65536)
        if not more:
            break
        got += more
    return got


def until_end(connection: socket.socket) -> bytes:
    """Reads until the other side ends or says nothing any more."""
    got = b""
    with contextlib.suppress(OSError):
        while more := connection.recv(65536):
            got += more
    return got
