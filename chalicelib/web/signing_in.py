"""Signing in by e-mail and password, and signing out; card.py has the card, passkey_sign_in.py the passkeys."""

from urllib.parse import quote

from chalice.app import Response

from chalicelib.acts.sign_in import sign_in
from chalicelib.acts.sign_out import sign_out as end_session
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.urls import absolute
from chalicelib.http.visit import Visit
from chalicelib.identity import psc, sessions
from chalicelib.identity.challenges import Purpose, new_challenge
from chalicelib.identity.psc import PscUnavailable
from chalicelib.identity.relying_party import relying_party
from chalicelib.web.before_sign_in import browser_id, form_page
from chalicelib.web.callers import caller_of
from chalicelib.web.drafts import shown_again
from chalicelib.web.render import redirect
from chalicelib.web.signed_in import CARD_SESSION, cleared_cookies, own_path, signed_in


def home(visit: Visit) -> Response:
    """Lead to the account, or to the sign-in."""
    return redirect(visit, "/compte" if visit.session else "/connexion")


def sign_in_page(visit: Visit) -> Response:
    """Show the ways to sign in."""
    suite, holder, context = own_path(visit.query.text("suite")), browser_id(visit), visit.context
    options = {
        "challenge": new_challenge(Purpose.SIGN_IN, holder, context.keys, context.now),
        "rpId": relying_party(context.settings).id,
        "userVerification": "required",
    }
    query = f"?suite={quote(suite)}" if suite else ""
    return form_page(visit, "connexion", pre_session=holder, query=query, options=options)


def sign_in_by_password(visit: Visit) -> Response:
    """Sign in by e-mail and password, and lead to the page that the address of the form names."""
    form, suite = visit.form, own_path(visit.query.text("suite"))
    try:
        session = sign_in(visit.context, form.text("adresse"), form.raw("mot_de_passe"), caller_of(visit))
    except Refused as refused:
        wrong = form.with_errors(refused.fields or {"": refused.message})
        status = 429 if refused.code is Code.LIMIT else 400
        return shown_again(visit, visit.path, wrong, status, suite=suite)
    return signed_in(visit, session, suite)


def sign_out_page(visit: Visit) -> Response:
    """Lead from the address of « Me déconnecter » to the account, or to the sign-in."""
    return home(visit)


def sign_out(visit: Visit) -> Response:
    """End the session of this browser for good, and that of the card."""
    end_session(visit.context, visit.session, caller_of(visit))
    return redirect(visit, _way_out(visit) or "/connexion?fait=deconnexion", cookies=cleared_cookies(visit))


def _way_out(visit: Visit) -> str:
    """Return the URL at which Pro Santé Connect ends its session.

    Empty when the person did not come by card, or when Pro Santé Connect does not answer.
    """
    id_token = visit.cookie(CARD_SESSION)
    if not id_token:
        return ""
    context = visit.context
    try:
        return psc.logout_url(context.settings, context.now, id_token, absolute("/connexion"), sessions.random_token())
    except PscUnavailable:
        return ""
