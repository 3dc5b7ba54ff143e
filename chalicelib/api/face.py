"""The face of the API: JSON, for a session of the portal. A view takes a call (calls.py)."""

import json
import logging
from typing import Any

from chalice.app import Response

from chalicelib.api import problems
from chalicelib.http import bodies, reading
from chalicelib.http.cookies import renewed
from chalicelib.http.dispatch import Face
from chalicelib.http.endpoint import Endpoint, Proof
from chalicelib.http.operations import PROBLEM_JSON, Call, Operation, Reply
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.security import headers
from chalicelib.http.visit import Visit
from chalicelib.identity import sessions
from chalicelib.settings import settings

log = logging.getLogger(__name__)

_NO_CONTENT = 204
_CHARSETS = {"", "charset=utf-8", "charset=utf8"}


class Api(Face):
    """`/api/v1`."""

    def respond(self, visit: Visit, endpoint: Endpoint) -> Response:
        """Reply to a call once the caller's proof is checked and the call is as the operation declares."""
        operation: Operation = endpoint.load()
        public = endpoint.proof is Proof.NONE
        if not public:
            require_caller(visit, endpoint)
        call = Call(
            visit.context,
            visit.session,
            reading.path_of(visit),
            {} if public else reading.query_of(visit, operation),
            reading.headers_of(visit, operation),
            _body(visit, operation) if operation.body else {},
        )
        return _response(visit, operation.view(call))

    def explain(self, visit: Visit, error: Exception) -> Response | None:
        """Return the problem details of an expected error; None for any other."""
        problem = problems.problem_of(error)
        return _response(visit, _reply(problem)) if problem else None

    def fail(self, visit: Visit, reference: str) -> Response:
        """Return the problem details of a fault of the service."""
        detail = f"Le service a rencontré une difficulté (référence {reference})."
        return _response(visit, _reply(Problem(HttpReason.FAULT, detail)))

    def without_keys(self, request: Any) -> Response:
        """Return the problem details of a service that cannot read its keys."""
        log.exception("no_context")
        problem = Problem(HttpReason.UNAVAILABLE)
        given = {**headers(settings()), "Content-Type": PROBLEM_JSON, "Retry-After": "60"}
        return Response(json.dumps(problems.body_of(problem), ensure_ascii=False), status_code=503, headers=given)


def require_caller(visit: Visit, endpoint: Endpoint) -> None:
    """Raise `Problem` unless somebody is signed in and, for a change, sends the token of his session."""
    if visit.session is None:
        raise Problem(HttpReason.UNIDENTIFIED, headers=problems.CHALLENGE)
    if visit.is_foreign:
        raise Problem(HttpReason.SITE)
    token = visit.header("x-csrf-token")
    if endpoint.changes and not sessions.csrf_matches(token, visit.session.session_id, visit.context.keys):
        raise Problem(HttpReason.CSRF)


def _body(visit: Visit, operation: Operation) -> Any:
    charset = visit.header("content-type").partition(";")[2].strip().lower().replace('"', "")
    if charset not in _CHARSETS:
        raise Problem(HttpReason.MEDIA_TYPE)
    return reading.body_of(visit, operation.body, bodies.JSON_OF_SESSION) if operation.body else {}


def _reply(problem: Problem) -> Reply:
    return Reply(problems.body_of(problem), problems.status_of(problem.reason), problem.headers, PROBLEM_JSON)


def _response(visit: Visit, reply: Reply) -> Response:
    body = reply.body
    if body is not None and not isinstance(body, str):
        body = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    typed = {"Content-Type": reply.media_type} if reply.status != _NO_CONTENT else {}
    cookie = renewed(visit.session, visit.context) if reply.status != 401 else {}
    given = {**headers(visit.context.settings), **typed, **reply.headers, **cookie}
    return Response(body or "", status_code=reply.status, headers=given)


face = Api()
