"""« Fermer mon compte »: its owner ends it, and what it gave and received first (specification §1).

The delegations end one after another, each with the mails of its own act. Then one transaction takes away all that
opens the account, on condition that its owner has given nothing meanwhile. The address stays for the last mails:
what is left is a reservation that nobody opens, which `end_account` removes a day later, and whose address is free for
whoever is invited by it before (acts/free_address.py). A run that was cut off leaves an account that is
open, with fewer delegations; its owner closes it again. What opens nothing, such as what others ask of him, ends after
the account (acts/clear_closed.py), so that nobody holds up a closing by asking.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from pynamodb.expressions.update import Action

from chalicelib.acts.account_links import address_facts
from chalicelib.acts.clear_closed import begin_to_clear
from chalicelib.acts.fresh_proof import Needed, proof_needed, require_proof
from chalicelib.acts.guesses import Caller
from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.acts.racing import retried
from chalicelib.acts.stored import act_on_stored
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account, Name, Practice
from chalicelib.domain.periods import end_of_day
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Actor
from chalicelib.domain.statuses import LIVE, AccountStatus, Status
from chalicelib.domain.transitions.leaving import leave
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.identity.sessions import Session
from chalicelib.store import aliases, ask_links, closings, keys, mails, numbers, open_sessions, passkeys, pendings
from chalicelib.store.accounts import AliasItem, HeadItem, PasswordItem, PracticeItem, practice_as_read
from chalicelib.store.aliases import Identifier, named_by
from chalicelib.store.calls import Raced
from chalicelib.store.closings import ClosingItem
from chalicelib.store.codec import to_plain
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.erasures import ErasureItem
from chalicelib.store.follows import FollowItem
from chalicelib.store.lines import Summary, SummaryItem
from chalicelib.store.preferences import PreferencesItem
from chalicelib.store.reviews import ReviewItem
from chalicelib.store.table import Item, Key, epoch, find, query, read
from chalicelib.store.writes import Check, Delete, Save, Update, Write, transact

log = logging.getLogger(__name__)

MOST_ENDED = 25
"""How many delegations end with an account: each is two reads and a transaction of the same request."""

_ADDRESS_KEPT = timedelta(days=1)
"""How long the address stays, so that the last mails leave."""

_BUSY = "Votre compte est en cours de mise à jour. Recommencez dans quelques minutes."
_UNKNOWN_CARD = "Ce compte ne peut pas être fermé depuis cette page. Appelez l’assistance technique."
_TOO_MANY = "Votre compte a trop de délégations pour être fermé en une fois."
_CHANGED = (
    "Vos délégations ont changé depuis l’affichage de cette page. Relisez ce qui prend fin, puis cochez à nouveau."
)


@dataclass(frozen=True)
class OwnEnd:
    """The account that its owner may close: the proof that it needs, what ends with it, and all items of it.

    `given`: the live delegations that he gave. `received`: those that he has accepted. `demands`: those that he has not
    answered. `asked`: what others ask him for. `over`: those that he gave and that are over, but still shown to him.
    """

    person: Person
    needed: Needed
    given: tuple[Summary, ...]
    received: tuple[Summary, ...]
    demands: tuple[Summary, ...]
    asked: tuple[Summary, ...]
    over: tuple[Summary, ...]
    items: dict[Key, Item]

    @property
    def ends(self) -> tuple[Summary, ...]:
        """Every delegation that must end before the account does."""
        return (*self.given, *self.received)

    @property
    def is_too_much(self) -> bool:
        """Whether more would end than one request does."""
        return len(self.ends) > MOST_ENDED

    @property
    def seen(self) -> str:
        """What its page shows of the ends, as the form brings it back."""
        return f"{len(self.given)}-{len(self.received)}"

    def needs_card(self, context: Context) -> bool:
        """Whether a card is needed: he has given delegations, and only a délégant with his card ends those."""
        return bool(self.given or self.over) and self.person.mode not in context.settings.modes_that_act


def show_end(context: Context, session: Session | None) -> OwnEnd:
    """Return what the end of the account would mean; raise `SignedOut`. One query per MB."""
    account_id = account_id_of(session)
    pk, _ = keys.head(account_id)
    items = {item.key: item for item in query(pk, "A#", f"{keys.RECEIVED}~")}
    person = person_of(session, items)
    given, received = (tuple(_lines(items, prefix)) for prefix in (keys.GIVEN, keys.RECEIVED))
    live = tuple(line for line in given if line.status_at(context.now) in LIVE)
    live_received = tuple(line for line in received if line.status_at(context.now) in LIVE)
    return OwnEnd(
        person,
        proof_needed(context, session, find(items, PasswordItem, keys.password(account_id))),
        tuple(line for line in live if not line.is_wish),
        tuple(line for line in live_received if line.status is not Status.EN_COURS),
        tuple(line for line in live_received if line.status is Status.EN_COURS),
        tuple(line for line in live if line.is_wish),
        tuple(line for line in given if line.status_at(context.now) not in LIVE),
        items,
    )


def _lines(items: dict[Key, Item], prefix: str) -> Iterator[Summary]:
    return (item.content for item in items.values() if isinstance(item, SummaryItem) and item.sk.startswith(prefix))


def close_account(context: Context, session: Session | None, seen: str, password: str, caller: Caller) -> None:
    """End the account, and first what was given and received; `seen` is what the page showed of that (`OwnEnd.seen`).

    Raises `SignedOut`, or `Refused` with nothing changed: without proof or card, for too many delegations, or for
    others than were seen.
    """
    own = show_end(context, session)
    account = own.person.head.account
    stored = find(own.items, PasswordItem, keys.password(account.id))
    require_proof(context, session, account, stored, password, caller)
    _require_closable(context, own, seen)
    named = _identifiers(own)
    mark = _end_all(context, session, own, named)
    log.info("account_closed", extra={"account": account.id})
    begin_to_clear(context, mark)


def _require_closable(context: Context, own: OwnEnd, seen: str) -> None:
    if own.needs_card(context):
        raise Refused(Code.PROOF_NEEDED)
    head, practice = own.person.head, find(own.items, PracticeItem, keys.practice(own.person.id))
    if practice and not (head.rpps or head.cpe):
        # Its card has a number of a kind that is not stored, so the card would lead to nothing afterwards.
        raise Refused(Code.FORM, fields={"": _UNKNOWN_CARD})
    if any(isinstance(item, FollowItem | ErasureItem) for item in own.items.values()):
        raise Refused(Code.FORM, fields={"": _BUSY})
    if own.is_too_much:
        raise Refused(Code.FORM, fields={"": _TOO_MANY})
    if own.seen != seen:
        raise Refused(Code.FORM, fields={"compris": _CHANGED})


def _identifiers(own: OwnEnd) -> frozenset[Identifier]:
    """Return the numbers of the card, and those that a délégant confirmed; read before their delegations end."""
    head = own.person.head
    found = read(keys.delegation(line.id) for line in _lines(own.items, keys.RECEIVED))
    states = [from_item(item) for item in found.values() if isinstance(item, DelegationItem)]
    confirmed = {identifier for state in states for identifier in named_by(state.delegue.identifiers)}
    return frozenset(confirmed | {(kind, value) for kind, value in (("rpps", head.rpps), ("cpe", head.cpe)) if value})


@retried
def _end_all(context: Context, session: Session | None, first: OwnEnd, named: frozenset[Identifier]) -> ClosingItem:
    """End what is to end, look again, and close the account when nothing of it is left; `first` was read before.

    Returns the mark of what it leaves.
    """
    own, end = show_end(context, session), partial(_end_of, context, first.person.id)
    if own.ends:
        for line in own.ends:
            act_on_stored(context, line.id, end, own.person.mode)
        own = show_end(context, session)
    if own.ends:
        raise Raced
    mark = closings.item(own.person.id, context.now)
    held = aliases.held_by(own.person.id, named, context.keys.lookup)
    transact(
        [
            *_writes_of_head(context, own),
            open_sessions.ending_all(own.person.id, session.session_id if session else ""),
            *_writes_of_secrets(context, own, held),
            *_mail(context, first),
            Save(mark),
        ]
    )
    return mark


def _end_of(context: Context, owner_id: str, delegation: Delegation, account: Account) -> Transition | None:
    is_given = delegation.delegant.account_id == owner_id
    if not is_given and (account.id != owner_id or delegation.status_at(context.now) not in LIVE):
        return None
    return leave(delegation, account, owner_id, Actor.SPACE, context.policy, context.now)


def _writes_of_head(context: Context, own: OwnEnd) -> list[Write]:
    """Return the writes that leave a reservation of the address, if nothing was given since `own`.

    What was received or accepted since then ends after the account, with what it leaves.
    """
    head, account = own.person.head, own.person.head.account
    same = (HeadItem.generation == head.generation) & (HeadItem.address == account.address)
    # Each delegation that he gives counts in `live`, and what he asks for himself in `wishes`.
    same &= (HeadItem.live == head.live) & HeadItem.wishes.does_not_exist()
    actions: list[Action] = [
        HeadItem.status.set(AccountStatus.RESERVEE.value),
        HeadItem.name.set(to_plain(Name())),
        HeadItem.detail.set(""),
        HeadItem.liberal.set(False),
        HeadItem.rpps.remove(),
        HeadItem.cpe.remove(),
        HeadItem.generation.add(1),
        HeadItem.due_shard.set(keys.due_shard("TIME", account.id)),
        HeadItem.due_at.set(epoch(end_of_day(context.now + _ADDRESS_KEPT))),
    ]
    return [Update(HeadItem(*keys.head(account.id)), actions, same)]


def _writes_of_secrets(context: Context, own: OwnEnd, held: list[AliasItem]) -> list[Write]:
    """Return the writes that remove what opens the account, what leads to it but its address, and what it asked for."""
    account_id, secret = own.person.id, context.keys.lookup
    practice = find(own.items, PracticeItem, keys.practice(account_id))
    practice_item = PracticeItem(*keys.practice(account_id))
    unchanged = practice_as_read(practice)
    return [
        Delete(PasswordItem(*keys.password(account_id))),
        Delete(PreferencesItem(*keys.preferences(account_id))),
        Delete(ReviewItem(*keys.review(account_id))),
        Delete(practice_item, unchanged) if practice else Check(practice_item, unchanged),
        *numbers.writes_of(account_id, practice, Practice(), secret),
        *passkeys.end_of(own.items, account_id, secret),
        *ask_links.end_of(own.items, account_id, secret),
        *(Delete(AliasItem(*alias.key), AliasItem.account_id == account_id) for alias in held),
        *(pendings.cancellation_of(account_id, purpose) for purpose in AccountPurpose),
    ]


def _mail(context: Context, own: OwnEnd) -> list[Write]:
    """Return the write of the mail to the owner, with the numbers of what has ended; none while he has no address."""
    account = own.person.head.account
    if not account.address:
        return []
    facts = {
        **address_facts(context, account, account.address),
        "donnees": len(own.given),
        "recues": len(own.received),
    }
    return [Save(mails.account_item(AccountMail.COMPTE_FERME, account, facts, (), context.now, account.address))]
