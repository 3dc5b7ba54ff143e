"""Signing in with a passkey: the answer of the browser comes as a form, sent from « Connexion »."""

from chalice.app import Response

from chalicelib.acts.sign_in_by_passkey import sign_in_by_passkey
from chalicelib.domain.refusals import Refused
from chalicelib.http.forms import EMPTY
from chalicelib.http.visit import Visit
from chalicelib.identity.sessions import PRE_SESSION
from chalicelib.web.callers import caller_of
from chalicelib.web.drafts import led_on, shown_again
from chalicelib.web.signed_in import own_path, signed_in

_SIGN_IN = "/connexion"


def lead_to_sign_in(visit: Visit) -> Response:
    """Lead from the address of the form to the page that shows it."""
    return led_on(visit, path=_SIGN_IN)


def sign_in_with_passkey(visit: Visit) -> Response:
    """Sign in with the passkey that the browser has found, and lead to the page that the address of the form names."""
    suite = own_path(visit.query.text("suite"))
    try:
        session = sign_in_by_passkey(
            visit.context, visit.cookie(PRE_SESSION), visit.form.text("reponse"), caller_of(visit)
        )
    except Refused as refused:
        return shown_again(visit, _SIGN_IN, EMPTY.with_errors({"": refused.message}), suite=suite)
    return signed_in(visit, session, suite)
