"""The one place where values that vary are fixed: a text comes in, the same one each time goes out.

Everything else in the lab leaves the words of the programs alone.
"""

from __future__ import annotations

import re

#: What replaces what. Shapes and lengths stay those of the real values.
VARYING: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in (
        # Protobuf prints one of three marks and some spaces before a message, so that nobody
        # relies on it.
        (r"goo\.gle/debug(?:proto|only|str) +(?=\\n|$)", "goo.gle/debugproto  "),
        # Envoy: time and thread before its format is set; frames, mappings and fault addresses.
        (
            r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\]\[\d+\]",
            "[2026-11-24 17:18:00.000][4242]",
        ),
        (r"\[0x[0-9a-f]{6,16}\]", "[0x55d5c0de0000]"),
        (r"mapping: [0-9a-f]+-[0-9a-f]+ ", "mapping: 55d5c0de0000-55d5c4a10000 "),
        (r"faulting address 0x[0-9a-f]+", "faulting address 0x109200000000"),
        # The allocator: thread before a file, hints.
        (r"^\d+ (external/\S*tcmalloc)", r"4242 \1"),
        (r"\(hint=0x[0-9a-f]+", "(hint=0x2c3b40000000"),
        # Abseil: threads in paths and log heads.
        (r"/proc/self/task/\d+/", "/proc/self/task/4242/"),
        (
            r"^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{6}\s+\d+ ",
            r"\g<1>1124 17:18:00.000000    4242 ",
        ),
        # OpenSSL prints its thread before each error.
        (r"\b[0-9A-F]{16}:error:", "40D7C0DE257F0000:error:"),
        # PostgreSQL: time and process of each line.
        (
            r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (?:UTC|GMT) \[\d+\]",
            "2026-11-24 17:18:00.000 UTC [4242]",
        ),
        (r"\(PID \d+\)", "(PID 4242)"),
        (
            r"was interrupted; last known up at [^\n]* UTC",
            "was interrupted; last known up at 2026-11-24 17:17:00 UTC",
        ),
        (
            r"database system was shut down at [^\n]* UTC",
            "database system was shut down at 2026-11-24 17:17:00 UTC",
        ),
        (r"\b([Pp]rocess) \d+", r"\1 4242"),
        (r"on transaction \d+", "on transaction 740"),
        # Places in the write-ahead log.
        (r"\b0/[0-9A-F]{6,8}\b", "0/1527FC8"),
        (r"pg_tblspc/\d+/PG_(\d+)_(\d+)/\d+/\d+", r"pg_tblspc/16402/PG_\1_\2/16384/16403"),
        # A client's port is the kernel's choice.
        (r"port=\d+$", "port=42424"),
        (r"127\.0\.0\.1:(?:3[2-9]|4\d|5\d|60)\d{3}\b", "127.0.0.1:42424"),
        # How long curl tried.
        (r"after \d{1,3} (ms|milliseconds)", r"after 1 \1"),
        (r"after \d{4} (ms|milliseconds)", r"after 1001 \1"),
    )
)


def stable(text: str, paths: dict[str, str]) -> str:
    """Replaces what varies. `paths` are folders of this run and the ones that stand for them."""
    for path, name in paths.items():
        text = text.replace(path, name)
    for pattern, replacement in VARYING:
        text = pattern.sub(replacement, text)
    return text
