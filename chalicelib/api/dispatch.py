"""One request of the API, from end to end: the operation, its caller, its answer, its line in the log."""

import json
import logging
import secrets
import time
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from chalice.app import Response

from chalicelib import runtime
from chalicelib.acts.people import SignedOut
from chalicelib.api import problems, reading
from chalicelib.api.operations import Answer, Operation, Resource
from chalicelib.api.problems import Own, Problem
from chalicelib.context import Context
from chalicelib.domain.refusals import Refused
from chalicelib.http.cookies import cookies_of, renewed, session_of
from chalicelib.http.security import headers as security_headers
from chalicelib.http.statuses import RETRY_AFTER
from chalicelib.identity.sessions import Session
from chalicelib.settings import settings
from chalicelib.store.calls import SECONDS, Busy, within

log = logging.getLogger(__name__)

NO_CONTENT = 204


@within(SECONDS)
def answer(request: Any, path: str, module: str, parameters: Mapping[str, str]) -> Response:
    """Answer, with one line in the log: the route, never the address with its ids."""
    began = time.perf_counter()
    response = _answered(request, path, module, parameters)
    milliseconds = round((time.perf_counter() - began) * 1000)
    told = {"method": request.method, "route": path, "status": response.status_code, "milliseconds": milliseconds}
    log.info("request", extra=told)
    return response


def _answered(request: Any, path: str, module: str, parameters: Mapping[str, str]) -> Response:
    try:
        context = runtime.context()
    except Exception:
        # Without its keys the service can do nothing.
        log.exception("no_context")
        return _problem(Problem(Own.UNAVAILABLE, headers={"Retry-After": "60"}))
    session = session_of(cookies_of(request), context)
    try:
        return _respond(_performed(request, context, session, path, module, parameters), context, session)
    except Exception as error:
        return _respond(_refusal(error), context, session)


def _performed(
    request: Any, context: Context, session: Session | None, path: str, module: str, parameters: Mapping[str, str]
) -> Answer:
    operation = _operation(request.method, path, module)
    reading.require_caller(operation, request, context, session)
    return operation.view(reading.call_of(operation, request, context, session, parameters))


def resource_of(module: str) -> Resource:
    """Return the operations of a module of this package."""
    found: Resource = import_module(f"chalicelib.api.{module}").resource
    return found


def _operation(method: str, path: str, module: str) -> Operation:
    if not module:
        raise Problem(Own.NOWHERE)
    operations = resource_of(module).at(path)
    if method not in operations:
        raise Problem(Own.METHOD, headers={"Allow": ", ".join(sorted(operations))})
    return operations[method]


def _refusal(error: Exception) -> Answer:
    """Return the problem that an error is; one that nobody foresaw shares a reference with the log."""
    if isinstance(error, Refused):
        error = problems.problem_of(error)
    elif isinstance(error, Busy):
        error = Problem(Own.UNAVAILABLE, headers={"Retry-After": str(RETRY_AFTER)})
    elif isinstance(error, SignedOut):
        error = reading.signed_out()
    if not isinstance(error, Problem):
        reference = secrets.token_hex(4)
        log.exception("unexpected_error", extra={"reference": reference})
        error = Problem(Own.FAULT, f"Le service a rencontré une difficulté (référence {reference}).")
    return Answer(error.body(), error.status, error.headers, problems.MEDIA_TYPE)


def _respond(found: Answer, context: Context, session: Session | None) -> Response:
    body = found.body
    if body is not None and not isinstance(body, str):
        body = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    typed = {"Content-Type": found.media_type} if found.status != NO_CONTENT else {}
    given = {**typed, **found.headers}
    kept = renewed(session, context) if found.status != problems.status_of(Own.SESSION) else {}
    return Response(
        body or "", status_code=found.status, headers={**security_headers(context.settings), **given, **kept}
    )


def _problem(problem: Problem) -> Response:
    """Return a problem when there is no context to answer from."""
    given = {**security_headers(settings()), "Content-Type": problems.MEDIA_TYPE, **problem.headers}
    return Response(json.dumps(problem.body(), ensure_ascii=False), status_code=problem.status, headers=given)
