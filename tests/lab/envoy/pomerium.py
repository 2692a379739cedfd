"""Pomerium's forms: what Envoy says comes in, lines as Pomerium writes them go out."""

from __future__ import annotations

import json
import re

#: Envoy's levels that Pomerium's logger knows. `warning` and `critical` it does not: they become
#: `error`. `info` is lowered to `debug`.
LEVELS = {"trace": "trace", "debug": "debug", "info": "debug", "error": "error"}

#: How Pomerium has Envoy write.
LOG_FORMAT = ["--log-format", "[LOG_FORMAT]%l--%n--%v", "--log-format-escaped"]

#: Envoy's command operators by the names that the two records need.
OPERATORS = {
    "upstream-cluster": "%UPSTREAM_CLUSTER%",
    "method": "%REQ(:METHOD)%",
    "authority": "%REQ(:AUTHORITY)%",
    "path": "%REQ(:PATH)%",
    "user-agent": "%REQ(USER-AGENT)%",
    "referer": "%REQ(REFERER)%",
    "forwarded-for": "%REQ(X-FORWARDED-FOR)%",
    "size": "%BYTES_SENT%",
    "response-code": "%RESPONSE_CODE%",
    "response-code-details": "%RESPONSE_CODE_DETAILS%",
    "duration": "%DURATION%",
    "sni": "%REQUESTED_SERVER_NAME%",
    "failure": "%DOWNSTREAM_TRANSPORT_FAILURE_REASON%",
    "end": "%CONNECTION_TERMINATION_DETAILS%",
}


def http_request(values: dict[str, object], number: int, lasts: float) -> str:
    """The record `http-request`. `lasts` stands for the duration, in milliseconds."""
    path, _, query = str(values.get("path") or "").partition("?")
    record: dict[str, object] = {
        "level": "info",
        "server-name": "all",
        "service": "envoy",
        "upstream-cluster": values.get("upstream-cluster") or "",
        "method": values.get("method") or "",
        "authority": values.get("authority") or "",
        "path": path,
        "user-agent": values.get("user-agent") or "",
        "referer": values.get("referer") or "",
        "forwarded-for": values.get("forwarded-for") or "",
        "request-id": f"00000000-0000-4000-8000-{number + 1:012}",
        "duration": lasts,
        "size": values.get("size") or 0,
        "response-code": values.get("response-code") or 0,
        "response-code-details": values.get("response-code-details") or "",
        "time": _time(number),
        "message": "http-request",
    }
    if query:
        record["query"] = query
    return _line(record)


def connection_failure(values: dict[str, object], number: int) -> str:
    """The record `listener connection failure`."""
    return _line(
        {
            "level": "info",
            "service": "envoy",
            "ip": "127.0.0.1",
            "tls-sni-hostname": values.get("sni") or "",
            "downstream-transport-failure-reason": values.get("failure") or "",
            "client-certificate": {},
            "time": _time(number),
            "message": "listener connection failure",
        }
    )


def passed_on(output: str) -> str:
    """What Envoy wrote, as Pomerium passes it on, above level `info`.

    A line in Envoy's configured format gives level, name and message, which stay C-escaped; every
    other line is the message whole.
    """
    lines: list[str] = []
    for text in output.splitlines():
        level, name, message = "error", "envoy", text
        if found := re.match(r"\[LOG_FORMAT\](\w+)--(\w[\w-]*?)--(.*)", text):
            level, name, message = found.groups()
            level = LEVELS.get(level, "error")
        if level != "error" or not message:
            continue
        time = _time(len(lines))
        record = {"level": level, "service": "envoy", "name": name, "time": time}
        lines.append(_line({**record, "message": message}))
    return "\n".join(lines)


def _time(number: int) -> str:
    return f"2026-11-24T17:{18 + number // 60:02}:{number % 60:02}Z"


def _line(record: dict[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
