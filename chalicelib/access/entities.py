"""The entities of AuthZEN §5, read from a request that has been checked (shapes.py)."""

from collections.abc import Mapping
from typing import Any

from chalicelib.acts.naming import Named
from chalicelib.domain.modes import Mode

Json = Mapping[str, Any]


def entity(body: Json, name: str) -> Named:
    """Return the subject or the resource of a request (§5.1, §5.2)."""
    fields = body[name]
    return Named(fields["type"], fields["id"], delegant_of(fields))


def action(body: Json) -> str:
    """Return the name of the action (§5.3): a service."""
    name: str = body["action"]["name"]
    return name


def mode_of(body: Json) -> Mode | None:
    """Return how the subject signed in, by the context of the request (§5.4); None when it does not say so."""
    mode = body.get("context", {}).get("mode")
    return Mode(mode) if mode else None


def delegant_of(fields: Json) -> str:
    """Return the délégant of the structure meant; empty when no property names him. Other properties are ignored."""
    delegant = fields.get("properties", {}).get("delegant", "")
    return delegant if isinstance(delegant, str) else ""
