"""Mails that ask for an act, and whether it is still possible; all others tell what happened and always leave."""

from collections.abc import Mapping

from chalicelib.context import Context
from chalicelib.domain.mails import MailKind
from chalicelib.domain.statuses import Status
from chalicelib.store import keys
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.mails import MailItem
from chalicelib.store.table import Item, Key, find

_EN_COURS = frozenset({Status.EN_COURS})

_ASKING: Mapping[str, frozenset[Status]] = {
    MailKind.INVITATION: _EN_COURS,
    MailKind.DEMANDE: _EN_COURS,
    MailKind.RAPPEL_INVITATION: _EN_COURS,
    MailKind.RAPPEL_DEMANDE: _EN_COURS,
    MailKind.RAPPEL_DELEGANT: frozenset({Status.A_VALIDER}),
    MailKind.PROPOSITION_DELEGUE: frozenset({Status.A_VALIDER, Status.VALIDEE}),
}


def still_possible(context: Context, row: MailItem, items: dict[Key, Item]) -> bool:
    """Whether what the mail asks for can still be done, from items that hold the delegation."""
    statuses = _ASKING.get(row.mail_kind)
    if statuses is None:
        return True
    item = find(items, DelegationItem, keys.delegation(row.about))
    if item is None:
        return False
    delegation = from_item(item)
    _, account_id, nonce, version = row.claim
    if (delegation.delegue.account_id, delegation.nonce) != (account_id, nonce):
        return False
    if row.mail_kind == MailKind.PROPOSITION_DELEGUE and delegation.terms_version != version:
        return False
    return delegation.status_at(context.now) in statuses
