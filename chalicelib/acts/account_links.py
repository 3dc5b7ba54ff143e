"""Links about an account: asked for, sent by mail, followed once (spec §1)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from pynamodb.transactions import TransactWrite

from chalicelib import links
from chalicelib.acts.follow_link import Dead, DeadLink, dead_of
from chalicelib.context import Context
from chalicelib.domain.account_mails import ACCOUNT_LINKS, AccountMail, AccountPurpose
from chalicelib.domain.people import Account
from chalicelib.links import BadLink
from chalicelib.store import keys, mails, pendings
from chalicelib.store.accounts import Head, find_head
from chalicelib.store.pendings import PendingItem
from chalicelib.store.table import read

_LIVES: Mapping[AccountPurpose, timedelta] = {
    AccountPurpose.NEW_PASSWORD: timedelta(hours=1),
    AccountPurpose.CONFIRM_ADDRESS: timedelta(hours=24),
}
"""How long a link works; its mail says the same."""


@dataclass(frozen=True)
class AccountLanding:
    """What a living link leads to: whose account, and the request that it answers."""

    head: Head
    pending: PendingItem


def ask(
    transaction: TransactWrite,
    context: Context,
    kind: AccountMail,
    account: Account,
    address: str,
    *,
    is_sent: bool = True,
) -> None:
    """Write the request and the mail of its link to `address`; a request that is not sent writes as many items.

    An earlier request of the same purpose is replaced, so that its link dies.
    """
    purpose = ACCOUNT_LINKS[kind]
    nonce, ends = secrets.token_urlsafe(12), context.now + _LIVES[purpose]
    transaction.save(pendings.item(account.id, purpose, nonce, ends, address))
    if not is_sent:
        transaction.save(pendings.decoy(account.id, purpose, ends))
        return
    elsewhere = address if address != account.address else None
    facts, claim = address_facts(context, address), (account.id, nonce)
    transaction.save(mails.account_item(kind, account, facts, claim, context.now, elsewhere))


def address_facts(context: Context, address: str) -> dict[str, object]:
    """Return what every mail about an account tells."""
    return {"adresse": address, "envoye_le": context.today.isoformat()}


def follow_account_link(context: Context, purpose: AccountPurpose, token: str) -> AccountLanding:
    """Return what the link leads to; raises `DeadLink`. One read; nothing changes."""
    try:
        claim = links.read_account(purpose, token, context.keys, context.now, _LIVES[purpose])
    except BadLink as error:
        raise DeadLink(dead_of(error)) from error
    items = read([keys.head(claim.account_id), keys.pending(claim.account_id, purpose)])
    pending = pendings.find_pending(items, claim.account_id, purpose, claim.nonce, context.now)
    head = find_head(items, claim.account_id)
    if pending is None or head is None:
        raise DeadLink(Dead.EXPIRED)
    return AccountLanding(head, pending)
