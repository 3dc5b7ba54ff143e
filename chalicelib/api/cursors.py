"""Paging by cursor. A cursor is the signed position of the last line, so an insertion neither repeats nor hides one."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from itsdangerous import BadSignature

from chalicelib.acts.show_dashboard import Line
from chalicelib.api.calls import Call
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.signing import seal, unseal

_LIFE = timedelta(days=1)
_SALT = "curseur"

Order = Callable[[Line], tuple[Any, ...]]


def page_of(
    call: Call, name: str, lines: Sequence[Line], order: Order, *, is_descending: bool = False
) -> tuple[Sequence[Line], str | None]:
    """Return the lines after the cursor of `call`, and the cursor of the next page.

    `lines` are sorted by `order`, which differs for every two lines. Raises `Problem` for a cursor that is not ours.
    """
    cursor, most = call.query.get("curseur"), int(call.query.get("limite", 25))
    if cursor:
        position = _opened(call, name, cursor)
        lines = [line for line in lines if (order(line) < position if is_descending else order(line) > position)]
    page = lines[:most]
    return page, _sealed(call, name, order(page[-1])) if len(lines) > most else None


def _owner(call: Call) -> str:
    return call.caller.account_id if call.caller else ""


def _sealed(call: Call, name: str, position: tuple[Any, ...]) -> str:
    return seal([name, _owner(call), *position], call.context.keys.sessions, _SALT, call.context.now)


def _opened(call: Call, name: str, cursor: str) -> tuple[Any, ...]:
    try:
        fields, _ = unseal(cursor, call.context.keys.sessions, _SALT, call.context.now, _LIFE)
    except BadSignature:
        fields = []
    if fields[:2] != [name, _owner(call)]:
        raise Problem(HttpReason.CURSOR)
    return tuple(fields[2:])
