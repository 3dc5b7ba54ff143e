"""A yes is a use of the délégué's account, and of a service of the delegation (specification §1, §6)."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from pynamodb.exceptions import PynamoDBException

from chalicelib.context import Context
from chalicelib.domain.decisions import Grant
from chalicelib.domain.synthetic import kept_time
from chalicelib.store.calls import Busy, Raced, within

log = logging.getLogger(__name__)

_LONGEST_WAIT = 1.0
"""Seconds that an answer waits for the uses to be written."""


@dataclass(frozen=True)
class _Due:
    """The uses of a grant that are still to be noted today; `is_first`: none of this grant is noted yet."""

    grant: Grant
    services: frozenset[str]
    is_first: bool


def note_delegated_use(context: Context, used: Iterable[tuple[Grant, str]]) -> None:
    """Note that délégués used these services by these grants.

    The first use of a service in a day costs one transaction, for all services of a grant together; the first use of
    the grant one update more, of the account; any other use nothing. The grant itself, which was read anyway, says
    what is noted. A use that cannot be written is logged: the answer stands, and the next use is noted.
    """
    due = _due(context, used)
    if not due:
        return
    try:
        with within(_LONGEST_WAIT):
            _note(context, due)
    except (PynamoDBException, Busy) as error:
        log.error("use_not_noted", extra={"grants": len(due), "error": type(error).__name__})


def _due(context: Context, used: Iterable[tuple[Grant, str]]) -> list[_Due]:
    """Return what is to be noted of each grant that has something to note."""
    grants: dict[str, Grant] = {}
    services: dict[str, set[str]] = {}
    for grant, service in used:
        grants[grant.delegation_id] = grant
        services.setdefault(grant.delegation_id, set()).add(service)
    found = []
    for delegation_id, grant in grants.items():
        noted = grant.noted_of(context.today)
        fresh = services[delegation_id] - noted
        if fresh:
            found.append(_Due(grant, frozenset(fresh), not noted))
    return found


def _note(context: Context, due: list[_Due]) -> None:
    """Note the use on each account, then the uses of each grant, so that a crash in between repeats both."""
    from chalicelib.acts.password_use import note_use_of_open_account  # noqa: PLC0415 - only once a day for a grant
    from chalicelib.store.uses import note_uses  # noqa: PLC0415 - only once a day for a service

    for account_id in sorted({one.grant.delegue_id for one in due if one.is_first}):
        note_use_of_open_account(context, account_id)
    usual = timedelta(days=context.settings.history_kept_days)
    for one in due:
        try:
            note_uses(one.grant, one.services, context.now, kept_time(one.grant.delegation_id, usual))
        except Raced:
            log.info("use_of_an_ended_grant", extra={"delegation": one.grant.delegation_id})
