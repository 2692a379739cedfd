"""Runs all refusals: the lines of `postgres.jsonl` go out, of the server and of psql."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator

from postgres.refusals import PREPARE, REFUSALS
from postgres.server import Server, psql
from postgres.starts import STARTS
from recording import Line
from requirements import postgres_folder, release_of
from stable import stable

#: All scenarios, in the order of the file.
NAMES = [*(one.name for one in REFUSALS), *(one.name for one in STARTS)]


def record(only: Iterable[str]) -> Iterator[Line]:
    wanted = set(only)
    if wanted and wanted.isdisjoint(NAMES):
        return
    client = f"psql {release_of(['psql', '--version'])}"
    program = f"postgres {release_of([str(postgres_folder() / 'postgres'), '--version'])}"
    server = Server()
    try:
        server.start()
        made, said = psql("create database pomerium", dbname="postgres")
        if made == 0:
            made, said = psql(PREPARE)
        if made != 0:
            raise RuntimeError(said)
        server.written()
        for refusal in REFUSALS:
            if wanted and refusal.name not in wanted:
                continue
            try:
                seen = refusal.act(server)
            except (RuntimeError, OSError) as failure:
                print(f"{program} {refusal.name}: {failure}", file=sys.stderr)
                continue
            log = stable(server.written() if seen.log is None else seen.log, server.paths)
            said = stable(seen.said, server.paths)
            if log:
                yield Line(program, refusal.name, log)
            if said:
                yield Line(client, refusal.name, said, seen.status)
            if not log and not said:
                print(f"{program} {refusal.name}: no line", file=sys.stderr)
        server.stop()
        server.written()
        for start in STARTS:
            if wanted and start.name not in wanted:
                continue
            with start.around(server):
                try:
                    status = server.launch().wait(15)
                except subprocess.TimeoutExpired:
                    server.stop()
                    server.written()
                    print(f"{program} {start.name}: it starts", file=sys.stderr)
                    continue
                log = stable(server.written(), server.paths)
            yield Line(program, start.name, log, status)
    finally:
        server.remove()
