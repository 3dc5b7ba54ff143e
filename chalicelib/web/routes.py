"""Routes of pages: what every GET and every POST is held to, in one place."""

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from chalice.app import Blueprint, Response

from chalicelib import runtime
from chalicelib.identity import sessions
from chalicelib.web import errors, forms
from chalicelib.web.visit import Visit, visit_of

log = logging.getLogger(__name__)

View = Callable[..., Response]
Proof = Callable[[Visit], bool]

_FORM_TYPES = ["application/x-www-form-urlencoded"]
_OWN_SITE = frozenset({"same-origin", "none"})


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


class Pages:
    """A blueprint of pages. A view takes the visit, then the parameters of its path."""

    def __init__(self, name: str) -> None:
        self.blueprint = Blueprint(name)

    def get(self, path: str) -> Callable[[View], View]:
        """Declare a page: GET and HEAD, which change nothing, ever."""

        def declare(view: View) -> View:
            def handle(**parameters: str) -> Response:
                return self._logged(path, view, parameters, None)

            self.blueprint.route(path, methods=["GET", "HEAD"], name=view.__name__)(handle)
            return view

        return declare

    def post(self, path: str, proof: Proof = by_session) -> Callable[[View], View]:
        """Declare what a form does; a form that another site sent, or without its `proof`, is refused."""

        def declare(view: View) -> View:
            def handle(**parameters: str) -> Response:
                return self._logged(path, view, parameters, proof)

            self.blueprint.route(path, methods=["POST"], content_types=_FORM_TYPES, name=view.__name__)(handle)
            return view

        return declare

    def _logged(self, path: str, view: View, parameters: dict[str, str], proof: Proof | None) -> Response:
        """Answer, with one line in the log: the route, never the address with its ids and tokens."""
        began = time.perf_counter()
        response = self._answer(view, parameters, proof)
        milliseconds = round((time.perf_counter() - began) * 1000)
        method = self.blueprint.current_request.method
        log.info(
            "request",
            extra={"method": method, "route": path, "status": response.status_code, "milliseconds": milliseconds},
        )
        return response

    def _answer(self, view: View, parameters: dict[str, str], proof: Proof | None) -> Response:
        request = self.blueprint.current_request
        try:
            visit = visit_of(request, runtime.context())
        except Exception:
            # Without its keys the service can show nothing of its own.
            log.exception("no_context")
            return errors.unavailable()
        try:
            if proof is None:
                return view(visit, **parameters)
            visit = visit_of(request, visit.context, forms.parse(_body(request)))
            if request.headers.get("sec-fetch-site", "none") not in _OWN_SITE or not proof(visit):
                return errors.refused_origin(visit)
            return view(visit, **parameters)
        except Exception as error:
            return errors.answer(visit, error) or _unexpected(visit)


def _body(request: Any) -> bytes:
    body = request.raw_body or b""
    return body if isinstance(body, bytes) else body.encode()


def _unexpected(visit: Visit) -> Response:
    """A fault of ours: the log and the page share a reference, and neither holds anything personal."""
    reference = secrets.token_hex(4)
    log.exception("unexpected_error", extra={"reference": reference})
    return errors.unexpected(visit, reference)
