"""Transactions with the same token are executed once within ten minutes (TransactWriteItems, `ClientRequestToken`)."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from tests.dynamodb.memory import copies

Body = Mapping[str, Any]
_KEPT = 1000
"""How many are remembered: no test repeats what is longer ago."""
_DONE: OrderedDict[str, int] = OrderedDict()


class Mismatch(Exception):
    """The token belongs to another transaction."""


def is_done(body: Body) -> bool:
    """Whether the transaction was executed already; raise `Mismatch` when its token belongs to another one."""
    done = _DONE.get(_token_of(body))
    if done is None:
        return False
    if done != _mark_of(body):
        raise Mismatch
    return True


def note(body: Body) -> None:
    """Record that the transaction was executed."""
    _DONE[_token_of(body)] = _mark_of(body)
    if len(_DONE) > _KEPT:
        _DONE.popitem(last=False)


def _token_of(body: Body) -> str:
    token: str = body.get("ClientRequestToken", "")
    return token


def _mark_of(body: Body) -> int:
    return hash(copies.write(body))
