"""All that is held about one account, as plain values."""

from collections.abc import Iterator
from typing import Any

from chalicelib.store import keys
from chalicelib.store.mails import MailItem
from chalicelib.store.table import Item, query, read

_FIRST, _LAST = " ", "\uffff"
_GIVEN, _RECEIVED = "GIVEN#", "RECEIVED#"
_NOT_TOLD = {"hash", "nonce", "claim", "due_shard", "due_at", "v", "lease_until"}
"""What would open something, or serves the machine alone."""

OWN = {
    "notifications": "NOTE",
    "acces_donnes_a_cette_personne": "GRANT",
    "refus_d_acces_en_son_nom": "REFUS",
    "recherches_d_adresse": "HIST",
    "mails_sur_son_compte": "MAIL",
}
"""The partitions of an account beside its own, `ACC#`, and what they hold."""


def export(account_id: str) -> dict[str, Any] | None:
    """Return everything about an account by what it is; None when there is none. A few queries per delegation."""
    pk, _ = keys.head(account_id)
    own = list(partition(pk))
    if keys.head(account_id) not in {item.key for item in own}:
        return None
    lines = [item for item in own if item.sk.startswith((_GIVEN, _RECEIVED))]
    return {
        "compte": {item.sk.lower(): _plain(item) for item in own if item not in lines},
        "delegations": [_delegation(item.sk, account_id) for item in lines],
        **{name: [_plain(item) for item in partition(f"{prefix}#{account_id}")] for name, prefix in OWN.items()},
    }


def partition(pk: str) -> Iterator[Item]:
    """Yield all that stands in a partition."""
    return query(pk, _FIRST, _LAST)


def _delegation(line: str, account_id: str) -> dict[str, Any]:
    side, _, delegation_id = line.partition("#")
    found = read([keys.delegation(delegation_id)]).values()
    history_pk, _ = keys.history(delegation_id, 0)
    mail_pk, _ = keys.mail(delegation_id, 0, "", "")
    mails = (item for item in partition(mail_pk) if isinstance(item, MailItem) and item.to_account == account_id)
    return {
        "id": delegation_id,
        "role": "delegant" if side == "GIVEN" else "delegue",
        "etat": [_plain(item) for item in found],
        "historique": [_plain(item) for item in partition(history_pk)],
        "mails_recus": [_plain(item) for item in mails],
    }


def _plain(item: Item) -> dict[str, Any]:
    simple: dict[str, Any] = _told(item.to_simple_dict(force=True))
    return simple


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _told(inner) for name, inner in value.items() if name not in _NOT_TOLD}
    if isinstance(value, set | frozenset):
        return sorted(value)
    return [_told(inner) for inner in value] if isinstance(value, list) else value
