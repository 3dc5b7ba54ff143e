"""« Qui a encore accès ? »: what is open, one decision each. What was decided stays, so one may stop and go on."""

from datetime import timedelta

from chalice.app import Response

from chalicelib.acts.review_access import keep_access
from chalicelib.acts.show_dashboard import ROWS_PER_PAGE, Line, Search, View, show_dashboard
from chalicelib.domain.catalogue import PROFILS
from chalicelib.http.visit import Visit
from chalicelib.web.drafts import led_on
from chalicelib.web.entrance import obstacle_of
from chalicelib.web.form_hints import hint_of
from chalicelib.web.paths import given_path
from chalicelib.web.render import page, redirect

PATH = "/delegations/acces"

_SAME_REVIEW = timedelta(days=30)
"""How long a decision counts as one of the present review, which one may spread over days."""


def review_page(visit: Visit) -> Response:
    """Show what is still to be decided, what has served least first, and what was kept in this review."""
    board = show_dashboard(visit.context, visit.session, Search(view=View.OPEN, tri="nom", lignes=ROWS_PER_PAGE[-1]))
    since = visit.context.today - _SAME_REVIEW
    kept, left = list[Line](), list[Line]()
    for line in board.matching:
        (kept if line.kept_on and line.kept_on > since else left).append(line)
    return page(
        visit,
        "delegations/acces",
        board.person,
        obstacle=obstacle_of(board.person.why_not_act(visit.context.settings)),
        left=sorted(left, key=_least_used),
        kept=kept,
        profil_labels={profil.id: profil.label for profil in PROFILS.values()},
    )


def _least_used(line: Line) -> str:
    return line.used_on.isoformat() if line.used_on else ""


def keeping_page(visit: Visit, delegation_id: str) -> Response:
    """Lead from the address of « Garder » to the delegation."""
    return led_on(visit, path=given_path(delegation_id))


def keep(visit: Visit, delegation_id: str) -> Response:
    """Keep an access. The form sent again keeps it again."""
    keep_access(visit.context, visit.session, delegation_id, hint_of(visit.form))
    return redirect(visit, f"{PATH}?fait=gardee")
