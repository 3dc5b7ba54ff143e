"""Transactions with the same token are executed once within ten minutes (TransactWriteItems, `ClientRequestToken`)."""

from collections import OrderedDict

from tests.dynamodb import bodies

_KEPT = 1000
"""How many are remembered: no test repeats what is longer ago."""
_DONE: OrderedDict[str, int] = OrderedDict()


class Mismatch(Exception):
    """The token belongs to another transaction."""


def _token_of(body: bytes) -> str:
    token: str = bodies.read(body).get("ClientRequestToken", "")
    return token


def is_done(body: bytes) -> bool:
    """Whether the transaction was executed already; raise `Mismatch` when its token belongs to another one."""
    token = _token_of(body)
    if token not in _DONE:
        return False
    if _DONE[token] != hash(body):
        raise Mismatch
    return True


def note(body: bytes) -> None:
    """Record that the transaction was executed."""
    _DONE[_token_of(body)] = hash(body)
    if len(_DONE) > _KEPT:
        _DONE.popitem(last=False)
