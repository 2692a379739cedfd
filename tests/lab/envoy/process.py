"""One Envoy: a bootstrap comes in, a running process and what it wrote go out."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from envoy.pomerium import LOG_FORMAT
from loopback import PATIENCE
from requirements import envoy, program

#: Where Pomerium keeps Envoy and its configuration; stands for the scratch folder.
STANDS_FOR_SCRATCH = "/tmp/pomerium-envoy3357010005"


class Envoy:
    """Runs while a `with` lasts, then ends by SIGTERM as a container does."""

    def __init__(self, release: str, bootstrap: object, options: list[str] | None = None) -> None:
        self.scratch = Path(tempfile.mkdtemp(prefix="pomkb-lab-"))
        self.scratch.chmod(0o755)
        self.config = self.scratch / "envoy-config.json"
        text = bootstrap if isinstance(bootstrap, str) else json.dumps(bootstrap)
        self.config.write_text(text)
        self.binary = str(envoy(release))
        binary = self.scratch / "envoy"
        binary.symlink_to(self.binary)
        # Addresses that are the same each time: Envoy draws the number of spaces in some messages
        # from them.
        self.command = [str(program("setarch")), "-R", str(binary), "-c", str(self.config)]
        self.command += [*LOG_FORMAT, "--concurrency", "1", "--file-flush-interval-msec", "50"]
        self.command += options if options is not None else ["--use-dynamic-base-id"]
        self.prefix: list[str] = []
        self.preexec: Callable[[], None] | None = None
        self._log = self.scratch / "envoy.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def paths(self) -> dict[str, str]:
        return {str(self.scratch): STANDS_FOR_SCRATCH, self.binary: f"{STANDS_FOR_SCRATCH}/envoy"}

    @property
    def output(self) -> str:
        return self._log.read_text(errors="replace")

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.prefix, *self.command],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.scratch,
                env={**os.environ, "HOME": "/"},
                preexec_fn=self.preexec,
            )

    def until_listening(self, port: int) -> None:
        """Waits for the port; says what Envoy wrote if it ends instead."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                break
            if is_listening(port):
                return
            time.sleep(0.02)
        raise RuntimeError(f"Envoy does not serve port {port}:\n{self.output[-3000:]}")

    def stop(self, with_signal: int = signal.SIGTERM) -> int:
        """Ends it and gives its status; negative: the signal that ended it."""
        if self.process is None:
            raise RuntimeError("it was never started")
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def __enter__(self) -> Envoy:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        subprocess.run(["rm", "-rf", str(self.scratch)], check=False)


def is_listening(port: int) -> bool:
    """Asks the kernel: a connection would leave a line in the log."""
    sockets = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return any(
        fields[1].endswith(f":{port:04X}") and fields[3] == "0A"
        for fields in (text.split() for text in sockets)
    )


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
