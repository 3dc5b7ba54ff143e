"""The functions' log since a moment: each act with its delegation, and each mail that SES took.

`store/commit.py` writes the first line, `mail/deliver.py` the second.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.rules import Act, Actor
from chalicelib.store.mails import MailState, key_of
from chalicelib.store.table import Key
from infra.deploy.project import Stage, functions

_BOTH = '{ ($.event = "act") || ($.event = "mail") }'


@dataclass(frozen=True)
class LoggedAct:
    """One act, as it is in the logs."""

    delegation_id: str
    act: Act
    actor: Actor
    at: datetime


@dataclass(frozen=True)
class Logged:
    """The acts, in order of time, and the time at which the mail of each row last left."""

    acts: tuple[LoggedAct, ...]
    sent: Mapping[Key, datetime]


def read_logs(client: Any, stage: Stage, since: datetime) -> Logged:
    """Return the acts and mails in the logs of all functions since a moment. Other lines are skipped."""
    found = [one for line in _lines(client, stage, since) if (one := _read(line))]
    acts = (one for one in found if isinstance(one, LoggedAct))
    sent = (one for one in found if not isinstance(one, LoggedAct))
    return Logged(tuple(sorted(acts, key=lambda one: one.at)), dict(sorted(sent, key=lambda row: row[1])))


def _lines(client: Any, stage: Stage, since: datetime) -> Iterator[str]:
    pages = client.get_paginator("filter_log_events")
    for name in functions():
        group = f"/aws/lambda/{stage.function(name)}"
        start = int(since.timestamp() * 1000)
        for page in pages.paginate(logGroupName=group, startTime=start, filterPattern=_BOTH):
            yield from (event["message"] for event in page["events"])


def _read(message: str) -> LoggedAct | tuple[Key, datetime] | None:
    try:
        line = json.loads(message)
        return _READERS[line["event"]](line)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _act(line: Mapping[str, Any]) -> LoggedAct:
    return LoggedAct(line["delegation"], Act(line["act"]), Actor(line["actor"]), datetime.fromisoformat(line["time"]))


def _sent(line: Mapping[str, Any]) -> tuple[Key, datetime] | None:
    key = key_of(line["mail"])
    return (key, datetime.fromisoformat(line["time"])) if key and line["state"] == MailState.SENT.value else None


_READERS: Mapping[str, Callable[[Mapping[str, Any]], LoggedAct | tuple[Key, datetime] | None]] = {
    "act": _act,
    "mail": _sent,
}
