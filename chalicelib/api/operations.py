"""Operations of the API: what each takes and answers is declared once, checked from there and documented from there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.api.problems import Own, Reason
from chalicelib.context import Context
from chalicelib.domain.refusals import Code
from chalicelib.http.schema import Kind, Record, Text
from chalicelib.identity.sessions import Session

DELEGATION_ID = Text(longest=64, shortest=1, pattern=r"^[A-Za-z0-9_-]+$", description="Identifiant de la délégation.")
PATH_PARAMETERS: Mapping[str, Kind] = {"delegation_id": DELEGATION_ID}

IF_MATCH = Text(longest=400, shortest=1, description="ETag de la dernière lecture de la délégation.")
IDEMPOTENCY_KEY = Text(
    longest=200,
    shortest=1,
    pattern=r"^[!-~]+$",
    description="Clé choisie par l’appelant\u00a0: la même demande sous la même clé n’est faite qu’une fois.",
)
_MISSING: Mapping[str, Own] = {"If-Match": Own.CONDITION_REQUIRED, "Idempotency-Key": Own.KEY_REQUIRED}

LOOKING = (Code.UNKNOWN, Code.GONE)
"""What may be refused to whoever asks about one delegation."""
ACTING = (*LOOKING, Code.WRONG_STATUS, Code.CONFLICT)
BY_DELEGANT = (*ACTING, Code.NO_CARD, Code.NO_ADDRESS)
"""What may be refused to a délégant who acts on one delegation."""


@dataclass(frozen=True)
class Call:
    """One request, checked: what an operation is given."""

    context: Context
    session: Session | None
    path: Mapping[str, str]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def delegation_id(self) -> str:
        """The delegation that the path names."""
        return self.path["delegation_id"]


@dataclass(frozen=True)
class Answer:
    """What an operation says: JSON, or the text of a page; nothing with 204."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


View = Callable[[Call], Answer]


@dataclass(frozen=True)
class Header:
    """A header that an operation reads."""

    kind: Text
    required: bool = True

    def missing(self, name: str) -> Own:
        """Return why a request without it is refused."""
        return _MISSING[name]


@dataclass(frozen=True)
class Operation:
    """One method at one path. `gives` is the record of its answer, `says` what its headers tell."""

    id: str
    method: str
    path: str
    summary: str
    view: View
    description: str = ""
    status: int = 200
    gives: Record | None = None
    says: Mapping[str, str] = field(default_factory=dict)
    takes: Record | None = None
    query: Mapping[str, Kind] = field(default_factory=dict)
    headers: Mapping[str, Header] = field(default_factory=dict)
    refuses: tuple[Code, ...] = ()
    public: bool = False
    media_type: str = "application/json"

    @property
    def changes(self) -> bool:
        """Whether the method is one that changes something."""
        return self.method not in {"GET", "HEAD"}

    def reasons(self) -> tuple[Reason, ...]:
        """Return every reason for which it may be refused, those of the rules and those of HTTP."""
        own: list[Own] = [] if self.public else [Own.SESSION, Own.SITE, Own.UNAVAILABLE]
        if self.changes:
            own.append(Own.CSRF)
        if "{" in self.path:
            own.append(Own.NOWHERE)
        if not self.public:
            own.append(Own.PARAMETER)
        if "curseur" in self.query:
            own.append(Own.CURSOR)
        own += [header.missing(name) for name, header in self.headers.items() if header.required]
        rules = list(self.refuses)
        if self.headers.get("If-Match"):
            rules.append(Code.STALE)
        if self.takes:
            own += [Own.MEDIA_TYPE, Own.TOO_LONG, Own.JSON]
            rules.append(Code.FORM)
        return (*own, *dict.fromkeys(rules))


class Resource:
    """The operations of one module, by path and method."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.operations: list[Operation] = []

    def declare(self, method: str, path: str, id: str, summary: str, **declared: Any) -> Callable[[View], View]:  # noqa: A002
        """Declare an operation; the keywords are those of `Operation`. The view's docstring is its description."""

        def keep(view: View) -> View:
            said = declared.pop("description", "")
            self.operations.append(Operation(id, method, f"/api/v1{path}", summary, view, description=said, **declared))
            return view

        return keep

    def at(self, path: str) -> Mapping[str, Operation]:
        """Return the operations at a path by method; HEAD is answered as GET."""
        found = {operation.method: operation for operation in self.operations if operation.path == path}
        return {**found, "HEAD": found["GET"]} if "GET" in found else found
