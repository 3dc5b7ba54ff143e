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
    """Somebody is signed in, and a request that changes something carries the token of his session."""
    SESSION_IF_ANY = auto()
    """As `SESSION`, for a form that is harmless when nobody is signed in."""
    PRE_SESSION = auto()
    """The form, sent before signing in, carries the token of the cookie that was set with its page."""
    LINK = auto()
    """The signed link in the URL is the proof. No cookie is involved, so there is nothing for CSRF to exploit."""
    DEPLOYMENT = auto()
    """The form is signed with the keys of the stage."""
    SERVICE = auto()
    """The request carries the credential of a service of the portal."""
    SERVICE_OR_SESSION = auto()
    """The credential of a service, or the session of somebody who asks for himself."""


class Endpoint(NamedTuple):
    """The view is named as text, `package.module:function`, and imported when first needed, for a fast cold start."""

    method: str
    path: str
    view: str
    proof: Proof
    tag: str = ""

    @property
    def changes(self) -> bool:
        """Whether the method may change something."""
        return self.method != "GET"

    def load(self) -> Any:
        """Return the view: a function of the pages, or an `Operation` (operations.py) of the two others."""
        module, _, name = self.view.partition(":")
        return getattr(import_module(f"chalicelib.{module}"), name)


class Route(NamedTuple):
    """One path with its endpoints. `face` is the package that replies; a path without endpoints leads nowhere."""

    face: str
    endpoints: tuple[Endpoint, ...]

    @property
    def by_method(self) -> Mapping[str, Endpoint]:
        """The endpoints by method; HEAD is treated as GET."""
        by_method = {endpoint.method: endpoint for endpoint in self.endpoints}
        return {**by_method, "HEAD": by_method["GET"]} if "GET" in by_method else by_method

    @property
    def methods(self) -> list[str]:
        """The methods that reach the code. The JSON faces get all of them, to reply 405 where API Gateway says 403."""
        return list(self.by_method if self.face == "web" else METHODS)
