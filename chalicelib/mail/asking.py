"""Mails that ask for an act, and whether it is still possible; all others tell what happened and always leave."""

from collections.abc import Mapping

from chalicelib.context import Context
from chalicelib.domain.account_mails import ACCOUNT_LINKS, AccountMail, AccountPurpose
from chalicelib.domain.mails import MailKind
from chalicelib.domain.statuses import Status
from chalicelib.store import keys, pendings
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.mails import OWNER, Cancelled, MailItem
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


def needed(row: MailItem) -> list[Key]:
    """Return what has to be read to know whether a mail may leave, and to whom."""
    if row.party != OWNER:
        return [keys.head(row.to_account), keys.delegation(row.about)]
    purpose = _purpose(row)
    return [keys.head(row.to_account), *([keys.pending(row.about, purpose)] if purpose else [])]


def why_not(context: Context, row: MailItem, items: dict[Key, Item]) -> Cancelled | None:
    """Return why what the mail asks for can no longer be done, None when it can or the mail asks for nothing."""
    if row.party == OWNER:
        return _why_not_answered(context, row, items)
    statuses = _ASKING.get(row.mail_kind)
    if statuses is None:
        return None
    item = find(items, DelegationItem, keys.delegation(row.about))
    if item is None:
        return Cancelled.GONE
    delegation = from_item(item)
    status = delegation.status_at(context.now)
    if status not in statuses:
        return Cancelled.SETTLED if status else Cancelled.GONE
    proposes = row.mail_kind == MailKind.PROPOSITION_DELEGUE
    _, account_id, nonce, version = row.claim
    asked_anew = (delegation.delegue.account_id, delegation.nonce) != (account_id, nonce)
    if asked_anew or (proposes and delegation.terms_version != version):
        return Cancelled.REPLACED
    answered = proposes and delegation.proposal_at(context.now) is None
    return Cancelled.SETTLED if answered else None


def _purpose(row: MailItem) -> AccountPurpose | None:
    return ACCOUNT_LINKS.get(AccountMail(row.mail_kind))


def _why_not_answered(context: Context, row: MailItem, items: dict[Key, Item]) -> Cancelled | None:
    """A link about an account lives as long as the request it answers."""
    purpose = _purpose(row)
    if purpose is None:
        return None
    account_id, nonce = row.claim
    found = pendings.find_pending(items, account_id, purpose, nonce, context.now)
    return None if found else Cancelled.SETTLED
