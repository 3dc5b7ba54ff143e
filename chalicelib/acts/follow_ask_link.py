"""The délégant of a personal link, as a stranger may see him: name, profession and town (specification §5)."""

from typing import NamedTuple

from chalicelib.acts.ask import OpenLink
from chalicelib.acts.follow_link import Dead, DeadLink
from chalicelib.acts.people import Person, SignedOut, person_of
from chalicelib.context import Context
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import categorie_label
from chalicelib.domain.eligibility import may_delegate, open_profils
from chalicelib.domain.people import Practice, town_of
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.sessions import Session
from chalicelib.store import ask_links, keys
from chalicelib.store.accounts import AliasItem, Head, PracticeItem, find_head, to_practice
from chalicelib.store.blocks import is_blocked
from chalicelib.store.table import Item, Key, find, read


class Askable(NamedTuple):
    """A délégant whose link is open, and the profils that he may grant today.

    `nonce` is that of the link. `person` is who looks, if he is signed in, and `own` what he exercises himself.
    """

    account_id: str
    nonce: str
    name: str
    profession: str
    town: str
    profils: tuple[ProfilId, ...]
    person: Person | None = None
    own: Practice = Practice()

    @property
    def open_link(self) -> OpenLink:
        """The link, as the act of asking needs it."""
        return OpenLink(self.account_id, self.nonce, ask_links.is_still_open(self.account_id, self.nonce))


def profession_of(practice: Practice) -> str:
    """Return the profession of a délégant: « Médecin, Médecine générale »."""
    if practice.director and not practice.liberal:
        return "Direction d’établissement"
    return ", ".join(part for part in (categorie_label(practice.categorie), practice.specialite_label) if part)


def town_of_practice(practice: Practice) -> str:
    """Return the town of the first place of a practice; empty when none is known."""
    return next((town for structure in practice.structures if (town := town_of(structure.city))), "")


def follow_ask_link(context: Context, session: Session | None, token: str) -> Askable:
    """Return the délégant of a personal link; raise `DeadLink`. Nothing is changed.

    Two reads, whatever the token; one more for whoever has joined accounts, whose blocks count too.
    """
    secret = context.keys.lookup
    alias_key = ask_links.alias_key(token, secret)
    alias = find(read([alias_key]), AliasItem, alias_key)
    account_id = alias.account_id if alias else keys.nobody("ask_link", secret)
    return look_at_delegant(context, session, account_id)


def look_at_delegant(context: Context, session: Session | None, account_id: str) -> Askable:
    """Return a délégant whose link is open; raise `DeadLink`, also to somebody signed in whom he has blocked.

    One read, and one more for whoever has joined accounts.
    """
    wanted = [keys.head(account_id), keys.practice(account_id), keys.ask_link(account_id)]
    me = session.account_id if session else ""
    own = [*keys.person(me), keys.practice(me), keys.blocked(account_id, me)] if session else []
    items = read(dict.fromkeys([*wanted, *own]))
    head, practice = find_head(items, account_id), _practice(items, account_id)
    nonce = ask_links.find_nonce(items, account_id)
    profils = open_profils(practice, context.today) if may_delegate(practice) else ()
    if head is None or not _is_reachable(head) or not nonce or not profils:
        raise DeadLink(Dead.NOT_ASKABLE)
    person = _person(session, items)
    if person and is_blocked(items, account_id, person.id, person.head.former):
        raise DeadLink(Dead.NOT_ASKABLE)
    return Askable(
        account_id,
        nonce,
        head.account.name.full,
        profession_of(practice),
        town_of_practice(practice),
        profils,
        person,
        _practice(items, person.id) if person else Practice(),
    )


def _practice(items: dict[Key, Item], account_id: str) -> Practice:
    return to_practice(find(items, PracticeItem, keys.practice(account_id)))


def _is_reachable(head: Head) -> bool:
    return head.account.status is AccountStatus.ACTIVE and bool(head.account.address)


def _person(session: Session | None, items: dict[Key, Item]) -> Person | None:
    try:
        return person_of(session, items)
    except SignedOut:
        return None
