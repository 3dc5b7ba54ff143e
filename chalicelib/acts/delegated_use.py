"""A use through a delegation is a use of the délégué's account: it is not closed to passwords (specification §1)."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from pynamodb.exceptions import PynamoDBException

from chalicelib.context import Context
from chalicelib.domain.decisions import Grant
from chalicelib.store.calls import Busy, within
from chalicelib.store.decisions import note_use

log = logging.getLogger(__name__)

_NOTED_EVERY = timedelta(days=1)
_LONGEST_WAIT = 1.0
"""Seconds that an answer waits for the use to be written."""


def note_delegated_use(context: Context, used: Iterable[Grant]) -> None:
    """Note that délégués used these grants: two updates for the first use of a grant in a day, and no call after it.

    The grant itself, which was read anyway, says when its last use was noted. A use that cannot be written is logged:
    the answer stands, and the next use is noted.
    """
    due = {grant.delegation_id: grant for grant in used if _is_due(context, grant)}
    if not due:
        return
    try:
        with within(_LONGEST_WAIT):
            _note(context, due.values())
    except (PynamoDBException, Busy) as error:
        log.error("use_not_noted", extra={"grants": len(due), "error": type(error).__name__})


def _is_due(context: Context, grant: Grant) -> bool:
    return grant.used_at is None or grant.used_at <= context.now - _NOTED_EVERY


def _note(context: Context, grants: Iterable[Grant]) -> None:
    """Note the use on each account, then on each grant, so that a crash in between repeats both."""
    from chalicelib.acts.password_use import note_use_of_open_account  # noqa: PLC0415 - only once a day for a grant

    found = list(grants)
    for account_id in sorted({grant.delegue_id for grant in found}):
        note_use_of_open_account(context, account_id)
    for grant in found:
        note_use(grant, context.now)
