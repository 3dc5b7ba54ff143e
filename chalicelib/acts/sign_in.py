"""Signing in by e-mail and password (spec §1)."""

from typing import NamedTuple

from chalicelib.acts.begin_session import begin_session
from chalicelib.acts.guesses import Caller, count_guess
from chalicelib.context import Context
from chalicelib.domain.refusals import NOT_YET, Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.addresses import normalise
from chalicelib.identity.passwords import hash_password, needs_rehash, verify
from chalicelib.identity.sessions import Mode, Session
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, Head, PasswordItem, find_head
from chalicelib.store.table import Item, Key, find, read, update_if

_WRONG = "L’adresse e-mail ou le mot de passe est incorrect."


class Proved(NamedTuple):
    """The account that a password has proved, and the items that were read of it."""

    head: Head
    items: dict[Key, Item]


def sign_in(context: Context, address: str, password: str, caller: Caller) -> Session:
    """Return a new session; raises `Refused` as `prove_password`.

    An account à activer is told so with the right password only (seed §2.1).
    """
    head, items = prove_password(context, address, password, caller)
    if head.account.status is not AccountStatus.ACTIVE:
        raise Refused(Code.FORM, NOT_YET)
    return begin_session(context, head.account.id, head.generation, Mode.MOT_DE_PASSE, items)


def prove_password(context: Context, address: str, password: str, caller: Caller) -> Proved:
    """Return the account of the address; raises `Refused` with one sentence for a wrong address or password.

    Too many failures close the sign-in for a while (`count_guess`).
    """
    wanted = normalise(address)
    alias_key = keys.alias("address", wanted, context.keys.lookup)
    alias = find(read([alias_key]), AliasItem, alias_key)
    # What a stranger can measure is the same when the address has no account.
    account_id = alias.account_id if alias else keys.nobody(wanted, context.keys.lookup)
    own = read([*keys.person(account_id), keys.password(account_id)])
    guess = count_guess(context, wanted, account_id, caller)
    stored = find(own, PasswordItem, keys.password(account_id))
    head = find_head(own, account_id)
    if not verify(stored.hash if stored else None, password) or head is None or stored is None:
        raise Refused(Code.FORM, _WRONG)
    _strengthen(stored, password)
    guess.was_right()
    return Proved(head, own)


def _strengthen(stored: PasswordItem, password: str) -> None:
    """Hash anew what was hashed with weaker parameters than today's: the password itself is at hand only now.

    Whoever has changed it meanwhile, or hashed it anew at another sign-in, was faster: then there is nothing to do.
    """
    if needs_rehash(stored.hash):
        fresh = PasswordItem.hash.set(hash_password(password))
        update_if(PasswordItem(stored.pk, stored.sk), [fresh], PasswordItem.hash == stored.hash)
