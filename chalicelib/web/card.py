"""Signing in by card, through Pro Santé Connect.

A browser may begin it in several tabs: each has its own state, in a cookie of its own, with the page asked for. When an
answer is seen twice, by Back or Reload, its cookie is used up: the person signed in is led on to that page.
"""

import logging
import re
from urllib.parse import quote, unquote

from chalice.app import Response

from chalicelib.acts.sign_in_by_card import sign_in_by_card
from chalicelib.http.urls import absolute
from chalicelib.http.visit import Visit
from chalicelib.identity import psc, sessions
from chalicelib.identity.psc import STATE_COOKIE, STATE_LIFE, PscFailed, PscFault, PscUnavailable
from chalicelib.web.callers import caller_of
from chalicelib.web.errors import error_page
from chalicelib.web.render import redirect
from chalicelib.web.signed_in import own_path, signed_in

log = logging.getLogger(__name__)

_SUITE = "suite"
"""Beginning of the name of the cookie that keeps the page asked for, while the browser is at Pro Santé Connect."""

_LONGEST_SUITE = 1000
_MOST_BEGUN = 3
"""Sign-ins that a browser may have begun, beside the one that it begins: API Gateway takes 10 kB of headers."""

_KEY = re.compile(r"[A-Za-z0-9_-]{12}")
_SEEN_TWICE = frozenset({PscFault.STATE, PscFault.CODE})


def start_by_card(visit: Visit) -> Response:
    """Send the browser to Pro Santé Connect."""
    context = visit.context
    try:
        start = psc.start(context.settings, context.keys, context.now, absolute("/connexion/retour"))
    except PscFailed as failed:
        return _card_failed(visit, failed, "")
    suite = quote(own_path(visit.query.text("suite")))
    values = {STATE_COOKIE: start.state_cookie, _SUITE: suite if len(suite) < _LONGEST_SUITE else ""}
    cookies = tuple(
        sessions.set_cookie(_name(visit, name, _key(start.state)), value, context.settings, STATE_LIFE)
        for name, value in values.items()
    )
    return redirect(visit, start.url, cookies=(*cookies, *_beyond_the_most(visit)))


def _key(state: str) -> str:
    """Return the part of a state that names its cookies; empty for a text that is no state of ours."""
    return state[:12] if _KEY.fullmatch(state[:12]) else ""


def _name(visit: Visit, beginning: str, key: str) -> str:
    return sessions.cookie_name(visit.context.settings, f"{beginning}-{key}")


def _beyond_the_most(visit: Visit) -> list[str]:
    """Return what clears the cookies of the oldest sign-ins, when this browser has begun many."""
    settings = visit.context.settings
    return [
        sessions.clear_cookie(name, settings)
        for beginning in (STATE_COOKIE, _SUITE)
        for name in visit.cookies.names(_name(visit, beginning, ""))[:-_MOST_BEGUN]
        if _KEY.fullmatch(name[-12:])
    ]


def return_from_card(visit: Visit) -> Response:
    """Finish the sign-in that this browser began. Without the cookie of the beginning nothing happens."""
    context = visit.context
    query = {name: visit.query.text(name) for name in visit.query.values}
    key = _key(query.get("state", ""))
    suite = own_path(unquote(visit.cookie(f"{_SUITE}-{key}")))
    try:
        card = psc.finish(
            context.settings,
            context.keys,
            context.now,
            absolute("/connexion/retour"),
            visit.cookie(f"{STATE_COOKIE}-{key}"),
            query,
        )
        session, is_first = sign_in_by_card(context, card, caller_of(visit))
    except PscFailed as failed:
        if visit.session and failed.fault in _SEEN_TWICE:
            return redirect(visit, suite or "/compte")
        return _card_failed(visit, failed, suite)
    used = sessions.clear_cookie(_name(visit, STATE_COOKIE, key), context.settings)
    suite = suite or ("/compte/rattacher" if is_first else "")
    return signed_in(visit, session, suite, card.id_token, cookies=(used,))


def _card_failed(visit: Visit, failed: PscFailed, suite: str) -> Response:
    """Return the page of a failed sign-in. The log gets the reason, as a warning if no browser can cause it."""
    why = {"reason": failed.fault.value}
    if failed.fault.is_anybodys:
        log.info("card_sign_in_failed", extra=why)
    else:
        log.warning("card_sign_in_failed", extra=why)
    way = ("Revenir à la connexion", f"/connexion?suite={quote(suite)}" if suite else "/connexion")
    if not isinstance(failed, PscUnavailable):
        message = "La connexion par carte n’a pas abouti. Recommencez depuis la page de connexion."
        return error_page(visit, 400, "Connexion par carte", message, way_on=way)
    message = "Pro Santé Connect ne répond pas pour le moment. Réessayez dans quelques minutes."
    return error_page(visit, 503, "Connexion par carte indisponible", message, way_on=way)
