"""Turns that are always free, for tests that are not about them: no call to the table, no wait."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch


class _Free:
    """Stands in for `pace.Turns`."""

    def __init__(self, *_: object) -> None:
        pass

    def next(self, wanted: int = 1) -> float:
        """Return a turn of this moment, however many are wanted."""
        return time.time()


@contextmanager
def free_turns() -> Iterator[None]:
    """Give every sender a turn at once."""
    with (
        patch("chalicelib.workers.sending.Turns", _Free),
        patch("chalicelib.mail.deliver.wait_for_turn", lambda *_: True),
    ):
        yield
