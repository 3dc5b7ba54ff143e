"""The entities of AuthZEN §5 in a request that was checked (shapes.py): who and what is meant."""

from collections.abc import Mapping
from typing import Any

from chalicelib.acts.naming import Named

Json = Mapping[str, Any]


def entity(body: Json, name: str) -> Named:
    """Return the subject or the resource of a request (§5.1, §5.2)."""
    found = body[name]
    return Named(found["type"], found["id"], delegant_of(found))


def action(body: Json) -> str:
    """Return the name of the action (§5.3): a service."""
    name: str = body["action"]["name"]
    return name


def delegant_of(found: Json) -> str:
    """Return whose structure is meant; properties nobody knows of are ignored."""
    delegant = found.get("properties", {}).get("delegant", "")
    return delegant if isinstance(delegant, str) else ""
