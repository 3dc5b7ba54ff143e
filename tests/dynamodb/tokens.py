"""A transaction of the same token is carried out once within ten minutes (TransactWriteItems, `ClientRequestToken`)."""

import json
from collections import OrderedDict

_KEPT = 1000
"""How many are remembered: no test repeats what is longer ago."""
_DONE: OrderedDict[str, int] = OrderedDict()


class Mismatch(Exception):
    """The token has carried out something else."""


def _token_of(body: bytes) -> str:
    token: str = json.loads(body).get("ClientRequestToken", "")
    return token


def is_done(body: bytes) -> bool:
    """Whether the transaction was carried out already; raises `Mismatch` when its token did something else."""
    token = _token_of(body)
    if token not in _DONE:
        return False
    if _DONE[token] != hash(body):
        raise Mismatch
    return True


def note(body: bytes) -> None:
    """Note that the transaction was carried out."""
    _DONE[_token_of(body)] = hash(body)
    if len(_DONE) > _KEPT:
        _DONE.popitem(last=False)
