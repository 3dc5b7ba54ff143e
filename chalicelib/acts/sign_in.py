"""Signing in by password, with an address or a number of one's practice (specification §1)."""

from collections.abc import Callable
from typing import NamedTuple

from chalicelib.acts.account_events import note_failure
from chalicelib.acts.begin_session import begin_session, keys_of_sign_in
from chalicelib.acts.guesses import Caller, count_guess
from chalicelib.acts.password_use import note_use, require_used
from chalicelib.context import Context
from chalicelib.domain.identifiers import read_number
from chalicelib.domain.refusals import NOT_YET, Code, Refused, refuse_form
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.addresses import normalise
from chalicelib.identity.passwords import hash_password, needs_rehash, verify
from chalicelib.identity.sessions import Mode, Session
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, Head, PasswordItem, find_head
from chalicelib.store.numbers import holder_of
from chalicelib.store.table import Item, Key, find, read, update_if

_WRONG = "L’adresse e-mail, le numéro ou le mot de passe est incorrect."
_WRONG_ADDRESS = "L’adresse e-mail ou le mot de passe est incorrect."
_EMPTY = "Saisissez votre adresse e-mail, ou votre N° d’Assurance Maladie ou FINESS."
_NO_NAME = (
    "Saisissez une adresse e-mail, par exemple\u00a0: nom@domaine.fr, ou un N° d’Assurance Maladie ou FINESS, qui "
    "comporte 9 caractères."
)


class Proved(NamedTuple):
    """The account that a password has proved, and the items read of it."""

    head: Head
    items: dict[Key, Item]


def sign_in(context: Context, typed: str, password: str, caller: Caller) -> Session:
    """Return a new session of the account that an address or a number names; raise `Refused` as `prove_password` does.

    Only the right password reveals that an account is à activer (user guide §2.1).
    """
    name = _both_given(read_name, typed, password)
    head, items = _prove(context, name, password, caller, _WRONG)
    if head.account.status is not AccountStatus.ACTIVE:
        raise Refused(Code.FORM, NOT_YET)
    return begin_session(context, head, Mode.MOT_DE_PASSE, items, caller)


def prove_password(context: Context, address: str, password: str, caller: Caller) -> Proved:
    """Return the account of the address; raise `Refused`, with the same sentence for a wrong address or password.

    Too many failures lock the sign-in for a while (`count_guess`). An empty password is no guess.
    Only the right password reveals that the account is closed to passwords (`require_used`).
    """
    return _prove(context, _both_given(normalise, address, password), password, caller, _WRONG_ADDRESS)


def read_name(typed: str) -> str:
    """Return the normal form of an address, a numéro AM or a FINESS; raise `Refused` for any other text."""
    number = read_number(typed)
    if number:
        return number
    if "@" in typed:
        return normalise(typed)
    raise Refused(Code.FORM, fields={"adresse": _NO_NAME if typed.strip() else _EMPTY})


def _prove(context: Context, name: str, password: str, caller: Caller, wrong: str) -> Proved:
    # A name without an account takes the same time, so that a stranger cannot tell by measuring.
    account_id = _account_named(name, context.keys.lookup) or keys.nobody(name, context.keys.lookup)
    own = read([*keys_of_sign_in(account_id), keys.password(account_id)])
    head = find_head(own, account_id)
    guess = count_guess(context, name, account_id, caller.as_known_to(head))
    stored = find(own, PasswordItem, keys.password(account_id))
    is_right = verify(stored.hash if stored else None, password) and guess.may_be_right
    if not is_right or head is None or stored is None:
        is_somebodys = head is not None and head.account.status is AccountStatus.ACTIVE
        note_failure(context, account_id, caller.browser, is_somebodys=is_somebodys)
        raise Refused(Code.FORM, wrong)
    _strengthen(stored, password)
    guess.reset_counts()
    require_used(context, stored)
    note_use(context, account_id, stored)
    return Proved(head, own)


def _account_named(name: str, secret: str) -> str:
    """Return the account that an address, or a number, names; empty for none. One read, or one query."""
    if "@" not in name:
        return holder_of(name, secret)
    alias_key = keys.alias("address", name, secret)
    alias = find(read([alias_key]), AliasItem, alias_key)
    return alias.account_id if alias else ""


def _both_given(read_one: Callable[[str], str], typed: str, password: str) -> str:
    """Return the normal form of the name; raise `Refused` with every fault of the two fields at once."""
    faults = {} if password else {"mot_de_passe": "Saisissez votre mot de passe."}
    try:
        name = read_one(typed)
    except Refused as refused:
        raise Refused(Code.FORM, fields=refused.fields | faults) from refused
    refuse_form(faults)
    return name


def _strengthen(stored: PasswordItem, password: str) -> None:
    """Hash a password again if its hash has weaker parameters than today's. Only a sign-in has the password itself.

    There is nothing to do if another request has changed or hashed it since.
    """
    if needs_rehash(stored.hash):
        fresh = PasswordItem.hash.set(hash_password(password))
        update_if(PasswordItem(stored.pk, stored.sk), [fresh], PasswordItem.hash == stored.hash)
