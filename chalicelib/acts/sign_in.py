"""Signing in by e-mail and password (spec §1)."""

from datetime import timedelta

from chalicelib.acts.begin_session import begin_session
from chalicelib.context import Context
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.addresses import normalise
from chalicelib.identity.passwords import hash_password, needs_rehash, verify
from chalicelib.identity.sessions import Mode, Session
from chalicelib.store import keys, locks
from chalicelib.store.accounts import AliasItem, PasswordItem, find_head
from chalicelib.store.table import Key, find, read, update_if

_WRONG = "L’adresse e-mail ou le mot de passe est incorrect."
NOT_YET = (
    "La connexion au portail sera possible lorsque le professionnel de santé ayant initié la délégation aura procédé "
    "à sa validation."
)


def sign_in(context: Context, address: str, password: str, origin: str) -> Session:
    """Return a new session; raises `Refused` with one and the same sentence for a wrong address or password.

    An account à activer is told so with the right password only (seed §2.1). Too many failures lock the address for a
    while, and so do many more from one network origin, whatever the addresses.
    """
    wanted = normalise(address)
    address_key = keys.lock(wanted, context.keys.lookup)
    origin_key = keys.lock(f"origin:{origin}", context.keys.lookup)
    _attempt(context, address_key, context.settings.login_failures)
    _attempt(context, origin_key, context.settings.login_failures_per_origin)
    alias_key = keys.alias("address", wanted, context.keys.lookup)
    alias = find(read([alias_key]), AliasItem, alias_key)
    # What a stranger can measure is the same when the address has no account.
    account_id = alias.account_id if alias else keys.nobody(wanted, context.keys.lookup)
    own = read([*keys.person(account_id), keys.password(account_id)])
    stored = find(own, PasswordItem, keys.password(account_id))
    head = find_head(own, account_id)
    if not verify(stored.hash if stored else None, password) or head is None or stored is None:
        raise Refused(Code.FORM, _WRONG)
    _strengthen(stored, password)
    locks.forget(address_key)
    locks.give_back(origin_key)
    if head.account.status is not AccountStatus.ACTIVE:
        raise Refused(Code.FORM, NOT_YET)
    return begin_session(context, account_id, head.epoch, Mode.MOT_DE_PASSE, own)


def _strengthen(stored: PasswordItem, password: str) -> None:
    """Hash anew what was hashed with weaker parameters than today's: the password itself is at hand only now.

    Whoever has changed it meanwhile, or hashed it anew at another sign-in, was faster: then there is nothing to do.
    """
    if needs_rehash(stored.hash):
        fresh = PasswordItem.hash.set(hash_password(password))
        update_if(PasswordItem(stored.pk, stored.sk), [fresh], PasswordItem.hash == stored.hash)


def _attempt(context: Context, key: Key, most: int) -> None:
    """Count an attempt before it is made; raises `Refused` when that is one too many."""
    left = locks.attempt(key, most, timedelta(minutes=context.settings.login_lock_minutes), context.now)
    if not left:
        return
    minutes = -(-left // 60)
    unit = "minute" if minutes == 1 else "minutes"
    message = f"Après plusieurs échecs, la connexion est suspendue. Merci de réessayer dans {minutes} {unit}."
    raise Refused(Code.LIMIT, message, retry_after=left)
