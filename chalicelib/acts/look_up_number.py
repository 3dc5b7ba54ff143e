"""Look-ups of numbers: in the national directory, for the form of a remplaçant (specification §8), and of accounts."""

import logging
from collections.abc import Collection, Sequence

from chalicelib.acts.look_up import record, spend_look_up
from chalicelib.acts.show_account import OwnAccount
from chalicelib.context import Context
from chalicelib.directory.persons import Person
from chalicelib.store.aliases import Identifier
from chalicelib.store.calls import Busy

log = logging.getLogger(__name__)


def look_up_number(context: Context, own: OwnAccount, rpps: str) -> Person | None:
    """Return the person of an RPPS, None when it is unknown; raise `Refused`, or `Busy` when the directory fails.

    These look-ups are limited and recorded together with those of addresses. One limit, one read, one put.
    """
    own.require_may_delegate(context.settings)
    spend_look_up(context, own.person.id)
    from chalicelib.acts.directory import directory  # noqa: PLC0415 - few forms name an RPPS

    try:
        person = directory(context.settings).person_of_rpps(rpps)
    except Exception as error:
        log.exception("directory_failed")
        raise Busy from error
    record(context, own.person.id, "rpps", rpps, is_known=person is not None)
    return person


def count_numbers(
    context: Context, delegant_id: str, typed: Sequence[Identifier], of_others: Collection[Identifier]
) -> None:
    """Count and record that a délégant learns whether another account has the numbers that he typed.

    Raises `Refused` at the limit. One limit and one put for each number; no call without any.
    """
    if typed:
        spend_look_up(context, delegant_id)
    for number in typed:
        record(context, delegant_id, *number, is_known=number in of_others)
