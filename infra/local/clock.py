"""A clock that can be advanced, so that reminders, purges and last days can be seen without waiting for them."""

import threading
from datetime import UTC, datetime, timedelta


class LocalClock:
    """The machine's time plus an offset that only grows: nothing that has happened is undone."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._lock = threading.Lock()

    @property
    def offset(self) -> timedelta:
        """How far ahead of the machine's time this clock is."""
        return self._offset

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC) + self._offset

    def advance(self, step: timedelta) -> None:
        """Move `step` forward; raises ValueError when that would be backwards."""
        if step < timedelta():
            raise ValueError("the local clock only goes forward")
        with self._lock:
            self._offset += step


CLOCK = LocalClock()
"""The clock of this process."""
