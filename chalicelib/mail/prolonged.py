"""The content of the one mail about several delegations prolonged by one form, found when it leaves."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.context import Context
from chalicelib.domain.catalogue import PROFILS
from chalicelib.store import keys
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.mails import Cancelled, MailItem, asked_in
from chalicelib.store.table import Item, Key, find


def facts_of_prolonged(context: Context, row: MailItem, items: dict[Key, Item]) -> Mapping[str, Any]:
    """Return the facts of the mail: each delegation that was prolonged, and whether its délégué has answered yet."""
    return {"prolongations": list(_prolonged(context, row, items)), "envoye_le": context.today.isoformat()}


def keys_of_prolonged(row: MailItem) -> list[Key]:
    """Return the keys of the delegations of the form."""
    return [keys.delegation(delegation_id) for delegation_id, _ in asked_in(row)]


def why_no_prolonged(context: Context, row: MailItem, items: dict[Key, Item]) -> Cancelled | None:
    """Return why there is nothing to tell: what was asked for and is gone or refused by now has its own mail."""
    return None if any(_prolonged(context, row, items)) else Cancelled.SETTLED


def _prolonged(context: Context, row: MailItem, items: dict[Key, Item]) -> Iterator[dict[str, Any]]:
    for delegation_id, shown in asked_in(row):
        item = find(items, DelegationItem, keys.delegation(delegation_id))
        delegation = from_item(item) if item else None
        if delegation is None or delegation.status_at(context.now) is None:
            continue
        proposal = delegation.proposal_at(context.now)
        end = (proposal.terms if proposal else delegation.terms).validity.end
        if end > shown:
            yield {
                "qui": delegation.delegue.shown,
                "profil": PROFILS[delegation.profil].label,
                "fin": shown.isoformat(),
                "jusqu": end.isoformat(),
                "acceptee": proposal is None,
            }
