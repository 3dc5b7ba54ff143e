"""The service's own cookies: read by name from a request whatever stands beside them, and written again while used."""

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
"""Cookies of one name whose signature is looked at."""

_VALUE = re.compile(r"[!#-+\--:<-\[\]-~]+")
"""What we write in a cookie: the octets of RFC 6265 §4.1.1."""


class Cookies(NamedTuple):
    """The `Cookie` headers of a request. Other sites of the same domain write there too, and may write anything."""

    headers: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Say nothing of them: they open something."""
        return "Cookies(…)"

    def values(self, name: str) -> Iterator[str]:
        """Yield every value sent under exactly this name that we could have written, in the order of the headers.

        Browsers split at semicolons alone, so a quote in another cookie hides nothing of ours. A pair of quotes that
        a client has put around a value is taken off: we never write one.
        """
        for header in self.headers:
            for pair in header.split(";"):
                key, _, value = pair.partition("=")
                if key.strip() == name:
                    yield from _ours(value.strip())

    def own(self, base: str, settings: Settings) -> str:
        """Return one of our cookies by its bare name; empty when it was not sent.

        Of several the first counts. A browser holds one cookie of a `__Host-` name; the others are junk of an old
        browser or of a proxy. Each value proves itself where it is used: by its signature, or by the token of a form.
        """
        return next(self.values(sessions.cookie_name(settings, base)), "")


def _ours(value: str) -> Iterator[str]:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        value = value[1:-1]
    if len(value) <= _LONGEST and _VALUE.fullmatch(value):
        yield value


def cookies_of(request: Any) -> Cookies:
    """Return the cookies of a request of Chalice, which shows the last `Cookie` header alone; API Gateway gives all."""
    several = request.to_original_event().get("multiValueHeaders") or {}
    found = tuple(value for name, values in several.items() if name.lower() == "cookie" for value in values)
    return Cookies(found or tuple(filter(None, [request.headers.get("cookie")])))


def session_of(cookies: Cookies, context: Context) -> Session | None:
    """Return the session that the cookies carry, None when there is none that still counts.

    A value that is not genuine counts for nothing, so nobody can hide a session behind another cookie of its name.
    Genuine sessions of two people at once are nobody's: one of them may have been planted.
    """
    values = islice(cookies.values(sessions.cookie_name(context.settings)), _MOST)
    read = (sessions.read(value, context.keys, context.now, context.settings) for value in values)
    genuine = [session for session in read if session]
    return genuine[0] if len({session.account_id for session in genuine}) == 1 else None


def renewed(session: Session | None, context: Context) -> Headers:
    """Return the header that pushes the session on while it is used; nothing when it is too early."""
    if session is None or not sessions.should_renew(session, context.now):
        return {}
    return {"Set-Cookie": [cookie_of(session, context)]}


def cookie_of(session: Session, context: Context) -> str:
    """Return the header's value that gives the browser this session, seen now."""
    value = sessions.write(session, context.keys, context.now, context.settings)
    return sessions.set_cookie(sessions.cookie_name(context.settings), value, context.settings)
