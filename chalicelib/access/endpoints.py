"""Routes of services: what each is held to, in one place. Answers are JSON; nothing that is sent makes a 5xx."""

import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalice.app import Blueprint, Response

from chalicelib import runtime
from chalicelib.access.problems import BAD_REQUEST, TOO_MANY_AT_ONCE, UNAUTHORIZED, UNAVAILABLE, Problem
from chalicelib.acts.credentials import caller_of
from chalicelib.context import Context
from chalicelib.http.security import Headers, headers
from chalicelib.settings import settings
from chalicelib.store.credentials import Credential

log = logging.getLogger(__name__)

LONGEST_BODY = 256 * 1024
_REQUEST_ID = "X-Request-ID"
_JSON = "application/json"


@dataclass(frozen=True)
class Ask:
    """One request of a service. `request` is Chalice's own, for what only one route needs."""

    context: Context
    headers: Mapping[str, str]
    body: bytes
    request: Any

    @property
    def bearer(self) -> str:
        """The bearer of the Authorization header (RFC 6750 §2.1), empty when there is none."""
        scheme, _, bearer = self.headers.get("authorization", "").partition(" ")
        return bearer.strip() if scheme.lower() == "bearer" else ""

    @property
    def content_type(self) -> str:
        """The media type of the body, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def caller(self) -> Credential:
        """Return the service that asks; raises `Problem` when no credential says so."""
        caller = caller_of(self.context, self.bearer) if self.bearer else None
        if caller is None:
            raise Problem(UNAUTHORIZED)
        return caller

    def json(self) -> dict[str, Any]:
        """Return the object that was sent; raises `Problem` for whatever else was."""
        if self.content_type != _JSON:
            raise Problem(BAD_REQUEST, "Le corps de la requête doit être de type application/json.")
        if len(self.body) > LONGEST_BODY:
            raise Problem(TOO_MANY_AT_ONCE)
        try:
            found = json.loads(self.body.decode("utf-8"), parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise Problem(BAD_REQUEST, "Le corps de la requête n’est pas un document JSON valable.") from error
        if not isinstance(found, dict):
            raise Problem(BAD_REQUEST, "Le corps de la requête doit être un objet JSON.")
        return found


def _no_constant(name: str) -> None:
    """Refuse `NaN` and `Infinity`, which JSON does not know."""
    raise ValueError(name)


@dataclass(frozen=True)
class Answer:
    """What a route answers. `kept` is how long, in seconds, anybody may keep it; most answers are for no cache."""

    content: Mapping[str, Any]
    status: int = 200
    kept: int = 0
    headers: Mapping[str, str] | None = None
    content_type: str = _JSON


View = Callable[[Ask], Answer]


class Endpoints:
    """A blueprint of routes for services. A view takes what was asked and returns its answer, or raises `Problem`."""

    def __init__(self, name: str) -> None:
        self.blueprint = Blueprint(name)

    def get(self, path: str) -> Callable[[View], View]:
        """Declare a public document."""
        return self._declare(path, ["GET", "HEAD"])

    def post(self, path: str) -> Callable[[View], View]:
        """Declare what a service asks. The type of its body is checked here: Chalice would say 415, AuthZEN 400."""
        return self._declare(path, ["POST"])

    def _declare(self, path: str, methods: list[str]) -> Callable[[View], View]:
        def declare(view: View) -> View:
            def handle() -> Response:
                return self._logged(path, view)

            self.blueprint.route(path, methods=methods, content_types=[], name=view.__name__)(handle)
            return view

        return declare

    def _logged(self, path: str, view: View) -> Response:
        """Answer, with one line in the log: the route and the status, never who was asked about."""
        began = time.perf_counter()
        response = self._answer(view)
        milliseconds = round((time.perf_counter() - began) * 1000)
        method = self.blueprint.current_request.method
        log.info(
            "request",
            extra={"method": method, "route": path, "status": response.status_code, "milliseconds": milliseconds},
        )
        return response

    def _answer(self, view: View) -> Response:
        request = self.blueprint.current_request
        try:
            answer = view(Ask(runtime.context(), request.headers, _body(request), request))
        except Problem as problem:
            answer = _of_problem(problem)
        except Exception:
            answer = _unexpected()
        return _response(answer, request)


def _body(request: Any) -> bytes:
    body = request.raw_body or b""
    return body if isinstance(body, bytes) else body.encode()


def _of_problem(problem: Problem, **more: str) -> Answer:
    """Return a problem as RFC 9457 writes it; who is not known is told how to say who he is (RFC 9110 §11.6.1)."""
    challenge = {"WWW-Authenticate": 'Bearer realm="delegation"'} if problem.kind.status == 401 else None
    return Answer(
        {**problem.content, **more}, problem.kind.status, headers=challenge, content_type="application/problem+json"
    )


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
