"""The events of an account, written by the acts that cause them and read by its owner (specification §1)."""

from datetime import timedelta

from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.synthetic import kept_time
from chalicelib.store import account_events
from chalicelib.store.account_events import Where
from chalicelib.store.table import update
from chalicelib.store.writes import Write

_NOWHERE = Where()

_OF_NOBODY_KEPT = timedelta(days=1)
"""How long failures are kept for an address without an active account: nobody ever reads them."""


def event_of(context: Context, account_id: str, event: AccountEvent, where: Where = _NOWHERE) -> Write:
    """Return the write of an event, for the transaction of its act."""
    return account_events.write_of_event(account_id, event, where, context.now, _kept(context, account_id))


def note_failure(context: Context, account_id: str, browser: str, *, is_somebodys: bool) -> None:
    """Count a failed sign-in; one update, the same for an address without an account."""
    kept = _kept(context, account_id) if is_somebodys else _OF_NOBODY_KEPT
    count = account_events.write_of_failure(account_id, browser, context.now, kept)
    update(count.item, count.actions)


def _kept(context: Context, account_id: str) -> timedelta:
    return kept_time(account_id, timedelta(days=context.settings.history_kept_days))
