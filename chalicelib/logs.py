"""Structured logs: one JSON object a line, of opaque ids and fixed words only (spec §7).

Whatever a library or an exception says may hold an address or a name, so its text is left out: the type of the
error and where it was raised are enough to find it.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_OWN = "chalicelib"


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON: its time, level, name, and the extra fields it was given."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "event": record.msg if record.name.startswith(_OWN) else record.name,
        }
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            line["error"] = record.exc_info[0].__name__
            line["where"] = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames[-4:]]
        return json.dumps(line, default=str)


def configure(level: str) -> None:
    """Send what is logged to the standard output, as CloudWatch reads it; once."""
    root = logging.getLogger()
    if any(isinstance(handler.formatter, JsonFormatter) for handler in root.handlers):
        return
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    # Lambda's own handler would write every line a second time, unfiltered.
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_OWN).setLevel(level)
