"""The session's cookie: read from a request, written again while it is used."""

from collections.abc import Mapping
from typing import Any

from chalicelib.context import Context
from chalicelib.http.security import Headers
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Session


def cookies_of(request: Any) -> Mapping[str, str]:
    """Return the cookies of a request of Chalice; none when they are unreadable."""
    header = request.headers.get("cookie", "")
    if not header:
        return {}
    from http.cookies import CookieError, SimpleCookie  # noqa: PLC0415 - who follows a link of a mail has none

    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def session_of(cookies: Mapping[str, str], context: Context) -> Session | None:
    """Return the session that the cookies carry, None when there is none that still counts."""
    cookie = cookies.get(sessions.cookie_name(context.settings), "")
    return sessions.read(cookie, context.keys, context.now, context.settings) if cookie else None


def renewed(session: Session | None, context: Context) -> Headers:
    """Return the header that pushes the session on while it is used; nothing when it is too early."""
    if session is None or not sessions.should_renew(session, context.now):
        return {}
    return {"Set-Cookie": [cookie_of(session, context)]}


def cookie_of(session: Session, context: Context) -> str:
    """Return the header's value that gives the browser this session, seen now."""
    value = sessions.write(session, context.keys, context.now, context.settings)
    return sessions.set_cookie(sessions.cookie_name(context.settings), value, context.settings)
