"""The request for a first or another address, which a link sent there must confirm (specification §1)."""

from datetime import timedelta

from chalicelib.acts.account_events import event_of
from chalicelib.acts.account_links import alert_of, writes_of_pending
from chalicelib.acts.fresh_proof import Needed, proof_needed, require_proof
from chalicelib.acts.guesses import Caller
from chalicelib.acts.people import Person, SignedOut, account_id_of, person_of
from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.addresses import normalise
from chalicelib.identity.sessions import Session
from chalicelib.store import keys, pendings
from chalicelib.store.account_events import Where
from chalicelib.store.accounts import HeadItem, PasswordItem
from chalicelib.store.calls import Raced
from chalicelib.store.limits import spend
from chalicelib.store.table import Item, Key, find, read
from chalicelib.store.writes import Update, Write, transact


def show_address(context: Context, session: Session | None) -> tuple[Person, Needed]:
    """Return the person signed in, and the proof that a change of address needs; raise `SignedOut`. One read."""
    person, items = _own(session)
    return person, proof_needed(context, session, find(items, PasswordItem, keys.password(person.id)))


def ask_address(
    context: Context, session: Session | None, address: str, password: str, caller: Caller
) -> tuple[Person, str]:
    """Send the link that confirms `address`; return the person and the normalised address. Raises `Refused`.

    The result is the same when somebody else has the address: only its owner learns that, by mail. The present address
    gets a warning with a link that cancels the change.
    """
    wanted = normalise(address)
    person, items = _own(session)
    account = person.head.account
    if wanted == account.address:
        raise Refused(Code.FORM, fields={"adresse": "Cette adresse est déjà celle de votre compte."})
    require_proof(context, session, account, find(items, PasswordItem, keys.password(person.id)), password, caller)
    most = context.settings.address_changes_per_hour
    spend(f"address:{person.id}", most, timedelta(hours=1), context.now, "demandes de changement d’adresse")
    asked = event_of(context, person.id, AccountEvent.ADDRESS_ASKED, Where(browser=caller.browser))
    _write(context, person, wanted, items, asked)
    return person, wanted


def _own(session: Session | None) -> tuple[Person, dict[Key, Item]]:
    account_id = account_id_of(session)
    pending = keys.pending(account_id, AccountPurpose.NOT_ME)
    items = read([*keys.person(account_id), keys.password(account_id), pending])
    return person_of(session, items), items


def _write(context: Context, person: Person, wanted: str, items: dict[Key, Item], event: Write) -> None:
    head, account = person.head, person.head.account
    earlier = pendings.living(items, person.id, AccountPurpose.NOT_ME, context.now)
    told = {"nouvelle_adresse": wanted}
    # A request made in a session must not outlive the act that ends the session: hence the condition.
    same = Update(HeadItem(*keys.head(person.id)), [HeadItem.generation.add(0)], HeadItem.generation == head.generation)
    is_warned = bool(account.address) and not head.suppressed
    warning = alert_of(context, AccountMail.ADRESSE_DEMANDEE, account, told, earlier) if is_warned else []
    try:
        transact([same, *writes_of_pending(context, AccountMail.ADRESSE_A_CONFIRMER, account, wanted), *warning, event])
    except Raced as error:
        raise SignedOut from error
