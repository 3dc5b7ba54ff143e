"""Notifications: the lines about what others, or time, did to a person's delegations (specification §3, §5)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from chalicelib.domain.people import Party
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.store import key_parts, keys
from chalicelib.store.table import Item, Key, epoch, is_over, query
from chalicelib.store.writes import Update, Write


class NoticeItem(Item, discriminator="notice"):
    """One notification. Its sentence is made when it is shown."""

    notice_kind = UnicodeAttribute()
    delegation_id = UnicodeAttribute()
    about = UnicodeAttribute()
    profil = UnicodeAttribute()
    to_delegant = BooleanAttribute()
    read = BooleanAttribute(null=True)


@dataclass(frozen=True)
class ShownNotice:
    """The content of a notification; `about` is the name of the other party, `id` its place among the account's."""

    id: str
    kind: str
    delegation_id: str
    about: str
    profil: str
    to_delegant: bool
    at: datetime
    is_read: bool


def items(transition: Transition, kept: timedelta, *, delegue_is_active: bool) -> list[NoticeItem]:
    """Return a notification for each mail and each notice, but none of one's own acts.

    There is none either for a délégué whose account is not active.
    """
    events: list[tuple[str, Party]] = [(mail.kind.value, mail.to) for mail in transition.mails]
    events += [(notice.kind.value, notice.to) for notice in transition.notices]
    parties = {Party.DELEGANT, *([Party.DELEGUE] if delegue_is_active else [])} - {transition.actor.party}
    return [_item(transition, kind, to, kept) for kind, to in events if to in parties]


def _item(transition: Transition, kind: str, to: Party, kept: timedelta) -> NoticeItem:
    subject = transition.subject
    to_delegant = to is Party.DELEGANT
    account_id = subject.delegant.account_id if to_delegant else subject.delegue.account_id
    pk, sk = keys.notice(account_id, transition.at.isoformat(timespec="seconds"), subject.id, transition.revision)
    return NoticeItem(
        pk=pk,
        sk=sk,
        notice_kind=kind,
        delegation_id=subject.id,
        about=subject.delegue.shown if to_delegant else subject.delegant.name.full,
        profil=subject.profil.value,
        to_delegant=to_delegant,
        ttl=epoch(transition.at + kept),
    )


def moved_to(notice: NoticeItem, account_id: str) -> NoticeItem:
    """Return the same notification for another account, to which its account is being joined."""
    pk, _ = keys.notice(account_id, "", "", 0)
    return NoticeItem(
        pk=pk,
        sk=notice.sk,
        notice_kind=notice.notice_kind,
        delegation_id=notice.delegation_id,
        about=notice.about,
        profil=notice.profil,
        to_delegant=notice.to_delegant,
        read=notice.read,
        ttl=notice.ttl,
    )


_ID = re.compile(r"\d{4}-[0-9T:+-]{6,40}#[A-Za-z0-9_-]{1,64}#\d{6}", re.ASCII)


def is_id(text: str) -> bool:
    """Whether `text` has the shape of a notification's id, so that it may be part of a key."""
    return _ID.fullmatch(text) is not None


def key_of(account_id: str, notice_id: str) -> Key:
    """Return the key of a notification of an account."""
    return keys.notice(account_id, "", "", 0)[0], notice_id


def read_notices(account_id: str, limit: int, now: datetime, before: str = "") -> list[ShownNotice]:
    """Return the newest notifications of an account, older than the one of id `before` if it is given; one query.

    There are at most `limit`, without expired ones.
    """
    pk, _ = keys.notice(account_id, "", "", 0)
    newest = query(pk, "0", before or "9999", scan_index_forward=False, limit=limit + 1)
    found = (item for item in newest if isinstance(item, NoticeItem) and not is_over(item, now) and item.sk != before)
    return [shown_notice(item) for item in islice(found, limit)]


def unread_of(account_id: str, most: int) -> list[NoticeItem]:
    """Return the newest notifications that are not read, at most `most`; one query per MB."""
    pk, _ = keys.notice(account_id, "", "", 0)
    all_of_them = query(pk, "0", "9999", scan_index_forward=False, filter_condition=_UNREAD)
    return list(islice((item for item in all_of_them if isinstance(item, NoticeItem)), most))


_UNREAD = NoticeItem.read.does_not_exist()


def reading(keys_of_unread: Iterable[Key]) -> list[Write]:
    """Return the writes that mark notifications as read, each on condition that it is not yet."""
    there = NoticeItem.pk.exists() & _UNREAD
    return [Update(NoticeItem(*key), [NoticeItem.read.set(True)], there) for key in keys_of_unread]


def shown_notice(item: NoticeItem) -> ShownNotice:
    """Return the content of an item."""
    at = datetime.fromisoformat(key_parts.notice(item.sk))
    is_read = bool(item.read)
    return ShownNotice(
        item.sk, item.notice_kind, item.delegation_id, item.about, item.profil, item.to_delegant, at, is_read
    )


def unread_by_account(items: list[NoticeItem]) -> dict[str, int]:
    """Return how many of these notifications each account gets, by its id."""
    counts: dict[str, int] = {}
    for item in items:
        account_id = key_parts.owner(item.pk)
        counts[account_id] = counts.get(account_id, 0) + 1
    return counts
