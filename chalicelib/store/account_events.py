"""The events of an account, in a partition of their own, by day and moment (specification §1).

Its owner causes one item for each event. Failed sign-ins, which anybody can cause, have one item for each day.
"""

import re
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.periods import day_in_paris
from chalicelib.store import keys
from chalicelib.store.table import Item, epoch, from_epoch, is_over, query
from chalicelib.store.writes import Save, Update, Write

_FAILURES = "~echecs"
"""The end of the key of a day's failed sign-ins. It sorts after the moments of the day."""

_ID = re.compile(r"\d{4}-\d{2}-\d{2}#(\d{8}T\d{12}#[a-z_]{1,40}|~echecs)", re.ASCII)


class AccountEventItem(Item, discriminator="account_event"):
    """One event. `mode`: of the sign-in; `browser`: in plain words; `about`: the name of a passkey."""

    event = UnicodeAttribute()
    at = NumberAttribute()
    mode = UnicodeAttribute(null=True)
    browser = UnicodeAttribute(null=True)
    about = UnicodeAttribute(null=True)


class FailuresItem(Item, discriminator="sign_in_failures"):
    """The failed sign-ins of one day: their number, and the time and the browser of the last one."""

    times = NumberAttribute(default=0)
    at = NumberAttribute()
    browser = UnicodeAttribute(null=True)


class Where(NamedTuple):
    """How and where an event happened: the mode of a sign-in, the browser in plain words, the thing it is about."""

    mode: str = ""
    browser: str = ""
    about: str = ""


class ShownEvent(NamedTuple):
    """An event as it is shown; `id` is its place among those of the account, `times` the number of failures."""

    id: str
    event: str
    at: datetime
    where: Where
    times: int = 1


def write_of_event(account_id: str, event: AccountEvent, where: Where, now: datetime, kept: timedelta) -> Write:
    """Return the write of an event, for the transaction of its act."""
    sk = f"{day_in_paris(now).isoformat()}#{now:%Y%m%dT%H%M%S%f}#{event.value}"
    item = AccountEventItem(*keys.account_event(account_id, sk))
    item.event, item.at, item.ttl = event.value, epoch(now), epoch(now + kept)
    item.mode, item.browser, item.about = where.mode or None, where.browser or None, where.about or None
    return Save(item)


def write_of_failure(account_id: str, browser: str, now: datetime, kept: timedelta) -> Update:
    """Return the write that counts a failed sign-in."""
    key = keys.account_event(account_id, f"{day_in_paris(now).isoformat()}#{_FAILURES}")
    return _counted(FailuresItem(*key, at=epoch(now), browser=browser, ttl=epoch(now + kept)), 1)


def moved_to(item: AccountEventItem | FailuresItem, account_id: str) -> Write:
    """Return the write of the same event, or of as many failures, for the account that its account is joined to."""
    key = keys.account_event(account_id, item.sk)
    if isinstance(item, FailuresItem):
        return _counted(FailuresItem(*key, at=item.at, browser=item.browser, ttl=item.ttl), int(item.times))
    moved = AccountEventItem(*key, event=item.event, at=item.at, ttl=item.ttl)
    moved.mode, moved.browser, moved.about = item.mode, item.browser, item.about
    return Save(moved)


def _counted(last: FailuresItem, times: int) -> Update:
    return Update(
        FailuresItem(*last.key),
        [
            FailuresItem.times.add(times),
            FailuresItem.at.set(last.at),
            FailuresItem.browser.set(last.browser),
            FailuresItem.ttl.set(last.ttl),
            FailuresItem.kind.set(FailuresItem),
        ],
    )


def is_id(text: str) -> bool:
    """Whether `text` has the shape of an event's id, so that it may be part of a key."""
    return _ID.fullmatch(text) is not None


def read_events(account_id: str, limit: int, now: datetime, before: str = "") -> list[ShownEvent]:
    """Return the newest events of an account, at most `limit`, older than the one of id `before`; one query."""
    pk, _ = keys.account_event(account_id, "")
    newest = query(pk, "0", before or "9999", scan_index_forward=False, limit=limit + 1)
    shown = (_shown(item) for item in newest if not is_over(item, now) and item.sk != before)
    return list(islice((event for event in shown if event), limit))


def _shown(item: Item) -> ShownEvent | None:
    if isinstance(item, FailuresItem):
        where = Where(browser=item.browser or "")
        return ShownEvent(item.sk, AccountEvent.SIGN_IN_FAILED.value, from_epoch(item.at), where, times=int(item.times))
    if isinstance(item, AccountEventItem):
        where = Where(item.mode or "", item.browser or "", item.about or "")
        return ShownEvent(item.sk, item.event, from_epoch(item.at), where)
    return None
