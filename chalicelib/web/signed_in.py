"""The end of every sign-in: the cookies of the new session, and the page that was asked for."""

from chalice.app import Response

from chalicelib.http.cookies import cookie_of
from chalicelib.http.visit import Visit
from chalicelib.identity import sessions
from chalicelib.identity.sessions import PRE_SESSION, SESSION, Session
from chalicelib.web.callers import known_from_now_on
from chalicelib.web.render import redirect

CARD_SESSION = "carte"
"""The cookie that keeps the id_token of a sign-in by card: signing out ends that session too."""

_LARGEST_COOKIE = 3500
_LONGEST_PATH = 1000


def own_path(path: str) -> str:
    """Return `path` if it is a path of this service, so that nobody is sent to another site; empty otherwise."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if plain and "\\" not in path and len(path) < _LONGEST_PATH else ""


def cleared_cookies(visit: Visit) -> tuple[str, ...]:
    """Return the headers that remove the cookies of the session, of the card and of the forms before a sign-in."""
    settings = visit.context.settings
    names = (sessions.cookie_name(settings, name) for name in (SESSION, PRE_SESSION, CARD_SESSION))
    return tuple(sessions.clear_cookie(name, settings) for name in names)


def signed_in(
    visit: Visit, session: Session, suite: str, id_token: str = "", *, cookies: tuple[str, ...] = ()
) -> Response:
    """Set the cookie of the new session, and lead to the page asked for.

    The cookie of the forms before a sign-in stays, for a form that is still open in another tab.
    """
    settings = visit.context.settings
    cookies += (cookie_of(session, visit.context), known_from_now_on(visit, session.account_id))
    if 0 < len(id_token) < _LARGEST_COOKIE:
        cookies += (sessions.set_cookie(sessions.cookie_name(settings, CARD_SESSION), id_token, settings),)
    return redirect(visit, own_path(suite) or "/compte", cookies=cookies)
