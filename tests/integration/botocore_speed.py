"""Speeds up two slow steps of botocore that no test in this process depends on.

At each call, botocore composes its user agent, and walks through every member of the attribute values that DynamoDB
returns, though only bytes need a conversion. Requests are still checked, serialised, signed and handed to the hooks.
"""

from functools import cache
from typing import Any

from botocore.parsers import BaseJSONParser
from botocore.useragent import UserAgentString


def install() -> None:
    """Install the faster steps, once."""
    if not hasattr(BaseJSONParser, "is_quick"):
        setattr(BaseJSONParser, "is_quick", True)  # noqa: B010 - the library knows no such attribute
        _pass_attribute_values()
        _name_the_agent_once()


def _pass_attribute_values() -> None:
    original = BaseJSONParser._handle_structure  # type: ignore[attr-defined]

    def quick(self: Any, shape: Any, value: Any) -> Any:
        is_as_returned = shape.name == "AttributeValue" and type(value) is dict and "B" not in value
        return value if is_as_returned else original(self, shape, value)

    setattr(BaseJSONParser, "_handle_structure", quick)  # noqa: B010 - a method may not be assigned to


def _name_the_agent_once() -> None:
    setattr(UserAgentString, "to_string", cache(UserAgentString.to_string))  # noqa: B010 - a method may not be assigned to
