"""Signing in, by e-mail and password or by card through Pro Santé Connect, and signing out."""

import logging
from urllib.parse import quote, unquote

from chalice.app import Response

from chalicelib.acts.sign_in import sign_in
from chalicelib.acts.sign_in_by_card import sign_in_by_card
from chalicelib.acts.sign_out import sign_out as end_session
from chalicelib.domain.refusals import Code, Refused
from chalicelib.http.cookies import cookie_of
from chalicelib.http.forms import EMPTY, Form
from chalicelib.http.urls import absolute
from chalicelib.http.visit import Visit
from chalicelib.identity import psc, sessions
from chalicelib.identity.psc import STATE_COOKIE, STATE_LIFE, PscFailed, PscUnavailable
from chalicelib.identity.sessions import PRE_SESSION, SESSION, Session
from chalicelib.web.before_sign_in import form_page
from chalicelib.web.callers import caller_of, known_from_now_on
from chalicelib.web.errors import error_page
from chalicelib.web.render import redirect
from chalicelib.web.resuming import resumed

log = logging.getLogger(__name__)
_CARD_SESSION = "carte"
"""The cookie that keeps the id_token of a sign-in by card: signing out ends that session too."""

_SUITE = "suite"
"""The cookie that keeps the path to return to, while the browser is at Pro Santé Connect."""

_LARGEST_COOKIE = 3500


def home(visit: Visit) -> Response:
    """Lead to the account, or to the sign-in."""
    return redirect(visit, "/compte" if visit.session else "/connexion")


def sign_in_page(visit: Visit) -> Response:
    """Show the two ways to sign in."""
    return _sign_in_page(visit, EMPTY)


def _sign_in_page(visit: Visit, form: Form, status: int = 200) -> Response:
    suite = _own_path(visit.query.text("suite") or form.text("suite"))
    return form_page(visit, "connexion", form, status, suite=suite)


def _own_path(path: str) -> str:
    """Return `path` if it is a path of this service, so that nobody is sent to another site; empty otherwise."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and len(path) < 400
    return path if plain and "\\" not in path else ""


def sign_in_by_password(visit: Visit) -> Response:
    """Sign in by e-mail and password."""
    form = visit.form
    try:
        session = sign_in(visit.context, form.text("adresse"), form.raw("mot_de_passe"), caller_of(visit))
    except Refused as refused:
        shown = Form({"adresse": form.text("adresse"), "suite": form.text("suite")})
        status = 429 if refused.code is Code.LIMIT else 400
        return _sign_in_page(visit, shown.with_errors(refused.fields or {"": refused.message}), status)
    return _signed_in(visit, session, form.text("suite"))


def start_by_card(visit: Visit) -> Response:
    """Send the browser to Pro Santé Connect."""
    context = visit.context
    try:
        start = psc.start(context.settings, context.keys, context.now, absolute("/connexion/retour"))
    except PscFailed as failed:
        return _card_failed(visit, failed)
    values = {STATE_COOKIE: start.state_cookie, _SUITE: quote(_own_path(visit.query.text("suite")))}
    cookies = tuple(
        sessions.set_cookie(sessions.cookie_name(context.settings, name), value, context.settings, STATE_LIFE)
        for name, value in values.items()
    )
    return redirect(visit, start.url, cookies=cookies)


def return_from_card(visit: Visit) -> Response:
    """Finish the sign-in that this browser began. Without the cookie of the beginning nothing happens."""
    context = visit.context
    query = {name: visit.query.text(name) for name in visit.query.values}
    try:
        card = psc.finish(
            context.settings,
            context.keys,
            context.now,
            absolute("/connexion/retour"),
            visit.cookie(STATE_COOKIE),
            query,
        )
        session, is_first = sign_in_by_card(context, card)
    except PscFailed as failed:
        return _card_failed(visit, failed)
    suite = unquote(visit.cookie(_SUITE)) or ("/compte/rattacher" if is_first else "")
    return _signed_in(visit, session, suite, card.id_token)


def _card_failed(visit: Visit, failed: PscFailed) -> Response:
    """Return the page of a failed sign-in. The log gets the reason, as a warning if no browser can cause it."""
    why = {"reason": failed.fault.value}
    if failed.fault.is_anybodys:
        log.info("card_sign_in_failed", extra=why)
    else:
        log.warning("card_sign_in_failed", extra=why)
    if not isinstance(failed, PscUnavailable):
        message = "La connexion par carte n’a pas abouti. Recommencez depuis la page de connexion."
        return error_page(visit, 400, "Connexion par carte", message)
    message = "Pro Santé Connect ne répond pas pour le moment. Réessayez dans quelques minutes."
    return error_page(visit, 503, "Connexion par carte indisponible", message)


def _signed_in(visit: Visit, session: Session, suite: str, id_token: str = "") -> Response:
    """Set the cookie of the new session, and clear those of the sign-in."""
    settings = visit.context.settings
    cookies: tuple[str, ...] = (
        cookie_of(session, visit.context),
        known_from_now_on(visit, session.account_id),
        sessions.clear_cookie(sessions.cookie_name(settings, PRE_SESSION), settings),
        *(sessions.clear_cookie(sessions.cookie_name(settings, name), settings) for name in (STATE_COOKIE, _SUITE)),
    )
    if 0 < len(id_token) < _LARGEST_COOKIE:
        cookies += (sessions.set_cookie(sessions.cookie_name(settings, _CARD_SESSION), id_token, settings),)
    resuming = resumed(visit, session.account_id)
    return redirect(visit, _own_path(suite) or (resuming.path if resuming else "/compte"), cookies=cookies)


def sign_out_page(visit: Visit) -> Response:
    """Lead from the address of « Me déconnecter » to the account, or to the sign-in."""
    return home(visit)


def sign_out(visit: Visit) -> Response:
    """End the session of this browser for good, and that of the card."""
    end_session(visit.session)
    settings = visit.context.settings
    cleared = tuple(
        sessions.clear_cookie(sessions.cookie_name(settings, name), settings) for name in (SESSION, _CARD_SESSION)
    )
    return redirect(visit, _way_out(visit) or "/connexion?fait=deconnexion", cookies=cleared)


def _way_out(visit: Visit) -> str:
    """Return the URL at which Pro Santé Connect ends its session.

    Empty when the person did not come by card, or when Pro Santé Connect does not answer.
    """
    id_token = visit.cookie(_CARD_SESSION)
    if not id_token:
        return ""
    context = visit.context
    try:
        return psc.logout_url(context.settings, context.now, id_token, absolute("/connexion"), sessions.random_token())
    except PscUnavailable:
        return ""
