"""Look-ups of numbers: in the national directory, for the form of a remplaçant (specification §8), and of accounts."""

import logging

from chalicelib.acts.look_up import record, spend_look_up
from chalicelib.acts.own_numbers import OwnNumbers, own_numbers
from chalicelib.acts.show_account import OwnAccount
from chalicelib.context import Context
from chalicelib.directory.persons import Person
from chalicelib.domain.people import Delegue, Identifiers
from chalicelib.store.aliases import named_by
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


def look_up_typed(context: Context, delegant_id: str, typed: Identifiers, delegue: Delegue) -> OwnNumbers:
    """Return the `own_numbers` of what a délégant typed for a délégué; raise `Refused` at the limit.

    Numbers that the délégué did not give himself count as one look-up, each recorded: whatever the act answers from
    there on tells whether another account has them. It is counted before they are looked up, so that beyond the limit
    the answer is the same for all. One limit, and one put for each such number; one read where any number is typed.
    """
    given = named_by(delegue.identifiers)
    new = [number for number in named_by(typed) if number not in given]
    if new:
        spend_look_up(context, delegant_id)
    own = own_numbers(typed, delegue.account_id, context)
    for number in new:
        record(context, delegant_id, *number, is_known=number in own.others)
    return own
