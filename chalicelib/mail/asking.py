"""Whether a mail may leave: one that asks for an act while it is possible, one that tells what happened always."""

from chalicelib.context import Context
from chalicelib.domain.account_mails import ACCOUNT_LINKS, AccountMail, AccountPurpose
from chalicelib.domain.asks import ASKING, Asked, why_useless
from chalicelib.domain.mails import MailKind
from chalicelib.store import keys, pendings
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.mails import OWNER, Cancelled, MailItem
from chalicelib.store.table import Item, Key, find


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
    kind = MailKind(row.mail_kind)
    if kind not in ASKING:
        return None
    item = find(items, DelegationItem, keys.delegation(row.about))
    if item is None:
        return Cancelled.GONE
    _, account_id, nonce, version = row.claim
    useless = why_useless(from_item(item), kind, Asked(account_id, nonce, int(version)), context.now)
    return Cancelled(useless.value) if useless else None


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
