"""A PostgreSQL of the lab's own on loopback: settings come in, what it logs goes out."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from certificates import Certificate
from requirements import postgres_folder, program

PORT = 18448
USER = "postgres"

#: Small and loud, with Debian's form of a line. Nothing leaves the machine.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "port": str(PORT),
    "fsync": "off",
    "max_connections": "8",
    "superuser_reserved_connections": "3",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "logging_collector": "off",
    "shared_buffers": "16MB",
    "max_wal_size": "64MB",
    "log_checkpoints": "off",
    "deadlock_timeout": "100ms",
}

HBA = """
local all postgres trust
host all postgres 127.0.0.1/32 trust
host forbidden all 127.0.0.1/32 reject
hostssl secured all 127.0.0.1/32 scram-sha-256
host pomerium all 127.0.0.1/32 scram-sha-256
host crowded all 127.0.0.1/32 scram-sha-256
host nowhere all 127.0.0.1/32 scram-sha-256
"""


class Server:
    """One cluster in a scratch folder, run as the user of the Debian package."""

    def __init__(self) -> None:
        self.scratch = Path(tempfile.mkdtemp(prefix="pomkb-lab-"))
        self.data = self.scratch / "data"
        self.log = self.scratch / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._seen = 0
        shutil.chown(self.scratch, USER)
        # Collations of ICU have releases that can change; those of C have none.
        locale = ["--locale", "C.UTF-8", "--locale-provider", "icu", "--icu-locale", "en-US"]
        self.as_owner("initdb", "-D", str(self.data), "--no-sync", "-A", "trust", *locale)
        (self.data / "pg_hba.conf").write_text(HBA)
        self.settings({})

    @property
    def paths(self) -> dict[str, str]:
        """Debian's folders stand for those of this run."""
        return {
            str(self.data): "/var/lib/postgresql/15/main",
            str(self.scratch): "/var/run/postgresql",
        }

    def settings(self, more: Mapping[str, str]) -> None:
        """Writes the configuration. It counts at the next start."""
        every = {**SETTINGS, "unix_socket_directories": str(self.scratch), **more}
        lines = (f"{name} = '{value}'\n" for name, value in every.items())
        (self.data / "postgresql.conf").write_text("".join(lines))

    def certificate(self, shown: Certificate) -> None:
        """Puts certificate and key where the server looks for them."""
        for name, path in (("server.crt", shown.chain), ("server.key", shown.key)):
            shutil.copy(path, self.data / name)
            shutil.chown(self.data / name, USER)
        (self.data / "server.key").chmod(0o600)

    def command(self, name: str, *arguments: str) -> list[str]:
        as_user = [str(program("runuser")), "-u", USER, "--"]
        return [*as_user, str(postgres_folder() / name), *arguments]

    def as_owner(self, name: str, *arguments: str) -> None:
        done = subprocess.run(
            self.command(name, *arguments), capture_output=True, text=True, cwd="/", check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"{name}: {done.stderr}")

    def launch(self) -> subprocess.Popen[bytes]:
        """Starts and does not wait."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command("postgres", "-D", str(self.data)),
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            )
        return self.process

    def start(self) -> None:
        self.launch()
        self.until("database system is ready to accept connections")

    def until(self, words: str, seconds: float = 15) -> None:
        """Waits until the words stand in the log since the last look."""
        deadline = time.monotonic() + seconds
        while words not in self._unseen():
            if time.monotonic() > deadline:
                raise RuntimeError(f"no {words!r} in:\n{self._unseen()}")
            time.sleep(0.02)

    def send(self, number: int) -> None:
        """To the server itself: `runuser` is only its parent."""
        os.kill(self.pid, number)

    @property
    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def stop(self, number: int = signal.SIGINT) -> int:
        if self.process is None:
            return 0
        if self.process.poll() is None and (self.data / "postmaster.pid").exists():
            self.send(number)
        return self.process.wait(15)

    def written(self) -> str:
        """What it logged since the last look, a moment later."""
        time.sleep(0.15)
        text = self._unseen()
        self._seen = self.log.stat().st_size if self.log.exists() else 0
        return text.strip("\n")

    def _unseen(self) -> str:
        if not self.log.exists():
            return ""
        with self.log.open(errors="replace") as log:
            log.seek(self._seen)
            return log.read()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.scratch, ignore_errors=True)


def psql(
    sql: str, *, user: str = USER, password: str | None = None, **words: str
) -> tuple[int, str]:
    """Status and what psql says, without results."""
    where = {
        "host": "127.0.0.1",
        "port": str(PORT),
        "user": user,
        "dbname": "pomerium",
        "connect_timeout": "2",
        "sslmode": "prefer",
        **words,
    }
    environment = {**os.environ, "LC_ALL": "C", "HOME": "/nonexistent"}
    if password is not None:
        environment["PGPASSWORD"] = password
    target = " ".join(f"{key}={value}" for key, value in where.items())
    command = [str(program("psql")), "-X", "-w", "-q", "-v", "ON_ERROR_STOP=1", "-d", target]
    done = subprocess.run(
        command, input=sql, capture_output=True, text=True, env=environment, timeout=20, check=False
    )
    return done.returncode, done.stderr.strip("\n")


def holding(sql: str, user: str = USER, password: str = "right") -> subprocess.Popen[str]:
    """A session that runs this and stays until its input ends."""
    target = f"host=127.0.0.1 port={PORT} user={user} dbname=pomerium"
    environment = {**os.environ, "PGPASSWORD": password, "LC_ALL": "C"}
    session = subprocess.Popen(
        [str(program("psql")), "-X", "-w", "-q", "-d", target],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert session.stdin is not None and session.stdout is not None
    session.stdin.write(f"{sql}\n\\echo held\n")
    session.stdin.flush()
    session.stdout.readline()
    return session
