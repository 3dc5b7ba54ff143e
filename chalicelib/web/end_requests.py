"""« Demander à prolonger », in the délégué's space, and the délégant's answer."""

from chalice.app import Response

from chalicelib.acts.answer_longer import decline_longer, grant_longer
from chalicelib.acts.ask_longer import ask_longer
from chalicelib.acts.given import look_at_given
from chalicelib.acts.received import find_received
from chalicelib.acts.terms import AskedTerms
from chalicelib.acts.validate import numbers_of_others
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.prolongations import ends_anew
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, Actor, open_acts
from chalicelib.domain.statuses import Status
from chalicelib.domain.transitions.of_request import first_day
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.web.drafts import shown_again
from chalicelib.web.form_hints import hint_of, key_of
from chalicelib.web.paths import given_path, received_path
from chalicelib.web.prolonging import presets_of
from chalicelib.web.render import page, redirect

_FIELDS = ("debut", "fin")
_LABELS = {1: "Pour un mois", 3: "Pour trois mois", 6: "Pour six mois"}


def asking_page(visit: Visit, delegation_id: str) -> Response:
    """Show the usual prolongations and a date to type; lead to the delegation when none can be asked for."""
    found = find_received(visit.context, visit.session, delegation_id)
    delegation, now = found.delegation, visit.context.now
    if Act.ASK_LONGER not in open_acts(delegation, Actor.SPACE, now):
        return redirect(visit, received_path(delegation_id))
    is_over = delegation.status_at(now) is Status.TERMINEE
    form = visit.form if visit.draft and not visit.draft.done else Form()
    if is_over and not form.raw("debut"):
        form = form.having(debut=visit.context.today.isoformat())
    return page(
        visit,
        "recues/prolonger",
        found.person,
        form=form,
        delegation=delegation,
        profil=PROFILS[delegation.profil],
        request=delegation.end_request_at(now),
        is_over=is_over,
        presets=_presets(visit, delegation, is_over=is_over),
        form_key=key_of(form),
    )


def _presets(visit: Visit, delegation: Delegation, *, is_over: bool) -> list[tuple[str, str, str]]:
    longest = visit.context.settings.longest_validity_days
    if not is_over:
        return presets_of(delegation.terms.validity, longest)
    ends = ends_anew(visit.context.today, longest)
    return [(end.isoformat(), _LABELS[months], f"{end:%d/%m/%Y}") for months, end in ends]


def ask_for_longer(visit: Visit, delegation_id: str) -> Response:
    """Ask the délégant for a later last day: that of the button, or the one typed."""
    form = visit.form
    asked = AskedTerms(form.text("debut"), form.text("jusqu") or form.text("fin"))
    try:
        ask_longer(visit.context, visit.session, delegation_id, asked, key_of(form))
    except Refused as refused:
        if refused.code is not Code.FORM:
            raise
        return shown_again(visit, f"{received_path(delegation_id)}/prolonger", form.marked_by(refused, _FIELDS))
    return redirect(visit, f"{received_path(delegation_id)}?fait=prolongation-demandee")


def answering_page(visit: Visit, delegation_id: str) -> Response:
    """Show what the délégué asks for, before « Valider »; lead to the delegation when nothing is asked.

    A mail leads here, and is opened again once it is answered.
    """
    given = look_at_given(visit.context, visit.session, delegation_id)
    delegation, now = given.delegation, visit.context.now
    request = delegation.end_request_at(now)
    if request is None or Act.DECLINE_LONGER not in open_acts(delegation, Actor.DELEGANT, now):
        return redirect(visit, given_path(delegation_id))
    form = visit.form if visit.draft and not visit.draft.done else Form({"fin": request.end.isoformat()})
    return page(
        visit,
        "delegations/prolongation",
        given.person,
        form=form,
        delegation=delegation,
        account=given.account,
        profil=PROFILS[delegation.profil],
        structures=[structure.label for structure in delegation.terms.structures],
        request=request,
        start=first_day(delegation, now),
        is_over=delegation.status_at(now) is Status.TERMINEE,
        may_grant=Act.GRANT_LONGER in open_acts(delegation, Actor.DELEGANT, now),
        form_key=key_of(form),
        others=[value for _, value in numbers_of_others(visit.context, delegation)],
    )


def answer_longer(visit: Visit, delegation_id: str) -> Response:
    """Grant or decline, as the button says."""
    form, hint = visit.form, hint_of(visit.form)
    if form.text("reponse") == "refuser":
        decline_longer(visit.context, visit.session, delegation_id, hint, key_of(form))
        return redirect(visit, f"{given_path(delegation_id)}?fait=prolongation-refusee")
    version, path = form.number("version"), f"{given_path(delegation_id)}/prolongation"
    try:
        grant_longer(
            visit.context,
            visit.session,
            delegation_id,
            hint,
            version,
            form.text("fin"),
            key_of(form),
            without_number=form.text("numero_retire") == "oui",
        )
    except Refused as refused:
        if refused.code in {Code.TERMS_CHANGED, Code.NUMBER_OF_ANOTHER}:
            # Something has changed since the page was shown, so that must be shown first.
            return shown_again(visit, path, form.with_errors({"": refused.message}), 409)
        if refused.code is not Code.FORM:
            raise
        return shown_again(visit, path, form.marked_by(refused, ("fin",)))
    return redirect(visit, f"{given_path(delegation_id)}?fait=prolongation-accordee")
