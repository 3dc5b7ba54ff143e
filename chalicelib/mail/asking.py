"""Whether a mail may leave: a mail that asks for an act, only while the act is possible; any other mail, always."""

from chalicelib.context import Context
from chalicelib.domain.account_mails import ACCOUNT_LINKS, AccountMail, AccountPurpose
from chalicelib.domain.asks import ASKING, LinkFacts, why_useless
from chalicelib.domain.mails import MailKind
from chalicelib.mail.content import content_of
from chalicelib.store import keys, pendings
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.mails import OWNER, Cancelled, MailItem
from chalicelib.store.table import Item, Key, find, read


def items_of(row: MailItem) -> dict[Key, Item]:
    """Return the items that say whether a mail may leave, to which address, and what it tells; one read, and the
    queries of a mail that finds its content.
    """
    content = content_of(row)
    if content is None:
        return read(_keys_to_read(row))
    return read([keys.head(row.to_account), *content.keys_of(row)]) | content.queried(row)


def _keys_to_read(row: MailItem) -> list[Key]:
    head = keys.head(row.to_account)
    if row.party != OWNER:
        return [head, keys.delegation(row.about)]
    purpose = _purpose(row)
    return [head, *([keys.pending(row.about, purpose)] if purpose else [])]


def why_cancelled(context: Context, row: MailItem, items: dict[Key, Item]) -> Cancelled | None:
    """Return why the act that a mail asks for is no longer possible, or why it has nothing to tell; None otherwise."""
    content = content_of(row)
    if content is not None:
        return content.why_not(context, row, items)
    if row.party != OWNER:
        return _why_mail_cancelled(context, row, items)
    return _why_account_mail_cancelled(context, row, items)


def _why_mail_cancelled(context: Context, row: MailItem, items: dict[Key, Item]) -> Cancelled | None:
    kind = MailKind(row.mail_kind)
    if kind not in ASKING:
        return None
    item = find(items, DelegationItem, keys.delegation(row.about))
    if item is None:
        return Cancelled.GONE
    useless = why_useless(from_item(item), kind, link_facts_of(row), context.now)
    return Cancelled(useless.value) if useless else None


def link_facts_of(row: MailItem) -> LinkFacts:
    """Return the content of the links of a mail about a delegation."""
    delegation_id, account_id, nonce, version = row.link_facts
    return LinkFacts(delegation_id, account_id, nonce, int(version))


def _purpose(row: MailItem) -> AccountPurpose | None:
    return ACCOUNT_LINKS.get(AccountMail(row.mail_kind))


def _why_account_mail_cancelled(context: Context, row: MailItem, items: dict[Key, Item]) -> Cancelled | None:
    """Return `SETTLED` once the pending request that the link of the mail would answer has ended."""
    purpose = _purpose(row)
    if purpose is None:
        return None
    account_id, nonce = row.link_facts
    pending = pendings.find_pending(items, account_id, purpose, nonce, context.now)
    return None if pending else Cancelled.SETTLED
