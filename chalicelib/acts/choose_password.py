"""Choosing a password: by the link of a mail, or signed in (spec §1). Either way other sessions end."""

from dataclasses import dataclass

from pynamodb.transactions import TransactWrite

from chalicelib.acts.account_links import address_facts, follow_account_link
from chalicelib.acts.begin_session import keep_only
from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused, refuse_form
from chalicelib.identity.passwords import errors_of_password, hash_password, verify
from chalicelib.identity.sessions import Mode, Session, open_session
from chalicelib.store import keys, locks, mails, pendings
from chalicelib.store.accounts import HeadItem, PasswordItem
from chalicelib.store.table import find, read, transact


@dataclass(frozen=True)
class Chosen:
    """A password and its confirmation, as typed."""

    password: str
    confirmation: str


def choose_password_by_link(context: Context, token: str, chosen: Chosen) -> None:
    """Set the password; raises `DeadLink`, or `Refused` with the fields at fault."""
    account = follow_account_link(context, AccountPurpose.NEW_PASSWORD, token).head.account
    refuse_form(errors_of_password(chosen.password, chosen.confirmation, account.address, account.name))
    password_hash = hash_password(chosen.password)

    def attempt() -> None:
        fresh = follow_account_link(context, AccountPurpose.NEW_PASSWORD, token)

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

    Somebody signed in by card who has none yet may choose one without a current one. A change from elsewhere that was
    faster has ended this session: raises `SignedOut`.
    """

    def attempt() -> Session:
        person, stored = _own(session)
        account = person.head.account
        if stored is None and person.mode is not Mode.CARTE:
            raise Refused(Code.NO_CARD)
        errors = errors_of_password(chosen.password, chosen.confirmation, account.address, account.name)
        if stored is not None and not verify(stored.hash, current):
            errors = {"actuel": "Le mot de passe actuel est incorrect.", **errors}
        refuse_form(errors)
        password_hash = hash_password(chosen.password)
        fresh = open_session(account.id, person.head.epoch + 1, person.mode, context.now)

        def write(transaction: TransactWrite) -> None:
            _set(transaction, context, account, password_hash, person.head.epoch)
            keep_only(transaction, context, fresh)

        transact(write)
        return fresh

    return retried(attempt)


def own_password(session: Session | None) -> tuple[Person, bool]:
    """Return who is signed in, and whether he has a password."""
    person, stored = _own(session)
    return person, stored is not None


def _own(session: Session | None) -> tuple[Person, PasswordItem | None]:
    account_id = account_id_of(session)
    items = read([*keys.person(account_id), keys.password(account_id)])
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
    facts = address_facts(context, account.address)
    transaction.save(mails.account_item(AccountMail.MOT_DE_PASSE_MODIFIE, account, facts, (), context.now))
