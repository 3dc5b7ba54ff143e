"""Step 1 of a creation: the look-up of an address (user guide §1.1, §1.2)."""

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.acts.ids import new_id
from chalicelib.acts.people import account_id_of, person_of
from chalicelib.acts.show_account import OwnAccount
from chalicelib.context import Context
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.addresses import normalise
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, PracticeItem, read_head, to_practice
from chalicelib.store.history import record_lookup
from chalicelib.store.limits import spend
from chalicelib.store.table import find, read


@dataclass(frozen=True)
class LookedUp:
    """The délégant who asked, and the account of the address; a new reservation when it has none."""

    own: OwnAccount
    account: Account


def look_up(context: Context, session: Session | None, address: str) -> LookedUp:
    """Return the account of an address; raise `Refused` when it is malformed or his own, or after too many look-ups.

    Look-ups are limited, and only for délégants with their card, because they reveal accounts (specification §1).
    """
    delegant_id = account_id_of(session)
    wanted = normalise(address)
    alias_key = keys.alias("address", wanted, context.keys.lookup)
    practice_key = keys.practice(delegant_id)
    items = read([*keys.person(delegant_id), practice_key, alias_key])
    person = person_of(session, items)
    own = OwnAccount(person, to_practice(find(items, PracticeItem, practice_key)))
    own.require_may_delegate(context.settings)
    if wanted == person.head.account.address:
        raise Refused(Code.ONESELF, fields={"adresse": "Saisissez l’adresse de votre délégué, pas la vôtre."})
    spend_look_up(context, person.id)
    alias = find(items, AliasItem, alias_key)
    head = read_head(alias.account_id) if alias else None
    account = head.account if head and not head.is_closed else new_reservation(wanted)
    record(context, person.id, "address", account.address, is_known=account.status.is_known)
    return LookedUp(own, account)


def spend_look_up(context: Context, delegant_id: str) -> None:
    """Count one look-up; raise `Refused` at the limit."""
    most = context.settings.lookups_per_hour
    spend(f"lookup:{delegant_id}", most, timedelta(hours=1), context.now, "vérifications d’adresse ou de numéro")


def record(context: Context, delegant_id: str, what: str, looked_up: str, *, is_known: bool) -> None:
    """Record in the history what a délégant has looked up, and its result; `what` is `address`, `rpps` or `cpe`."""
    digest = keys.digest(what, looked_up, context.keys.lookup)
    kept = timedelta(days=context.settings.history_kept_days)
    record_lookup(delegant_id, digest, is_known, context.now, kept)


def new_reservation(address: str) -> Account:
    """Return the account that an address without one will have, once somebody delegates to it."""
    return Account(new_id(), AccountStatus.RESERVEE, address)
