"""Operations of the JSON faces: what each takes and gives is declared once, checked from there, documented from there.

Where an operation stands, and what its caller must prove, is said by the route table (routes.py).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from chalicelib.context import Context
from chalicelib.domain.refusals import Code
from chalicelib.http.problems import HttpReason
from chalicelib.http.schema import Kind, Text

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"

PATH_PARAMETERS: Mapping[str, Kind] = {
    "delegation_id": Text(
        longest=64, shortest=1, pattern=r"^[A-Za-z0-9_-]+$", description="Identifiant de la délégation."
    )
}

Caller = TypeVar("Caller")

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Call(NamedTuple, Generic[Caller]):
    """One request, checked: what a view is given. `caller` is whose proof was found good, as the face says."""

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


class Reply(NamedTuple):
    """What a view says: JSON, or the text of a page. `kept` is for how many seconds anybody may keep it."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = _NOTHING
    media_type: str = JSON
    kept: int = 0


class Header(NamedTuple):
    """A header that an operation reads, and why a request without it is not served; None when it may be left out."""

    kind: Text
    missing: HttpReason | None = None


class Operation(NamedTuple):
    """A view with what it takes and gives: `says` is what its headers tell, `links` what its reply is good for."""

    view: Callable[[Any], Reply]
    id: str
    summary: str
    description: str = ""
    status: int = 200
    gives: Kind | None = None
    says: Mapping[str, str] = _NOTHING
    links: Mapping[str, Any] = _NOTHING
    takes: Kind | None = None
    takes_form: bool = False
    query: Mapping[str, Kind] = _NOTHING
    headers: Mapping[str, Header] = _NOTHING
    refuses: tuple[Code, ...] = ()
    media_type: str = JSON


def operation(id: str, summary: str, **declared: Any) -> Callable[[Callable[[Any], Reply]], Operation]:  # noqa: A002
    """Declare what a view takes and gives; the keywords are those of `Operation`."""
    return lambda view: Operation(view, id, summary, **declared)
