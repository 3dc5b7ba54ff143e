"""A map as codec.py makes it, stored as `MapAttribute` stores it and read in a quarter of the time."""

import json
from typing import Any

from pynamodb.attributes import Attribute


class PlainMap(Attribute[dict[str, Any]]):
    """An attribute that is a dictionary of texts, numbers, booleans, lists and dictionaries.

    A dashboard reads a thousand of them; nobody writes a condition on a part of one.
    """

    attr_type = "M"

    def serialize(self, value: dict[str, Any]) -> Any:
        return _tagged(value)["M"]

    def deserialize(self, value: Any) -> dict[str, Any]:
        return {name: _plain(part) for name, part in value.items()}


def _tagged(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, dict):
        return {"M": {name: _tagged(part) for name, part in value.items()}}
    if isinstance(value, list):
        return {"L": [_tagged(part) for part in value]}
    return {"N": json.dumps(value)}


def _plain(tagged: dict[str, Any]) -> Any:
    ((tag, value),) = tagged.items()
    if tag == "M":
        return {name: _plain(part) for name, part in value.items()}
    if tag == "L":
        return [_plain(part) for part in value]
    return json.loads(value) if tag == "N" else value
