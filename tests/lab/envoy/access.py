"""Plays exchanges: a release of Envoy comes in, the lines of `access.jsonl` go out."""

from __future__ import annotations

import contextlib
import json
import ssl
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import loopback
from certificates import Certificate, World
from envoy import (
    codec,
    connections,
    filters,
    http2_exchanges,
    limits,
    names,
    routing,
    timeouts,
    upstream_tls,
    upstreams,
)
from envoy.bootstrap import bootstrap
from envoy.exchange import DOWNSTREAM, HELPER, RESOLVER, UPSTREAM, Exchange
from envoy.pomerium import connection_failure, http_request
from envoy.process import Envoy
from loopback import Script
from recording import Line
from stable import stable

#: All exchanges, in the order of the file.
EXCHANGES: tuple[Exchange, ...] = (
    *upstreams.EXCHANGES,
    *names.EXCHANGES,
    *upstream_tls.EXCHANGES,
    *timeouts.EXCHANGES,
    *limits.EXCHANGES,
    *routing.EXCHANGES,
    *filters.EXCHANGES,
    *codec.EXCHANGES,
    *http2_exchanges.EXCHANGES,
    *connections.EXCHANGES,
)


def record(release: str, only: Iterable[str]) -> Iterator[Line]:
    wanted = set(only)
    with tempfile.TemporaryDirectory(prefix="pomkb-lab-") as folder:
        world = World(Path(folder) / "certs")
        for exchange in EXCHANGES:
            if wanted and exchange.name not in wanted:
                continue
            try:
                log = play(exchange, release, world)
            except (RuntimeError, OSError) as failure:
                print(f"envoy {release} {exchange.name}: {failure}", file=sys.stderr)
                continue
            if not log:
                print(f"envoy {release} {exchange.name}: no line", file=sys.stderr)
                continue
            yield Line(f"envoy {release}", exchange.name, log)


def play(exchange: Exchange, release: str, world: World) -> str:
    """The lines that one exchange leads to."""
    with contextlib.ExitStack() as stack:
        if exchange.is_deaf:
            stack.enter_context(loopback.deaf(UPSTREAM))
        elif exchange.upstream is not None:
            script = exchange.upstream
            if exchange.upstream_shows is not None:
                script = behind_tls(script, exchange, world)
            stack.enter_context(loopback.serving(UPSTREAM, script))
        if exchange.helper is not None:
            stack.enter_context(loopback.serving(HELPER, exchange.helper))
        if exchange.names is not None:
            stack.enter_context(loopback.naming(RESOLVER, exchange.names))
        envoy = Envoy(release, {})
        config = bootstrap(exchange, world, envoy.scratch)
        envoy.config.write_text(json.dumps(config))
        stack.enter_context(envoy)
        envoy.until_listening(DOWNSTREAM)
        exchange.client()
        return written(envoy, exchange)


def written(envoy: Envoy, exchange: Exchange) -> str:
    """Waits for the first line, and a moment for those that follow it."""
    deadline = time.monotonic() + 4
    lines: list[str] = []
    while time.monotonic() < deadline and not lines:
        time.sleep(0.1)
        lines = _lines(envoy, exchange)
    if not lines:
        # A stream that is still open is written when Envoy ends.
        envoy.stop()
    time.sleep(0.1)
    lines = _lines(envoy, exchange)
    return stable("\n".join(lines), envoy.paths)


def _lines(envoy: Envoy, exchange: Exchange) -> list[str]:
    requests = _records(envoy.scratch / "access.log")
    # What only fills a limit is no part of the answer.
    requests = [one for one in requests if one.get("path") != "/occupied"]
    lines = [http_request(one, number, exchange.lasts) for number, one in enumerate(requests)]
    for one in _records(envoy.scratch / "tcp.log"):
        if one.get("failure"):
            lines.append(connection_failure(one, len(lines)))
    return lines


def _records(path: Path) -> list[dict[str, object]]:
    if not path.exists():
        return []
    return [json.loads(text) for text in path.read_text().splitlines()]


def behind_tls(script: Script, exchange: Exchange, world: World) -> Script:
    """The same upstream, but it speaks TLS."""
    shows: Certificate = getattr(world, exchange.upstream_shows or "good")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(shows.chain, shows.key)
    if exchange.upstream_asks:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(world.root.chain)

    return loopback.secured(context, script)
