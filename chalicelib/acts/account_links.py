"""Links about an account. A person asks for one, receives it by mail, and uses it once (specification §1)."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from pynamodb.expressions.condition import Condition

from chalicelib import links
from chalicelib.acts.follow_link import Dead, DeadAccountLink, DeadLink, dead_of
from chalicelib.context import Context
from chalicelib.domain.account_mails import ACCOUNT_LINKS, AccountMail, AccountPurpose
from chalicelib.domain.people import Account
from chalicelib.links import BadLink
from chalicelib.store import keys, mails, pendings
from chalicelib.store.accounts import Head, find_head
from chalicelib.store.pendings import PendingItem
from chalicelib.store.table import Item, Key, read
from chalicelib.store.writes import Save, Write

NOT_ME_LIFE = timedelta(days=7)

LIVES: Mapping[AccountPurpose, timedelta] = {
    AccountPurpose.NEW_PASSWORD: timedelta(hours=1),
    AccountPurpose.CONFIRM_ADDRESS: timedelta(hours=24),
    AccountPurpose.JOIN: timedelta(hours=1),
    AccountPurpose.NOT_ME: NOT_ME_LIFE,
    AccountPurpose.NOT_MY_SIGN_IN: NOT_ME_LIFE,
    AccountPurpose.ASK: timedelta(hours=24),
}
"""The time for which a link works, which its mail also states."""


@dataclass(frozen=True)
class AccountLanding:
    """The target of a link that works: the account, the request that it confirms, and the address of its mail."""

    head: Head
    pending: PendingItem
    address: str
    items: dict[Key, Item]
    """All items that were read; for a new password the practice too, whose numbers are names of the account."""


def writes_of_pending(
    context: Context,
    kind: AccountMail,
    account: Account,
    address: str,
    *,
    is_sent: bool = True,
    other_id: str | None = None,
) -> list[Write]:
    """Return the writes of a request and of the mail with its link to `address`. Links of an earlier request die.

    A request without a mail (`is_sent`) writes as many items. `other_id` is the account that a join would take in.
    """
    purpose = ACCOUNT_LINKS[kind]
    pending = _pending(context, account, purpose, address, other_id=other_id)
    if not is_sent:
        return [Save(pending), _decoy(context, account, purpose)]
    elsewhere = address if address != account.address else None
    facts = address_facts(context, account, address)
    return [Save(pending), _mail(context, kind, account, pending, facts, elsewhere)]


def writes_of_password_pending(
    context: Context, account: Account, address: str, earlier: PendingItem | None
) -> list[Write]:
    """Return the writes of a request for a new password. The links of `earlier`, a request that is still open, work on.

    An account that nobody has opened gets as many writes and no mail.
    """
    purpose, kind = AccountPurpose.NEW_PASSWORD, AccountMail.MOT_DE_PASSE_OUBLIE
    pending = _pending(context, account, purpose, address, earlier)
    request = Save(pending, pendings.unless_changed(earlier, context.now))
    if not account.status.is_known:
        return [request, _decoy(context, account, purpose)]
    return [request, _mail(context, kind, account, pending, address_facts(context, account, address))]


def alert_of(
    context: Context,
    kind: AccountMail,
    account: Account,
    told: Mapping[str, object],
    earlier: PendingItem | None,
    condition: Condition | None = None,
) -> list[Write]:
    """Return the writes of a mail with a link « Ce n'est pas moi » to the present address.

    The links of earlier ones, whose request is `earlier`, work on; at an address that the account has left, they can
    only do what they could.
    """
    pending = pendings.following(earlier, _pending(context, account, ACCOUNT_LINKS[kind], account.address))
    facts = {**address_facts(context, account, account.address), **told}
    # The mail goes to this address even if the account already has another one when it leaves.
    return [Save(pending, condition), _mail(context, kind, account, pending, facts, account.address)]


def _pending(
    context: Context,
    account: Account,
    purpose: AccountPurpose,
    address: str,
    earlier: PendingItem | None = None,
    other_id: str | None = None,
) -> PendingItem:
    """Return the item of a request, with the nonce of `earlier` if its links must work on."""
    nonce = earlier.nonce if earlier else secrets.token_urlsafe(12)
    return pendings.item(account.id, purpose, nonce, context.now + LIVES[purpose], address, other_id)


def _decoy(context: Context, account: Account, purpose: AccountPurpose) -> Write:
    return Save(pendings.decoy(account.id, purpose, context.now + LIVES[purpose]))


def _mail(
    context: Context,
    kind: AccountMail,
    account: Account,
    pending: PendingItem,
    facts: Mapping[str, object],
    to_address: str | None = None,
) -> Write:
    link_facts = (account.id, pending.nonce)
    return Save(mails.account_item(kind, account, facts, link_facts, context.now, to_address))


def address_facts(context: Context, account: Account, address: str) -> dict[str, object]:
    """Return the facts of every mail about an account; `titulaire` is empty while it has no name."""
    return {"adresse": address, "titulaire": account.name.full, "envoye_le": context.today.isoformat()}


def follow_account_link(
    context: Context, purpose: AccountPurpose, token: str, also: Iterable[Key] = ()
) -> AccountLanding:
    """Return the target of the link, and the items `also` read; raise `DeadAccountLink`. One read, and no change."""
    try:
        link = links.read_account(purpose, token, context.keys, context.now, LIVES[purpose])
    except BadLink as error:
        raise DeadAccountLink(purpose, dead_of(error)) from error
    names = [keys.practice(link.account_id)] if purpose is AccountPurpose.NEW_PASSWORD else []
    items = read([keys.head(link.account_id), keys.pending(link.account_id, purpose), *names, *also])
    head, pending = find_head(items, link.account_id), pendings.living(items, link.account_id, purpose, context.now)
    if head is not None and head.joined_to:
        raise DeadLink(Dead.JOINED)
    if pending is None and keys.pending(link.account_id, purpose) not in items:
        raise DeadAccountLink(purpose, Dead.USED)
    if head is None or pending is None:
        raise DeadAccountLink(purpose, Dead.EXPIRED)
    address = pendings.address_of(pending, link.nonce)
    if address is None:
        raise DeadAccountLink(purpose, Dead.OUTDATED)
    return AccountLanding(head, pending, address, items)


def account_to_join(landing: AccountLanding) -> Head:
    """Return the account that a link would join; raise `DeadAccountLink` when it is closed, or has another address."""
    other_id = landing.pending.other_id or "-"
    other = find_head(read([keys.head(other_id)]), other_id)
    if other is None or not other.account.status.is_known or other.account.address != landing.address:
        raise DeadAccountLink(AccountPurpose.JOIN, Dead.OUTDATED)
    return other
