"""Reads an item as PynamoDB does, in a quarter of the time: a dashboard reads a thousand.

PynamoDB gives every attribute its default first, then looks for each in what DynamoDB sent, and sets it through its
descriptor. Here the way to read a kind of item is found once, and only what was sent is looked at.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from pynamodb.attributes import Attribute, DiscriminatorAttribute, MapAttribute
from pynamodb.constants import NULL
from pynamodb.models import Model

from chalicelib.store.value_attribute import number


class Field(NamedTuple):
    """An attribute of a kind of item: its name, how its value is read, and its default."""

    name: str
    read: Callable[[Any], Any]
    default: Any
    is_map: bool


def fill(item: Model, data: Mapping[str, Any]) -> None:
    """Set the attributes of a new `item` to what DynamoDB sent, or to their defaults."""
    fields = _fields(type(item))
    item.attribute_values = {"kind": type(item)}
    for stored, tagged in data.items():
        if stored in fields and NULL not in tagged:
            _set(item, fields[stored], fields[stored].read(tagged))
    for field in fields.values():
        if field.default is not None and field.name not in item.attribute_values:
            _set(item, field, field.default() if callable(field.default) else field.default)


def _set(item: Model, field: Field, value: Any) -> None:
    if field.is_map:
        setattr(item, field.name, value)  # its descriptor turns a dictionary into an object
    else:
        item.attribute_values[field.name] = value


@cache
def _fields(kind: type[Model]) -> Mapping[str, Field]:
    """Return the attributes of a kind but for the kind itself, by the names under which they are stored."""
    return {
        attribute.attr_name: Field(name, _reader(attribute), attribute.default, isinstance(attribute, MapAttribute))
        for name, attribute in kind.get_attributes().items()
        if not isinstance(attribute, DiscriminatorAttribute)
    }


def _reader(attribute: Attribute[Any]) -> Callable[[Any], Any]:
    tag = attribute.attr_type
    decoded = number if tag == "N" else attribute.deserialize

    def read(tagged: Mapping[str, Any]) -> Any:
        if tag not in tagged:
            attribute.get_value(dict(tagged))  # raises PynamoDB's own error
        return decoded(tagged[tag])

    return read
