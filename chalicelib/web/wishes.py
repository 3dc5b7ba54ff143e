"""A wish on its way: the profil and the period that somebody wants to ask a délégant for, and the steps of the way.

Profil and period travel in the address, so that every way to sign in, Back and Reload lead to what was chosen. Nothing
in them is personal, and nothing is stored before the demand.
"""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from chalicelib.acts.ask import Wish
from chalicelib.acts.follow_ask_link import Askable
from chalicelib.acts.terms import read_period
from chalicelib.domain.people import Identifiers
from chalicelib.domain.periods import Validity
from chalicelib.domain.refusals import Refused
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.web.presets import period_of

WISH = ("profil", "debut", "fin")
"""The fields that travel in the address."""

IDENTIFIERS = ("rpps_adeli", "cpe", "categorie", "specialite")
WHO, SEND, BY_ADDRESS = "/qui", "/envoyer", "/adresse"
"""The steps after the wish, as paths under that of the link."""

_NO_PROFIL = "Sélectionnez un profil."


def wish_of(form: Form) -> Wish:
    """Return what a form asks for, as typed."""
    identifiers = Identifiers(**{name: form.text(name) for name in IDENTIFIERS})
    return Wish(form.text("profil"), form.text("debut"), form.text("fin"), identifiers)


def wish_in_address(visit: Visit) -> Form:
    """Return the wish that the address holds, with the period of the button that was pressed."""
    typed = {name: visit.query.text(name) for name in WISH}
    return Form({**typed, **period_of(visit.query.text("periode"), visit.context.today)})


def wish_of_mail(visit: Visit, wish: Iterable[str]) -> Form:
    """Return the wish with which a link was mailed; mails of the version before have it in the address instead."""
    asked = wish_in_address(visit)
    return asked if asked.text("profil") else Form(dict(zip(WISH, wish, strict=False)))


def address_with_wish(token: str, form: Form, step: str = "", **more: str) -> str:
    """Return the address of a step with the wish in it."""
    query = urlencode({name: form.text(name) for name in WISH if form.text(name)} | more)
    return f"/demande/{quote(token, safe='')}{step}?{query}"


def step_after(visit: Visit, askable: Askable, form: Form) -> str:
    """Return the address of the step that follows a wish: the wish again while it has errors."""
    token = visit.parameters["ask_token"]
    if errors_of_wish(visit, askable, form):
        return address_with_wish(token, form, suite="oui")
    return address_with_wish(token, form, SEND if askable.person else WHO)


def errors_of_wish(visit: Visit, askable: Askable, form: Form) -> dict[str, str]:
    """Return the errors of a wish, by field."""
    errors = {} if form.text("profil") in set(askable.profils) else {"profil": _NO_PROFIL}
    try:
        period_wished(visit, form)
    except Refused as refused:
        errors |= refused.fields
    return errors


def period_wished(visit: Visit, form: Form) -> Validity:
    """Return the period of a wish; raise `Refused` with its errors by field."""
    return read_period(form.text("debut"), form.text("fin"), visit.context)
