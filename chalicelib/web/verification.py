"""« Vérification de compte »: does the address belong to the person meant? (user guide §1.1)"""

from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.acts.invited import Shown
from chalicelib.acts.people import person_signed_in
from chalicelib.acts.steps import unseal_step
from chalicelib.domain.people import Name
from chalicelib.domain.refusals import Refused
from chalicelib.http.visit import Visit
from chalicelib.web.drafts import QUERY
from chalicelib.web.render import page


def step_of(visit: Visit) -> tuple[Shown, Name] | None:
    """Return the result of step 1 in a form or a draft; None when it has none that is still valid for this person."""
    try:
        return unseal_step(visit.context, visit.session, visit.form.text("etape"))
    except Refused:
        return None


def verification_page(visit: Visit, step: tuple[Shown, Name], action: str, back: str) -> Response:
    """Show « Vérification de compte », which asks whether this is the person meant.

    « Oui » sends the draft to `action`: by GET where it only leads on, by POST where it does something.
    """
    shown, name = step
    return page(
        visit,
        "delegations/verification",
        person_signed_in(visit.session),
        shown=shown,
        name=name,
        action=action,
        back=f"{back}?{urlencode({QUERY: visit.query.text(QUERY)})}",
        form=visit.form,
        draft_id=visit.query.text(QUERY),
    )
