"""« Tableau de bord » of the délégant; its whole state is in the URL."""

from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.acts.show_dashboard import LONGEST_SEARCH, ROWS_PER_PAGE, Dashboard, Search, show_dashboard
from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.statuses import Status
from chalicelib.http.forms import Form
from chalicelib.http.security import Headers, headers
from chalicelib.http.urls import url
from chalicelib.http.visit import Visit
from chalicelib.web.entrance import obstacle_of
from chalicelib.web.render import page
from chalicelib.web.spreadsheet import as_csv
from chalicelib.web.timeline import timeline_of


def dashboard(visit: Visit) -> Response:
    """Show the délégant's delegations."""
    search = search_of(visit.query)
    found = show_dashboard(visit.context, visit.session, search)
    kept = _kept(search)
    return page(
        visit,
        "delegations/tableau",
        found.person,
        board=found,
        obstacle=obstacle_of(found.person.why_not_act(visit.context.settings)),
        found=_counter(found),
        form=Form({"nom": search.nom, "profil": search.profil or "", "statut": sorted(search.statuts)}),
        searched=bool(kept),
        profils=[(profil.id.value, profil.label) for profil in PROFILS.values() if profil.opens_on],
        profil_labels={profil.id: profil.label for profil in PROFILS.values()},
        statuts=[(status.value, status.label) for status in Status],
        today=visit.context.today,
        choices=ROWS_PER_PAGE,
        lignes=search.lignes,
        timeline=timeline_of(list(found.matching), visit.context.today),
        csv_href=url(f"/delegations/export?{urlencode(kept)}"),
        kept=kept,
        page_href=lambda number: url(f"/delegations?{urlencode([*kept, ('lignes', search.lignes), ('page', number)])}"),
    )


def export(visit: Visit) -> Response:
    """Return every page of the search as one file for a spreadsheet."""
    found = show_dashboard(visit.context, visit.session, search_of(visit.query))
    given: Headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="delegations-{visit.context.today.isoformat()}.csv"',
    }
    return Response(as_csv(found.matching), headers=given | headers(visit.context.settings))


def search_of(query: Form) -> Search:
    """Return the search that a URL describes; parameters without a meaning are ignored."""
    profil, lignes = query.text("profil"), query.number("lignes")
    return Search(
        nom=query.text("nom")[:LONGEST_SEARCH],
        profil=ProfilId(profil) if profil in set(ProfilId) else None,
        statuts=frozenset(Status(value) for value in query.texts("statut") if value in set(Status)),
        page=query.number("page") or 1,
        lignes=lignes if lignes in ROWS_PER_PAGE else ROWS_PER_PAGE[0],
    )


def _kept(search: Search) -> list[tuple[str, str]]:
    """Return the search as name and value pairs for a URL."""
    pairs = [("nom", search.nom), ("profil", search.profil.value if search.profil else "")]
    return [(name, value) for name, value in pairs if value] + [("statut", value) for value in sorted(search.statuts)]


def _counter(found: Dashboard) -> str:
    if not found.found:
        return "Aucune délégation"
    return "1 délégation" if found.found == 1 else f"{found.found} délégations"
