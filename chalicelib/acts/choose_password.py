"""The choice of a password, by the link of a mail or signed in. Both end the other sessions (specification §1)."""

from dataclasses import dataclass
from typing import NamedTuple

from chalicelib.acts.account_events import event_of
from chalicelib.acts.account_links import address_facts, follow_account_link
from chalicelib.acts.begin_session import only_session
from chalicelib.acts.fresh_proof import Needed, proof_needed, require_proof
from chalicelib.acts.guesses import Caller, forget_guesses
from chalicelib.acts.password_use import actions_of_use
from chalicelib.acts.people import Person, SignedOut, account_id_of, person_of
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.refusals import Code, Refused, refuse_form
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.passwords import errors_of_password, hash_password
from chalicelib.identity.sessions import Mode, Session, open_session
from chalicelib.store import keys, mails, numbers, pendings
from chalicelib.store.account_events import Where
from chalicelib.store.accounts import Head, HeadItem, PasswordItem
from chalicelib.store.calls import Raced
from chalicelib.store.table import find, read
from chalicelib.store.writes import Save, Update, Write, transact


@dataclass(frozen=True)
class Chosen:
    """A password and its confirmation, as typed."""

    password: str
    confirmation: str


def choose_password_by_link(context: Context, token: str, chosen: Chosen, caller: Caller) -> Session | None:
    """Set the password and return a session of its owner; None when his account still waits for a validation.

    Raises `DeadAccountLink`, or `Refused` with the fields at fault.
    """
    found = follow_account_link(context, AccountPurpose.NEW_PASSWORD, token)
    account = found.head.account
    refuse_form(errors_of_password(chosen.password, chosen.confirmation, account.address, account.name))
    session = _set_by_link(context, token, hash_password(chosen.password), caller.browser)
    # The owner has proved his address, so a lock that a stranger may have caused need not hold him up.
    forget_guesses(context, account, numbers.stored_of(found.items, account.id))
    return session


@retried
def _set_by_link(context: Context, token: str, password_hash: str, browser: str) -> Session | None:
    found = follow_account_link(context, AccountPurpose.NEW_PASSWORD, token)
    head, account = found.head, found.head.account
    writes = [pendings.use_of(found.pending), *_writes_of_password(context, head, password_hash, browser)]
    if account.status is not AccountStatus.ACTIVE:
        transact(writes)
        return None
    fresh = open_session(account.id, head.generation + 1, Mode.MOT_DE_PASSE, context.now)
    transact([*writes, only_session(context, fresh, browser)])
    return fresh


def change_password(
    context: Context, session: Session | None, password: str, chosen: Chosen, caller: Caller
) -> Session:
    """Change the password and return a fresh session; raise `Refused` with the fields at fault.

    `password` is the current one, needed unless the sign-in is fresh (`fresh_proof`). A person signed in by card may
    choose a first one. Raises `SignedOut` when a faster change from elsewhere has ended this session.
    """
    person, stored = _own(session)
    head, account = person.head, person.head.account
    if not _has_password(stored) and person.mode is not Mode.CARTE:
        raise Refused(Code.NO_CARD)
    require_proof(context, session, account, stored, password, caller)
    refuse_form(errors_of_password(chosen.password, chosen.confirmation, account.address, account.name))
    password_hash = hash_password(chosen.password)
    fresh = open_session(person.id, head.generation + 1, person.mode, context.now)
    try:
        transact(
            [
                pendings.cancellation_of(person.id, AccountPurpose.NEW_PASSWORD),
                *_writes_of_password(context, head, password_hash, caller.browser),
                only_session(context, fresh, caller.browser, by=session),
            ]
        )
    except Raced as error:
        raise SignedOut from error
    return fresh


class OwnPassword(NamedTuple):
    """The person signed in, whether he has a password, and the proof that a change of it needs."""

    person: Person
    exists: bool
    needed: Needed


def show_password(context: Context, session: Session | None) -> OwnPassword:
    """Return the facts for the page of a change; raise `SignedOut`. One read."""
    person, stored = _own(session)
    return OwnPassword(person, _has_password(stored), proof_needed(context, session, stored))


def _own(session: Session | None) -> tuple[Person, PasswordItem | None]:
    account_id = account_id_of(session)
    items = read([*keys.person(account_id), keys.password(account_id)])
    return person_of(session, items), find(items, PasswordItem, keys.password(account_id))


def _has_password(stored: PasswordItem | None) -> bool:
    return stored is not None and bool(stored.hash)


def _writes_of_password(context: Context, head: Head, password_hash: str, browser: str) -> list[Write]:
    """Return the writes that set the hash, end every session, cancel a change of address, and tell the owner."""
    account = head.account
    facts = address_facts(context, account, account.address)
    return [
        Update(HeadItem(*keys.head(account.id)), [HeadItem.generation.add(1)], HeadItem.generation == head.generation),
        Update(
            PasswordItem(*keys.password(account.id)),
            [
                PasswordItem.hash.set(password_hash),
                PasswordItem.kind.set(PasswordItem),
                *actions_of_use(context, account.id),
            ],
        ),
        pendings.cancellation_of(account.id, AccountPurpose.CONFIRM_ADDRESS),
        event_of(context, account.id, AccountEvent.PASSWORD_CHANGED, Where(browser=browser)),
        Save(mails.account_item(AccountMail.MOT_DE_PASSE_MODIFIE, account, facts, (), context.now)),
    ]
