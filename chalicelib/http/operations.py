"""Operations of the JSON faces. One declaration of input and output serves both the checks and the documentation.

The route table (routes.py) gives the path of an operation, and the proof that its caller must bring.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from chalicelib.context import Context
from chalicelib.domain.refusals import Code
from chalicelib.http.problems import HttpReason
from chalicelib.http.schema import Kind, Text

JSON = "application/json"
KEY = "Idempotency-Key"
"""The header under which the same request is done once (draft-ietf-httpapi-idempotency-key-header)."""

PROBLEM_JSON = "application/problem+json"

PATH_PARAMETERS: Mapping[str, Kind] = {
    "delegation_id": Text(
        longest=64, shortest=1, pattern=r"^[A-Za-z0-9_-]+$", description="Identifiant de la délégation."
    )
}

Caller = TypeVar("Caller")

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Call(NamedTuple, Generic[Caller]):
    """One checked request, as a view gets it. `caller` is the owner of the proof, of a type that the face chooses."""

    context: Context
    caller: Caller
    path: Mapping[str, str]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def delegation_id(self) -> str:
        """The delegation that the path names."""
        return self.path["delegation_id"]

    @property
    def key(self) -> str:
        """The idempotency key of an operation that needs one. The prefix keeps it apart from those of forms."""
        return f"api.{self.headers[KEY]}"


class Reply(NamedTuple):
    """The reply of a view: JSON, or the text of a page. `max_age` is the seconds for which a cache may keep it."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = _NOTHING
    media_type: str = JSON
    max_age: int = 0


class Header(NamedTuple):
    """A header that an operation reads. `missing` is the reason without it; None when it is optional."""

    kind: Text
    missing: HttpReason | None = None


class Operation(NamedTuple):
    """A view with its input and output: the `body` that it reads, and the `content` and headers of its reply.

    `is_form` says that the body is a form and no JSON. `links` are the operations to follow (OpenAPI's `links`).
    `is_repeatable`: sent again, the same request changes nothing more.
    """

    view: Callable[[Any], Reply]
    id: str
    summary: str
    description: str = ""
    query: Mapping[str, Kind] = _NOTHING
    headers: Mapping[str, Header] = _NOTHING
    body: Kind | None = None
    is_form: bool = False
    status: int = 200
    reply_headers: Mapping[str, str] = _NOTHING
    content: Kind | None = None
    media_type: str = JSON
    links: Mapping[str, Any] = _NOTHING
    refusals: tuple[Code, ...] = ()
    is_repeatable: bool = False


def operation(id: str, summary: str, **declared: Any) -> Callable[[Callable[[Any], Reply]], Operation]:  # noqa: A002
    """Declare the input and output of a view; the keywords are those of `Operation`."""
    return lambda view: Operation(view, id, summary, **declared)
