"""« Mon lien de demande »: a délégué asks a délégant for a delegation, by the délégant's link (specification §5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from chalicelib.acts.delegue_account import seen_by_directory
from chalicelib.acts.ids import new_id, new_nonce
from chalicelib.acts.people import account_id_of, person_of
from chalicelib.acts.racing import retried
from chalicelib.acts.terms import read_period, read_profil
from chalicelib.context import Context
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.eligibility import may_delegate, refusal_of_profil
from chalicelib.domain.identifiers import asked_of, errors_of_identifiers
from chalicelib.domain.modes import Mode
from chalicelib.domain.people import Account, Delegant, Identifiers, Name, Practice
from chalicelib.domain.periods import Validity
from chalicelib.domain.refusals import Code, Refused, when_again
from chalicelib.domain.rules import Actor
from chalicelib.domain.statuses import AccountStatus
from chalicelib.domain.transitions import wishes
from chalicelib.domain.transitions.wishes import NewWish
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.accounts import MOST_WAITING, AliasItem, Head, PracticeItem, find_head, to_practice
from chalicelib.store.blocks import is_blocked, not_blocked
from chalicelib.store.commit import Plan, commit
from chalicelib.store.guards import GuardItem
from chalicelib.store.limits import write_of_daily_use
from chalicelib.store.once import once
from chalicelib.store.table import Item, Key, find, read
from chalicelib.store.writes import Check, Write

_TOO_MANY = "Vous avez déjà {most} demandes en attente. Retirez-en une, ou attendez que l’une d’elles soit validée."

_LINK_USED = "Ce lien a déjà reçu toutes les demandes qu’il admet en un jour. Merci de réessayer {when}."


class OpenLink(NamedTuple):
    """The délégant's link by which somebody asks, open when its page was read.

    The limit of a day counts under `link_id`, which changes when the link is renewed. `still_open` checks that the link
    has been neither closed nor renewed. The check is a part of the transaction by itself: no other write there touches
    the item of the link.
    """

    delegant_id: str
    link_id: str
    still_open: Check


@dataclass(frozen=True)
class Wish:
    """The form of the asker, as typed: the profil, the period, and the identifiers that the profil asks for."""

    profil: str
    debut: str
    fin: str
    identifiers: Identifiers


class Opened(NamedTuple):
    """The account that is opened by asking: its address was proved by a link, and nobody has opened it before.

    `account_id` is that of the reservation of the address, or a new one. `also` are the writes that make it an account:
    its password, its event. Where the account is à activer already, it stays as it is, without them.
    """

    account_id: str
    address: str
    name: Name
    also: Sequence[Write] = ()


def ask(context: Context, session: Session | None, link: OpenLink, wish: Wish, form_key: str | None) -> str:
    """Ask as somebody signed in, and return the id of the delegation, which is « À valider ».

    The same form sent twice asks once. Raises `SignedOut`; `Refused` with the fields at fault, `ONESELF`,
    `NOT_EXCLUSIVE`, `OVERLAP`, or `LIMIT`; and `ASKING_CLOSED` where this délégant cannot be asked, or not by this
    account, which is the same to the asker. `Refused` (`CONFLICT`) also when the link has been closed in between. One
    batch of reads, one transaction.
    """
    return _ask(context, _Asker(account_id_of(session), session=session), link, wish, form_key)


def ask_while_opening(context: Context, opened: Opened, link: OpenLink, wish: Wish, form_key: str | None) -> str:
    """Ask by an address that its owner has proved, and open its account in the same transaction.

    Returns and raises as `ask`, and `Refused` (`ACCOUNT_APPEARED`) when the account is active: its owner signs in.
    """
    return _ask(context, _Asker(opened.account_id, opened=opened), link, wish, form_key)


class _Asker(NamedTuple):
    """The asker: by his session, or by the account that he opens."""

    id: str
    session: Session | None = None
    opened: Opened | None = None

    @property
    def actor(self) -> Actor:
        return Actor.LINK if self.opened else Actor.SPACE

    def keys(self, secret: str) -> Iterable[Key]:
        if self.opened is None:
            return keys.person(self.id)
        return keys.head(self.id), keys.alias("address", self.opened.address, secret)


class _Known(NamedTuple):
    """The asker's account as read: `head` is None while nobody has the address."""

    account: Account
    head: Head | None
    mode: Mode | None
    also: Sequence[Write]


@retried
def _ask(context: Context, asker: _Asker, link: OpenLink, wish: Wish, form_key: str | None) -> str:
    this = once(asker.id, form_key, "ask", link.delegant_id, wish)
    profil = read_profil(wish.profil)
    items = read(_needed(context, asker, link, profil, this.keys))
    known = _known(context, asker, items)
    done = this.result(items, context.now)
    if done:
        return done
    former = known.head.former if known.head else frozenset[str]()
    if is_blocked(items, link.delegant_id, asker.id, former):
        raise Refused(Code.ASKING_CLOSED)
    delegant = _delegant(context, items, link, profil)
    validity, identifiers = _checked(context, profil, wish, known.head)
    counts = _counts(context, items, asker.id, link, known.head)
    seen = seen_by_directory(known.account, identifiers.rpps_adeli, context)
    new = NewWish(new_id(), new_nonce(), delegant, seen.account, profil, validity, identifiers)
    transition = wishes.ask(new, asker.actor, context.policy, context.now)
    guard = find(items, GuardItem, keys.guard(link.delegant_id, asker.id, profil))
    plan = Plan(transition, known.account, guard, is_new=known.head is None, mode=known.mode)
    unblocked = not_blocked(link.delegant_id, asker.id, former)
    commit(context, plan, [*this.writes_of(new.id, context.now), *counts, *known.also, link.still_open, *unblocked])
    return new.id


def _needed(context: Context, asker: _Asker, link: OpenLink, profil: ProfilId, once_keys: Iterable[Key]) -> list[Key]:
    return [
        *asker.keys(context.keys.lookup),
        keys.head(link.delegant_id),
        keys.practice(link.delegant_id),
        keys.blocked(link.delegant_id, asker.id),
        keys.guard(link.delegant_id, asker.id, profil),
        keys.limit(_scope_of_asker(asker.id)),
        keys.limit(scope_of_link(link.link_id)),
        *once_keys,
    ]


def _scope_of_asker(account_id: str) -> str:
    return f"ask:{account_id}"


def scope_of_link(link_id: str) -> str:
    """Return the scope of the limit that counts the asks by a link."""
    return f"asked:{link_id}"


def _known(context: Context, asker: _Asker, items: dict[Key, Item]) -> _Known:
    if asker.opened is None:
        person = person_of(asker.session, items)
        if not person.head.account.address:
            raise Refused(Code.NO_ADDRESS)
        return _Known(person.head.account, person.head, person.mode, ())
    opened, head = asker.opened, find_head(items, asker.id)
    alias = find(items, AliasItem, keys.alias("address", opened.address, context.keys.lookup))
    if alias is None and head is None:
        new = Account(asker.id, AccountStatus.RESERVEE, opened.address, opened.name)
        return _Known(new, None, None, opened.also)
    if alias is None or head is None or alias.account_id != asker.id or head.account.address != opened.address:
        raise Refused(Code.ACCOUNT_APPEARED)
    if head.is_closed:
        raise Refused(Code.ACCOUNT_APPEARED)  # since it was read; its id is never opened again
    if head.account.status is AccountStatus.A_ACTIVER:
        return _Known(head.account, head, None, ())
    if head.account.status is not AccountStatus.RESERVEE:
        raise Refused(Code.ACCOUNT_APPEARED)
    return _Known(head.account._replace(name=opened.name), head, None, opened.also)


def _delegant(context: Context, items: dict[Key, Item], link: OpenLink, profil: ProfilId) -> Delegant:
    """Return the délégant; raise `Refused` when he cannot be asked for this profil."""
    head = find_head(items, link.delegant_id)
    practice = to_practice(find(items, PracticeItem, keys.practice(link.delegant_id)))
    if head is None or not _may_be_asked(head, practice):
        raise Refused(Code.ASKING_CLOSED)
    if refusal_of_profil(profil, practice, context.today):
        raise Refused(Code.FORM, fields={"profil": "Ce profil ne peut pas être demandé ici."})
    return Delegant(head.account.id, head.account.name, practice.categorie, practice.specialite)


def _may_be_asked(head: Head, practice: Practice) -> bool:
    account = head.account
    return account.status is AccountStatus.ACTIVE and bool(account.address) and may_delegate(practice)


def _checked(context: Context, profil: ProfilId, wish: Wish, head: Head | None) -> tuple[Validity, Identifiers]:
    """Return the period and the identifiers; raise `Refused` with every error by field. A card's RPPS prevails."""
    identifiers = asked_of(profil, wish.identifiers)
    if identifiers.rpps_adeli and head and head.rpps:
        identifiers = identifiers._replace(rpps_adeli=head.rpps)
    if identifiers.cpe and head and head.cpe:
        identifiers = identifiers._replace(cpe=head.cpe)
    errors = errors_of_identifiers(profil, identifiers)
    try:
        validity = read_period(wish.debut, wish.fin, context)
    except Refused as refused:
        raise Refused(Code.FORM, fields={**errors, **refused.fields}) from refused
    if errors:
        raise Refused(Code.FORM, fields=errors)
    return validity, identifiers


def _counts(context: Context, items: dict[Key, Item], asker_id: str, link: OpenLink, head: Head | None) -> list[Write]:
    """Return the counts of this ask, for its transaction; raise `Refused` beyond a limit (specification §7)."""
    policy = context.policy
    if head and head.wishes >= policy.open_wishes:
        raise Refused(Code.LIMIT, _TOO_MANY.format(most=policy.open_wishes))
    if head and head.account.status.ends_alone and head.waiting >= MOST_WAITING:
        raise Refused(Code.LIMIT)
    now, uses = context.now, "demandes de délégation"
    own = write_of_daily_use(items, _scope_of_asker(asker_id), policy.asks_per_day, now, uses)
    try:
        return [own, write_of_daily_use(items, scope_of_link(link.link_id), policy.asks_per_link, now, uses)]
    except Refused as refused:
        wait = refused.retry_after or 0
        raise Refused(Code.LIMIT, _LINK_USED.format(when=when_again(wait)), retry_after=wait) from refused
