"""One request, as every face sees it."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from chalicelib.context import Context
from chalicelib.http.forms import EMPTY, Form

if TYPE_CHECKING:
    from chalicelib.http.cookies import Cookies
    from chalicelib.identity.sessions import Session

FORM = "application/x-www-form-urlencoded"
"""The type of what a form sends."""

_OWN_SITE = frozenset({"same-origin", "none"})


class Visit:
    """Who asks for what, when. What is asked of it is found out once, when it is first asked.

    A question of a service needs neither cookies nor sessions, so what reads them is imported where it is used.
    """

    def __init__(self, context: Context, request: Any, form: Form = EMPTY) -> None:
        self.context = context
        self.request = request
        self.method = str(request.method)
        self.form = form

    def __repr__(self) -> str:
        """Say nothing of the link, the cookies and the session, which open something."""
        return f"Visit({self.method})"

    @property
    def parameters(self) -> Mapping[str, str]:
        """The values of the parameters of the path."""
        return self.request.uri_params or {}

    @property
    def path(self) -> str:
        """The path asked for, without the stage's prefix; Chalice's is the route's, with names of parameters."""
        values = {name: quote(value, safe="") for name, value in self.parameters.items()}
        return str(self.request.path.format(**values))

    @cached_property
    def query(self) -> Form:
        """The parameters of the address."""
        params = self.request.query_params
        return Form({name: _one_or_all(params.getlist(name)) for name in params}) if params else EMPTY

    @property
    def media_type(self) -> str:
        """The type of the body, without its parameters."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @property
    def is_foreign(self) -> bool:
        """Whether the browser says that a page of another site sent the request (Fetch Metadata)."""
        return self.header("sec-fetch-site", "none") not in _OWN_SITE

    @cached_property
    def origin(self) -> str:
        """The caller's network address."""
        from chalicelib.http.origin import origin_of  # noqa: PLC0415 - for a few pages only

        return origin_of(self.request, self.context.settings)

    @cached_property
    def cookies(self) -> "Cookies":
        """All cookies of the request."""
        from chalicelib.http.cookies import cookies_of  # noqa: PLC0415 - services send none

        return cookies_of(self.request)

    @cached_property
    def session(self) -> "Session | None":
        """The session that the cookies carry; None when nobody is signed in."""
        from chalicelib.http.cookies import session_of  # noqa: PLC0415 - services have none

        return session_of(self.cookies, self.context)

    @property
    def csrf(self) -> str:
        """The token of the session's forms; empty when nobody is signed in."""
        from chalicelib.identity import sessions  # noqa: PLC0415 - services have none

        return sessions.csrf_token(self.session.session_id, self.context.keys) if self.session else ""

    def header(self, name: str, default: str = "") -> str:
        """Return a header by its name in lower case; the default when it was not sent."""
        return str(self.request.headers.get(name, default))

    def cookie(self, base: str) -> str:
        """Return one of the service's own cookies by its bare name; empty when it was not sent."""
        return self.cookies.own(base, self.context.settings)


def _one_or_all(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
