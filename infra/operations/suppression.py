"""Suppressed addresses: `python -m infra.operations.suppression show|lift ADDRESS`.

SES reported that no mail reaches them, or their owner complained of a mail. There are two lists: that of the table,
which is checked before sending, and that of SES for the whole AWS account, which the configuration set uses. The
command reads the environment that the functions read (TABLE_NAME, SECRETS_PARAMETER), with your own AWS rights.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from chalicelib import runtime
from chalicelib.identity.addresses import normalise
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem, not_suppressed
from chalicelib.store.aliases import accounts_of
from chalicelib.store.table import find, from_epoch, read, update_if
from infra.deploy.clients import Clients
from infra.operations import environment


def main(arguments: Sequence[str] | None = None, ses: Any = None) -> int:
    """Run the command; return 1 when the address is on neither list."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.operations.suppression", description="Unreachable addresses."
    )
    parser.add_argument("what", choices=["show", "lift"], help="say whether and why; or allow mails again")
    parser.add_argument("address", help="an e-mail address, in any spelling")
    asked = parser.parse_args(arguments)
    return environment.run(lambda: _run(asked.what, normalise(asked.address), ses or Clients().client("sesv2")))


def _run(what: str, address: str, ses: Any) -> int:
    head, entry = _account(address), _entry(ses, address)
    reasons = [*_by_us(head), *_by_ses(entry)]
    for line in reasons:
        print(line)
    if not reasons:
        print("on neither list: it is written to", file=sys.stderr)
        return 1
    if what == "lift":
        # SES comes first: if it refuses, the address stays on both lists and the command can be run again.
        if entry:
            ses.delete_suppressed_destination(EmailAddress=address)
        if head:
            update_if(head, not_suppressed(runtime.now()), HeadItem.address == head.address)
        print("it is written to again; `outbox failed` names the mails it missed", file=sys.stderr)
    return 0


def _account(address: str) -> HeadItem | None:
    identifier = ("address", address)
    found = accounts_of([identifier], runtime.context().keys.lookup)
    key = keys.head(found.get(identifier, ""))
    return find(read([key]), HeadItem, key)


def _entry(ses: Any, address: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = ses.get_suppressed_destination(EmailAddress=address)["SuppressedDestination"]
    except ses.exceptions.NotFoundException:
        return None
    return found


def _by_us(head: HeadItem | None) -> list[str]:
    if head is None or not head.suppressed:
        return []
    since = f" since {from_epoch(head.suppressed_at):%Y-%m-%d %H:%M:%S}" if head.suppressed_at else ""
    return [f"table  {head.suppressed_for or 'unknown'}{since}"]


def _by_ses(entry: dict[str, Any] | None) -> list[str]:
    return [f"SES    {entry['Reason']} since {entry['LastUpdateTime']:%Y-%m-%d %H:%M:%S}"] if entry else []


if __name__ == "__main__":
    sys.exit(main())
