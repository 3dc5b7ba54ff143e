"""An attribute that holds a named tuple, stored as `MapAttribute` stores a map and read in a quarter of the time."""

import json
from typing import Any, TypeVar

from pynamodb.attributes import Attribute
from pynamodb.expressions.update import Action

from chalicelib.store.codec import from_tagged, to_plain

T = TypeVar("T")


class ValueAttribute(Attribute[T]):
    """An attribute of a `kind` that codec.py knows.

    A dashboard reads a thousand of them; nobody writes a condition on a part of one.
    """

    attr_type = "M"

    def __init__(self, kind: type[T]) -> None:
        super().__init__()
        self._kind = kind
        self._usual = {name: to_plain(part) for name, part in vars(kind)["_field_defaults"].items()}

    def serialize(self, value: T) -> Any:
        """Return what is stored: the fields that are not as by default, which are a part of all."""
        plain = to_plain(value)
        return {
            name: _tagged(part) for name, part in plain.items() if name not in self._usual or part != self._usual[name]
        }

    def set_to(self, value: T) -> Action:
        """Return the action of an update that stores `value`, which PynamoDB would take for another kind of map."""
        tagged: Any = {self.attr_type: self.serialize(value)}
        return self.set(tagged)

    def deserialize(self, value: Any) -> T:
        return from_tagged(self._kind, {self.attr_type: value})


def number(text: str) -> int | float:
    """Read a number of DynamoDB, most of which are whole."""
    found: int | float = int(text) if text.isdecimal() else json.loads(text)
    return found


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
