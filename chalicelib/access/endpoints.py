"""What a module of routes for services declares, what it is asked, and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.access.problems import BAD_REQUEST, TOO_MANY_AT_ONCE, UNAUTHORIZED, Problem
from chalicelib.acts.credentials import caller_of
from chalicelib.context import Context
from chalicelib.http import bodies
from chalicelib.http.schema import Kind
from chalicelib.store.credentials import Credential

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
CHALLENGE = 'Bearer realm="delegation"'
_FAULTS_TOLD = 20


@dataclass(frozen=True)
class Ask:
    """One request of a service. `takes` is what its body must be; `request` is Chalice's own, for one route's needs."""

    context: Context
    headers: Mapping[str, str]
    request: Any
    takes: Kind | None = None

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
        """Return what was sent, as the route takes it; raises `Problem` for whatever else was."""
        if self.content_type != JSON:
            raise Problem(BAD_REQUEST, "Le corps de la requête doit être de type application/json.")
        try:
            found = bodies.json_of(self.request, bodies.JSON_OF_SERVICES)
        except bodies.TooMuch as error:
            raise Problem(TOO_MANY_AT_ONCE) from error
        except bodies.Unreadable as error:
            raise Problem(BAD_REQUEST, "Le corps de la requête n’est pas un document JSON valable.") from error
        require(self.takes, found)
        asked: dict[str, Any] = found
        return asked


def require(kind: Kind | None, value: Any) -> None:
    """Raise `Problem`, with every fault at its field, unless `value` is of the kind."""
    faults: list[str] = []

    def note(at: str, message: str) -> None:
        name = at.removeprefix("#/").replace("/", ".")
        faults.append(f"«\u00a0{name if name != '#' else 'corps'}\u00a0»\u00a0: {message}")

    if kind:
        kind.check(value, "#", note)
    if faults:
        raise Problem(BAD_REQUEST, " ".join(faults[:_FAULTS_TOLD]))


@dataclass(frozen=True)
class Answer:
    """What a route answers. `kept` is how long, in seconds, anybody may keep it; most answers are for no cache."""

    content: Mapping[str, Any]
    status: int = 200
    kept: int = 0
    headers: Mapping[str, str] | None = None
    content_type: str = JSON


View = Callable[[Ask], Answer]


@dataclass(frozen=True)
class Endpoint:
    """One route: what its body must be (JSON, or a form of OAuth), and what it answers.

    `for_sessions`: whether a délégué may ask too, by the session of the portal.
    """

    id: str
    method: str
    path: str
    summary: str
    view: View
    gives: Kind
    takes: Kind | None = None
    is_form: bool = False
    description: str = ""
    for_sessions: bool = False

    @property
    def is_public(self) -> bool:
        """Whether anybody may ask: for documents alone."""
        return self.method == "GET"


class Endpoints:
    """The routes of one module, whose paths routing.py lists too. A view takes what was asked, and returns its answer
    or raises `Problem`.
    """

    def __init__(self) -> None:
        self.declared: list[Endpoint] = []

    def get(self, path: str, id: str, summary: str, *, gives: Kind) -> Callable[[View], View]:  # noqa: A002
        """Declare a public document."""
        return self._keep(lambda view: Endpoint(id, "GET", path, summary, view, gives))

    def post(self, path: str, id: str, summary: str, **declared: Any) -> Callable[[View], View]:  # noqa: A002
        """Declare what a service asks; the keywords are those of `Endpoint`."""
        return self._keep(lambda view: Endpoint(id, "POST", path, summary, view, **declared))

    def _keep(self, made: Callable[[View], Endpoint]) -> Callable[[View], View]:
        def keep(view: View) -> View:
            self.declared.append(made(view))
            return view

        return keep

    def at(self, path: str) -> Mapping[str, Endpoint]:
        """Return the routes at a path by method; HEAD is answered as GET."""
        found = {endpoint.method: endpoint for endpoint in self.declared if endpoint.path == path}
        return {**found, "HEAD": found["GET"]} if "GET" in found else found
