"""« Prolonger »: a later last day for a delegation, by one button or a date."""

from chalice.app import Response

from chalicelib.acts.change import change
from chalicelib.acts.given import look_at_given
from chalicelib.acts.terms import AskedEnd
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.periods import Validity
from chalicelib.domain.prolongations import usual_ends
from chalicelib.domain.refusals import Refused
from chalicelib.domain.rules import may_prolong
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.web.drafts import shown_again
from chalicelib.web.form_hints import hint_of, key_of
from chalicelib.web.paths import given_path
from chalicelib.web.render import page, redirect

_LABELS = {1: "D’un mois", 3: "De trois mois", 6: "De six mois", 0: "De la même durée"}


def prolongation_page(visit: Visit, delegation_id: str) -> Response:
    """Show the usual prolongations and a date to type; lead to the delegation when it cannot be prolonged.

    A mail leads here, and is opened again once the delegation is prolonged, or over.
    """
    given = look_at_given(visit.context, visit.session, delegation_id)
    delegation = given.delegation
    if not may_prolong(delegation, visit.context.now):
        return redirect(visit, given_path(delegation_id))
    form = visit.form if visit.draft and not visit.draft.done else Form()
    return page(
        visit,
        "delegations/prolonger",
        given.person,
        form=form,
        delegation=delegation,
        profil=PROFILS[delegation.profil],
        proposal=delegation.proposal_at(visit.context.now),
        presets=presets_of(delegation.terms.validity, visit.context.settings.longest_validity_days),
        form_key=key_of(form),
    )


def presets_of(validity: Validity, longest_days: int) -> list[tuple[str, str, str]]:
    """Return the value, the label and the last day of each usual prolongation: « De trois mois », « 31/03/2027 »."""
    ends = usual_ends(validity, longest_days)
    return [(end.isoformat(), _LABELS[months], f"{end:%d/%m/%Y}") for months, end in ends]


def prolong_delegation(visit: Visit, delegation_id: str) -> Response:
    """Ask the délégué for a later last day: that of the button, or the one typed."""
    form, hint = visit.form, hint_of(visit.form)
    asked = AskedEnd(form.text("jusqu") or form.text("fin"))
    try:
        change(visit.context, visit.session, delegation_id, hint, form.number("version"), asked, key_of(form))
    except Refused as refused:
        return shown_again(visit, f"{given_path(delegation_id)}/prolonger", form.marked_by(refused, ("fin",)))
    return redirect(visit, f"{given_path(delegation_id)}?fait=prolongation")
