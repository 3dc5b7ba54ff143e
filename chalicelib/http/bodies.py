"""The only reader of request bodies. It bounds the length before decoding, and the fields before anything uses them.

A body over its bounds is rejected before any view runs, so no sender can make the service work on a long text.
"""

import json
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from chalicelib.http.problems import HttpReason, Problem


class Bounds(NamedTuple):
    """The bounds of one kind of request: bytes of its body, named fields in it, characters of one field."""

    bytes: int
    fields: int
    characters: int


FORM_OF_STRANGERS = Bounds(16 * 1024, 50, 16_000)
"""A form that anybody may send: before a sign-in, or by the link of a mail."""
FORM_OF_SESSION = Bounds(64 * 1024, 400, 16_000)
"""Large enough for a délégant who ticks each of his places (`MOST_PLACES`)."""
JSON_OF_SESSION = Bounds(64 * 1024, 1000, 16_000)
JSON_OF_SERVICES = Bounds(256 * 1024, 5000, 100_000)
FORM_OF_SERVICES = Bounds(256 * 1024, 50, 256 * 1024)

_NAN = "NaN or an infinity, which JSON does not know"


def form_of(request: Any, bounds: Bounds, *, keep_blank: bool = True, errors: str = "replace") -> dict[str, list[str]]:
    """Return every value of each field of a form, in order; raises `Problem`."""
    raw = _bytes_of(request, bounds)
    if raw.count(b"&") >= bounds.fields:
        raise Problem(HttpReason.TOO_LONG)
    try:
        fields = parse_qs(raw.decode("utf-8", errors), keep_blank_values=keep_blank, errors=errors)
    except ValueError as error:
        raise Problem(HttpReason.UNREADABLE) from error
    if any(len(value) > bounds.characters for values in fields.values() for value in values):
        raise Problem(HttpReason.TOO_LONG)
    return fields


def json_of(request: Any, bounds: Bounds) -> Any:
    """Return the JSON of a body, in which no object names a field twice; raises `Problem`."""
    raw = _bytes_of(request, bounds)
    try:
        return json.loads(
            raw.decode("utf-8"), object_pairs_hook=_Objects(bounds), parse_float=_number, parse_constant=_refused
        )
    except (ValueError, RecursionError) as error:
        raise Problem(HttpReason.UNREADABLE) from error


def _bytes_of(request: Any, bounds: Bounds) -> bytes:
    sent = request.to_original_event().get("body") or ""
    # Base64 writes three bytes as four characters, so a text that is too long is not even decoded.
    if len(sent) > 4 * (bounds.bytes + 2) // 3:
        raise Problem(HttpReason.TOO_LONG)
    try:
        raw = request.raw_body or b""
    except ValueError as error:
        raise Problem(HttpReason.UNREADABLE) from error
    if len(raw) > bounds.bytes:
        raise Problem(HttpReason.TOO_LONG)
    return raw if isinstance(raw, bytes) else raw.encode()


class _Objects:
    """Builds the objects of one JSON text, and bounds the number of fields of all of them together."""

    def __init__(self, bounds: Bounds) -> None:
        self._left = bounds.fields
        self._characters = bounds.characters

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self._left -= len(pairs)
        if self._left < 0 or any(isinstance(value, str) and len(value) > self._characters for _, value in pairs):
            raise Problem(HttpReason.TOO_LONG)
        fields = dict(pairs)
        if len(fields) != len(pairs):
            raise ValueError("a name twice")
        return fields


def _number(text: str) -> float:
    """Return a number that is written with a point or an exponent; a whole one as an int, since JSON knows one kind."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _refused(constant: str) -> Any:
    raise ValueError(_NAN)
