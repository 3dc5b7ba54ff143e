"""Signing in with a passkey: a key that the browser finds by itself, and that its owner unlocks (specification §1)."""

import logging

from chalicelib.acts.account_events import note_failure
from chalicelib.acts.begin_session import begin_session, keys_of_sign_in
from chalicelib.acts.guesses import Caller
from chalicelib.acts.password_use import note_use
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.refusals import NOT_YET, Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity import webauthn
from chalicelib.identity.challenges import LIVES, BadChallenge, Purpose, nonce_of
from chalicelib.identity.relying_party import relying_party
from chalicelib.identity.sessions import Mode, Session
from chalicelib.identity.webauthn import NOBODYS_KEY, Assertion, BadAnswer
from chalicelib.store import keys, passkeys
from chalicelib.store.accounts import AliasItem, PasswordItem, find_head
from chalicelib.store.calls import Raced
from chalicelib.store.passkeys import Passkey
from chalicelib.store.table import Item, Key, find, read
from chalicelib.store.writes import transact

log = logging.getLogger(__name__)

_UNKNOWN = (
    "Cette clé d’accès n’est pas reconnue. Connectez-vous autrement\u00a0; vous pourrez ensuite vérifier vos clés "
    "d’accès dans «\u00a0Connexion et sécurité\u00a0»."
)
_TOO_LATE = "La page est restée ouverte trop longtemps, ou a déjà servi. Merci de recommencer."
_COPIED = (
    "Cette clé d’accès a peut-être été copiée\u00a0: elle n’ouvre plus votre compte. Connectez-vous autrement, puis "
    "supprimez-la dans «\u00a0Connexion et sécurité\u00a0»."
)


def sign_in_by_passkey(context: Context, holder: str, answer: str, caller: Caller) -> Session:
    """Return a new session; `holder` is the id of the browser for which the challenge was made.

    Raises `Refused`, with the same sentence and after the same calls for an unknown passkey, one of an account that is
    gone, and a wrong signature. Nothing can be guessed here, so failures lock nothing.
    """
    try:
        found = webauthn.read_assertion(answer)
        nonce = nonce_of(found.challenge, Purpose.SIGN_IN, holder, context.keys, context.now)
    except BadAnswer as error:
        raise Refused(Code.FORM, _UNKNOWN) from error
    except BadChallenge as error:
        raise Refused(Code.FORM, _TOO_LATE) from error
    try:
        transact([passkeys.use_of_challenge(nonce, LIVES[Purpose.SIGN_IN], context.now)])
    except Raced as error:
        raise Refused(Code.FORM, _TOO_LATE) from error
    return _open(context, found, caller)


@retried
def _open(context: Context, found: Assertion, caller: Caller) -> Session:
    account_id, items = _read(context, found.credential)
    head, signed = find_head(items, account_id), _signed(context, found, account_id, items)
    status = head.account.status if head else None
    if head is None or signed is None or status not in {AccountStatus.ACTIVE, AccountStatus.A_ACTIVER}:
        note_failure(context, account_id, caller.browser, is_somebodys=status is AccountStatus.ACTIVE)
        raise Refused(Code.FORM, _UNKNOWN)
    if status is AccountStatus.A_ACTIVER:
        raise Refused(Code.FORM, NOT_YET)
    passkey, counter = signed
    if max(counter, passkey.counter) > 0 and counter <= passkey.counter:
        passkeys.note_doubt(account_id, passkey, context.now)
        note_failure(context, account_id, caller.browser, is_somebodys=True)
        log.warning("passkey_copied", extra={"account": account_id, "passkey": passkey.id})
        raise Refused(Code.FORM, _COPIED)
    if not passkeys.note_use(account_id, passkey, counter, context.now):
        raise Raced
    session = begin_session(context, head, Mode.PASSKEY, items, caller)
    note_use(context, account_id, find(items, PasswordItem, keys.password(account_id)))
    return session


def _read(context: Context, credential: str) -> tuple[str, dict[Key, Item]]:
    """Return the account of a credential, or one that nobody has, and the items read of it. Two reads."""
    alias_key = passkeys.alias_key(credential, context.keys.lookup)
    alias = find(read([alias_key]), AliasItem, alias_key)
    account_id = alias.account_id if alias else keys.nobody(credential, context.keys.lookup)
    return account_id, read([*keys_of_sign_in(account_id), keys.password(account_id), keys.passkeys(account_id)])


def _signed(context: Context, found: Assertion, account_id: str, items: dict[Key, Item]) -> tuple[Passkey, int] | None:
    """Return the passkey that has signed, and its new counter; None for a wrong signature or an unknown credential."""
    stored = [one for one in passkeys.passkeys_of(items, account_id) if one.credential == found.credential]
    try:
        public_key = stored[0].public_key if stored else NOBODYS_KEY
        counter = webauthn.counter_of(found, public_key, relying_party(context.settings))
    except BadAnswer:
        return None
    return (stored[0], counter) if stored and stored[0].handle == found.handle else None
