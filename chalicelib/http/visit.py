"""One request, as every face sees it."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from chalicelib.context import Context
from chalicelib.http.forms import EMPTY, Form
from chalicelib.http.parameters import decoded

if TYPE_CHECKING:
    from chalicelib.http.cookies import Cookies
    from chalicelib.identity.sessions import Session
    from chalicelib.store.drafts import Draft

FORM = "application/x-www-form-urlencoded"
"""The media type of a form."""

_OWN_SITE = frozenset({"same-origin", "none"})


class Visit:
    """One request and its context. Each property is computed once, when it is first read.

    A question of a service needs no cookies and no session, so the modules that read them are imported where used.
    """

    def __init__(self, context: Context, request: Any, form: Form = EMPTY) -> None:
        self.context = context
        self.request = request
        self.method = str(request.method)
        self.form = form
        """The form that was sent, or the form of the draft that the page shows again (web/drafts.py)."""
        self.draft: Draft | None = None

    def __repr__(self) -> str:
        """Hide the link, the cookies and the session, which are secrets."""
        return f"Visit({self.method})"

    @cached_property
    def parameters(self) -> Mapping[str, str]:
        """The values of the parameters of the path, decoded; as they came where that makes no parameter."""
        return {name: decoded(value) or value for name, value in self._sent.items()}

    @property
    def _sent(self) -> Mapping[str, str]:
        return self.request.uri_params or {}

    @property
    def has_lost_path(self) -> bool:
        """Whether a parameter of the path cannot be decoded, so that no page can be meant."""
        return any(decoded(value) is None for value in self._sent.values())

    @property
    def path(self) -> str:
        """The path of the request, without the stage's prefix. Chalice's own is the pattern of the route."""
        return str(self.request.path.format(**{name: _written(value) for name, value in self._sent.items()}))

    @cached_property
    def query(self) -> Form:
        """The parameters of the query."""
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

        return sessions.form_token(self.session, self.context.keys, self.context.now) if self.session else ""

    @property
    def had_session(self) -> bool:
        """Whether the browser still holds the cookie of a session, which may have ended."""
        from chalicelib.http.cookies import had_session  # noqa: PLC0415 - services have none

        return had_session(self.cookies, self.context)

    @property
    def address(self) -> str:
        """The path of the request with its query, as a link of ours would write it."""
        query = urlencode(dict(self.query.values), doseq=True)
        return f"{self.path}?{query}" if query else self.path

    def header(self, name: str, default: str = "") -> str:
        """Return a header by its name in lower case; the default when it was not sent."""
        return str(self.request.headers.get(name, default))

    def cookie(self, base: str) -> str:
        """Return one of the service's own cookies by its bare name; empty when it was not sent."""
        return self.cookies.own(base, self.context.settings)


def _written(sent: str) -> str:
    """Return a parameter of the path as a link of ours would write it; as it was sent when it cannot be decoded."""
    text = decoded(sent)
    return quote(sent, safe="%") if text is None else quote(text, safe="")


def _one_or_all(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
