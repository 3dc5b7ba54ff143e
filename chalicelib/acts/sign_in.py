"""Signing in by e-mail and password (specification §1)."""

from typing import NamedTuple

from chalicelib.acts.account_events import note_failure
from chalicelib.acts.begin_session import begin_session, keys_of_sign_in
from chalicelib.acts.guesses import Caller, count_guess
from chalicelib.acts.password_use import note_use, require_used
from chalicelib.context import Context
from chalicelib.domain.refusals import NOT_YET, Code, Refused, refuse_form
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.addresses import normalise
from chalicelib.identity.passwords import hash_password, needs_rehash, verify
from chalicelib.identity.sessions import Mode, Session
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, Head, PasswordItem, find_head
from chalicelib.store.table import Item, Key, find, read, update_if

_WRONG = "L’adresse e-mail ou le mot de passe est incorrect."


class Proved(NamedTuple):
    """The account that a password has proved, and the items read of it."""

    head: Head
    items: dict[Key, Item]


def sign_in(context: Context, address: str, password: str, caller: Caller) -> Session:
    """Return a new session; raise `Refused` as `prove_password` does.

    Only the right password reveals that an account is à activer (user guide §2.1).
    """
    head, items = prove_password(context, address, password, caller)
    if head.account.status is not AccountStatus.ACTIVE:
        raise Refused(Code.FORM, NOT_YET)
    return begin_session(context, head, Mode.MOT_DE_PASSE, items, caller)


def prove_password(context: Context, address: str, password: str, caller: Caller) -> Proved:
    """Return the account of the address; raise `Refused`, with the same sentence for a wrong address or password.

    Too many failures lock the sign-in for a while (`count_guess`). An empty password is no guess.
    Only the right password reveals that the account is closed to passwords (`require_used`).
    """
    wanted = _both_given(address, password)
    alias_key = keys.alias("address", wanted, context.keys.lookup)
    alias = find(read([alias_key]), AliasItem, alias_key)
    # An address without an account takes the same time, so that a stranger cannot tell by measuring.
    account_id = alias.account_id if alias else keys.nobody(wanted, context.keys.lookup)
    own = read([*keys_of_sign_in(account_id), keys.password(account_id)])
    head = find_head(own, account_id)
    guess = count_guess(context, wanted, account_id, caller.as_known_to(head))
    stored = find(own, PasswordItem, keys.password(account_id))
    if not verify(stored.hash if stored else None, password) or head is None or stored is None:
        is_somebodys = head is not None and head.account.status is AccountStatus.ACTIVE
        note_failure(context, account_id, caller.browser, is_somebodys=is_somebodys)
        raise Refused(Code.FORM, _WRONG)
    _strengthen(stored, password)
    guess.was_right()
    require_used(context, stored)
    note_use(context, account_id, stored)
    return Proved(head, own)


def _both_given(address: str, password: str) -> str:
    """Return the normalised address; raise `Refused` with every fault of the two fields at once."""
    faults = {} if password else {"mot_de_passe": "Saisissez votre mot de passe."}
    try:
        wanted = normalise(address)
    except Refused as refused:
        raise Refused(Code.FORM, fields=refused.fields | faults) from refused
    refuse_form(faults)
    return wanted


def _strengthen(stored: PasswordItem, password: str) -> None:
    """Hash a password again if its hash has weaker parameters than today's. Only a sign-in has the password itself.

    There is nothing to do if another request has changed or hashed it since.
    """
    if needs_rehash(stored.hash):
        fresh = PasswordItem.hash.set(hash_password(password))
        update_if(PasswordItem(stored.pk, stored.sk), [fresh], PasswordItem.hash == stored.hash)
