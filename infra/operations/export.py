"""The export of all data about one account, as plain values."""

from typing import Any

from chalicelib.store import keys
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.denials import DenialItem
from chalicelib.store.history import LookupItem
from chalicelib.store.mails import MailItem
from chalicelib.store.notices import NoticeItem
from chalicelib.store.table import Item, read
from infra.operations.hashed import REQUESTS, before_an_account
from infra.operations.traces import (
    Traces,
    accounts_of_person,
    find_traces,
    history_of,
    mentions,
    partition,
    rows_about,
    uses_of,
)

_LINES = (keys.GIVEN, keys.RECEIVED)
_TOLD_OF = (NoticeItem, LookupItem, DenialItem)
_NOT_TOLD = {
    "hash", "nonce", "claim", "due_shard", "due_at", "v", "lease_until", "credential", "public_key", "handle",
}  # fmt: skip
"""Attributes that are secrets, or serve only the machine."""

OWN = {
    "notifications": "NOTE",
    "acces_donnes_a_cette_personne": "GRANT",
    "refus_d_acces_en_son_nom": "REFUS",
    "recherches_d_adresse": "HIST",
    "mails_sur_son_compte": "MAIL",
    "evenements": "EVENT",
}
"""The partitions of an account beside its own, `ACC#`, and what they hold."""


def export(account_id: str, secret: str) -> dict[str, Any] | None:
    """Return all data about an account, by kind; None when there is no such account.

    It reads the whole table twice, because ended delegations, and items of other people about this person, have no key
    that leads to them.
    """
    pk, _ = keys.head(account_id)
    own = list(partition(pk))
    if keys.head(account_id) not in {item.key for item in own}:
        return None
    traces = find_traces(accounts_of_person(account_id))
    known = traces.known(secret)
    return {
        "compte": {item.sk.lower(): _plain(item) for item in own if not item.sk.startswith(_LINES)},
        "noms_et_adresses": sorted(traces.names - {*traces.numbers}),
        "numeros": traces.numbers,
        "delegations": [_delegation(delegation_id, traces) for delegation_id in traces.delegations],
        **{name: [_plain(item) for item in partition(f"{prefix}#{account_id}")] for name, prefix in OWN.items()},
        "avant_son_compte": [_plain(item) for pk in before_an_account(known, secret) for item in partition(pk)],
        "mentions_chez_d_autres": [_mention(item) for item in mentions(traces, secret) if _is_told(item, traces)],
    }


def _delegation(delegation_id: str, traces: Traces) -> dict[str, Any]:
    key = keys.delegation(delegation_id)
    mails = (row for row in rows_about(traces) if row.about == delegation_id)
    return {
        "id": delegation_id,
        "role": "delegant" if delegation_id in traces.given else "delegue",
        "etat": [_plain(item) for item in read([key]).values() if _is_shared(item, traces)],
        "historique": [_plain(item) for item in history_of(delegation_id, traces)],
        "utilisations": [_plain(item) for item in uses_of(delegation_id, traces)],
        "mails_recus": [_plain(row) for row in mails if row.to_account in traces.accounts],
    }


def _is_shared(item: Item, traces: Traces) -> bool:
    """Whether a delegation still belongs to this person: its address may have been corrected to somebody else's."""
    if not isinstance(item, DelegationItem):
        return True
    delegation = from_item(item)
    return not traces.accounts.isdisjoint((delegation.delegant.account_id, delegation.delegue.account_id))


def _is_told(item: Item, traces: Traces) -> bool:
    """Whether an item of others tells of this person alone, once it is without its key: a mail to his address does."""
    if isinstance(item, MailItem):
        return item.to_address in traces.addresses and item.pk.startswith(REQUESTS)
    return isinstance(item, _TOLD_OF)


def _mention(item: Item) -> dict[str, Any]:
    """Return an item of somebody else, without his name."""
    return {name: value for name, value in _plain(item).items() if name != "pk"}


def _plain(item: Item) -> dict[str, Any]:
    simple: dict[str, Any] = _told(item.to_simple_dict(force=True))
    return simple


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _told(inner) for name, inner in value.items() if name not in _NOT_TOLD}
    if isinstance(value, set | frozenset):
        return sorted(value)
    return [_told(inner) for inner in value] if isinstance(value, list) else value
