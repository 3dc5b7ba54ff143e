"""After a restore: `python -m infra.operations.restore reconcile --since 2026-11-20T08:00:00+00:00`.

A restored table knows nothing of what happened since, and is shut (chalicelib/store/restored.py). The logs of the
functions know (logged.py). What was ended since is ended again, and what time did since is done again, without a mail
or a notification: those were given at the time. What was changed or corrected since is ended too: its terms, or whom it
was for, are lost, and access must never be wider than what the délégant wanted last. Mails that waited at the moment
and left since are marked as sent. Then the table is opened. It may be run twice.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from chalicelib import runtime
from chalicelib.acts.stored import act_on_stored
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account
from chalicelib.domain.rules import Act
from chalicelib.domain.transitions import by_time
from chalicelib.domain.transitions.by_operations import ENDS, end_again, remove
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.settings import settings
from chalicelib.store.restored import is_shut, open_table
from chalicelib.store.restored_mails import mark_sent, waiting_rows
from infra.command import add_confirmation, confirm
from infra.deploy.clients import Clients
from infra.deploy.project import Stage, Stopped, read_stage
from infra.operations import environment
from infra.operations.logged import Logged, LoggedAct, read_logs
from infra.operations.rewind import moment

CHANGES = frozenset({Act.CHANGE, Act.CORRECT, Act.LOSE_STRUCTURES, Act.LOSE_ELIGIBILITY, Act.SUPERSEDE})
"""What may have left less than is granted again now: the delegation is ended."""

BY_TIME = frozenset({Act.REMIND, Act.END, Act.LAPSE})
"""What time did and told: it is done again."""

NEEDS_NOTHING = frozenset({
    Act.CREATE, Act.OPEN_ACCOUNT, Act.OTHER_ACCOUNT, Act.DISOWN, Act.ACCEPT, Act.REFUSE, Act.VALIDATE,
    Act.ACCEPT_CHANGE, Act.REFUSE_CHANGE, Act.RESEND, Act.BOUNCE, Act.UNDELIVERED, Act.REACH, Act.READDRESS,
    Act.REGAIN_STRUCTURES, Act.REGAIN_ELIGIBILITY, Act.LOSE_IDENTIFIER, Act.JOIN,
})  # fmt: skip
"""What is lost with the time that is lost: without it nobody may do more than the délégant wanted last."""

_ACCEPTED = frozenset({Act.ACCEPT, Act.OPEN_ACCOUNT})
"""Whoever is reminded afterwards is the délégant; the restored table waits for the délégué."""

_Step = Callable[[Context, LoggedAct, Delegation, Account], Transition | None]


def main(arguments: Sequence[str] | None = None, logs: Any = None) -> int:
    """Do what the command line says; returns 1 with one message when it stops, and the table stays shut."""
    parser = argparse.ArgumentParser(prog="python -m infra.operations.restore", description="After a restore.")
    parser.add_argument("what", choices=["reconcile"], help="do again what was done since, then open the table")
    parser.add_argument("--since", required=True, type=moment, help="the moment the table was restored to, with zone")
    add_confirmation(parser)
    asked = parser.parse_args(arguments)
    return environment.run(lambda: _run(asked, logs))


def _run(asked: argparse.Namespace, logs: Any) -> int:
    since: datetime = asked.since
    context, stage = runtime.context(), read_stage(settings().stage)
    _require(context, stage, since)
    if not is_shut():
        # What was changed since it was opened is in the table: it must not be ended for want of its terms.
        print("The table is open already: nothing is left to do.", file=sys.stderr)
        return 0
    confirm(stage.name, "the table to reconcile", settings().restored_table, asked.confirm)
    _reconcile(context, read_logs(logs or Clients().client("logs"), stage, since))
    return 0


def _require(context: Context, stage: Stage, since: datetime) -> None:
    if not settings().restored_table:
        raise Stopped("The table in use was not restored (RESTORED_TABLE is empty): there is nothing to reconcile.")
    if since < context.now - timedelta(days=stage.log_days):
        raise Stopped(f"Logs are kept for {stage.log_days} days: what was ended before them cannot be known.")


def _reconcile(context: Context, logged: Logged) -> None:
    ends = _ends(logged.acts)
    for one in ends.values():
        if not _again(context, one, _ended):
            continue
        why = "ended" if one.act in ENDS else "changed, to be given anew"
        print(f"{one.delegation_id}  {why} at {one.at:%Y-%m-%d %H:%M:%S}, {one.act} by {one.actor}")
    passed = sum(_again(context, one, _passed) for one in _by_time(logged.acts) if one.delegation_id not in ends)
    left = sum(mark_sent(key, logged.sent[key]) for key in waiting_rows() if key in logged.sent)
    _let_ttl_remove()
    open_table(context.now)
    print(
        f"{len(logged.acts)} acts since; {len(ends)} delegations ended or changed, {passed} acts of time done again, "
        f"{left} mails marked as sent. The table is open.",
        file=sys.stderr,
    )


def _ends(acts: Sequence[LoggedAct]) -> dict[str, LoggedAct]:
    """Return what ends each delegation that was ended or changed."""
    last: dict[str, LoggedAct] = {}
    for one in acts:
        # Whatever came after an end is about nothing; an end counts more than a change.
        if one.act in ENDS or (one.act in CHANGES and one.delegation_id not in last):
            last[one.delegation_id] = one
    return last


def _by_time(acts: Sequence[LoggedAct]) -> Iterator[LoggedAct]:
    """Yield what time did and told, but the reminders of what is not there: a délégué had accepted before."""
    accepted: set[str] = set()
    for one in acts:
        if one.act in _ACCEPTED:
            accepted.add(one.delegation_id)
        elif one.act in BY_TIME and not (one.act is Act.REMIND and one.delegation_id in accepted):
            yield one


def _again(context: Context, one: LoggedAct, step: _Step) -> bool:
    """Do an act again in the restored table; False when there is nothing to do it to, or it was done."""
    return act_on_stored(context, one.delegation_id, partial(step, context, one))


def _ended(context: Context, one: LoggedAct, delegation: Delegation, account: Account) -> Transition:
    # What was changed is no end of anybody's own: the history says that it went as what nobody treats goes.
    if one.act in ENDS:
        return end_again(delegation, one.act, one.actor, one.at)
    return remove(delegation, one.at)


def _passed(context: Context, one: LoggedAct, delegation: Delegation, account: Account) -> Transition | None:
    """Return what time did then; what is gone by now is left to it."""
    if context.now >= delegation.gone_at:
        return None
    transition = by_time.carry_out(delegation, account, context.policy, one.at)
    return transition.untold if transition and transition.act is one.act else None


def _let_ttl_remove() -> None:
    """Switch TTL on, which `rewind` leaves off: it would remove what waits for this command."""
    client, table = Clients().client("dynamodb"), settings().restored_table
    if client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]["TimeToLiveStatus"] == "DISABLED":
        client.update_time_to_live(TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"})


if __name__ == "__main__":
    sys.exit(main())
