"""The outbox: `python -m infra.operations.outbox held|failed|resend <mail>|resend-all|life <delegation>|sweep`.

It reads the environment that the functions read (TABLE_NAME, SECRETS_PARAMETER), with your own AWS rights. It prints
only ids and fixed words, no address and no name.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib import runtime
from chalicelib.mail.deliver import HELD
from chalicelib.settings import settings
from chalicelib.store import key_parts, keys
from chalicelib.store.delegations import DelegationItem, TombstoneItem
from chalicelib.store.history import read_history
from chalicelib.store.mails import MailItem, key_of, read_failed, read_rows, read_waiting, send_again
from chalicelib.store.notices import NoticeItem
from chalicelib.store.table import find, from_epoch, query, read
from chalicelib.workers import schedule
from infra.deploy import sender
from infra.deploy.clients import Clients
from infra.operations import environment


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 1 when it finds nothing to work on."""
    asked = _parser().parse_args(arguments)
    return environment.run(lambda: int(asked.run(asked)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.operations.outbox", description="Mails that were not sent.")
    commands = parser.add_subparsers(required=True, metavar="held|failed|resend|resend-all|life|sweep")
    commands.add_parser("held", help="list the mails that SES does not let leave yet, and say why").set_defaults(
        run=_held
    )
    commands.add_parser("failed", help="list the mails that were given up, rejected or came back").set_defaults(
        run=_failed
    )
    resend = commands.add_parser("resend", help="make one of them due again")
    resend.add_argument("mail", help="its name, as `failed` shows it")
    resend.set_defaults(run=_resend)
    commands.add_parser("resend-all", help="make due again all that SES never took").set_defaults(run=_resend_all)
    life = commands.add_parser("life", help="show what happened to one delegation, and what was sent")
    life.add_argument("delegation", help="its id, as in the addresses of its pages and in the logs")
    life.set_defaults(run=_life)
    commands.add_parser("sweep", help="do now what the schedule does each minute").set_defaults(run=_sweep)
    return parser


def _held(_: argparse.Namespace) -> int:
    count = 0
    for row in read_waiting():
        if (row.error or "").startswith(HELD):
            print(_line(row))
            count += 1
    for line in sender.state(Clients().client("sesv2"), settings().mail_from):
        _say(line)
    _say(f"{count} held; each is tried again by itself, within the hour")
    return 0


def _failed(_: argparse.Namespace) -> int:
    count = 0
    for row in read_failed():
        print(_line(row))
        count += 1
    _say(f"{count} failed")
    return 0


def _resend(asked: argparse.Namespace) -> int:
    key = key_of(asked.mail)
    if key is None or not send_again(key, runtime.context().now):
        _say(f"{asked.mail}: no such mail, or it has not failed")
        return 1
    _say("due again: the schedule sends it within a minute")
    return 0


def _resend_all(_: argparse.Namespace) -> int:
    # All are read before the first write, because a row that is due again leaves the index that is read.
    # A bounced mail was refused by its recipient. Many of them sent again would cost our reputation as a sender.
    names = [row.key for row in read_failed() if not row.delivery]
    count = sum(send_again(key, runtime.context().now) for key in names)
    _say(f"{count} due again: the schedule sends them at SES's rate")
    return 0


def _life(asked: argparse.Namespace) -> int:
    history, rows = read_history(asked.delegation, runtime.now()), read_rows(asked.delegation)
    if not history:
        _say(f"{asked.delegation}: no such delegation")
        return 1
    lines = [(entry.at, f"act     {entry.act} by {entry.actor}") for entry in history]
    lines += [(from_epoch(row.written_at), f"mail    {_line(row)}") for row in rows]
    lines += _notices(asked.delegation, rows)
    print(_state(asked.delegation))
    for moment, line in sorted(lines, key=lambda one: one[0]):
        print(f"{moment:%Y-%m-%d %H:%M:%S} {line}")
    return 0


def _state(delegation_id: str) -> str:
    key = keys.delegation(delegation_id)
    items = read([key])
    stands, gone = find(items, DelegationItem, key), find(items, TombstoneItem, key)
    if stands:
        status, due = stands.content.as_dict()["status"], stands.due_at
        return f"{status}, gone at {from_epoch(stands.gone_at)}, due at {from_epoch(due) if due else 'no time'}"
    return f"{gone.end} at {from_epoch(gone.ended_at)}" if gone else "removed by TTL"


def _notices(delegation_id: str, rows: Sequence[MailItem]) -> Iterator[tuple[datetime, str]]:
    for account_id in sorted({row.to_account for row in rows}):
        pk, _ = keys.notice(account_id, "", "", 0)
        for item in query(pk, "0", "9999"):
            if isinstance(item, NoticeItem) and item.delegation_id == delegation_id:
                party = "délégant" if item.to_delegant else "délégué"
                yield datetime.fromisoformat(key_parts.notice(item.sk)), f"notice  {item.notice_kind} to the {party}"


def _sweep(_: argparse.Namespace) -> int:
    schedule.handle(alone=True)
    _say("swept: what was due is done, or stays due and is in the log")
    return 0


def _line(row: MailItem) -> str:
    due = f", due {from_epoch(row.due_at):%Y-%m-%d %H:%M:%S}" if row.due_at and row.state != "echec" else ""
    parts = [row.id, row.state, f"tries {int(row.tries)}{due}", row.error or "", row.delivery or ""]
    return "  ".join(part for part in parts if part)


def _say(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
