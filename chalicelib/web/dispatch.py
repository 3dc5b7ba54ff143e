"""One request of a page, from end to end: its view, its answer, its line in the log."""

import logging
import secrets
import time
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from chalice.app import Response

from chalicelib import runtime
from chalicelib.store.calls import SECONDS, within
from chalicelib.web import errors, forms
from chalicelib.web.routes import Pages, Proof, Route, View
from chalicelib.web.visit import Visit, visit_of

log = logging.getLogger(__name__)

_FORM = "application/x-www-form-urlencoded"
_OWN_SITE = frozenset({"same-origin", "none"})


@within(SECONDS)
def answer(request: Any, route: str, module: str, parameters: Mapping[str, str]) -> Response:
    """Answer, with one line in the log: the route, never the address with its ids and tokens."""
    began = time.perf_counter()
    response = _answered(request, pages_of(module).routes[route], parameters)
    milliseconds = round((time.perf_counter() - began) * 1000)
    path = route.partition(" ")[2]
    told = {"method": request.method, "route": path, "status": response.status_code, "milliseconds": milliseconds}
    log.info("request", extra=told)
    return response


def pages_of(module: str) -> Pages:
    """Return the pages of a module of this package."""
    found: Pages = import_module(f"chalicelib.web.{module}").pages
    return found


def _answered(request: Any, route: Route, parameters: Mapping[str, str]) -> Response:
    try:
        visit = visit_of(request, runtime.context())
    except Exception:
        # Without its keys the service can show nothing of its own.
        log.exception("no_context")
        return errors.unavailable()
    try:
        if route.proof:
            return _acted(request, visit, route.proof, route.view, parameters)
        return route.view(visit, **parameters)
    except Exception as error:
        return errors.answer(visit, error) or _unexpected(visit)


def _acted(request: Any, visit: Visit, proof: Proof, view: View, parameters: Mapping[str, str]) -> Response:
    """Do what a form asks. What costs nothing comes first: it is read only once its sender may send one here."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return errors.not_a_form(visit)
    if request.headers.get("sec-fetch-site", "none") not in _OWN_SITE or not proof.cookie(visit):
        return errors.refused_origin(visit)
    visit = visit._replace(form=forms.form_of(request, proof.bounds))
    return view(visit, **parameters) if proof.token(visit) else errors.refused_origin(visit)


def _unexpected(visit: Visit) -> Response:
    """A fault of ours: the log and the page share a reference, and neither holds anything personal."""
    reference = secrets.token_hex(4)
    log.exception("unexpected_error", extra={"reference": reference})
    return errors.unexpected(visit, reference)
