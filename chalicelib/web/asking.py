"""The way of somebody who opens a délégant's personal link: what he wishes, who he is, and the demand itself.

asking_by_address.py has the way of somebody without an account.
"""

from typing import Any
from urllib.parse import quote

from chalice.app import Response

from chalicelib.acts.ask import ask
from chalicelib.acts.follow_ask_link import Askable, follow_ask_link
from chalicelib.acts.people import SignedOut, account_id_of
from chalicelib.domain.catalogue import PROFILS, Profil, ProfilId
from chalicelib.domain.codes import CATEGORIES, SPECIALITES
from chalicelib.domain.refusals import Refused
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.web.consent import has_understood
from chalicelib.web.drafts import new_form_key, refusal_on_form, shown_again
from chalicelib.web.form_hints import key_of
from chalicelib.web.paths import received_path
from chalicelib.web.presets import presets_of
from chalicelib.web.render import page, redirect
from chalicelib.web.wishes import (
    BY_ADDRESS,
    IDENTIFIERS,
    SEND,
    WISH,
    address_with_wish,
    errors_of_wish,
    period_wished,
    step_after,
    wish_in_address,
    wish_of,
)

_NOT_UNDERSTOOD = {"compris": "Cochez cette case pour envoyer votre demande."}


def asking_page(visit: Visit, ask_token: str) -> Response:
    """Show who the délégant is, and the form of a wish; lead on once the wish is complete."""
    askable = follow_ask_link(visit.context, visit.session, ask_token)
    form = wish_in_address(visit)
    if visit.query.text("suite") and not visit.query.text("periode"):
        form = form.with_errors(errors_of_wish(visit, askable, form), WISH)
        if not form.errors:
            return redirect(visit, step_after(visit, askable, form))
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
    form = wish_in_address(visit)
    if askable.person or errors_of_wish(visit, askable, form):
        return redirect(visit, step_after(visit, askable, form))
    suite, by_address = (address_with_wish(ask_token, form, step) for step in (SEND, BY_ADDRESS))
    return _of_wish(visit, "demande/qui", askable, form, suite=quote(suite), by_address=by_address)


def demand_page(visit: Visit, ask_token: str) -> Response:
    """Show the demand to send to somebody signed in."""
    account_id_of(visit.session)
    askable = follow_ask_link(visit.context, visit.session, ask_token)
    if askable.person is None:
        raise SignedOut
    form = visit.form if visit.draft else wish_in_address(visit)
    if errors_of_wish(visit, askable, form):
        return redirect(visit, step_after(visit, askable, form))
    return _of_wish(
        visit,
        "demande/envoyer",
        askable,
        _known_of(askable, form),
        account=askable.person.head.account,
        categories=list(CATEGORIES.items()),
        specialites=list(SPECIALITES.items()),
    )


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
        validity=period_wished(visit, form),
        back=address_with_wish(token, form),
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
        "cle": new_form_key(),
    }
    return Form({**known, **form.values}, form.errors)


def send_demand(visit: Visit, ask_token: str) -> Response:
    """Ask the délégant, and lead to the demand in the space of its asker."""
    form, askable = visit.form, follow_ask_link(visit.context, visit.session, ask_token)
    if not has_understood(form):
        return shown_again(visit, visit.path, form.with_errors(_NOT_UNDERSTOOD))
    try:
        asked = ask(visit.context, visit.session, askable.open_link, wish_of(form), key_of(form))
    except Refused as refused:
        return refusal_on_form(visit, visit.path, refused, (*WISH, *IDENTIFIERS))
    return redirect(visit, f"{received_path(asked)}?fait=demandee")


def _gives(profil: Profil) -> str:
    return f"Donne accès\u00a0: {profil.gives}."


def _profils(askable: Askable) -> list[Profil]:
    return [PROFILS[profil] for profil in askable.profils]
