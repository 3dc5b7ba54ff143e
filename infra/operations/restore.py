"""After a restore: `python -m infra.operations.restore reconcile --since 2026-11-20T08:00:00+00:00`.

A restored table knows nothing of what was ended since, and is shut (chalicelib/store/restored.py). The logs of the
functions know: each act is there with its delegation. What was ended since is ended again, without a mail: those were
sent at the time. What was changed or corrected since is ended too: its terms, or whom it was for, are lost, and access
must never be wider than what the délégant wanted last. Then the table is opened. It may be run twice.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib import runtime
from chalicelib.acts.delegue_account import account_of
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import End
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.restored import open_table
from chalicelib.store.table import find, read
from infra.deploy.clients import Clients
from infra.deploy.project import Stage, Stopped, functions, read_stage
from infra.operations import environment
from infra.operations.rewind import moment

_ENDS: Mapping[Act, End] = {
    Act.DELETE: End.SUPPRIMEE,
    Act.WITHDRAW: End.RETIREE,
    Act.GIVE_UP: End.RENONCEE,
    Act.PURGE: End.PURGEE,
}
_CHANGES = frozenset({Act.CHANGE, Act.CORRECT, Act.LOSE_STRUCTURES, Act.LOSE_ELIGIBILITY})


@dataclass(frozen=True)
class Logged:
    """One act, as the logs tell of it."""

    delegation_id: str
    act: Act
    actor: Actor
    at: datetime


def main(arguments: Sequence[str] | None = None, logs: Any = None) -> int:
    """Do what the command line says; returns 1 with one message when it stops, and the table stays shut."""
    parser = argparse.ArgumentParser(prog="python -m infra.operations.restore", description="After a restore.")
    parser.add_argument("what", choices=["reconcile"], help="end again what was ended since, then open the table")
    parser.add_argument("--since", required=True, type=moment, help="the moment the table was restored to, with zone")
    asked = parser.parse_args(arguments)
    return environment.run(lambda: _run(asked.since, logs))


def _run(since: datetime, logs: Any) -> int:
    context, stage = runtime.context(), read_stage(settings().stage)
    _require(context, stage, since)
    _reconcile(context, list(logged(logs or Clients().client("logs"), stage, since)))
    return 0


def _require(context: Context, stage: Stage, since: datetime) -> None:
    if not settings().restored_table:
        raise Stopped("The table in use was not restored (RESTORED_TABLE is empty): there is nothing to reconcile.")
    if since < context.now - timedelta(days=stage.log_days):
        raise Stopped(f"Logs are kept for {stage.log_days} days: what was ended before them cannot be known.")


def logged(client: Any, stage: Stage, since: datetime) -> Iterator[Logged]:
    """Yield every act since a moment, from the logs of all functions, each group in order of time."""
    pages = client.get_paginator("filter_log_events")
    for name in functions():
        group = f"/aws/lambda/{stage.function(name)}"
        start = int(since.timestamp() * 1000)
        for page in pages.paginate(logGroupName=group, startTime=start, filterPattern='{ $.event = "act" }'):
            for event in page["events"]:
                found = _read(event["message"])
                if found:
                    yield found


def _read(message: str) -> Logged | None:
    try:
        line = json.loads(message)
        if line.get("event") != "act":
            return None
        return Logged(line["delegation"], Act(line["act"]), Actor(line["actor"]), datetime.fromisoformat(line["time"]))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _reconcile(context: Context, acts: Sequence[Logged]) -> None:
    last: dict[str, Logged] = {}
    for one in sorted(acts, key=lambda one: one.at):
        # Whatever came after an end is about nothing; an end counts more than a change.
        if one.act in _ENDS or (one.act in _CHANGES and one.delegation_id not in last):
            last[one.delegation_id] = one
    for one in last.values():
        if not _end_again(context, one):
            continue
        why = "ended" if one.act in _ENDS else "changed, to be given anew"
        print(f"{one.delegation_id}  {why} at {one.at:%Y-%m-%d %H:%M:%S}, {one.act} by {one.actor}")
    open_table(context.now)
    print(f"{len(acts)} acts since; {len(last)} delegations ended or changed. The table is open.", file=sys.stderr)


def _end_again(context: Context, one: Logged) -> bool:
    """End a delegation in the restored table as it was ended; False when it is not there."""
    key = keys.delegation(one.delegation_id)

    def attempt() -> bool:
        item = find(read([key]), DelegationItem, key)
        if item is None:
            return False
        delegation = from_item(item)
        # What was changed is no end of anybody's own: the history says that it went as what nobody treats goes.
        act, actor = (one.act, one.actor) if one.act in _ENDS else (Act.PURGE, Actor.TIME)
        again = Transition(act, actor, one.at, before=delegation, after=None, end=_ENDS[act])
        account = account_of(read([keys.head(delegation.delegue.account_id)]), delegation, context)
        commit(Plan(again, account), context)
        return True

    return retried(attempt)


if __name__ == "__main__":
    sys.exit(main())
