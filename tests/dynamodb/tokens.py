"""A transaction of the same token is carried out once within ten minutes (TransactWriteItems, `ClientRequestToken`)."""

import time
from typing import Any

KEPT_SECONDS = 600
_DONE: dict[str, tuple[float, dict[str, Any]]] = {}


class Mismatch(Exception):
    """The token has carried out something else."""


def is_done(body: dict[str, Any]) -> bool:
    """Whether the transaction was carried out already; raises `Mismatch` when its token did something else."""
    done = _DONE.get(body.get("ClientRequestToken", ""))
    if done is None or time.monotonic() - done[0] > KEPT_SECONDS:
        return False
    if done[1] != body:
        raise Mismatch
    return True


def note(body: dict[str, Any]) -> None:
    """Note that the transaction was carried out."""
    now = time.monotonic()
    if "ClientRequestToken" in body:
        _DONE[body["ClientRequestToken"]] = now, body
    for token, (since, _) in list(_DONE.items())[:2]:  # the oldest first
        if now - since > KEPT_SECONDS:
            del _DONE[token]
