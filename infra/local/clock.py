"""A clock that can be advanced, so that reminders, purges and last days can be seen without waiting for them."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path


class LocalClock:
    """The machine's time plus an offset that only grows, because the past cannot be undone.

    The offset is in a file, so that every process of the platform has the same time. An id_token dated by another
    clock would be out of date.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.Lock()

    @property
    def offset(self) -> timedelta:
        """The time by which this clock is ahead of the machine's."""
        try:
            return timedelta(seconds=float(self.file.read_text(encoding="ascii")))
        except FileNotFoundError:
            return timedelta()

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC) + self.offset

    def advance(self, step: timedelta) -> None:
        """Move forward by `step`; raise ValueError when that would be backwards."""
        if step < timedelta():
            raise ValueError("the local clock only goes forward")
        with self._lock:
            # The file is complete before it gets its name, so that no reader sees a part.
            unfinished = self.file.with_suffix(".part")
            unfinished.write_text(str((self.offset + step).total_seconds()), encoding="ascii")
            unfinished.replace(self.file)
