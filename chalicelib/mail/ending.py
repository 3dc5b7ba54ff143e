"""The content of the mail of a day about delegations that end soon, found when it leaves (acts/forewarn.py)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chalicelib.context import Context
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.statuses import Status
from chalicelib.store import keys
from chalicelib.store.lines import Summary, SummaryItem
from chalicelib.store.mails import Cancelled, MailItem
from chalicelib.store.preferences import wants_end_notices
from chalicelib.store.table import Item, Key, query

MOST_LISTED = 50
"""The delegations that a mail names; the dashboard has the others. Mailboxes cut a mail of more than 100 kB."""


def lines_given(row: MailItem) -> dict[Key, Item]:
    """Return the lines of the délégant's dashboard by key; one query per MB."""
    pk, first = keys.given(row.to_account, "")
    return {item.key: item for item in query(pk, first, f"{first}~")}


def why_no_ending(context: Context, row: MailItem, items: dict[Key, Item]) -> Cancelled | None:
    """Return why the mail does not leave; None when it does."""
    if not wants_end_notices(items, row.to_account):
        return Cancelled.UNWANTED
    return None if ending_of(context, row, items) else Cancelled.SETTLED


def ending_of(context: Context, row: MailItem, items: dict[Key, Item]) -> list[Summary]:
    """Return what the mail of `row` tells of, the soonest end first: forewarned for its day, and ending so still.

    A delegation that ended, was deleted or prolonged since then has no place in it.
    """
    day = date.fromisoformat(row.facts.as_dict()["jour"])
    return sorted(_told(context, day, items), key=lambda line: (line.validity.end, line.id))


def _told(context: Context, day: date, items: dict[Key, Item]) -> Iterator[Summary]:
    for item in items.values():
        if not isinstance(item, SummaryItem):
            continue
        line = item.content
        told = line.forewarned
        if told is None or told.mail_on != day or told.end != line.validity.end:
            continue
        if line.status_at(context.now) is Status.VALIDEE and not line.is_empty:
            yield line


def facts_of_ending(context: Context, row: MailItem, items: dict[Key, Item]) -> Mapping[str, Any]:
    """Return the facts of the mail: each delegation with the address of its « Prolonger », and the number of others."""
    lines = ending_of(context, row, items)
    base = context.settings.public_base_url.rstrip("/")
    fins = [
        {
            "qui": line.name.full or line.address,
            "profil": PROFILS[line.profil].label,
            "fin": line.validity.end.isoformat(),
            "en_attente": line.proposal_at(context.now) is not None,
            "lien": f"{base}/delegations/{line.id}/prolonger",
        }
        for line in lines[:MOST_LISTED]
    ]
    return {
        "fins": fins,
        "autres": len(lines) - len(fins),
        "reglages": f"{base}/compte/configuration",
        "envoye_le": context.today.isoformat(),
    }
