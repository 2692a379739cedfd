"""What stands in the way of an Envoy that starts, while a `with` lasts."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from envoy.process import Envoy

ADMIN_SOCKET = Path("/tmp/pomerium-envoy-admin.sock")

#: A number for shared memory that nothing else on the machine uses.
BASE_ID = 4242


def taken(port: int) -> Callable[[Envoy], contextlib.AbstractContextManager[object]]:
    return lambda envoy: socket.create_server(("127.0.0.1", port))


@contextlib.contextmanager
def socket_left(envoy: Envoy) -> Iterator[None]:
    """A socket file of root in a folder where only owners may delete."""
    ADMIN_SOCKET.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(ADMIN_SOCKET))
    try:
        yield
    finally:
        ADMIN_SOCKET.unlink(missing_ok=True)


@contextlib.contextmanager
def memory_left(envoy: Envoy) -> Iterator[None]:
    """The shared memory of an Envoy of root that did not clean up."""
    left = Path(f"/dev/shm/envoy_shared_memory_{BASE_ID}0")
    left.write_bytes(bytes(4096))
    left.chmod(0o600)
    try:
        yield
    finally:
        left.unlink(missing_ok=True)


@contextlib.contextmanager
def without_config(envoy: Envoy) -> Iterator[None]:
    envoy.config.unlink()
    yield


@contextlib.contextmanager
def unreadable_config(envoy: Envoy) -> Iterator[None]:
    envoy.config.chmod(0o600)
    yield
