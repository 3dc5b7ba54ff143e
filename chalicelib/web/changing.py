"""« Mise à jour d’une délégation »."""

from chalice.app import Response

from chalicelib.acts.change import change
from chalicelib.acts.given import look_at_given
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Act, Actor, open_acts
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.web.creation import asked_terms
from chalicelib.web.drafts import shown_again
from chalicelib.web.form_hints import hint_of, key_of
from chalicelib.web.paths import given_path
from chalicelib.web.render import page, redirect
from chalicelib.web.structures import is_searching, structure_choices

_FIELDS = ("debut", "fin", "toutes_structures", "structures")


def edit_delegation(visit: Visit, delegation_id: str) -> Response:
    """Show the form, with the terms in force or as it was typed."""
    given = look_at_given(visit.context, visit.session, delegation_id)
    delegation = given.delegation
    state = delegation.status_at(visit.context.now)
    if Act.CHANGE not in open_acts(delegation, Actor.DELEGANT, visit.context.now):
        raise Refused(Code.WRONG_STATUS)
    form = visit.form if visit.draft and not visit.draft.done else Form(_values(delegation))
    return page(
        visit,
        "delegations/modifier",
        given.person,
        form=form,
        delegation=delegation,
        state=state,
        profil=PROFILS[delegation.profil],
        structures=structure_choices(form, given.practice.structures),
        today=visit.context.today,
        form_key=key_of(form),
    )


def _values(delegation: Delegation) -> dict[str, str | list[str]]:
    terms = delegation.terms
    return {
        "debut": terms.validity.start.isoformat(),
        "fin": terms.validity.end.isoformat(),
        "structures": sorted(terms.structure_ids),
        "toutes_structures": "oui" if PROFILS[delegation.profil].all_structures else "",
    }


def change_delegation(visit: Visit, delegation_id: str) -> Response:
    """Change the terms. A form with errors is shown again with all that was typed."""
    form, path = visit.form, f"{given_path(delegation_id)}/modifier"
    if is_searching(form):
        return shown_again(visit, path, form, 200, at="f-cherche")
    hint, version, key = hint_of(form), form.number("version"), key_of(form)
    try:
        changed = change(visit.context, visit.session, delegation_id, hint, version, asked_terms(form), key)
    except Refused as refused:
        return shown_again(visit, path, form.marked_by(refused, _FIELDS))
    done = "proposee" if changed.proposal else "modifiee"
    return redirect(visit, f"{given_path(delegation_id)}?fait={done}")
