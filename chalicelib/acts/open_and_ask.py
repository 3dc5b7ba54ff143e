"""« Créer votre compte amelipro en tant que délégué(e) », by somebody who asks: account and demand at once."""

from collections.abc import Callable
from functools import cache

from chalicelib.acts.account_events import event_of
from chalicelib.acts.ask import Opened, Wish, ask_while_opening
from chalicelib.acts.ask_by_address import Proved, follow_mailed_link
from chalicelib.acts.free_address import free_address
from chalicelib.acts.ids import new_id
from chalicelib.acts.open_account import Opening, errors_of_name
from chalicelib.acts.password_use import used_now
from chalicelib.acts.racing import retried
from chalicelib.acts.terms import read_period
from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.identifiers import asked_of, errors_of_identifiers
from chalicelib.domain.refusals import Code, Refused, refuse_form
from chalicelib.identity.passwords import errors_of_password, hash_password
from chalicelib.store.accounts import PasswordItem, password_item
from chalicelib.store.writes import Save


def open_and_ask(context: Context, token: str, opening: Opening, wish: Wish, form_key: str) -> str:
    """Ask by a mailed link, and return the id of the asker's account. It is opened first, unless it was before.

    The same form sent twice asks once. Raises `DeadLink`; `Refused` with every field at fault, or as `ask` does. One
    transaction opens the account and asks; the address of a closed account is freed in one before it.
    """
    hash_once = cache(hash_password)
    try:
        return _open_and_ask(context, token, opening, wish, form_key, hash_once)
    except Refused as refused:
        if refused.code is not Code.ACCOUNT_APPEARED:
            raise
        # Somebody invited the address, or the same form opened its account, since it was read.
        return _open_and_ask(context, token, opening, wish, form_key, hash_once)


@retried
def _open_and_ask(
    context: Context, token: str, opening: Opening, wish: Wish, form_key: str, hash_once: Callable[[str], str]
) -> str:
    proved = follow_mailed_link(context, token)
    if proved.signs_in:
        raise Refused(Code.ACCOUNT_APPEARED)
    opened = _opened(context, proved, opening, wish, hash_once)
    ask_while_opening(context, opened, proved.askable.open_link, wish, form_key)
    return opened.account_id


def _opened(context: Context, proved: Proved, opening: Opening, wish: Wish, hash_once: Callable[[str], str]) -> Opened:
    if proved.account and proved.is_known:
        return Opened(proved.account.id, proved.address, proved.account.name)
    refuse_form(_errors(context, proved, opening, wish))
    if proved.closed:
        free_address(context, proved.closed)
    account_id = proved.account.id if proved.account else new_id()
    # The hash comes after every cheaper check.
    password = used_now(context, password_item(account_id, hash_once(opening.password), context.now))
    also = [
        Save(password, PasswordItem.pk.does_not_exist()),
        event_of(context, account_id, AccountEvent.OPENED),
    ]
    return Opened(account_id, proved.address, opening.name, also)


def _errors(context: Context, proved: Proved, opening: Opening, wish: Wish) -> dict[str, str]:
    errors = errors_of_name(opening.name)
    if wish.profil in set(ProfilId):
        profil = ProfilId(wish.profil)
        errors |= errors_of_identifiers(profil, asked_of(profil, wish.identifiers))
    try:
        read_period(wish.debut, wish.fin, context)
    except Refused as refused:
        errors |= refused.fields
    errors |= errors_of_password(opening.password, opening.confirmation, proved.address, opening.name)
    if not opening.consent:
        errors["consentement"] = "Cochez cette case pour créer votre compte."
    return errors
