"""The way of somebody without an account who asks by a délégant's link: he types his address, and follows a mail."""

from typing import Any

from chalice.app import Response

from chalicelib.acts.ask_by_address import Proved, follow_mailed_link, mail_link_to_ask
from chalicelib.acts.follow_ask_link import follow_ask_link
from chalicelib.acts.open_and_ask import open_and_ask as act
from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.codes import CATEGORIES, SPECIALITES
from chalicelib.domain.people import CIVILITES
from chalicelib.domain.refusals import NOT_YET, Code, Refused
from chalicelib.http.forms import Form
from chalicelib.http.visit import Visit
from chalicelib.identity.passwords import RULES
from chalicelib.store.ask_links import token_of
from chalicelib.web.before_sign_in import form_page
from chalicelib.web.callers import known_from_now_on
from chalicelib.web.confirmation import confirmation_page
from chalicelib.web.drafts import SENT, done, facts_of, new_form_key, refusal_on_form, shown_again
from chalicelib.web.form_hints import key_of
from chalicelib.web.opening import opening_of
from chalicelib.web.render import page, redirect
from chalicelib.web.typos import warned_of_typo
from chalicelib.web.wishes import (
    IDENTIFIERS,
    SEND,
    WISH,
    address_with_wish,
    errors_of_wish,
    step_after,
    wish_in_address,
    wish_of,
    wish_of_mail,
)

_TITLE = "Demander une délégation"
_FIELDS = ("civilite", "nom", "prenom", *WISH, *IDENTIFIERS, "mot_de_passe", "confirmation", "consentement")


def address_page(visit: Visit, ask_token: str) -> Response:
    """Show the field for the address; once it was sent, the same page whether or not the address has an account."""
    if visit.query.text(SENT):
        return confirmation_page(
            visit,
            _TITLE,
            "Consultez votre messagerie",
            "Un e-mail vient d’être envoyé à l’adresse que vous avez indiquée.",
            "Il contient un lien, valable 24 heures, pour terminer votre demande.",
        )
    askable = follow_ask_link(visit.context, visit.session, ask_token)
    form = visit.form if visit.draft else wish_in_address(visit)
    if askable.person or errors_of_wish(visit, askable, form):
        return redirect(visit, step_after(visit, askable, form))
    back = address_with_wish(ask_token, form)
    return form_page(visit, "demande/adresse", form=form, askable=askable, token=ask_token, back=back)


def send_link(visit: Visit, ask_token: str) -> Response:
    """Mail the link to the address, whether or not it has an account."""
    form = visit.form
    warned = warned_of_typo(form)
    if warned:
        return shown_again(visit, visit.path, warned)
    try:
        mail_link_to_ask(visit.context, ask_token, wish_of(form), form.text("adresse"))
    except Refused as refused:
        return refusal_on_form(visit, visit.path, refused)
    return redirect(visit, f"{visit.path}?{SENT}=oui")


def proved_page(visit: Visit, token: str) -> Response:
    """Show the form of the account that its owner opens by asking; once he did, that he did."""
    if facts_of(visit):
        return confirmation_page(
            visit,
            _TITLE,
            "Votre demande a bien été envoyée",
            "Un e-mail vous en donne copie, et un autre vous avertira de la réponse.",
            NOT_YET,
        )
    proved = follow_mailed_link(visit.context, token)
    form = visit.form if visit.draft else wish_of_mail(visit, proved.wish)
    if form.text("profil") not in set(proved.askable.profils):
        return redirect(visit, _way_of_link(visit, proved, form))
    if proved.signs_in:
        return redirect(visit, _way_of_link(visit, proved, form, SEND))
    return page(visit, "demande/compte", **_shown(visit, proved, form), token=token, rules=RULES)


def _way_of_link(visit: Visit, proved: Proved, form: Form, step: str = "") -> str:
    return address_with_wish(token_of(proved.askable.nonce, visit.context.keys.lookup), form, step)


def _shown(visit: Visit, proved: Proved, form: Form) -> dict[str, Any]:
    given = {"cle": new_form_key(), **form.values, "adresse": proved.address}
    return {
        "form": Form(given, form.errors),
        "askable": proved.askable,
        "is_known": proved.is_known,
        "account": proved.account,
        "profil": PROFILS[ProfilId(form.text("profil"))],
        "civilites": list(CIVILITES.items()),
        "categories": list(CATEGORIES.items()),
        "specialites": list(SPECIALITES.items()),
    }


def open_and_ask(visit: Visit, token: str) -> Response:
    """Open the account and ask, in one act. A form with errors is shown again."""
    form = visit.form
    try:
        account_id = act(visit.context, token, opening_of(form), wish_of(form), key_of(form))
    except Refused as refused:
        if refused.code is Code.ACCOUNT_APPEARED:
            return shown_again(visit, visit.path, form, 200, at="")  # its page leads to the sign-in
        return refusal_on_form(visit, visit.path, refused, _FIELDS)
    return done(visit, visit.path, {"envoyee": True}, cookies=(known_from_now_on(visit, account_id),))
