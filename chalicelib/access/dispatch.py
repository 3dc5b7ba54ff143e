"""One request of a service, from end to end. Answers are JSON; nothing that is sent makes a 5xx."""

import json
import logging
import secrets
import time
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from chalice.app import Response

from chalicelib import runtime
from chalicelib.access.endpoints import CHALLENGE, Answer, Ask, Endpoint, Endpoints
from chalicelib.access.forms import TEMPORARILY_UNAVAILABLE
from chalicelib.access.problems import BUSY, MEDIA_TYPE, METHOD, UNAVAILABLE, Problem
from chalicelib.http.security import Headers, headers
from chalicelib.http.statuses import RETRY_AFTER
from chalicelib.settings import settings
from chalicelib.store.calls import SECONDS, Busy, within

log = logging.getLogger(__name__)

_REQUEST_ID = "X-Request-ID"


@within(SECONDS)
def answer(request: Any, path: str, module: str) -> Response:
    """Answer, with one line in the log: the route and the status, never who was asked about."""
    began = time.perf_counter()
    response = _response(_answered(request, path, module), request)
    milliseconds = round((time.perf_counter() - began) * 1000)
    told = {"method": request.method, "route": path, "status": response.status_code, "milliseconds": milliseconds}
    log.info("request", extra=told)
    return response


def endpoints_of(module: str) -> Endpoints:
    """Return the routes of a module of this package."""
    endpoints: Endpoints = import_module(f"chalicelib.access.{module}").endpoints
    return endpoints


def _answered(request: Any, path: str, module: str) -> Answer:
    try:
        found = endpoints_of(module).at(path)
        if request.method not in found:
            return _of_problem(Problem(METHOD), {"Allow": ", ".join(sorted(found))})
        endpoint = found[request.method]
        return _viewed(endpoint, Ask(runtime.context(), request.headers, request, endpoint.takes))
    except Problem as problem:
        return _of_problem(problem)
    except Exception:
        return _unexpected()


def _viewed(endpoint: Endpoint, ask: Ask) -> Answer:
    try:
        return endpoint.view(ask)
    except Busy:
        later = {"Retry-After": str(RETRY_AFTER)}
        if endpoint.is_form:
            return Answer({"error": TEMPORARILY_UNAVAILABLE}, BUSY.status, headers=later)
        return _of_problem(Problem(BUSY), later)


def _of_problem(problem: Problem, headers: Mapping[str, str] | None = None, **more: str) -> Answer:
    """Return a problem as RFC 9457 writes it; who is not known is told how to say who he is (RFC 9110 §11.6.1)."""
    given = {"WWW-Authenticate": CHALLENGE} if problem.kind.status == 401 else headers
    return Answer({**problem.content, **more}, problem.kind.status, headers=given, content_type=MEDIA_TYPE)


def _unexpected() -> Answer:
    """A fault of ours: the log and the answer share a reference, and neither holds anything personal."""
    reference = secrets.token_hex(4)
    log.exception("unexpected_error", extra={"reference": reference})
    return _of_problem(Problem(UNAVAILABLE), reference=reference)


def _response(answer: Answer, request: Any) -> Response:
    given: Headers = {**headers(settings()), "Content-Type": answer.content_type, **(answer.headers or {})}
    if answer.kept:
        given["Cache-Control"] = f"public, max-age={answer.kept}"
    request_id = request.headers.get(_REQUEST_ID, "")
    # Sent back as it came (AuthZEN §10.1.4), unless it could not be a header.
    if request_id and request_id.isascii() and request_id.isprintable():
        given[_REQUEST_ID] = request_id
    return Response(json.dumps(answer.content, ensure_ascii=False), status_code=answer.status, headers=given)
