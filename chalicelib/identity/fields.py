"""Read the fields of a foreign JSON document: each function returns the expected type, or an empty value."""

from collections.abc import Mapping
from typing import Any

Fields = Mapping[str, Any]


def text(fields: Fields, name: str) -> str:
    """Return a field as text with single spaces; empty when it is neither text nor a whole number."""
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(str(value).split())


def texts(fields: Fields) -> dict[str, str]:
    """Return every field as `text` does."""
    return {name: text(fields, name) for name in fields}


def part(fields: Fields, name: str) -> Fields:
    """Return a field that is an object; empty for anything else."""
    value = fields.get(name)
    return value if isinstance(value, Mapping) else {}


def parts(fields: Fields, name: str) -> list[Fields]:
    """Return the objects in a field that is a list; empty for anything else."""
    value = fields.get(name)
    return [element for element in value if isinstance(element, Mapping)] if isinstance(value, list) else []
