"""The way of somebody who opens a délégant's personal link: what he wishes, who he is, and the demand itself.

Profil and period travel in the address, so that every way to sign in, Back and Reload lead to what was chosen. Nothing
in them is personal, and nothing is stored before the demand.
"""

from typing import Any
from urllib.parse import quote, urlencode

from chalice.app import Response

from chalicelib.acts.ask import Wish, ask
from chalicelib.acts.follow_ask_link import Askable, follow_ask_link
from chalicelib.acts.people import SignedOut, account_id_of
from chalicelib.acts.terms import read_period
from chalicelib.domain.catalogue import PROFILS, Profil, ProfilId
from chalicelib.domain.codes import CATEGORIES, SPECIALITES
from chalicelib.domain.people import Identifiers
from chalicelib.domain.periods import Validity
from chalicelib.domain.refusals import Refused
from chalicelib.http.forms import Form
from chalicelib.http.statuses import STATUSES
from chalicelib.http.visit import Visit
from chalicelib.web.consent import has_understood
from chalicelib.web.drafts import new_id, shown_again
from chalicelib.web.form_hints import key_of
from chalicelib.web.presets import period_of, presets_of
from chalicelib.web.render import page, redirect

_WISH = ("profil", "debut", "fin")
"""The fields that travel in the address."""

_WHO, _SEND = "/qui", "/envoyer"
_IDENTIFIERS = ("rpps_adeli", "cpe", "categorie", "specialite")
_NOT_UNDERSTOOD = {"compris": "Cochez cette case pour envoyer votre demande."}
_NO_PROFIL = "Sélectionnez un profil."


def asking_page(visit: Visit, ask_token: str) -> Response:
    """Show who the délégant is, and the form of a wish; lead on once the wish is complete."""
    askable = follow_ask_link(visit.context, visit.session, ask_token)
    form = _wish_in_address(visit)
    if visit.query.text("suite") and not visit.query.text("periode"):
        form = form.with_errors(_errors(visit, askable, form), _WISH)
        if not form.errors:
            return redirect(visit, _following(visit, askable, form))
    return page(
        visit,
        "demande/souhait",
        askable.person,
        status=400 if form.errors else None,
        form=form,
        askable=askable,
        token=ask_token,
        is_own=bool(askable.person and askable.person.id == askable.account_id),
        profils=[(profil.id.value, profil.label, _gives(profil)) for profil in _profils(askable)],
        presets=presets_of(visit.context.today),
    )


def who_page(visit: Visit, ask_token: str) -> Response:
    """Show the ways to say who one is; lead somebody signed in on to his demand."""
    askable = follow_ask_link(visit.context, visit.session, ask_token)
    form = _wish_in_address(visit)
    if askable.person or _errors(visit, askable, form):
        return redirect(visit, _following(visit, askable, form))
    return _of_wish(visit, "demande/qui", askable, form, suite=quote(_address(ask_token, form, _SEND)))


def demand_page(visit: Visit, ask_token: str) -> Response:
    """Show the demand to send to somebody signed in."""
    account_id_of(visit.session)
    askable = follow_ask_link(visit.context, visit.session, ask_token)
    if askable.person is None:
        raise SignedOut
    form = visit.form if visit.draft else _wish_in_address(visit)
    if _errors(visit, askable, form):
        return redirect(visit, _following(visit, askable, form))
    return _of_wish(
        visit,
        "demande/envoyer",
        askable,
        _known_of(askable, form),
        account=askable.person.head.account,
        categories=list(CATEGORIES.items()),
        specialites=list(SPECIALITES.items()),
    )


def _following(visit: Visit, askable: Askable, form: Form) -> str:
    """Return the address of the step that follows a wish: the wish again while it has errors."""
    token = visit.parameters["ask_token"]
    if _errors(visit, askable, form):
        return _address(token, form, suite="oui")
    return _address(token, form, _SEND if askable.person else _WHO)


def _of_wish(visit: Visit, template: str, askable: Askable, form: Form, **more: Any) -> Response:
    token = visit.parameters["ask_token"]
    return page(
        visit,
        template,
        askable.person,
        form=form,
        askable=askable,
        token=token,
        profil=PROFILS[ProfilId(form.text("profil"))],
        validity=_period(visit, form),
        back=_address(token, form),
        **more,
    )


def _known_of(askable: Askable, form: Form) -> Form:
    """Return the form of a demand, filled with what is known of the person signed in."""
    head = askable.person.head if askable.person else None
    known = {
        "rpps_adeli": head.rpps if head else "",
        "cpe": head.cpe if head else "",
        "categorie": askable.own.categorie,
        "specialite": askable.own.specialite,
        "cle": new_id(),
    }
    return Form({**known, **form.values}, form.errors)


def send_demand(visit: Visit, ask_token: str) -> Response:
    """Ask the délégant, and lead to the demand in the space of its asker."""
    form, askable = visit.form, follow_ask_link(visit.context, visit.session, ask_token)
    if not has_understood(form):
        return shown_again(visit, visit.path, form.with_errors(_NOT_UNDERSTOOD))
    try:
        asked = ask(visit.context, visit.session, askable.door, _wish(form), key_of(form))
    except Refused as refused:
        above = {} if refused.fields else {"": refused.message}
        wrong = form.with_errors({**above, **refused.fields}, (*_WISH, *_IDENTIFIERS))
        return shown_again(visit, visit.path, wrong, STATUSES.get(refused.code, 400))
    return redirect(visit, f"/recues/{asked}?fait=demandee")


def _wish(form: Form) -> Wish:
    identifiers = Identifiers(**{name: form.text(name) for name in _IDENTIFIERS})
    return Wish(form.text("profil"), form.text("debut"), form.text("fin"), identifiers)


def _wish_in_address(visit: Visit) -> Form:
    """Return the wish that the address holds, with the period of the button that was pressed."""
    typed = {name: visit.query.text(name) for name in _WISH}
    return Form({**typed, **period_of(visit.query.text("periode"), visit.context.today)})


def _address(token: str, form: Form, step: str = "", **more: str) -> str:
    """Return the address of a step with the wish in it."""
    query = urlencode({name: form.text(name) for name in _WISH if form.text(name)} | more)
    return f"/demande/{quote(token, safe='')}{step}?{query}"


def _gives(profil: Profil) -> str:
    return f"Donne accès\u00a0: {profil.gives}."


def _profils(askable: Askable) -> list[Profil]:
    return [PROFILS[profil] for profil in askable.profils]


def _errors(visit: Visit, askable: Askable, form: Form) -> dict[str, str]:
    """Return the errors of a wish, by field."""
    errors = {} if form.text("profil") in set(askable.profils) else {"profil": _NO_PROFIL}
    try:
        _period(visit, form)
    except Refused as refused:
        errors |= refused.fields
    return errors


def _period(visit: Visit, form: Form) -> Validity:
    return read_period(form.text("debut"), form.text("fin"), visit.context)
