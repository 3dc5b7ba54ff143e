"""The entities of AuthZEN §5, read from JSON: what is missing or of another type is refused, the unknown ignored."""

from collections.abc import Mapping
from typing import Any

from chalicelib.access.problems import BAD_REQUEST, Problem
from chalicelib.acts.naming import Named

Json = Mapping[str, Any]


def entity(body: Json, name: str) -> Named:
    """Return the subject or the resource of a request (§5.1, §5.2)."""
    found = member(body, name)
    return Named(_text(found, "type", name), _text(found, "id", name), delegant_of(found))


def type_of(body: Json, name: str) -> str:
    """Return the type of the entity that is searched; its id, if any, is ignored (§8)."""
    return _text(member(body, name), "type", name)


def action(body: Json) -> str:
    """Return the name of the action (§5.3): a service."""
    return _text(member(body, "action"), "name", "action")


def delegant_of(found: Json) -> str:
    """Return whose structure is meant; properties nobody knows of are ignored."""
    properties = optional(found, "properties")
    delegant = properties.get("delegant", "")
    return delegant if isinstance(delegant, str) else ""


def member(body: Json, name: str) -> Json:
    """Return an object that must be there."""
    if name not in body:
        raise Problem(BAD_REQUEST, f"Le champ « {name} » est obligatoire.")
    return _object(body[name], name)


def optional(body: Json, name: str) -> Json:
    """Return an object that may be there, empty when it is not."""
    return _object(body[name], name) if name in body else {}


def _object(value: Any, name: str) -> Json:
    if not isinstance(value, dict):
        raise Problem(BAD_REQUEST, f"Le champ « {name} » doit être un objet.")
    return value


def _text(found: Json, field: str, name: str) -> str:
    if field not in found:
        raise Problem(BAD_REQUEST, f"Le champ « {name}.{field} » est obligatoire.")
    value = found[field]
    if not isinstance(value, str) or not _is_text(value):
        raise Problem(BAD_REQUEST, f"Le champ « {name}.{field} » doit être un texte.")
    return value


def _is_text(value: str) -> bool:
    """Whether it could be written down: JSON lets half a surrogate pair through."""
    return not any("\ud800" <= character <= "\udfff" for character in value)
