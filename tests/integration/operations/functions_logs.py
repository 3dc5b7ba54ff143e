"""The part of CloudWatch that `restore` uses."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from chalicelib.logs import JsonFormatter
from tests.integration.world import World

_STRANGE = ("START RequestId", '{"event": "act"}', '{"event": "mail"}', '{"event": "other"}', "[]")


class Logs:
    """CloudWatch's logs; lines carry the time of the world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lines: list[tuple[int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Store a line as the functions write it."""
        record.created = self.world.now.timestamp()
        self.lines.append((int(record.created * 1000), JsonFormatter().format(record)))

    def get_paginator(self, operation: str) -> "Logs":
        """Return a paginator of the lines."""
        assert operation == "filter_log_events"
        return self

    def paginate(self, *, logGroupName: str, startTime: int, filterPattern: str) -> Iterator[dict[str, Any]]:  # noqa: N803
        """Yield the lines of one group whose event the pattern names, and some unreadable ones."""
        named = set(re.findall(r'\$\.event = "(\w+)"', filterPattern))
        found = [line for at, line in self.lines if at >= startTime and json.loads(line)["event"] in named]
        yield {"events": [{"message": line} for line in found if logGroupName.endswith("delegation-dev")]}
        yield {"events": [{"message": strange} for strange in _STRANGE]}
