"""What a module of pages declares: its views, and the proof that each form must carry."""

from collections.abc import Callable
from typing import NamedTuple

from chalice.app import Response

from chalicelib.acts.people import SignedOut
from chalicelib.http.bodies import FORM_OF_SESSION, FORM_OF_STRANGERS, Bounds
from chalicelib.identity import sessions
from chalicelib.web.visit import Visit

View = Callable[..., Response]
Check = Callable[[Visit], bool]


class Proof(NamedTuple):
    """What shows that a form was sent from a page of ours.

    `cookie` is checked before the form is read and `token` once it is; `bounds` is how much the form may bring.
    """

    cookie: Check
    token: Check
    bounds: Bounds

    def holds(self, visit: Visit) -> bool:
        """Whether the form of a visit was sent from a page of ours."""
        return self.cookie(visit) and self.token(visit)


def _has_session(visit: Visit) -> bool:
    if visit.session is None:
        raise SignedOut
    return True


def _of_session(visit: Visit) -> bool:
    session = visit.session
    return session is None or sessions.csrf_matches(visit.form.text("csrf"), session.session_id, visit.context.keys)


def _has_pre_session(visit: Visit) -> bool:
    return bool(visit.cookie(sessions.PRE_SESSION))


def _of_pre_session(visit: Visit) -> bool:
    return sessions.csrf_matches(visit.form.text("csrf"), visit.cookie(sessions.PRE_SESSION), visit.context.keys)


def _always(visit: Visit) -> bool:
    return True


by_session = Proof(_has_session, _of_session, FORM_OF_SESSION)
"""Somebody is signed in, and the form carries the token of his session."""

by_session_if_any = Proof(_always, _of_session, FORM_OF_STRANGERS)
"""The same for a form that does no harm when nobody is signed in."""

by_pre_session = Proof(_has_pre_session, _of_pre_session, FORM_OF_STRANGERS)
"""The form carries the token of the cookie that was set with it, before anybody is signed in."""

by_link = Proof(_always, _always, FORM_OF_STRANGERS)
"""The signed link in the address is the proof: no cookie is involved, so another site has nothing to borrow."""


class Route(NamedTuple):
    """A view, and the proof that its form must carry; a page that only shows has none."""

    view: View
    proof: Proof | None = None


class Pages:
    """The pages of one module, which routing.py lists too. A view takes the visit, then the parameters of its path."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}

    def get(self, path: str) -> Callable[[View], View]:
        """Declare a page: GET and HEAD, which change nothing, ever."""
        return self._declare(f"GET {path}", None)

    def post(self, path: str, proof: Proof = by_session) -> Callable[[View], View]:
        """Declare what a form does; a form that another site sent, or without its `proof`, is refused."""
        return self._declare(f"POST {path}", proof)

    def _declare(self, route: str, proof: Proof | None) -> Callable[[View], View]:
        def declare(view: View) -> View:
            self.routes[route] = Route(view, proof)
            return view

        return declare
