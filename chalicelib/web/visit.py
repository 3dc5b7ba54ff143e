"""One request, as the pages see it."""

from typing import Any, NamedTuple
from urllib.parse import quote

from chalicelib.context import Context
from chalicelib.http.cookies import Cookies, cookies_of, session_of
from chalicelib.http.origin import origin_of
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Session
from chalicelib.web.forms import EMPTY, Form


class Visit(NamedTuple):
    """Who asks for what, when. `path` is without the stage's prefix; `origin` is the caller's network address."""

    context: Context
    method: str
    path: str
    query: Form
    form: Form
    cookies: Cookies
    session: Session | None
    origin: str

    def __repr__(self) -> str:
        """Say nothing of the link, the cookies and the session, which open something."""
        return f"Visit({self.method})"

    @property
    def csrf(self) -> str:
        """The token of the session's forms; empty when nobody is signed in."""
        return sessions.csrf_token(self.session.session_id, self.context.keys) if self.session else ""

    def cookie(self, base: str) -> str:
        """Return one of the service's own cookies by its bare name; empty when it was not sent."""
        return self.cookies.own(base, self.context.settings)


def visit_of(request: Any, context: Context) -> Visit:
    """Return the visit that a request of Chalice is."""
    cookies = cookies_of(request)
    params = request.query_params
    return Visit(
        context=context,
        method=request.method,
        path=_path(request),
        query=Form({name: _one_or_all(params.getlist(name)) for name in params}) if params else EMPTY,
        form=EMPTY,
        cookies=cookies,
        session=session_of(cookies, context),
        origin=origin_of(request, context.settings),
    )


def _path(request: Any) -> str:
    """Return the path asked for; Chalice's is the route's, with the names of its parameters."""
    values = {name: quote(value, safe="") for name, value in (request.uri_params or {}).items()}
    return str(request.path.format(**values))


def _one_or_all(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
