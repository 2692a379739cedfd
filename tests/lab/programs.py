"""What the lab drives: names and releases come in, recorded lines by file go out."""

from __future__ import annotations

from collections.abc import Sequence

import envoy.access
import envoy.starts
import envoy.startup
import postgres.record
import tls.connects
from recording import Line, read, with_expectations, without_repeats, write

#: The files, in the order of the table.
FILES = ("access", "startup", "client", "postgres")


def play(file: str, releases: Sequence[str], only: Sequence[str]) -> list[Line]:
    """Plays every scenario of a file that is asked for. Nothing is left out yet."""
    if file == "access":
        return [line for release in releases for line in envoy.access.record(release, only)]
    if file == "startup":
        return [line for release in releases for line in envoy.startup.record(release, only)]
    if file == "client":
        return list(tls.connects.record(only))
    return list(postgres.record.record(only))


def record(file: str, releases: Sequence[str], only: Sequence[str]) -> None:
    """Writes a file. Scenarios and releases that were not asked for stay as they are."""
    known = read(file)
    lines = play(file, releases, only)
    kept = [line for line in known if not is_replaced(line, releases, only)]
    merged = without_repeats(in_order(file, [*kept, *with_expectations(lines, known)]))
    write(file, merged)
    print(f"{file}.jsonl: {len(merged)} lines, {len(lines)} played", flush=True)


def is_replaced(line: Line, releases: Sequence[str], only: Sequence[str]) -> bool:
    was_played = line.family != "envoy" or line.release in releases
    return was_played and (not only or line.scenario in only)


def in_order(file: str, lines: Sequence[Line]) -> list[Line]:
    """Scenarios as in their tables; of one scenario the programs, oldest release first."""
    tables: dict[str, Sequence[str]] = {
        "access": [one.name for one in envoy.access.EXCHANGES],
        "startup": [one.name for one in envoy.starts.STARTS],
        "client": [one.name for one in tls.connects.SERVERS],
        "postgres": postgres.record.NAMES,
    }
    place = {name: number for number, name in enumerate(tables[file])}
    programs = list(dict.fromkeys(line.family for line in lines))

    def key(line: Line) -> tuple[int, int, tuple[int, ...]]:
        return place.get(line.scenario, len(place)), programs.index(line.family), line.order

    return sorted(lines, key=key)
