"""Recorded lines: what programs did comes in, the files of `tests/corpus/recorded` go out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "corpus" / "recorded"

#: The note of a line that no rule answers although something is wrong.
UNKNOWN = "no rule knows it yet"


@dataclass(frozen=True)
class Line:
    """What one program wrote in one scenario.

    `expect` is not the lab's to decide: it is None until a person has written it into the file.
    """

    program: str
    scenario: str
    log: str
    exit: int | None = None
    expect: str | None = None
    note: str | None = UNKNOWN

    @property
    def family(self) -> str:
        """The program without its release."""
        return self.program.split()[0]

    @property
    def release(self) -> str:
        return self.program.split()[1]

    @property
    def order(self) -> tuple[int, ...]:
        """The release as numbers."""
        return tuple(int(part) for part in self.release.split(".") if part.isdigit())

    def to_json(self) -> str:
        fields: dict[str, object] = {
            "program": self.program,
            "scenario": self.scenario,
            "log": self.log,
        }
        if self.exit is not None:
            fields["exit"] = self.exit
        fields["expect"] = self.expect
        if self.note is not None:
            fields["note"] = self.note
        return json.dumps(fields, ensure_ascii=False)


def read(name: str) -> list[Line]:
    """The lines of a file; none if there is no such file."""
    path = FOLDER / f"{name}.jsonl"
    if not path.exists():
        return []
    texts = path.read_text(encoding="utf-8").splitlines()
    return [Line(**{"note": None, **json.loads(text)}) for text in texts]


def write(name: str, lines: Iterable[Line]) -> None:
    text = "".join(line.to_json() + "\n" for line in lines)
    (FOLDER / f"{name}.jsonl").write_text(text, encoding="utf-8")


def without_repeats(lines: Iterable[Line]) -> list[Line]:
    """Leaves out what a program wrote word for word in the release before.

    Lines of one scenario come oldest release first.
    """
    kept: list[Line] = []
    last: dict[tuple[str, str], tuple[str, int | None]] = {}
    for line in lines:
        key, said = (line.family, line.scenario), (line.log, line.exit)
        if last.get(key) != said:
            kept.append(line)
        last[key] = said
    return kept


def with_expectations(lines: Iterable[Line], known: Iterable[Line]) -> list[Line]:
    """Gives each line the expectation that the file has for the same scenario.

    The same release goes before another one of the same program.
    """
    by_release: dict[tuple[str, str], Line] = {}
    by_family: dict[tuple[str, str], Line] = {}
    for line in known:
        by_release.setdefault((line.program, line.scenario), line)
        by_family.setdefault((line.family, line.scenario), line)

    def expecting(line: Line) -> Line:
        model = by_release.get((line.program, line.scenario))
        model = model or by_family.get((line.family, line.scenario))
        if model is None:
            return line
        return Line(line.program, line.scenario, line.log, line.exit, model.expect, model.note)

    return [expecting(line) for line in lines]
