"""The functions' log since a moment: each act with its delegation, each mail that SES took, each passkey removed.

`store/commit.py` writes the first line, `mail/deliver.py` the second, `acts/passkeys.py` and `not_me.py` the third.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.rules import Act, Actor
from chalicelib.store.mails import MailState, key_of
from chalicelib.store.table import Key
from infra.deploy.project import Stage, Stopped, functions

_WANTED = '{ ($.event = "act") || ($.event = "mail") || ($.event = "passkey_removed") }'


@dataclass(frozen=True)
class LoggedAct:
    """One act, as it is in the logs."""

    delegation_id: str
    act: Act
    actor: Actor
    at: datetime


@dataclass(frozen=True)
class RemovedPasskey:
    """A passkey that was removed from its account."""

    account_id: str
    passkey_id: str


@dataclass(frozen=True)
class Logged:
    """The acts, in order of time, the time at which the mail of each row last left, and the passkeys removed."""

    acts: tuple[LoggedAct, ...]
    sent: Mapping[Key, datetime]
    removed: tuple[RemovedPasskey, ...] = ()


def read_logs(client: Any, stage: Stage, since: datetime) -> Logged:
    """Return the acts and mails in the logs of all functions since a moment. Other lines are skipped.

    Raises `Stopped` at an act that this release does not know: it may be one that ended something.
    """
    found = [one for line in _lines(client, stage, since) if (one := _read(line))]
    acts = (one for one in found if isinstance(one, LoggedAct))
    sent = (one for one in found if isinstance(one, tuple))
    removed = tuple(one for one in found if isinstance(one, RemovedPasskey))
    return Logged(tuple(sorted(acts, key=lambda one: one.at)), dict(sorted(sent, key=lambda row: row[1])), removed)


def _lines(client: Any, stage: Stage, since: datetime) -> Iterator[str]:
    pages = client.get_paginator("filter_log_events")
    for name in functions():
        group = f"/aws/lambda/{stage.function(name)}"
        start = int(since.timestamp() * 1000)
        for page in pages.paginate(logGroupName=group, startTime=start, filterPattern=_WANTED):
            yield from (event["message"] for event in page["events"])


_Line = LoggedAct | tuple[Key, datetime] | RemovedPasskey | None


def _read(message: str) -> _Line:
    try:
        line = json.loads(message)
        return _READERS[line["event"]](line)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _act(line: Mapping[str, Any]) -> LoggedAct:
    if line["act"] not in set(Act) or line["actor"] not in set(Actor):
        raise Stopped(
            f"The logs tell of “{line['act']}” by “{line['actor']}”, which this release does not know: check out the "
            "release that was in service, and reconcile with it."
        )
    return LoggedAct(line["delegation"], Act(line["act"]), Actor(line["actor"]), datetime.fromisoformat(line["time"]))


def _sent(line: Mapping[str, Any]) -> tuple[Key, datetime] | None:
    key = key_of(line["mail"])
    return (key, datetime.fromisoformat(line["time"])) if key and line["state"] == MailState.SENT.value else None


def _removed(line: Mapping[str, Any]) -> RemovedPasskey:
    return RemovedPasskey(line["account"], line["passkey"])


_READERS: Mapping[str, Callable[[Mapping[str, Any]], _Line]] = {
    "act": _act,
    "mail": _sent,
    "passkey_removed": _removed,
}
