"""The look-up of an RPPS in the national directory, for the form of a remplaçant (specification §8)."""

import logging

from chalicelib.acts.look_up import record, spend_look_up
from chalicelib.acts.show_account import OwnAccount
from chalicelib.context import Context
from chalicelib.directory.persons import Person
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
