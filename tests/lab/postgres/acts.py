"""What clients do to a running PostgreSQL: a server comes in, what the client saw goes out."""

from __future__ import annotations

import contextlib
import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from certificates import World
from postgres.server import PORT, USER, Server, holding, psql


@dataclass(frozen=True)
class Seen:
    """The client's status and words; the server's log, if it is not all since the last look."""

    status: int
    said: str
    log: str | None = None


Act = Callable[[Server], Seen]


def asks(sql: str = "select 1", **words: str) -> Act:
    """One client that asks one thing."""
    return lambda server: Seen(*psql(sql, **words))


def as_pomerium(sql: str) -> Act:
    return asks(sql, user="pomerium", password="right")


def all_taken(server: Server) -> Seen:
    """Every connection that is not kept for the superuser is held."""
    held = [holding("select 1;", user="pomerium") for _ in range(5)]
    try:
        return Seen(*psql("select 1", user="pomerium", password="right"))
    finally:
        for session in held:
            session.communicate()


def really_all_taken(server: Server) -> Seen:
    held = [holding("select 1;", user="pomerium") for _ in range(5)]
    held += [holding("select 1;") for _ in range(3)]
    try:
        return Seen(*psql("select 1"))
    finally:
        for session in held:
            session.communicate()


def terminated(server: Server) -> Seen:
    """An administrator ends a session that is asking."""
    session = holding("select 1;", user="pomerium")
    ask = "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pomerium';"
    psql(ask)
    _, said = session.communicate("select 1;\n", timeout=5)
    return Seen(session.returncode, said.strip("\n"))


def idle_too_long(server: Server) -> Seen:
    session = holding("set idle_in_transaction_session_timeout = '0.2s'; begin;")
    time.sleep(0.5)
    _, said = session.communicate("select 1;\n", timeout=5)
    return Seen(session.returncode, said.strip("\n"))


def locked(server: Server) -> Seen:
    first = holding("begin; lock table pomerium.records;")
    try:
        return Seen(*psql("set lock_timeout = '0.2s'; select * from pomerium.records;"))
    finally:
        first.communicate()


def deadlocked(server: Server) -> Seen:
    first = holding("begin; update pomerium.records set kind = 'x' where id = 1;")
    assert first.stdin is not None
    second = "begin; update pomerium.records set kind = 'y' where id = 2;"
    first.stdin.write("set deadlock_timeout = '10s'; select pg_sleep(0.3); ")
    first.stdin.write("update pomerium.records set kind = 'x' where id = 2;\n")
    first.stdin.flush()
    third = "update pomerium.records set kind = 'y' where id = 1;"
    seen = Seen(*psql(f"{second} select pg_sleep(0.6); {third}"))
    first.communicate()
    return seen


def not_serialisable(server: Server) -> Seen:
    """Two transactions change one row."""
    level = "begin isolation level serializable; select * from pomerium.records;"
    first = holding(level)
    psql("update pomerium.records set kind = 'z' where id = 1;")
    _, said = first.communicate("update pomerium.records set kind = 'q' where id = 1;\n", timeout=5)
    return Seen(first.returncode, said.strip("\n"))


def disk_full(server: Server) -> Seen:
    """A table in a file system of a few MiB. Needs the right to mount."""
    folder = server.scratch / "small"
    folder.mkdir()
    owner = pwd.getpwnam(USER)
    mount = [
        "mount",
        "-t",
        "tmpfs",
        "-o",
        f"size=2m,mode=0700,uid={owner.pw_uid},gid={owner.pw_gid}",
        "tmpfs",
        str(folder),
    ]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"no right to mount: {done.stderr}")
    try:
        psql(f"create tablespace small location '{folder}'")
        make = "create table big (a text) tablespace small;"
        fill = "insert into big select repeat('a', 1000) from generate_series(1, 10000);"
        seen = Seen(*psql(make + fill))
        psql("drop table if exists big; drop tablespace small;")
        return seen
    finally:
        subprocess.run(["umount", str(folder)], check=False)


def collation_changed(server: Server) -> Seen:
    psql("update pg_database set datcollversion = '1.0' where datname = 'pomerium'")
    seen = Seen(*psql("select 1"))
    psql("update pg_database set datcollversion = null where datname = 'pomerium'")
    return seen


def says(sent: bytes) -> Act:
    """Something that is no client of PostgreSQL."""

    def act(server: Server) -> Seen:
        with socket.create_connection(("127.0.0.1", PORT), 2) as connection:
            with contextlib.suppress(OSError):
                connection.sendall(sent)
                connection.shutdown(socket.SHUT_WR)
                connection.recv(1000)
        return Seen(0, "")

    return act


def client_gone(server: Server) -> Seen:
    """A client that is killed while it asks."""
    session = holding("begin;")
    session.kill()
    session.wait()
    return Seen(0, "")


def shutting_down(server: Server) -> Seen:
    """The server waits for a session that stays; nobody else gets in."""
    held = holding("select 1;")
    server.send(signal.SIGTERM)
    server.until("received smart shutdown request")
    status, said = psql("select 1", user="pomerium", password="right")
    held.communicate()
    if server.process is not None:
        server.process.wait(10)
    return Seen(status, said, restarted(server))


def fast_shutdown(server: Server) -> Seen:
    """A session that asks while the server is told to end."""
    held = holding("select 1;")
    server.stop(signal.SIGINT)
    _, said = held.communicate("select 1;\n", timeout=5)
    return Seen(held.returncode, said.strip("\n"), restarted(server))


def restarted(server: Server) -> str:
    """Ends it and starts it as it was; gives what it had logged until then."""
    # A client that has ended is gone a moment later, too.
    time.sleep(0.3)
    server.stop()
    log = server.written()
    (server.data / "standby.signal").unlink(missing_ok=True)
    server.settings({})
    server.start()
    server.written()
    return log


def crashed(server: Server) -> Seen:
    """One process of the server is killed, as for want of memory; all others end with it."""
    held = holding("select 1;")
    target = f"host=127.0.0.1 port={PORT} user=postgres dbname=pomerium"
    victim = subprocess.Popen(
        ["psql", "-X", "-q", "-A", "-t", "-d", target],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert victim.stdin is not None and victim.stdout is not None
    victim.stdin.write("select pg_backend_pid();\n")
    victim.stdin.flush()
    os.kill(int(victim.stdout.readline()), signal.SIGKILL)
    server.until("database system is ready to accept connections")
    _, said = held.communicate("select 1;\n", timeout=5)
    victim.communicate()
    return Seen(held.returncode, said.strip("\n"))


def starting_up(server: Server) -> Seen:
    """A standby that waits for a primary that is not there takes nobody in."""
    as_standby(server, {"hot_standby": "off"}, "entering standby mode")
    status, said = psql("select 1", user="pomerium", password="right")
    return Seen(status, said, restarted(server))


def standby(server: Server) -> Seen:
    """A standby that answers, but takes no changes: where a failover leaves an old address."""
    as_standby(server, {}, "ready to accept read-only connections")
    server.until("waiting for WAL to become available")
    # Two processes have written until now, in no fixed order.
    server.written()
    status, said = psql("insert into pomerium.records values (9, 'c')")
    return Seen(status, said, restarted(server))


def as_standby(server: Server, settings: dict[str, str], until: str) -> None:
    server.stop()
    server.written()
    (server.data / "standby.signal").touch()
    server.settings(settings)
    server.launch()
    server.until(until)


def over_ssl(shows: str, trusts: str | None) -> Act:
    """A server with a certificate, and a client that looks at it."""

    def act(server: Server) -> Seen:
        world = World(server.scratch / "certs")
        server.certificate(getattr(world, shows))
        server.stop()
        server.settings({"ssl": "on"})
        server.start()
        server.written()
        words = {"sslmode": "verify-full", "host": "localhost"}
        if trusts is not None:
            words["sslrootcert"] = str(getattr(world, trusts).chain)
        status, said = psql("select 1", user="pomerium", password="right", **words)
        log = server.written()
        restarted(server)
        return Seen(status, said, log)

    return act
