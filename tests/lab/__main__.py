"""The command line of the lab: `python3 tests/lab --help`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from compare import compare
from programs import FILES, record
from requirements import ENVOYS, PACKAGES, Missing, envoy, postgres_folder, program
from table import POMKB, table


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 tests/lab",
        description="Drives real programs into their failures, and keeps what they say.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, does in (
        ("record", "play the scenarios and write tests/corpus/recorded"),
        ("compare", "play them again and show what changed; exit 1 if something did"),
    ):
        command = commands.add_parser(name, help=does, description=does)
        command.add_argument("--only", nargs="+", default=[], metavar="NAME", help="scenarios")
        command.add_argument(
            "--envoy",
            nargs="+",
            default=list(ENVOYS),
            metavar="VERSION",
            help=f"releases of Envoy, oldest first [{' '.join(ENVOYS)}]",
        )
        command.add_argument(
            "--file",
            nargs="+",
            default=list(FILES),
            choices=FILES,
            metavar="FILE",
            help=f"files [{' '.join(FILES)}]",
        )
    does = "print each line's scenario, words and first answer; exit 1 if one is not expected"
    command = commands.add_parser("table", help=does, description=does)
    command.add_argument("--pomkb", type=Path, default=POMKB, metavar="PATH", help="the program")
    return parser.parse_args()


def check(files: list[str], releases: list[str]) -> None:
    """Everything that a run needs is asked for before the first scenario."""
    for name in PACKAGES:
        program(name)
    if os.geteuid() != 0 and {"startup", "postgres"} & set(files):
        raise Missing("programs are started as other users here: run it as root")
    if "postgres" in files:
        postgres_folder()
    if {"access", "startup"} & set(files):
        for release in releases:
            envoy(release)


def main() -> int:
    given = arguments()
    try:
        if given.command == "table":
            return 1 if table(given.pomkb) else 0
        check(given.file, given.envoy)
        if given.command == "record":
            for file in given.file:
                record(file, given.envoy, given.only)
            return 0
        return 1 if compare(given.file, given.envoy, given.only) else 0
    except Missing as missing:
        print(f"lab: {missing}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
