"""The face for services: JSON, and no content can cause a 5xx. A view takes a call of a `Client`."""

import json
from typing import Any

from chalice.app import Response

from chalicelib.access.callers import service_of
from chalicelib.access.problems import busy, problem_reply
from chalicelib.http import bodies, reading
from chalicelib.http.dispatch import Face, reference_of_fault
from chalicelib.http.endpoint import Endpoint, Proof
from chalicelib.http.operations import Call, Operation, Reply
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.security import Headers, headers
from chalicelib.http.visit import Visit
from chalicelib.settings import Settings, settings
from chalicelib.store.calls import Busy

_REQUEST_ID = "X-Request-ID"


class Access(Face):
    """`/access/v1`, and the documents that anybody may read."""

    def respond(self, visit: Visit, endpoint: Endpoint) -> Response:
        """Reply to a question or a form."""
        operation: Operation = endpoint.load()
        return _response(_reply(visit, endpoint, operation), visit.request, visit.context.settings)

    def explain(self, visit: Visit, error: Exception) -> Response | None:
        """Return the problem details of an expected error; None for any other."""
        problem = busy() if isinstance(error, Busy) else error
        if not isinstance(problem, Problem):
            return None
        return _response(problem_reply(problem), visit.request, visit.context.settings)

    def fail(self, visit: Visit, reference: str) -> Response:
        """Return the problem details of a fault of the service."""
        return _failed(visit.request, visit.context.settings, reference)

    def without_keys(self, request: Any) -> Response:
        """Return the problem details of a service that cannot read its keys."""
        return _failed(request, settings(), reference_of_fault())


def _reply(visit: Visit, endpoint: Endpoint, operation: Operation) -> Reply:
    if operation.is_form:
        from chalicelib.access.oauth_forms import reply_to_form  # noqa: PLC0415 - questions do without OAuth

        return reply_to_form(visit, endpoint, operation)
    client = None if endpoint.proof is Proof.NONE else service_of(visit)
    body = reading.body_of(visit, operation.body, bodies.JSON_OF_SERVICES) if operation.body else {}
    return operation.view(Call(visit.context, client, {}, {}, {}, body))


def _failed(request: Any, settings: Settings, reference: str) -> Response:
    return _response(problem_reply(Problem(HttpReason.FAULT), reference=reference), request, settings)


def _response(reply: Reply, request: Any, settings: Settings) -> Response:
    given: Headers = {**headers(settings), "Content-Type": reply.media_type, **reply.headers}
    if reply.max_age:
        given["Cache-Control"] = f"public, max-age={reply.max_age}"
    request_id = request.headers.get(_REQUEST_ID, "")
    # The id is sent back unchanged (AuthZEN §10.1.4), unless it cannot be a header.
    if request_id and request_id.isascii() and request_id.isprintable():
        given[_REQUEST_ID] = request_id
    return Response(json.dumps(reply.body, ensure_ascii=False), status_code=reply.status, headers=given)


face = Access()
