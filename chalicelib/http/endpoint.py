"""One line of the route table (routes.py): a method at a path, its view, and what its caller must prove."""

from collections.abc import Mapping
from enum import Enum, auto
from importlib import import_module
from typing import Any, NamedTuple

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Proof(Enum):
    """What a request must prove before its view runs; each face checks the proofs of its own endpoints."""

    NONE = auto()
    """Anybody may ask. A page finds out by itself who is signed in."""
    SESSION = auto()
    """Somebody is signed in, and what changes something carries the token of his session."""
    SESSION_IF_ANY = auto()
    """The same for a form that does no harm when nobody is signed in."""
    PRE_SESSION = auto()
    """The form carries the token of the cookie that was set with it, before anybody is signed in."""
    LINK = auto()
    """The signed link in the address is the proof: no cookie is involved, so another site has nothing to borrow."""
    DEPLOYMENT = auto()
    """The form was signed by somebody who holds the keys of the stage."""
    SERVICE = auto()
    """The request carries the credential of a service of the portal."""
    SERVICE_OR_SESSION = auto()
    """A service asks, or somebody who is signed in asks for himself."""


class Endpoint(NamedTuple):
    """A view is named by text, `package.module:function`, and imported when it is first asked for (cold start)."""

    method: str
    path: str
    view: str
    proof: Proof
    tag: str = ""

    @property
    def changes(self) -> bool:
        """Whether the method is one that changes something."""
        return self.method != "GET"

    def load(self) -> Any:
        """Return the view: a function of the pages, or an `Operation` (operations.py) of the two others."""
        module, _, name = self.view.partition(":")
        return getattr(import_module(f"chalicelib.{module}"), name)


class Route(NamedTuple):
    """All that a path answers to. `face` is the package that replies; without endpoints, the path leads nowhere."""

    face: str
    endpoints: tuple[Endpoint, ...]

    @property
    def by_method(self) -> Mapping[str, Endpoint]:
        """The endpoints by method; HEAD is treated as GET."""
        found = {endpoint.method: endpoint for endpoint in self.endpoints}
        return {**found, "HEAD": found["GET"]} if "GET" in found else found

    @property
    def methods(self) -> list[str]:
        """The methods that reach the code. The JSON faces say 405 themselves: API Gateway would say 403."""
        return list(self.by_method if self.face == "web" else METHODS)
