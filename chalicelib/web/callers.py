"""The origin of a visit, and the cookie by which its browser is recognised at the next sign-in."""

from chalicelib.acts.guesses import Caller
from chalicelib.http.visit import Visit
from chalicelib.identity import browsers, sessions
from chalicelib.identity.user_agents import browser_in_words


def caller_of(visit: Visit) -> Caller:
    """Return the network origin of a visit, its browser, and the accounts that have signed in there."""
    return Caller(visit.origin, known_to(visit), browser_in_words(visit.header("user-agent")))


def known_to(visit: Visit) -> browsers.Known:
    """Return the accounts that have signed in in the browser of a visit."""
    context = visit.context
    cookie = visit.cookie(browsers.COOKIE)
    return browsers.read(cookie, context.keys, context.now, context.settings) if cookie else {}


def known_from_now_on(visit: Visit, account_id: str) -> str:
    """Return the value of `Set-Cookie` by which this browser is recognised as one in which the account signed in."""
    context, settings = visit.context, visit.context.settings
    value = browsers.write(caller_of(visit).known, account_id, context.keys, context.now, settings)
    name = sessions.cookie_name(settings, browsers.COOKIE)
    return sessions.set_cookie(name, value, settings, browsers.life(settings))


def unknown_from_now_on(visit: Visit) -> str:
    """Return the value of `Set-Cookie` after which this browser no longer tells that the person signed in was here."""
    context, settings = visit.context, visit.context.settings
    name = sessions.cookie_name(settings, browsers.COOKIE)
    gone = visit.session.account_id if visit.session else ""
    others = {account_id: browser for account_id, browser in known_to(visit).items() if account_id != gone}
    if not others:
        return sessions.clear_cookie(name, settings)
    value = browsers.seal_known(others, context.keys, context.now, settings)
    return sessions.set_cookie(name, value, settings, browsers.life(settings))
