"""« Ce n'est pas moi »: whoever reads an address calls off what was asked in an account's name (spec §1)."""

from typing import NamedTuple

from chalicelib.acts.account_links import AccountLanding, follow_account_link
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.store import keys, pendings
from chalicelib.store.accounts import HeadItem, PasswordItem
from chalicelib.store.table import find, read
from chalicelib.store.writes import Update, Write, transact


class CalledOff(NamedTuple):
    """What a link that calls a change of address off leads to, or has done.

    `has_moved`: the account has another address by now. Its mails can bring nothing back, only the assistance can.
    """

    address: str
    has_moved: bool


def show_not_me(context: Context, token: str) -> CalledOff:
    """Return what the link leads to; raises `DeadAccountLink`. One read; nothing changes."""
    return _called_off(follow_account_link(context, AccountPurpose.NOT_ME, token))


@retried
def call_off(context: Context, token: str) -> CalledOff:
    """End every session and whatever was asked for; raises `DeadAccountLink`.

    Whoever asked for another address had a fresh sign-in or the password, so the password opens nothing any more,
    unless the account has moved: then this address is no longer its owner's, and must not be able to keep him out.
    """
    found = follow_account_link(context, AccountPurpose.NOT_ME, token)
    done = _called_off(found)
    key = keys.password(found.head.account.id)
    stored = None if done.has_moved else find(read([key]), PasswordItem, key)
    transact(_writes_of_end(found, stored))
    return done


def _called_off(found: AccountLanding) -> CalledOff:
    told = str(found.pending.address)
    return CalledOff(told, has_moved=found.head.account.address != told)


def _writes_of_end(found: AccountLanding, stored: PasswordItem | None) -> list[Write]:
    head, account = found.head, found.head.account
    same = (HeadItem.generation == head.generation) & (HeadItem.address == account.address)
    writes: list[Write] = [
        pendings.use_of(found.pending),
        pendings.cancellation_of(account.id, AccountPurpose.CONFIRM_ADDRESS),
        pendings.cancellation_of(account.id, AccountPurpose.NEW_PASSWORD),
        Update(HeadItem(*keys.head(account.id)), [HeadItem.generation.add(1)], same),
    ]
    if stored:
        writes.append(Update(PasswordItem(*stored.key), [PasswordItem.hash.set("")], PasswordItem.pk.exists()))
    return writes
