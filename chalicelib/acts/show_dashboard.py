"""« Tableau de bord »: read whole in one query, then searched, sorted and paged in memory (docs/data-model.md)."""

import unicodedata
from dataclasses import dataclass

from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.context import Context
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.rules import Act, Actor, open_acts
from chalicelib.domain.statuses import CLOSED, Status
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.delegations import Summary, SummaryItem, summary
from chalicelib.store.table import Item, query

ROWS_PER_PAGE = (10, 25, 50, 100)
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Search:
    """The criteria: part of a name or of an address, a profil, statuses. An empty one matches all."""

    nom: str = ""
    profil: ProfilId | None = None
    statuts: frozenset[Status] = frozenset()
    page: int = 1
    lignes: int = ROWS_PER_PAGE[0]


@dataclass(frozen=True)
class Line:
    """One delegation of a list: its present status, the acts open on it, whether a proposal waits, and whether it
    opens an access now.
    """

    summary: Summary
    status: Status
    acts: frozenset[Act]
    is_proposed: bool
    is_open: bool = False

    @property
    def may_redo(self) -> bool:
        """Whether the delegation is closed, so that the délégant may ask again."""
        return self.status in CLOSED


@dataclass(frozen=True)
class Dashboard:
    """One page of the délégant’s delegations; `matching` holds those of all pages, `total` counts without a search."""

    person: Person
    lines: tuple[Line, ...]
    matching: tuple[Line, ...]
    total: int
    page: int
    pages: int

    @property
    def found(self) -> int:
        """The number of delegations that match, on all pages."""
        return len(self.matching)


def show_dashboard(context: Context, session: Session | None, search: Search) -> Dashboard:
    """Return the page asked for, or the last one if there are fewer; raise `SignedOut`. One query per MB."""
    account_id = account_id_of(session)
    pk, last = keys.sessions(account_id)
    items = list(query(pk, "GIVEN#", last))
    person = person_of(session, {item.key: item for item in items})
    lines = lines_of(items, Actor.DELEGANT, context)
    found = sorted((line for line in lines if _matches(line, search)), key=order)
    pages = max(1, -(-len(found) // search.lignes))
    page = min(max(search.page, 1), pages)
    shown = found[(page - 1) * search.lignes : page * search.lignes]
    return Dashboard(person, tuple(shown), tuple(found), len(lines), page, pages)


def lines_of(items: list[Item], actor: Actor, context: Context) -> list[Line]:
    """Return the lines among the items read, for `actor`, without delegations that are gone (specification §3)."""
    lines = []
    for item in items:
        if not isinstance(item, SummaryItem):
            continue
        found = summary(item)
        status = found.status_at(context.now)
        if status is not None:
            acts = open_acts(found, actor, context.now)
            is_proposed = found.proposal_at(context.now) is not None
            lines.append(Line(found, status, acts, is_proposed, found.opens_at(context.now)))
    return lines


def folded(text: str) -> str:
    """Return `text` without accents or case, for searching."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()


def _matches(line: Line, search: Search) -> bool:
    found = line.summary
    if search.profil and found.profil is not search.profil:
        return False
    if search.statuts and line.status not in search.statuts:
        return False
    haystack = folded(f"{found.name.prenom} {found.name.nom} {found.name.prenom} {found.address}")
    return folded(" ".join(search.nom.split())) in haystack


def order(line: Line) -> tuple[bool, bool, float, str]:
    """Return the sort key: lines that wait for the délégant first, then the latest. It differs for every two lines."""
    found = line.summary
    return (
        line.status is not Status.A_VALIDER,
        not (found.undeliverable or found.undelivered),
        -found.entered_at.timestamp(),
        found.id,
    )
