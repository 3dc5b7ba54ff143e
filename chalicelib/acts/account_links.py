"""Links about an account: asked for, sent by mail, followed once (spec §1)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from chalicelib import links
from chalicelib.acts.follow_link import Dead, DeadAccountLink, DeadLink, dead_of
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
    AccountPurpose.JOIN: timedelta(hours=1),
    AccountPurpose.NOT_ME: timedelta(days=7),
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
    other_id: str | None = None,
) -> None:
    """Write the request and the mail of its link to `address`; an earlier one is replaced, so that its link dies.

    A request that is not sent writes as many items. `other_id` is the account that a join would take in.
    """
    purpose = ACCOUNT_LINKS[kind]
    nonce = _request(transaction, context, account, purpose, address, other_id=other_id)
    if not is_sent:
        transaction.save(pendings.decoy(account.id, purpose, context.now + _LIVES[purpose]))
        return
    elsewhere = address if address != account.address else None
    _mail(transaction, context, kind, account, nonce, address_facts(context, account, address), elsewhere)


def ask_password(
    transaction: TransactWrite, context: Context, account: Account, address: str, earlier: PendingItem | None
) -> None:
    """Write the request of a new password and its mail; the links of `earlier`, which still counts, live on.

    For an account that nobody has opened, as many items are written and no mail is sent.
    """
    purpose, kind = AccountPurpose.NEW_PASSWORD, AccountMail.MOT_DE_PASSE_OUBLIE
    unchanged = pendings.unless_changed(earlier, context.now)
    nonce = _request(transaction, context, account, purpose, address, earlier, unchanged)
    if account.status.is_known:
        _mail(transaction, context, kind, account, nonce, address_facts(context, account, address))
    else:
        transaction.save(pendings.decoy(account.id, purpose, context.now + _LIVES[purpose]))


def ask_former(
    transaction: TransactWrite, context: Context, account: Account, wanted: str, earlier: PendingItem | None
) -> None:
    """Tell the address in force that another one was asked for, with a link that calls it off, as those before do."""
    nonce = _request(transaction, context, account, AccountPurpose.NOT_ME, account.address, earlier)
    facts = {**address_facts(context, account, account.address), "nouvelle_adresse": wanted}
    # To this very address, even if the account has the other one by the time at which the mail leaves.
    _mail(transaction, context, AccountMail.ADRESSE_DEMANDEE, account, nonce, facts, account.address)


def _request(
    transaction: TransactWrite,
    context: Context,
    account: Account,
    purpose: AccountPurpose,
    address: str,
    earlier: PendingItem | None = None,
    condition: Condition | None = None,
    other_id: str | None = None,
) -> str:
    """Write a request and return its nonce, that of `earlier` when its links are to live on."""
    nonce = earlier.nonce if earlier else secrets.token_urlsafe(12)
    item = pendings.item(account.id, purpose, nonce, context.now + _LIVES[purpose], address, other_id)
    transaction.save(item, condition=condition)
    return nonce


def _mail(
    transaction: TransactWrite,
    context: Context,
    kind: AccountMail,
    account: Account,
    nonce: str,
    facts: Mapping[str, object],
    to_address: str | None = None,
) -> None:
    transaction.save(mails.account_item(kind, account, facts, (account.id, nonce), context.now, to_address))


def address_facts(context: Context, account: Account, address: str) -> dict[str, object]:
    """Return what every mail about an account tells; `titulaire` is empty while nobody has given a name."""
    return {"adresse": address, "titulaire": account.name.full, "envoye_le": context.today.isoformat()}


def follow_account_link(context: Context, purpose: AccountPurpose, token: str) -> AccountLanding:
    """Return what the link leads to; raises `DeadAccountLink`. One read; nothing changes."""
    try:
        claim = links.read_account(purpose, token, context.keys, context.now, _LIVES[purpose])
    except BadLink as error:
        raise DeadAccountLink(purpose, dead_of(error)) from error
    items = read([keys.head(claim.account_id), keys.pending(claim.account_id, purpose)])
    head, pending = find_head(items, claim.account_id), pendings.living(items, claim.account_id, purpose, context.now)
    if head is not None and head.joined_to:
        raise DeadLink(Dead.JOINED)
    if pending is None and keys.pending(claim.account_id, purpose) not in items:
        raise DeadAccountLink(purpose, Dead.USED)
    if head is None or pending is None:
        raise DeadAccountLink(purpose, Dead.EXPIRED)
    if pending.nonce != claim.nonce:
        raise DeadAccountLink(purpose, Dead.OUTDATED)
    return AccountLanding(head, pending)
