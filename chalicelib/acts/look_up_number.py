"""The look-up of an RPPS in the national directory, for the form of a remplaçant (specification §8)."""

import logging
from datetime import timedelta

from chalicelib.acts.look_up import spend_look_up
from chalicelib.acts.show_account import OwnAccount
from chalicelib.context import Context
from chalicelib.directory.persons import Person
from chalicelib.store import keys
from chalicelib.store.calls import Busy
from chalicelib.store.history import record_lookup

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
    kept = timedelta(days=context.settings.history_kept_days)
    digest = keys.digest("rpps", rpps, context.keys.lookup)
    record_lookup(own.person.id, digest, person is not None, context.now, kept)
    return person
