"""What answers most calls about one person: ids, statuses and dates, no name, number, password or link."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from chalicelib.context import Context
from chalicelib.store import key_parts, keys
from chalicelib.store.accounts import HeadItem, PasswordItem, PracticeItem
from chalicelib.store.closings import ClosingItem
from chalicelib.store.codec import from_plain
from chalicelib.store.lines import Summary, SummaryItem
from chalicelib.store.locks import LockItem
from chalicelib.store.mails import MailItem, read_rows
from chalicelib.store.numbers import holder_of
from chalicelib.store.open_sessions import Opened, SessionsItem
from chalicelib.store.passkeys import passkeys_of
from chalicelib.store.preferences import find_preferences
from chalicelib.store.reviews import ReviewItem
from chalicelib.store.table import Item, Key, epoch, find, from_epoch, read
from infra.operations.traces import partition

MOST_SHOWN = 20
"""The latest delegations of each side, each with its mails; `outbox life DELEGATION` tells more of any."""


def describe(account_id: str, context: Context) -> Iterator[str]:
    """Yield the lines about an account; none when there is no such account."""
    pk, _ = keys.head(account_id)
    items = {item.key: item for item in partition(pk)}
    head = find(items, HeadItem, keys.head(account_id))
    if head is None:
        return
    yield f"account    {account_id}, {head.status}" + (f", joined to {head.joined_to}" if head.joined_to else "")
    yield f"mails      {_mails(head)}"
    yield f"summary    {_summary(items, account_id)}"
    yield f"review     {_review(items, account_id)}"
    if find(items, ClosingItem, keys.closing(account_id)):
        yield "closing    still ends what it leaves"
    yield f"password   {'set' if find(items, PasswordItem, keys.password(account_id)) else 'none'}"
    yield f"passkeys   {len(passkeys_of(items, account_id)) or 'none'}"
    yield f"sign-in    {_lock(head, context)}"
    yield f"numbers    {_numbers(find(items, PracticeItem, keys.practice(account_id)), context)}"
    yield f"sessions   {_sessions(items, account_id, context)}"
    for side, prefix in (("given", keys.GIVEN), ("received", keys.RECEIVED)):
        yield from _delegations(side, [item for key, item in items.items() if key[1].startswith(prefix)], context.now)


def _mails(head: HeadItem) -> str:
    if not head.suppressed:
        return "written to"
    since = f" since {_shown(from_epoch(head.suppressed_at))}" if head.suppressed_at else ""
    return f"written to no more: {head.suppressed_for or 'unknown'}{since} (`suppression show`)"


def _summary(items: dict[Key, Item], account_id: str) -> str:
    """Say whether the summary of each Monday is wanted, and when it is due."""
    chosen = find_preferences(items, account_id)
    if chosen is None or not chosen.weekly:
        return "not asked for"
    return f"due at {_shown(from_epoch(chosen.due_at))}" if chosen.due_at else "asked for, never due"


def _review(items: dict[Key, Item], account_id: str) -> str:
    """Say when the schedule looks next for accesses that were not reviewed for a year."""
    mark = find(items, ReviewItem, keys.review(account_id))
    return f"looked at on {_shown(from_epoch(mark.due_at))}" if mark and mark.due_at else "no access given yet"


def _lock(head: HeadItem, context: Context) -> str:
    """Say whether the password is refused whatever it is; a browser in which the person has signed in may still try."""
    account_id = key_parts.owner(head.pk)
    wanted = [keys.lock(head.address, context.keys.lookup), keys.account_lock(account_id, context.keys.lookup)]
    locks = [item for item in read(wanted).values() if isinstance(item, LockItem) and item.until > epoch(context.now)]
    if not locks:
        return "not locked"
    lock = max(locks, key=lambda one: (one.tries, one.until))
    locked = lock.tries >= context.settings.login_failures
    text = f"{int(lock.tries)} failures since the last success"
    return f"locked until {_shown(from_epoch(lock.until))}, {text}" if locked else f"not locked, {text}"


def _numbers(practice: PracticeItem | None, context: Context) -> str:
    """Say how many numbers the account has, and how many of them name it at the sign-in: several may share one."""
    numbers = practice.numbers or () if practice else ()
    named = sum(bool(holder_of(number, context.keys.lookup)) for number in numbers)
    return f"{len(numbers)}, of which {named} lead to this account alone" if numbers else "none"


def _sessions(items: dict[Key, Item], account_id: str, context: Context) -> str:
    found = find(items, SessionsItem, keys.sessions(account_id))
    entries = found.opened.as_dict().values() if found else ()
    opened = sorted((from_plain(Opened, entry) for entry in entries), key=lambda one: one.started_at)
    if not opened:
        return "none kept: no sign-in of the last hours is known"
    last = opened[-1]
    return f"{len(opened)} kept, the last sign-in at {_shown(last.started_at)} ({last.mode})"


def _delegations(side: str, items: list[Item], now: datetime) -> Iterator[str]:
    lines = [item.content for item in items if isinstance(item, SummaryItem)]
    lines.sort(key=lambda line: line.entered_at, reverse=True)
    for line in islice(lines, MOST_SHOWN):
        yield f"{side:<10} {_delegation(line, now)}"
        yield from (f"             {_mail(row)}" for row in read_rows(line.id))
    if len(lines) > MOST_SHOWN:
        yield f"{side:<10} and {len(lines) - MOST_SHOWN} older ones"


def _delegation(line: Summary, now: datetime) -> str:
    status, change = line.status_at(now), line.proposal_at(now)
    parts = [
        line.id,
        f"{status.value if status else 'gone'} since {_shown(line.entered_at)}",
        f"{line.profil.value} {line.validity.start} to {line.validity.end}",
        f"gone at {_shown(line.gone_at)}",
        f"a change waits until {_shown(change)}" if change else "",
        "the demand did not arrive" if line.address_is_correctable else "",
    ]
    return ", ".join(part for part in parts if part)


def _mail(row: MailItem) -> str:
    written = _shown(from_epoch(row.written_at))
    parts = (written, row.mail_kind, row.party, row.state, row.error or "", row.delivery or "")
    return "  ".join(part for part in parts if part)


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
