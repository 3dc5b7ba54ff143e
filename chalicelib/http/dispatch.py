"""One request, from end to end: its endpoint, the reply of its face, its line in the log.

A face is how the pages, the API, or what the portal's services ask, reply in their own way (`<package>/face.py`).
"""

import logging
import secrets
import time
from abc import ABC, abstractmethod
from importlib import import_module
from typing import Any

from chalice.app import Response

from chalicelib import runtime
from chalicelib.http.endpoint import Endpoint, Route
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.routes import ROUTES
from chalicelib.http.visit import Visit
from chalicelib.store.calls import SECONDS, within

log = logging.getLogger(__name__)


class Face(ABC):
    """The replies of a face; the rest of a request is the same for all."""

    @abstractmethod
    def respond(self, visit: Visit, endpoint: Endpoint) -> Response:
        """Check the caller's proof and what was sent, and return what the view replies; raises what `explain` knows."""

    @abstractmethod
    def explain(self, visit: Visit, error: Exception) -> Response | None:
        """Return the reply to an error that was foreseen, None for any other."""

    @abstractmethod
    def fail(self, visit: Visit, reference: str) -> Response:
        """Return the reply to a fault of ours, which the log knows by this reference."""

    @abstractmethod
    def without_keys(self, request: Any) -> Response:
        """Log that not even the keys can be read, and return the reply."""


@within(SECONDS)
def respond_to(request: Any, path: str) -> Response:
    """Reply, with one line in the log: the route, never the address with its ids and tokens."""
    began = time.perf_counter()
    response = _response(request, ROUTES[path])
    milliseconds = round((time.perf_counter() - began) * 1000)
    facts = {"method": request.method, "route": path, "status": response.status_code, "milliseconds": milliseconds}
    log.info("request", extra=facts)
    return response


def reference_of_fault() -> str:
    """Log the fault of ours that is being handled; the reply shares its reference, and neither holds personal data."""
    reference = secrets.token_hex(4)
    log.exception("unexpected_error", extra={"reference": reference})
    return reference


def _response(request: Any, route: Route) -> Response:
    face: Face = import_module(f"chalicelib.{route.face}.face").face
    try:
        visit = Visit(runtime.context(), request)
    except Exception:
        return face.without_keys(request)
    try:
        return face.respond(visit, _endpoint(route, visit.method))
    except Exception as error:
        return face.explain(visit, error) or face.fail(visit, reference_of_fault())


def _endpoint(route: Route, method: str) -> Endpoint:
    if not route.endpoints:
        raise Problem(HttpReason.NOWHERE)
    found = route.by_method
    if method not in found:
        raise Problem(HttpReason.METHOD, headers={"Allow": ", ".join(sorted(found))})
    return found[method]
