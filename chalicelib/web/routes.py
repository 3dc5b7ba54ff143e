"""What a module of pages declares: its views, and the proof that each form is held to."""

from collections.abc import Callable
from typing import NamedTuple

from chalice.app import Response

from chalicelib.identity import sessions
from chalicelib.web.visit import Visit

View = Callable[..., Response]
Proof = Callable[[Visit], bool]


def by_session(visit: Visit) -> bool:
    """Whether the form carries the token of the session."""
    session = visit.session
    return session is None or sessions.csrf_matches(visit.form.text("csrf"), session.session_id, visit.context.keys)


def by_pre_session(visit: Visit) -> bool:
    """Whether the form carries the token of the cookie set with it, before anybody is signed in."""
    return sessions.csrf_matches(visit.form.text("csrf"), visit.cookie(sessions.PRE_SESSION), visit.context.keys)


def by_link(visit: Visit) -> bool:
    """The signed link in the address is the proof: there is no cookie whose power another site could borrow."""
    return True


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
