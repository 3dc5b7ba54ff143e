"""Choosing a password: by the link of a mail, or signed in (spec §1). Either way other sessions end."""

from dataclasses import dataclass
from datetime import timedelta

from pynamodb.transactions import TransactWrite

from chalicelib import links
from chalicelib.acts.ask_new_password import LIFE
from chalicelib.acts.follow_link import Dead, DeadLink
from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused, refuse_form
from chalicelib.identity.passwords import errors_of_password, hash_password, verify
from chalicelib.identity.sessions import Mode, Session, open_session
from chalicelib.links import AccountClaim, BadLink, LinkFault
from chalicelib.store import keys, locks, mails, pendings
from chalicelib.store.accounts import Head, HeadItem, PasswordItem, find_head
from chalicelib.store.pendings import PendingItem
from chalicelib.store.table import find, read, transact

_FAULTS = {LinkFault.FORGED: Dead.FORGED, LinkFault.OTHER_PURPOSE: Dead.OTHER_PURPOSE, LinkFault.EXPIRED: Dead.EXPIRED}


@dataclass(frozen=True)
class Chosen:
    """A password and its confirmation, as typed."""

    password: str
    confirmation: str


@dataclass(frozen=True)
class Asked:
    """A living link to choose a password: whose, and the request it answers."""

    head: Head
    pending: PendingItem


def account_claim(context: Context, purpose: AccountPurpose, token: str, life: timedelta) -> AccountClaim:
    """Return what a genuine link about an account says; raises `DeadLink`."""
    try:
        return links.read_account(purpose, token, context.keys, context.now, life)
    except BadLink as error:
        raise DeadLink(_FAULTS[error.fault]) from error


def follow_password_link(context: Context, token: str) -> Asked:
    """Return what the link of « Mot de passe oublié » leads to; raises `DeadLink`. One read; nothing changes."""
    purpose = AccountPurpose.NEW_PASSWORD
    claim = account_claim(context, purpose, token, LIFE)
    items = read([keys.head(claim.account_id), keys.pending(claim.account_id, purpose)])
    pending = pendings.find_pending(items, claim.account_id, purpose, claim.nonce, context.now)
    head = find_head(items, claim.account_id)
    if pending is None or head is None:
        raise DeadLink(Dead.EXPIRED)
    return Asked(head, pending)


def choose_password_by_link(context: Context, token: str, chosen: Chosen) -> None:
    """Set the password; raises `DeadLink`, or `Refused` with the fields at fault."""
    asked = follow_password_link(context, token)
    account = asked.head.account
    refuse_form(errors_of_password(chosen.password, chosen.confirmation, account.address, account.name))
    password_hash = hash_password(chosen.password)

    def attempt() -> None:
        fresh = follow_password_link(context, token)

        def write(transaction: TransactWrite) -> None:
            pendings.use(transaction, fresh.pending)
            _set(transaction, context, fresh.head.account, password_hash)

        transact(write)

    retried(attempt)
    # Whoever has proved the address need not wait for a lock that a stranger may have caused.
    lock_key = keys.lock(account.address, context.keys.lookup)
    locks.forget(lock_key)


def change_password(context: Context, session: Session | None, current: str, chosen: Chosen) -> Session:
    """Change one's password and return a fresh session; raises `Refused` with the fields at fault.

    Somebody signed in by card who has none yet may choose one without a current one.
    """
    person, stored = _own(session)
    account = person.head.account
    if stored is None and person.mode is not Mode.CARTE:
        raise Refused(Code.NO_CARD)
    errors = errors_of_password(chosen.password, chosen.confirmation, account.address, account.name)
    if stored is not None and not verify(stored.hash, current):
        errors = {"actuel": "Le mot de passe actuel est incorrect.", **errors}
    refuse_form(errors)
    password_hash = hash_password(chosen.password)
    transact(lambda transaction: _set(transaction, context, account, password_hash, person.head.epoch))
    return open_session(account.id, person.head.epoch + 1, person.mode, context.now)


def own_password(session: Session | None) -> tuple[Person, bool]:
    """Return who is signed in, and whether he has a password."""
    person, stored = _own(session)
    return person, stored is not None


def _own(session: Session | None) -> tuple[Person, PasswordItem | None]:
    account_id = account_id_of(session)
    items = read([keys.head(account_id), keys.password(account_id)])
    return person_of(session, items), find(items, PasswordItem, keys.password(account_id))


def _set(
    transaction: TransactWrite, context: Context, account: Account, password_hash: str, epoch: int | None = None
) -> None:
    """Write the hash, end every session, and tell the owner; `epoch` is the one that the change was asked under."""
    unchanged = HeadItem.epoch == epoch if epoch is not None else HeadItem.pk.exists()
    transaction.update(HeadItem(*keys.head(account.id)), actions=[HeadItem.epoch.add(1)], condition=unchanged)
    transaction.update(
        PasswordItem(*keys.password(account.id)),
        actions=[PasswordItem.hash.set(password_hash), PasswordItem.kind.set(PasswordItem)],
    )
    facts = {"adresse": account.address, "envoye_le": context.today.isoformat()}
    transaction.save(mails.account_item(AccountMail.MOT_DE_PASSE_MODIFIE, account, facts, (), context.now))
