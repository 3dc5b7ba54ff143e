"""One request, from end to end: its endpoint, the reply of its face, its line in the log.

There are three faces: the pages, the API, and access decisions. Each replies in its own way (`<package>/face.py`).
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
    """The part of a request that each face does in its own way: the replies."""

    @abstractmethod
    def respond(self, visit: Visit, endpoint: Endpoint) -> Response:
        """Check the caller's proof and the content, and return the view's reply; raise errors that `explain` knows."""

    @abstractmethod
    def explain(self, visit: Visit, error: Exception) -> Response | None:
        """Return the reply to an expected error; None for any other."""

    @abstractmethod
    def fail(self, visit: Visit, reference: str) -> Response:
        """Return the reply to a fault of the service, which the log holds under this reference."""

    @abstractmethod
    def without_keys(self, request: Any) -> Response:
        """Log that the keys cannot be read, and return the reply."""


@within(SECONDS)
def respond_to(request: Any, path: str) -> Response:
    """Reply, and log one line with the route. The URL is not logged, because it holds ids and tokens."""
    began = time.perf_counter()
    response = _response(request, ROUTES[path])
    milliseconds = round((time.perf_counter() - began) * 1000)
    facts = {"method": request.method, "route": path, "status": response.status_code, "milliseconds": milliseconds}
    log.info("request", extra=facts)
    return response


def reference_of_fault() -> str:
    """Log the exception being handled, and return its reference for the reply. Neither holds personal data."""
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
        return face.respond(visit, _endpoint(route, visit))
    except Exception as error:
        return face.explain(visit, error) or face.fail(visit, reference_of_fault())


def _endpoint(route: Route, visit: Visit) -> Endpoint:
    if not route.endpoints or visit.has_lost_path:
        raise Problem(HttpReason.NOWHERE)
    by_method, method = route.by_method, visit.method
    if method not in by_method:
        raise Problem(HttpReason.METHOD, headers={"Allow": ", ".join(sorted(by_method))})
    return by_method[method]
