"""The service's own cookies: read by name among any others of a request, and renewed while they are used."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from chalicelib.context import Context
from chalicelib.http.security import Headers
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Session
from chalicelib.settings import Settings

_LONGEST = 4096
"""Characters of a value: browsers keep no more (RFC 6265 §6.1)."""

_MOST = 20
"""Cookies of one name whose signature is checked."""

_VALUE = re.compile(r"[!#-+\--:<-\[\]-~]+")
"""The characters that we write in a cookie (RFC 6265 §4.1.1)."""


class Cookies(NamedTuple):
    """The `Cookie` headers of a request. Other sites of the same domain may have written anything there."""

    headers: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Hide the cookies, which are secrets."""
        return "Cookies(…)"

    def values(self, name: str) -> Iterator[str]:
        """Yield every value under exactly this name that we could have written, in the order of the headers.

        Headers are split at semicolons only, as browsers do, so a quote in another cookie cannot hide ours. Quotes
        around a value come from a client, since we never write them; they are removed.
        """
        for header in self.headers:
            for pair in header.split(";"):
                key, _, value = pair.partition("=")
                if key.strip() == name:
                    yield from _ours(value.strip())

    def names(self, beginning: str) -> list[str]:
        """Return the names with this beginning, in the order of the headers: browsers send the oldest first."""
        pairs = (pair.partition("=")[0].strip() for header in self.headers for pair in header.split(";"))
        return [name for name in pairs if name.startswith(beginning)]

    def own(self, base: str, settings: Settings) -> str:
        """Return one of our cookies by its bare name; empty when it was not sent.

        The first of several counts. A browser holds one cookie of a `__Host-` name; others come from an old browser
        or a proxy. The code that uses a value checks it, by its signature or against the token of a form.
        """
        return next(self.values(sessions.cookie_name(settings, base)), "")


def _ours(value: str) -> Iterator[str]:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        value = value[1:-1]
    if len(value) <= _LONGEST and _VALUE.fullmatch(value):
        yield value


def cookies_of(request: Any) -> Cookies:
    """Return the cookies of a request, from the event of API Gateway: Chalice shows only the last `Cookie` header."""
    several = request.to_original_event().get("multiValueHeaders") or {}
    headers = tuple(value for name, values in several.items() if name.lower() == "cookie" for value in values)
    return Cookies(headers or tuple(filter(None, [request.headers.get("cookie")])))


def session_of(cookies: Cookies, context: Context) -> Session | None:
    """Return the session that the cookies carry; None when none is valid.

    A value that is not genuine is ignored, so nobody can hide a session behind another cookie of its name. Genuine
    sessions of two people at once count as none, because one of them may have been planted.
    """
    values = islice(cookies.values(sessions.cookie_name(context.settings)), _MOST)
    read = (sessions.read(value, context.keys, context.now, context.settings) for value in values)
    genuine = [session for session in read if session]
    return genuine[0] if len({session.account_id for session in genuine}) == 1 else None


def had_session(cookies: Cookies, context: Context) -> bool:
    """Whether one of the cookies was a session of ours, which may have ended."""
    values = islice(cookies.values(sessions.cookie_name(context.settings)), _MOST)
    return any(sessions.was_genuine(value, context.keys, context.now, context.settings) for value in values)


def renewed(session: Session | None, context: Context) -> Headers:
    """Return the header that renews a session in use; no header when it is too early."""
    if session is None or not sessions.should_renew(session, context.now):
        return {}
    return {"Set-Cookie": [cookie_of(session, context)]}


def cookie_of(session: Session, context: Context) -> str:
    """Return the value of `Set-Cookie` that gives the browser this session, marked as seen now."""
    value = sessions.write(session, context.keys, context.now, context.settings)
    return sessions.set_cookie(sessions.cookie_name(context.settings), value, context.settings)
