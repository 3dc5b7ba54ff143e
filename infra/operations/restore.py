"""After a restore: `python -m infra.operations.restore reconcile --since 2026-11-20T08:00:00+00:00`.

A restored table lacks all that happened since the backup, and is shut (chalicelib/store/restored.py). The logs of the
functions have it (logged.py). Delegations ended since are ended again, and acts of time are done again, without the
mails and notifications, which were sent at the time. Delegations changed or corrected since are ended too: their
terms, or their délégué, are lost, and access must never be wider than the délégant's last wish. Mails that waited at
the backup and have left since are marked as sent, and a summary of a week or a yearly reminder that has left is not
written. Passkeys removed since are removed again. Then the table is opened. The command may be run twice.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from chalicelib import runtime
from chalicelib.acts.passkeys import remove_again
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
from chalicelib.store.restored_mails import mark_sent, skip_regular, waiting_rows
from infra.command import add_confirmation, confirm
from infra.deploy.clients import Clients
from infra.deploy.project import Stage, Stopped, read_stage
from infra.operations import environment
from infra.operations.logged import Logged, LoggedAct, read_logs
from infra.operations.rewind import moment, restored_to

CHANGES = frozenset({Act.CHANGE, Act.CORRECT, Act.LOSE_STRUCTURES, Act.LOSE_ELIGIBILITY, Act.SUPERSEDE})
"""Acts after which less may have been granted than the restored table grants: the delegation is ended."""

BY_TIME = frozenset({Act.REMIND, Act.FOREWARN, Act.END, Act.LAPSE})
"""Acts of time with a mail or a notification: they are done again."""

NEEDS_NOTHING = frozenset({
    Act.CREATE, Act.ASK, Act.OPEN_ACCOUNT, Act.OTHER_ACCOUNT, Act.DISOWN, Act.ACCEPT, Act.REFUSE, Act.VALIDATE,
    Act.ACCEPT_CHANGE, Act.REFUSE_CHANGE, Act.RESEND, Act.BOUNCE, Act.UNDELIVERED, Act.REACH, Act.READDRESS,
    Act.REGAIN_STRUCTURES, Act.REGAIN_ELIGIBILITY, Act.LOSE_IDENTIFIER, Act.JOIN,
    Act.ASK_LONGER, Act.GRANT_LONGER, Act.DECLINE_LONGER,
})  # fmt: skip
"""Acts that may stay lost: without them nobody has more access than the délégant's last wish."""

_ACCEPTED = frozenset({Act.ACCEPT, Act.OPEN_ACCOUNT})
"""After these acts a reminder is for the délégant, whereas the restored table still waits for the délégué."""

_Step = Callable[[Context, LoggedAct, Delegation, Account], Transition | None]


def main(arguments: Sequence[str] | None = None, logs: Any = None) -> int:
    """Run the command; return 1 with one message when it stops, and then the table stays shut."""
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
        # Changes since the opening are in the table, so their delegations must not be ended.
        print("The table is open already: nothing is left to do.", file=sys.stderr)
        return 0
    confirm(stage.name, "the table to reconcile", settings().restored_table, asked.confirm)
    _reconcile(context, read_logs(logs or Clients().client("logs"), stage, since))
    return 0


def _require(context: Context, stage: Stage, since: datetime) -> None:
    if not settings().restored_table:
        raise Stopped("The table in use was not restored (RESTORED_TABLE is empty): there is nothing to reconcile.")
    restored = restored_to(settings().restored_table)
    if restored and abs(since - restored) >= timedelta(seconds=1):
        # Later, what ended in between would open again; earlier, what was changed before would be ended.
        raise Stopped(f"The table was restored to {restored.isoformat()}: type this moment.")
    if since > context.now:
        raise Stopped(f"{since.isoformat()} is still to come.")
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
    skipped = sum(skip_regular(key, at) for key, at in logged.sent.items())
    keyless = sum(remove_again(context, one.account_id, one.passkey_id) for one in logged.removed)
    _let_ttl_remove()
    open_table(context.now)
    print(
        f"{len(logged.acts)} acts since; {len(ends)} delegations ended or changed, {passed} acts of time done again, "
        f"{left} mails marked as sent, {skipped} regular mails not sent again, {keyless} passkeys removed again. "
        "The table is open.",
        file=sys.stderr,
    )


def _ends(acts: Sequence[LoggedAct]) -> dict[str, LoggedAct]:
    """Return the act for which each delegation is ended: its end, or its last change."""
    last: dict[str, LoggedAct] = {}
    for one in acts:
        # No act after an end counts, and an end counts more than a change.
        if one.act in ENDS or (one.act in CHANGES and one.delegation_id not in last):
            last[one.delegation_id] = one
    return last


def _by_time(acts: Sequence[LoggedAct]) -> Iterator[LoggedAct]:
    """Yield the acts of time to do again, without reminders of an acceptance that the restored table lacks."""
    accepted: set[str] = set()
    for one in acts:
        if one.act in _ACCEPTED:
            accepted.add(one.delegation_id)
        elif one.act in BY_TIME and not (one.act is Act.REMIND and one.delegation_id in accepted):
            yield one


def _again(context: Context, one: LoggedAct, step: _Step) -> bool:
    """Do an act again in the restored table; return False when its delegation is gone, or it was done already."""
    return act_on_stored(context, one.delegation_id, partial(step, context, one))


def _ended(context: Context, one: LoggedAct, delegation: Delegation, account: Account) -> Transition:
    # Nobody has ended a changed delegation himself, so its history says that it was purged.
    if one.act in ENDS:
        return end_again(delegation, one.act, one.actor, one.at)
    return remove(delegation, one.at)


def _passed(context: Context, one: LoggedAct, delegation: Delegation, account: Account) -> Transition | None:
    """Return the act of time again; None when the delegation is gone by now, which the purge will handle."""
    if context.now >= delegation.gone_at:
        return None
    transition = by_time.carry_out(delegation, account, context.policy, one.at)
    return transition.silent if transition and transition.act is one.act else None


def _let_ttl_remove() -> None:
    """Switch TTL on. `rewind` leaves it off, because it would remove delegations that wait for this command."""
    client, table = Clients().client("dynamodb"), settings().restored_table
    if client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]["TimeToLiveStatus"] == "DISABLED":
        client.update_time_to_live(TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"})


if __name__ == "__main__":
    sys.exit(main())
