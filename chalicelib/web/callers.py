"""Where a visit comes from, and the cookie by which its browser is known at the next sign-in."""

from chalicelib.acts.guesses import Caller
from chalicelib.http.visit import Visit
from chalicelib.identity import browsers, sessions


def caller_of(visit: Visit) -> Caller:
    """Return the network origin of a visit, and who signed in in its browser before."""
    context = visit.context
    cookie = visit.cookie(browsers.COOKIE)
    known = browsers.read(cookie, context.keys, context.now, context.settings) if cookie else {}
    return Caller(visit.origin, known)


def known_from_now_on(visit: Visit, account_id: str) -> str:
    """Return the header's value that has this browser known as one in which the account signed in."""
    context, settings = visit.context, visit.context.settings
    value = browsers.write(caller_of(visit).known, account_id, context.keys, context.now, settings)
    name = sessions.cookie_name(settings, browsers.COOKIE)
    return sessions.set_cookie(name, value, settings, browsers.life(settings))
