"""Plays starts: a release of Envoy comes in, the lines of `startup.jsonl` go out."""

from __future__ import annotations

import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from certificates import World
from envoy.pomerium import passed_on
from envoy.process import Envoy
from envoy.starts import STARTS, Start
from recording import Line
from stable import stable


def record(release: str, only: Iterable[str]) -> Iterator[Line]:
    wanted = set(only)
    with tempfile.TemporaryDirectory(prefix="pomkb-lab-") as folder:
        Path(folder).chmod(0o755)
        world = World(Path(folder) / "certs")
        for start in STARTS:
            if wanted and start.name not in wanted:
                continue
            exit, log = play(start, release, world)
            log = log.replace(str(world.folder), "/pomerium/certs")
            if log:
                yield Line(f"envoy {release}", start.name, log, exit)
            else:
                print(f"envoy {release} {start.name}: no line, exit {exit}", file=sys.stderr)


def play(start: Start, release: str, world: World) -> tuple[int, str]:
    """Status and what Pomerium's log would hold."""
    envoy = Envoy(release, start.config(world), list(start.options))
    envoy.preexec = lambda: set_limits(start)
    if start.user is not None:
        envoy.prefix = ["setpriv", f"--reuid={start.user}", "--clear-groups"]
    try:
        with start.around(envoy):
            envoy.start()
            assert envoy.process is not None
            deadline = time.monotonic() + 3
            while time.monotonic() < deadline and envoy.process.poll() is None:
                if "starting main dispatch loop" in envoy.output:
                    time.sleep(0.2)
                    break
                time.sleep(0.02)
            exit = envoy.stop(start.end)
            return exit, passed_on(stable(envoy.output, envoy.paths))
    finally:
        shutil.rmtree(envoy.scratch, ignore_errors=True)


def set_limits(start: Start) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.setsid()
    for kind, size in start.limits:
        resource.setrlimit(kind, (size, size))
