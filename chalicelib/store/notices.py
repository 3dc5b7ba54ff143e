"""Notifications: the lines that the portal shows a person, besides the mails (specification §3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from chalicelib.domain.people import Party
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.store import keys
from chalicelib.store.table import Item, epoch, is_over, query


class NoticeItem(Item, discriminator="notice"):
    """One notification. Its sentence is made when it is shown."""

    notice_kind = UnicodeAttribute()
    delegation_id = UnicodeAttribute()
    about = UnicodeAttribute()
    profil = UnicodeAttribute()
    to_delegant = BooleanAttribute()


@dataclass(frozen=True)
class ShownNotice:
    """The content of a notification; `about` is the name of the other party."""

    kind: str
    delegation_id: str
    about: str
    profil: str
    to_delegant: bool
    at: datetime


def items(transition: Transition, kept: timedelta, *, delegue_is_active: bool) -> list[NoticeItem]:
    """Return a notification for each mail and each notice, except for a délégué whose account is not active."""
    events: list[tuple[str, Party]] = [(mail.kind.value, mail.to) for mail in transition.mails]
    events += [(notice.kind.value, notice.to) for notice in transition.notices]
    return [_item(transition, kind, to, kept) for kind, to in events if to is Party.DELEGANT or delegue_is_active]


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
        ttl=notice.ttl,
    )


def read_notices(account_id: str, limit: int, now: datetime) -> list[ShownNotice]:
    """Return the newest notifications of an account, at most `limit`, without expired ones; one query."""
    pk, _ = keys.notice(account_id, "", "", 0)
    newest = query(pk, "0", "9999", scan_index_forward=False, limit=limit)
    return [_shown(item) for item in newest if isinstance(item, NoticeItem) and not is_over(item, now)]


def _shown(item: NoticeItem) -> ShownNotice:
    at = datetime.fromisoformat(item.sk.split("#", 1)[0])
    return ShownNotice(item.notice_kind, item.delegation_id, item.about, item.profil, item.to_delegant, at)


def unread_by_account(items: list[NoticeItem]) -> dict[str, int]:
    """Return how many of these notifications each account gets, by its id."""
    counts: dict[str, int] = {}
    for item in items:
        account_id = item.pk.split("#", 1)[1]
        counts[account_id] = counts.get(account_id, 0) + 1
    return counts
