"""« Tableau de bord » of the délégant; its whole state is in the URL."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.acts.show_dashboard import LONGEST_SEARCH, ROWS_PER_PAGE, SORTS, Dashboard, Search, View, show_dashboard
from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.statuses import Status
from chalicelib.http.forms import Form
from chalicelib.http.security import Headers, headers
from chalicelib.http.urls import url
from chalicelib.http.visit import Visit
from chalicelib.web.entrance import obstacle_of
from chalicelib.web.render import page
from chalicelib.web.spreadsheet import as_csv
from chalicelib.web.timeline import MOST_BARS, timeline_of

Pairs = list[tuple[str, str]]

_COLUMNS = (
    ("Nom", ("nom",)),
    ("Prénom", ("prenom",)),
    ("Identifiant", ("identifiant",)),
    ("Profil", ("profil",)),
    ("Validité", ("debut", "fin")),
    ("Nb structures", ("structures",)),
    ("Statut", ("statut",)),
)
"""The columns, and the words of `tri` that each stands for."""

_CHOICES: Mapping[str, Any] = {
    "profils": [(profil.id.value, profil.label) for profil in PROFILS.values() if profil.opens_on],
    "profil_labels": {profil.id: profil.label for profil in PROFILS.values()},
    "statuts": [(status.value, status.label) for status in Status],
}

_SORT_LABELS = (
    ("", "Ce qui vous attend d’abord"),
    ("nom", "Nom, de A à Z"),
    ("-nom", "Nom, de Z à A"),
    ("prenom", "Prénom, de A à Z"),
    ("-prenom", "Prénom, de Z à A"),
    ("identifiant", "Identifiant, de A à Z"),
    ("-identifiant", "Identifiant, de Z à A"),
    ("profil", "Profil, de A à Z"),
    ("-profil", "Profil, de Z à A"),
    ("debut", "Début, le plus ancien d’abord"),
    ("-debut", "Début, le plus récent d’abord"),
    ("fin", "Fin, la plus ancienne d’abord"),
    ("-fin", "Fin, la plus lointaine d’abord"),
    ("structures", "Nb structures, croissant"),
    ("-structures", "Nb structures, décroissant"),
    ("statut", "Statut, En cours d’abord"),
    ("-statut", "Statut, Terminée d’abord"),
)


def dashboard(visit: Visit) -> Response:
    """Show the délégant's delegations."""
    search = search_of(visit.query)
    found = show_dashboard(visit.context, visit.session, search)
    kept, display = _criteria(search) + _view(search), _display(search)
    return page(
        visit,
        "delegations/tableau",
        found.person,
        board=found,
        obstacle=obstacle_of(found.person.why_not_act(visit.context.settings)),
        found=_counter(found),
        form=Form({"nom": search.nom, "profil": search.profil or "", "statut": sorted(search.statuts)}),
        searched=bool(_criteria(search)),
        view=search.view.value,
        view_words=_view_words(visit.context.settings.unused_access_days)[search.view],
        prolongs_several=len(tuple(islice((line for line in found.every if line.may_prolong), 2))) == 2,
        views=_views(found, search, visit.context.settings.unused_access_days),
        **_CHOICES,
        now=visit.context.now,
        today=visit.context.today,
        selects=_selects(search),
        columns=_columns(found, search),
        **_calendar(visit, found, kept + display),
        csv_href=_href("/delegations/export", kept + display),
        display=_view(search) + display,
        kept=kept,
        page_href=lambda number: _href("/delegations", [*kept, *display, ("page", str(number))]),
    )


def _calendar(visit: Visit, found: Dashboard, pairs: Pairs) -> Mapping[str, Any]:
    """Return the bars of the calendar, whether these are all of them, and the address that shows them all."""
    is_whole = visit.query.text("calendrier") == "tout"
    return {
        "timeline": timeline_of(found.matching, found.every, visit.context.today, None if is_whole else MOST_BARS),
        "whole_calendar": is_whole,
        "calendar_href": _href("/delegations", [*pairs, ("calendrier", "tout")]),
    }


def export(visit: Visit) -> Response:
    """Return every page of the search as one file for a spreadsheet, in the order of the dashboard."""
    found = show_dashboard(visit.context, visit.session, search_of(visit.query))
    given: Headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="delegations-{visit.context.today.isoformat()}.csv"',
    }
    return Response(as_csv(found.matching), headers=given | headers(visit.context.settings))


def search_of(query: Form) -> Search:
    """Return the search that a URL describes; parameters without a meaning are ignored."""
    profil, lignes, tri, view = query.text("profil"), query.number("lignes"), query.text("tri"), query.text("acces")
    return Search(
        nom=query.text("nom")[:LONGEST_SEARCH],
        profil=ProfilId(profil) if profil in set(ProfilId) else None,
        statuts=frozenset(Status(value) for value in query.texts("statut") if value in set(Status)),
        view=View(view) if view in set(View) else View.ALL,
        tri=tri if tri in SORTS else "",
        page=query.number("page") or 1,
        lignes=lignes if lignes in ROWS_PER_PAGE else ROWS_PER_PAGE[0],
    )


def _criteria(search: Search) -> Pairs:
    """Return what is searched for as name and value pairs for a URL."""
    pairs = [("nom", search.nom), ("profil", search.profil.value if search.profil else "")]
    return [(name, value) for name, value in pairs if value] + [("statut", value) for value in sorted(search.statuts)]


def _view(search: Search) -> Pairs:
    return [("acces", search.view.value)] if search.view is not View.ALL else []


def _display(search: Search) -> Pairs:
    """Return how the list is shown: its order and the length of its pages, where they are not the usual ones."""
    tri = [("tri", search.tri)] if search.tri else []
    return tri + ([("lignes", str(search.lignes))] if search.lignes != ROWS_PER_PAGE[0] else [])


def _href(path: str, pairs: Pairs) -> str:
    return url(f"{path}?{urlencode(pairs)}" if pairs else path)


def _view_words(unused_days: int) -> Mapping[View, str]:
    return {
        View.ALL: "Toutes",
        View.OPEN: "Accès ouverts aujourd’hui",
        View.UNUSED: f"Sans utilisation depuis {unused_days} jours",
    }


def _views(found: Dashboard, search: Search, unused_days: int) -> list[tuple[str, int, str, bool]]:
    """Return the views: label, number of lines, address, and whether it is shown."""
    views = []
    for view, label in _view_words(unused_days).items():
        pairs = _criteria(search) + _view(replace(search, view=view)) + _display(search)
        views.append((label, found.counts[view], _href("/delegations", pairs), view is search.view))
    return views


def _selects(search: Search) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    lengths = [(str(number), str(number)) for number in ROWS_PER_PAGE]
    return [
        ("tri", "Trier par", list(_SORT_LABELS), search.tri),
        ("lignes", "Nb lignes/page", lengths, str(search.lignes)),
    ]


def _columns(found: Dashboard, search: Search) -> list[Any]:
    """Return the headers of the table. Each sorts by its column, the other way round when it does already."""
    if not found.found:
        return [*(label for label, _ in _COLUMNS), "Actions"]
    return [*(_column(label, words, search) for label, words in _COLUMNS), "Actions"]


def _column(label: str, words: tuple[str, ...], search: Search) -> dict[str, str | None]:
    column, is_descending = search.tri.removeprefix("-"), search.tri.startswith("-")
    is_sorted = column in words
    word = f"-{column}" if is_sorted and not is_descending else column if is_sorted else words[0]
    lignes = [pair for pair in _display(search) if pair[0] == "lignes"]
    return {
        "label": label,
        "href": _href("/delegations", [*_criteria(search), *_view(search), ("tri", word), *lignes]),
        "sort": ("descending" if is_descending else "ascending") if is_sorted else None,
    }


def _counter(found: Dashboard) -> str:
    if not found.found:
        return "Aucune délégation"
    return "1 délégation" if found.found == 1 else f"{found.found} délégations"
