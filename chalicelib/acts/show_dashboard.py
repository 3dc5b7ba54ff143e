"""« Tableau de bord »: read whole in one query, then searched, sorted and paged in memory (docs/data-model.md)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.context import Context
from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.folding import folded, is_found
from chalicelib.domain.mailboxes import in_letters
from chalicelib.domain.rules import Act, Actor, may_prolong, open_acts
from chalicelib.domain.statuses import CLOSED, LIVE, Status
from chalicelib.domain.uses import is_unused
from chalicelib.domain.waiting import asks_longer
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.lines import Row, items_beside, rows_below
from chalicelib.store.table import query_raw

ROWS_PER_PAGE = (10, 25, 50, 100)
LONGEST_SEARCH = 100


class View(StrEnum):
    """A view of the dashboard: all, what opens an access today, or what does and has not been used for long."""

    ALL = ""
    OPEN = "ouverts"
    UNUSED = "inutilises"

    def shows(self, line: "Line") -> bool:
        """Whether the view holds a line."""
        if self is View.ALL:
            return True
        return line.is_open if self is View.OPEN else line.is_unused


@dataclass(frozen=True)
class Search:
    """The criteria: part of a name or of an address, a profil, statuses. An empty one matches all.

    `view` keeps a part of what matches; `tri` is one of `SORTS`, empty for what waits first.
    """

    nom: str = ""
    profil: ProfilId | None = None
    statuts: frozenset[Status] = frozenset()
    view: View = View.ALL
    tri: str = ""
    page: int = 1
    lignes: int = ROWS_PER_PAGE[0]


class Line:
    """One delegation of a list, as `actor` sees it at `now`: its present status, and whether it opens an access.

    `used_on` is the day of its last use; `is_unused`: it is open, and has not been used for long. What only the lines
    that are shown need is found when it is asked for.
    """

    def __init__(self, row: Row, status: Status, actor: Actor, now: datetime, *, is_open: bool) -> None:
        """Take what `lines_of` has found for every line."""
        self._row, self.summary, self.status, self.actor = row, row.content, status, actor
        self.now, self.is_open = now, is_open
        self.used_on, self.is_unused = _day(row.used_on), False

    @property
    def kept_on(self) -> date | None:
        """The day on which its délégant last decided to keep it."""
        return _day(self._row.kept_on)

    @property
    def is_to_review(self) -> bool:
        """Whether it is open, and its délégant has neither given nor kept it for a year."""
        return self._row.is_to_review_at(self.now)

    @cached_property
    def acts(self) -> frozenset[Act]:
        """The acts that are open; found when asked for, since most lines of a long list are not shown."""
        return open_acts(self.summary, self.actor, self.now)

    @property
    def is_proposed(self) -> bool:
        """Whether a proposal waits."""
        return self.summary.proposal_at(self.now) is not None

    @property
    def asks_longer(self) -> bool:
        """Whether the délégué's request for a prolongation waits for the délégant."""
        return self.summary.end_request is not None and asks_longer(self.summary, self.now)

    @property
    def may_prolong(self) -> bool:
        """Whether its délégant may prolong it."""
        return self.actor is Actor.DELEGANT and may_prolong(self.summary, self.now)

    @property
    def may_redo(self) -> bool:
        """Whether the delegation is closed, so that the délégant may ask again."""
        return self.status in CLOSED


@dataclass(frozen=True)
class Dashboard:
    """One page of the délégant’s delegations.

    `every` holds all of them, `matching` those of all pages of the search; `counts` says how many the search finds in
    each view.
    """

    person: Person
    lines: tuple[Line, ...]
    matching: tuple[Line, ...]
    every: tuple[Line, ...]
    counts: Mapping[View, int]
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
    stored = query_raw(pk, keys.GIVEN, last)
    person = person_of(session, items_beside(stored))
    lines = lines_of(rows_below(stored, keys.GIVEN), Actor.DELEGANT, context)
    matching = [line for line in lines if _matches(line, search)]
    counts = {view: sum(map(view.shows, matching)) for view in View}
    key, is_descending = order_of(search.tri)
    found = sorted(filter(search.view.shows, matching), key=key, reverse=is_descending)
    pages = max(1, -(-len(found) // search.lignes))
    page = min(max(search.page, 1), pages)
    shown = found[(page - 1) * search.lignes : page * search.lignes]
    return Dashboard(person, tuple(shown), tuple(found), tuple(lines), counts, page, pages)


def lines_of(rows: Iterable[Row], actor: Actor, context: Context) -> list[Line]:
    """Return the lines of `actor`, without delegations that are gone (specification §3)."""
    now, today, after = context.now, context.today, timedelta(days=context.settings.unused_access_days)
    lines = []
    for row in rows:
        found = row.content
        status = found.status_at(now)
        if status is None:
            continue
        line = Line(row, status, actor, now, is_open=found.opens_as(status, now))
        if line.is_open:
            line.is_unused = is_unused(line.used_on, found.validity, found.entered_at, today, after)
        lines.append(line)
    return lines


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _matches(line: Line, search: Search) -> bool:
    found = line.summary
    if search.profil and found.profil is not search.profil:
        return False
    if search.statuts and line.status not in search.statuts:
        return False
    if not search.nom:
        return True
    return is_found(search.nom, f"{found.name.prenom} {found.name.nom} {found.name.prenom} {in_letters(found.address)}")


Key = tuple[str | float, ...]
"""What a line is sorted by. A cursor of the API holds it as JSON, and no two lines have the same."""


def order(line: Line) -> Key:
    """Return the key of the usual order: what waits for the délégant, mails that failed, what lives, what is over.

    Among these the latest comes first.
    """
    found = line.summary
    failed = line.status is Status.EN_COURS and (found.undeliverable or found.undelivered)
    waits = line.status is Status.A_VALIDER or line.asks_longer
    rank = 0 if waits else 1 if failed else 2 if line.status in LIVE else 3
    return rank, -found.entered_at.timestamp(), found.id


_STATUSES = tuple(Status)
_COLUMNS: Mapping[str, Callable[[Line], Key]] = {
    "nom": lambda line: (),
    "prenom": lambda line: (folded(line.summary.name.prenom),),
    "identifiant": lambda line: (line.summary.address,),
    "profil": lambda line: (folded(PROFILS[line.summary.profil].label),),
    "debut": lambda line: (line.summary.validity.start.isoformat(), line.summary.validity.end.isoformat()),
    "fin": lambda line: (line.summary.validity.end.isoformat(), line.summary.validity.start.isoformat()),
    "structures": lambda line: (line.summary.structures,),
    "statut": lambda line: (_STATUSES.index(line.status),),
}
SORTS = tuple(word for column in _COLUMNS for word in (column, f"-{column}"))
"""The words of `tri`, in URLs and in the API: a column, after « - » in descending order."""


def order_of(tri: str) -> tuple[Callable[[Line], Key], bool]:
    """Return the key that one of `SORTS` sorts by, and whether it descends. Equals are sorted by name."""
    if not tri:
        return order, False
    column = _COLUMNS[tri.removeprefix("-")]
    return lambda line: (*column(line), *_by_name(line)), tri.startswith("-")


def _by_name(line: Line) -> Key:
    found = line.summary
    return folded(found.name.nom or found.address), folded(found.name.prenom), found.address, found.id
