"""Asking for another address, or for a first one: it must be confirmed by a link sent there (spec §1)."""

from datetime import timedelta

from chalicelib.acts.account_links import request_of, warning_of
from chalicelib.acts.fresh_proof import Needed, proof_needed, require_proof
from chalicelib.acts.guesses import Caller
from chalicelib.acts.people import Person, SignedOut, account_id_of, person_of
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.addresses import normalise
from chalicelib.identity.sessions import Session
from chalicelib.store import keys, pendings
from chalicelib.store.accounts import HeadItem, PasswordItem
from chalicelib.store.calls import Raced
from chalicelib.store.limits import spend
from chalicelib.store.table import Item, Key, find, read
from chalicelib.store.writes import Update, transact


def show_address(context: Context, session: Session | None) -> tuple[Person, Needed]:
    """Return who is signed in, and the proof that a change of his address needs; raises `SignedOut`. One read."""
    person, items = _own(session)
    return person, proof_needed(context, session, find(items, PasswordItem, keys.password(person.id)))


def ask_address(
    context: Context, session: Session | None, address: str, password: str, caller: Caller
) -> tuple[Person, str]:
    """Send the link that confirms `address`; return who asked, and the address normalised. Raises `Refused`.

    The answer is the same when somebody else has it: only whoever reads its mails will learn so. The address in force
    is told, with a link that calls the change off.
    """
    wanted = normalise(address)
    person, items = _own(session)
    account = person.head.account
    if wanted == account.address:
        raise Refused(Code.FORM, fields={"adresse": "Cette adresse est déjà celle de votre compte."})
    require_proof(context, session, account, find(items, PasswordItem, keys.password(person.id)), password, caller)
    spend(f"address:{person.id}", context.settings.address_changes_per_hour, timedelta(hours=1), context.now)
    _write(context, person, wanted, items)
    return person, wanted


def _own(session: Session | None) -> tuple[Person, dict[Key, Item]]:
    account_id = account_id_of(session)
    pending = keys.pending(account_id, AccountPurpose.NOT_ME)
    items = read([*keys.person(account_id), keys.password(account_id), pending])
    return person_of(session, items), items


def _write(context: Context, person: Person, wanted: str, items: dict[Key, Item]) -> None:
    head, account = person.head, person.head.account
    earlier = pendings.living(items, person.id, AccountPurpose.NOT_ME, context.now)
    # Nothing that was asked in a session outlives the act that ends it.
    same = Update(HeadItem(*keys.head(person.id)), [HeadItem.generation.add(0)], HeadItem.generation == head.generation)
    is_warned = bool(account.address) and not head.suppressed
    warning = warning_of(context, account, wanted, earlier) if is_warned else []
    try:
        transact([same, *request_of(context, AccountMail.ADRESSE_A_CONFIRMER, account, wanted), *warning])
    except Raced as error:
        raise SignedOut from error
