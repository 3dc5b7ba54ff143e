"""The content of the yearly mail about open accesses, found when it leaves (acts/remind_of_review.py)."""

from collections.abc import Mapping
from typing import Any

from chalicelib.context import Context
from chalicelib.domain.catalogue import PROFILS
from chalicelib.store.lines import SummaryItem
from chalicelib.store.mails import Cancelled, MailItem
from chalicelib.store.preferences import wants_reviews
from chalicelib.store.table import Item, Key

MOST_LISTED = 10
"""The accesses that the mail names; the page has the others."""


def why_no_review(context: Context, row: MailItem, items: dict[Key, Item]) -> Cancelled | None:
    """Return why the mail does not leave: not wanted, or everything was reviewed or has ended meanwhile."""
    if not wants_reviews(items, row.to_account):
        return Cancelled.UNWANTED
    return None if _to_review(context, items) else Cancelled.SETTLED


def facts_of_review(context: Context, row: MailItem, items: dict[Key, Item]) -> Mapping[str, Any]:
    """Return the facts of the mail: the accesses to review, what has served least first, and the number of others."""
    lines = _to_review(context, items)
    base = context.settings.public_base_url.rstrip("/")
    shown = [
        {
            "qui": line.content.name.full or line.content.address,
            "profil": PROFILS[line.content.profil].label,
            "fin": line.content.validity.end.isoformat(),
            "utilisee": line.used_on,
        }
        for line in lines[:MOST_LISTED]
    ]
    return {
        "acces_ouverts": shown,
        "autres": len(lines) - len(shown),
        "reglages": f"{base}/compte/configuration",
        "envoye_le": context.today.isoformat(),
    }


def _to_review(context: Context, items: dict[Key, Item]) -> list[SummaryItem]:
    found = (item for item in items.values() if isinstance(item, SummaryItem) and item.row.is_to_review_at(context.now))
    return sorted(found, key=lambda line: (line.used_on or "", line.content.id))
