"""« Valider » of what a délégué asks for: the délégant reads it, completes it and validates it."""

from dataclasses import replace

from chalice.app import Response

from chalicelib.acts.complete import Completed, complete
from chalicelib.acts.given import Given
from chalicelib.acts.validate import doubt_about_number, numbers_of_others
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.codes import CATEGORIES, SPECIALITES
from chalicelib.domain.eligibility import refusal_of_profil
from chalicelib.domain.identifiers import asked_of, read_cpe, read_rpps_adeli
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.store.aliases import named_by
from chalicelib.web.creation import asked_terms
from chalicelib.web.drafts import facts_of, refusal_on_form, shown_again
from chalicelib.web.form_hints import hint_of, key_of
from chalicelib.web.paths import given_path
from chalicelib.web.render import page, redirect
from chalicelib.web.structures import is_searching, structure_choices

_FIELDS = ("debut", "fin", "rpps_adeli", "categorie", "specialite", "cpe", "toutes_structures", "structures")


def completion_page(visit: Visit, given: Given) -> Response:
    """Show the wish, and the form of what it lacks, as it was typed."""
    delegation, now = given.delegation, visit.context.now
    form = visit.form if visit.draft and not visit.draft.done else Form(_values(given))
    shown = _with_identifiers(given, _looked_up(visit, given, form))
    others = numbers_of_others(visit.context, shown.delegation)
    named = {kind for kind, _ in others}
    return page(
        visit,
        "delegations/completer",
        given.person,
        form=form,
        delegation=delegation,
        state=delegation.status_at(now),
        account=given.account,
        profil=PROFILS[delegation.profil],
        obstacle=refusal_of_profil(delegation.profil, given.practice, visit.context.today),
        structures=structure_choices(form, given.practice.structures),
        categories=list(CATEGORIES.items()),
        specialites=list(SPECIALITES.items()),
        others=others,
        doubt="" if "rpps" in named else doubt_about_number(visit.context, shown),
        number=shown.delegation.delegue.identifiers.rpps_adeli,
        form_key=key_of(form),
    )


def _values(given: Given) -> dict[str, str | list[str]]:
    """Return the form as it is first shown: what was asked for; the structure, where there is only one to choose."""
    delegation, own = given.delegation, given.practice.structures
    is_one = len(own) == 1 and not PROFILS[delegation.profil].all_structures
    return {
        **delegation.delegue.identifiers._asdict(),
        "debut": delegation.terms.validity.start.isoformat(),
        "fin": delegation.terms.validity.end.isoformat(),
        "structures": [own[0].id] if is_one else [],
    }


def _looked_up(visit: Visit, given: Given, form: Form) -> Identifiers:
    """Return the identifiers of which the page may tell: with the numbers that the délégué gave, or counted ones."""
    profil = given.delegation.profil
    typed, own = (asked_of(profil, one) for one in (_identifiers(form), given.delegation.delegue.identifiers))
    return typed if named_by(typed) == named_by(own) or facts_of(visit).get(_COUNTED) else Identifiers()


def _with_identifiers(given: Given, identifiers: Identifiers) -> Given:
    delegue = given.delegation.delegue._replace(identifiers=identifiers)
    return replace(given, delegation=given.delegation._replace(delegue=delegue))


def _identifiers(form: Form) -> Identifiers:
    return Identifiers(**{name: form.text(name) for name in Identifiers._fields})


def validate_wish(visit: Visit, delegation_id: str, *, version: int) -> Response:
    """Complete and validate the wish of this version. A form with errors is shown again with all that was typed."""
    form, path = visit.form, f"{given_path(delegation_id)}/valider"
    if is_searching(form):
        return shown_again(visit, path, form, 200, at="f-cherche")
    identifiers = _identifiers(form)
    try:
        complete(
            visit.context,
            visit.session,
            delegation_id,
            hint_of(form),
            version,
            Completed(asked_terms(form), identifiers),
            without_number=not {read_rpps_adeli(identifiers.rpps_adeli), read_cpe(identifiers.cpe)}.isdisjoint(
                form.texts("numero_retire")
            ),
            number_seen=form.text("numero_vu") == read_rpps_adeli(identifiers.rpps_adeli),
        )
    except Refused as refused:
        facts = {_COUNTED: refused.code in _AFTER_NUMBERS}
        if refused.code is Code.NUMBER_IN_DOUBT:  # the page says it itself
            return shown_again(visit, path, form, 409, at="", facts=facts)
        if refused.code not in _SHOWN:
            raise
        return refusal_on_form(visit, path, refused, _FIELDS, facts=facts)
    return redirect(visit, f"{given_path(delegation_id)}?fait=validee")


_SHOWN = frozenset(
    {
        *(Code.FORM, Code.OVERLAP, Code.TERMS_CHANGED, Code.NUMBER_OF_ANOTHER, Code.NOT_EXCLUSIVE),
        *(Code.PROFIL_CLOSED, Code.NOT_ELIGIBLE, Code.TOO_MANY_DELEGATIONS, Code.LIMIT),
    }
)
"""What the délégant may mend, or must see, on the form itself."""

_AFTER_NUMBERS = frozenset({Code.NUMBER_OF_ANOTHER, Code.NUMBER_IN_DOUBT, Code.OVERLAP, Code.NOT_EXCLUSIVE})
"""Refusals of `complete` that come after it has counted the numbers, and looked them up."""

_COUNTED = "numbers_counted"
"""The fact of a form whose numbers were counted as a look-up."""
