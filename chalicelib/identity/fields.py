"""Fields of a JSON document that somebody else made: of the kind that is expected, or empty."""

from collections.abc import Mapping
from typing import Any

Fields = Mapping[str, Any]


def text(fields: Fields, name: str) -> str:
    """Return a field as trimmed text; empty for whatever is not text or a whole number."""
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(str(value).split())


def texts(fields: Fields) -> dict[str, str]:
    """Return every field as text."""
    return {name: text(fields, name) for name in fields}


def part(fields: Fields, name: str) -> Fields:
    """Return a field that is an object; empty for anything else."""
    value = fields.get(name)
    return value if isinstance(value, Mapping) else {}


def parts(fields: Fields, name: str) -> list[Fields]:
    """Return the objects of a field that is a list; empty for anything else."""
    value = fields.get(name)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
