"""What a module of routes for services declares, what it is asked, and what it answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.access.problems import BAD_REQUEST, TOO_MANY_AT_ONCE, UNAUTHORIZED, Problem
from chalicelib.acts.credentials import caller_of
from chalicelib.context import Context
from chalicelib.store.credentials import Credential

LONGEST_BODY = 256 * 1024
JSON = "application/json"


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
        if self.content_type != JSON:
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
    content_type: str = JSON


View = Callable[[Ask], Answer]


class Endpoints:
    """The routes of one module, which routing.py lists too. A view takes what was asked, and returns its answer or
    raises `Problem`.
    """

    def __init__(self) -> None:
        self.views: dict[str, View] = {}

    def get(self, path: str) -> Callable[[View], View]:
        """Declare a public document."""
        return self._declare(f"GET {path}")

    def post(self, path: str) -> Callable[[View], View]:
        """Declare what a service asks."""
        return self._declare(f"POST {path}")

    def _declare(self, route: str) -> Callable[[View], View]:
        def declare(view: View) -> View:
            self.views[route] = view
            return view

        return declare
