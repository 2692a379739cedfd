"""What a release says otherwise: the files and a new run come in, old and new lines go out."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from programs import play
from recording import Line, read


def compare(files: Sequence[str], releases: Sequence[str], only: Sequence[str]) -> int:
    """Prints each scenario whose words changed, and gives how many they are.

    A release that the file knows is held to its own lines; any other one to the newest that the
    file has. A line that the file leaves out is the same as in the release before.
    """
    changes = 0
    for file in files:
        known = read(file)
        lines = play(file, releases, only)
        for line in lines:
            before = latest(known, line)
            if before is not None and before.log == line.log and before.exit == line.exit:
                continue
            changes += 1
            was = before.program if before else "nothing"
            print(f"{file}: {line.scenario}, {was} -> {line.program}")
            print(difference(before, line))
        for gone in missing(known, lines, only):
            changes += 1
            print(f"{file}: {gone.scenario}, {gone.program} -> nothing")
            print(difference(gone, None))
    print(f"{changes} changes")
    return changes


def latest(known: Sequence[Line], line: Line) -> Line | None:
    """The line that the file has for a scenario at this release: its own, or the last before."""
    same = [x for x in known if (x.family, x.scenario) == (line.family, line.scenario)]
    before = [x for x in same if x.order <= line.order]
    if not before:
        return same[0] if same else None
    return max(before, key=lambda x: x.order)


def missing(known: Sequence[Line], lines: Sequence[Line], only: Sequence[str]) -> list[Line]:
    """What the file has, and no program wrote this time."""
    played = {(x.family, x.scenario) for x in lines}
    gone: dict[tuple[str, str], Line] = {}
    for line in known:
        key = (line.family, line.scenario)
        if key not in played and (not only or line.scenario in only):
            gone[key] = line
    return list(gone.values())


def difference(before: Line | None, after: Line | None) -> str:
    """Old and new lines, without those that stayed."""
    changed = difflib.ndiff(texts(before), texts(after))
    return "\n".join(f"  {text}" for text in changed if text[0] in "+-")


def texts(line: Line | None) -> list[str]:
    """What was written, and the status with which it ended."""
    if line is None:
        return []
    ended = [] if line.exit is None else [f"exit {line.exit}"]
    return [*line.log.split("\n"), *ended]
