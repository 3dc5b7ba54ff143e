"""« Ce n'est pas moi »: the reader of a mail cancels a change asked for in the account's name (specification §1)."""

from typing import NamedTuple

from chalicelib.acts.account_events import event_of
from chalicelib.acts.account_links import NOT_ME_LIFE, AccountLanding, follow_account_link
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.store import keys, passkeys, pendings
from chalicelib.store.accounts import HeadItem, PasswordItem
from chalicelib.store.table import find, read
from chalicelib.store.writes import Update, Write, transact


class CalledOff(NamedTuple):
    """The target, or the effect, of the link that cancels a change of address.

    `has_moved`: the account already has another address. The link cannot restore the old one; only the assistance can.
    """

    address: str
    has_moved: bool


def show_not_me(context: Context, token: str) -> CalledOff:
    """Return the target of the link; raise `DeadAccountLink`. One read, and no change."""
    return _called_off(follow_account_link(context, AccountPurpose.NOT_ME, token))


@retried
def call_off(context: Context, token: str) -> CalledOff:
    """End every session and every open request; raise `DeadAccountLink`.

    The person who asked for another address, or added a passkey, had a fresh sign-in or the password. So the password
    stops working, and so do the passkeys that were added since the earliest act of which such a link may tell. Both
    work on if the account has moved: the reader of the old address must not be able to lock its owner out.
    """
    found = follow_account_link(context, AccountPurpose.NOT_ME, token)
    done = _called_off(found)
    account_id = found.head.account.id
    event = event_of(context, account_id, AccountEvent.NOT_ME)
    transact([*_writes_of_end(found), *([] if done.has_moved else _writes_of_secrets(context, account_id)), event])
    return done


def _called_off(found: AccountLanding) -> CalledOff:
    told = str(found.pending.address)
    return CalledOff(told, has_moved=found.head.account.address != told)


def _writes_of_end(found: AccountLanding) -> list[Write]:
    head, account = found.head, found.head.account
    same = (HeadItem.generation == head.generation) & (HeadItem.address == account.address)
    return [
        pendings.use_of(found.pending),
        pendings.cancellation_of(account.id, AccountPurpose.CONFIRM_ADDRESS),
        pendings.cancellation_of(account.id, AccountPurpose.NEW_PASSWORD),
        Update(HeadItem(*keys.head(account.id)), [HeadItem.generation.add(1)], same),
    ]


def _writes_of_secrets(context: Context, account_id: str) -> list[Write]:
    """Return the writes that empty the password and remove passkeys added within the life of such a link. One read."""
    items = read([keys.password(account_id), keys.passkeys(account_id)])
    writes: list[Write] = []
    stored, item = find(items, PasswordItem, keys.password(account_id)), passkeys.find_passkeys(items, account_id)
    if stored:
        writes.append(Update(PasswordItem(*stored.key), [PasswordItem.hash.set("")], PasswordItem.pk.exists()))
    if item:
        since = context.now - NOT_ME_LIFE
        recent = [passkey for passkey in passkeys.passkeys_of(items, account_id) if passkey.added >= since]
        writes += passkeys.removal_of(account_id, item, recent, context.keys.lookup)
    return writes
