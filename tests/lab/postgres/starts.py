"""Starts of PostgreSQL that fail: a stopped server comes in, something stands in its way."""

from __future__ import annotations

import contextlib
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from certificates import World
from postgres.server import PORT, USER, Server

Around = Callable[[Server], AbstractContextManager[object]]


@dataclass(frozen=True)
class Start:
    name: str
    around: Around


def setting(**more: str) -> Around:
    """One setting that it does not take."""

    @contextlib.contextmanager
    def around(server: Server) -> Iterator[None]:
        server.settings(more)
        yield
        server.settings({})

    return around


@contextlib.contextmanager
def port_taken(server: Server) -> Iterator[None]:
    with socket.create_server(("127.0.0.1", PORT)):
        yield


@contextlib.contextmanager
def open_folder(server: Server) -> Iterator[None]:
    server.data.chmod(0o755)
    yield
    server.data.chmod(0o700)


@contextlib.contextmanager
def other_owner(server: Server) -> Iterator[None]:
    shutil.chown(server.data, "root")
    yield
    shutil.chown(server.data, USER)


@contextlib.contextmanager
def other_release(server: Server) -> Iterator[None]:
    """The data of an older release, as after an image was raised by a number."""
    version = server.data / "PG_VERSION"
    own = version.read_text()
    version.write_text("12\n")
    yield
    version.write_text(own)


@contextlib.contextmanager
def no_data(server: Server) -> Iterator[None]:
    aside = server.scratch / "aside"
    server.data.rename(aside)
    yield
    aside.rename(server.data)


@contextlib.contextmanager
def bad_hba(server: Server) -> Iterator[None]:
    hba = server.data / "pg_hba.conf"
    own = hba.read_text()
    hba.write_text("host all all\n")
    yield
    hba.write_text(own)


@contextlib.contextmanager
def no_checkpoint(server: Server) -> Iterator[None]:
    """The write-ahead log was deleted to make room."""
    wal, aside = server.data / "pg_wal", server.scratch / "wal"
    wal.rename(aside)
    wal.mkdir()
    shutil.chown(wal, USER)
    (wal / "archive_status").mkdir()
    shutil.chown(wal / "archive_status", USER)
    yield
    shutil.rmtree(wal)
    aside.rename(wal)


@contextlib.contextmanager
def no_certificate(server: Server) -> Iterator[None]:
    for name in ("server.crt", "server.key"):
        (server.data / name).unlink(missing_ok=True)
    server.settings({"ssl": "on"})
    yield
    server.settings({})


@contextlib.contextmanager
def open_key(server: Server) -> Iterator[None]:
    """A key that others may read."""
    world = World(server.scratch / "certs-open")
    server.certificate(world.good)
    (server.data / "server.key").chmod(0o644)
    server.settings({"ssl": "on"})
    yield
    server.settings({})


STARTS: tuple[Start, ...] = (
    Start("port-taken", port_taken),
    Start("data-folder-open", open_folder),
    Start("data-folder-of-other-user", other_owner),
    Start("data-of-other-release", other_release),
    Start("data-folder-missing", no_data),
    Start("hba-not-readable", bad_hba),
    Start("unknown-setting", setting(lab="on")),
    Start("setting-out-of-range", setting(max_connections="none")),
    Start("too-much-memory", setting(shared_buffers="100TB", huge_pages="off")),
    Start("ssl-no-certificate", no_certificate),
    Start("ssl-key-open", open_key),
    Start("write-ahead-log-gone", no_checkpoint),
)
