"""The table of what is known: recorded lines come in, scenario, words and first answer go out."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from programs import FILES
from recording import Line, read

#: A build of this tree.
POMKB = Path(__file__).resolve().parent.parent.parent / "target" / "debug" / "pomkb"

WIDTH = 96


def table(pomkb: Path) -> int:
    """Prints a Markdown table, and gives how many answers are not the expected ones."""
    wrong = 0
    print("| scenario | program | detail or message | answer |")
    print("|---|---|---|---|")
    for file in FILES:
        for line in read(file):
            found, alarms = answer(pomkb, line.log)
            is_right = not alarms if line.expect is None else found == line.expect
            wrong += not is_right
            told = found or "–"
            if not is_right:
                told += f" (expected {line.expect or '–'})"
            print(f"| {line.scenario} | {line.program} | `{telling(line)}` | {told} |")
    return wrong


def answer(pomkb: Path, log: str) -> tuple[str | None, bool]:
    """The rule that `match` gives first, and whether anything that it found is above `info`."""
    command = [str(pomkb), "match", "-o", "json", "-"]
    done = subprocess.run(command, input=log, capture_output=True, text=True, check=False)
    findings = json.loads(done.stdout)["findings"]
    alarms = any(one["severity"] not in ("harmless", "info") for one in findings)
    return (str(findings[0]["rule"]) if findings else None), alarms


def telling(line: Line) -> str:
    """The words by which a person knows the line."""
    text = line.log.split("\n")[0]
    try:
        record = json.loads(text)
    except ValueError:
        return shortened(text)
    details = record.get("response-code-details") or record.get(
        "downstream-transport-failure-reason"
    )
    if details:
        code = record.get("response-code")
        return shortened(f"{code} {details}" if code is not None else details)
    # The warning about a limit stands before the rest of every start.
    messages = [str(json.loads(text)["message"]) for text in line.log.split("\n")]
    rest = [message for message in messages if not message.startswith("There is no configured")]
    return shortened((rest or messages)[0])


def shortened(text: str) -> str:
    text = text.replace("|", "\\|").replace("`", "'")
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
