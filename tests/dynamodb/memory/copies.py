"""Copies of requests and of answers, so that nobody changes what another keeps.

Python's own form of values (`marshal`) takes a third of the time of JSON, and knows nothing but plain values. Its
content type tells it from JSON.
"""

import json
import marshal
from base64 import b64decode
from typing import Any

from tests.dynamodb import bodies

CONTENT_TYPE = "application/x-marshal"
_VERSION = 2
"""The last one that writes equal values equally, whether they are one object or two."""
_BINARY = marshal.dumps("B", _VERSION)
"""The name of a binary value; in a text that looks like one it costs time and nothing else."""


def of_request(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return what a request to the table with these arguments says: binary data as base64."""
    try:
        content = marshal.dumps(arguments, _VERSION)
    except ValueError:  # a subclass of `str`, such as an enum
        content = _BINARY
    if _BINARY in content:
        return bodies.copied(arguments)
    copy: dict[str, Any] = marshal.loads(content)  # noqa: S302 - our own
    return copy


def write(answer: Any) -> bytes:
    """Write down what the table answers."""
    return marshal.dumps(answer, _VERSION)


def read(content: bytes) -> Any:
    """Return what the table has answered, as botocore gives it: binary data as bytes."""
    answer = marshal.loads(content)  # noqa: S302 - our own
    return json.loads(json.dumps(answer), object_hook=with_bytes) if _BINARY in content else answer


def with_bytes(value: dict[str, Any]) -> dict[str, Any]:
    """Return a value of JSON as it is in memory: binary data as bytes."""
    return {"B": b64decode(value["B"])} if value.keys() == {"B"} else value
