"""« Ce n'est pas moi »: the reader of a mail throws out whoever acts in the account's name (specification §1).

Some mails tell of a change that was asked for or made, another one of a sign-in from a new browser.
"""

import logging
from typing import NamedTuple

from chalicelib.acts.account_events import event_of
from chalicelib.acts.account_links import NOT_ME_LIFE, AccountLanding, follow_account_link, writes_of_pending
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.store import keys, passkeys, pendings
from chalicelib.store.accounts import HeadItem, PasswordItem
from chalicelib.store.table import Item, Key, epoch, find, read
from chalicelib.store.writes import Update, Write, transact

log = logging.getLogger(__name__)

_CANCELLED = (AccountPurpose.CONFIRM_ADDRESS, AccountPurpose.JOIN)


class CalledOff(NamedTuple):
    """The target, or the effect, of such a link: the address that its mail went to.

    `has_moved`: the account already has another address. The link cannot restore the old one; only the assistance can.
    `is_asked`: a mail asks for a new password.
    """

    address: str
    has_moved: bool
    is_asked: bool = False


def show_not_me(context: Context, token: str, purpose: AccountPurpose) -> CalledOff:
    """Return the target of the link; raise `DeadAccountLink`. One read, and no change."""
    return _called_off(follow_account_link(context, purpose, token))


@retried
def call_off(context: Context, token: str, purpose: AccountPurpose) -> CalledOff:
    """End every session and every open request, forget every browser; raise `DeadAccountLink`.

    Whoever acted in the account's name knew its password or had a fresh sign-in. So the password stops working, and a
    mail asks for another one; so do the passkeys that were added since the earliest act of which such a link may tell.
    Both work on if the account has moved: the reader of the old address must not be able to lock its owner out.
    """
    found = follow_account_link(context, purpose, token)
    done = _called_off(found)
    account_id = found.head.account.id
    items = {} if done.has_moved else read([keys.password(account_id), keys.passkeys(account_id)])
    stored = find(items, PasswordItem, keys.password(account_id))
    transact(
        [
            *_writes_of_end(context, found),
            *_writes_of_password(context, found, stored),
            *([] if done.has_moved else _writes_of_passkeys(context, account_id, items)),
        ]
    )
    for passkey in passkeys.added_since(items, account_id, context.now - NOT_ME_LIFE):
        log.info("passkey_removed", extra={"account": account_id, "passkey": passkey.id})
    return done._replace(is_asked=stored is not None)


def _called_off(found: AccountLanding) -> CalledOff:
    return CalledOff(found.address, has_moved=found.head.account.address != found.address)


def _writes_of_end(context: Context, found: AccountLanding) -> list[Write]:
    head, account = found.head, found.head.account
    same = (HeadItem.generation == head.generation) & (HeadItem.address == account.address)
    ended = [HeadItem.generation.add(1), HeadItem.browsers_since.set(epoch(context.now))]
    return [
        pendings.use_of(found.pending),
        *(pendings.cancellation_of(account.id, purpose) for purpose in _CANCELLED),
        Update(HeadItem(*keys.head(account.id)), ended, same),
        event_of(context, account.id, AccountEvent.NOT_ME),
    ]


def _writes_of_password(context: Context, found: AccountLanding, stored: PasswordItem | None) -> list[Write]:
    """Return the writes after which the password opens nothing and a mail asks for another; earlier links die."""
    account = found.head.account
    if stored is None:
        return [pendings.cancellation_of(account.id, AccountPurpose.NEW_PASSWORD)]
    return [
        Update(PasswordItem(*stored.key), [PasswordItem.hash.set("")], PasswordItem.pk.exists()),
        *writes_of_pending(context, AccountMail.MOT_DE_PASSE_OUBLIE, account, account.address),
    ]


def _writes_of_passkeys(context: Context, account_id: str, items: dict[Key, Item]) -> list[Write]:
    """Return the writes that remove the passkeys added within the life of such a link."""
    return passkeys.removal_since(items, account_id, context.now - NOT_ME_LIFE, context.keys.lookup)
