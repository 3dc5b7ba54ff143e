"""A clock that can be advanced, so that reminders, purges and last days can be seen without waiting for them."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path


class LocalClock:
    """The machine's time plus an offset that only grows: nothing that has happened is undone.

    The offset is in a file, so that every process of the platform tells the same time: an id_token dated by another
    clock would be out of date.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.Lock()

    @property
    def offset(self) -> timedelta:
        """How far ahead of the machine's time this clock is."""
        try:
            return timedelta(seconds=float(self.file.read_text(encoding="ascii")))
        except FileNotFoundError:
            return timedelta()

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return datetime.now(UTC) + self.offset

    def advance(self, step: timedelta) -> None:
        """Move `step` forward; raises ValueError when that would be backwards."""
        if step < timedelta():
            raise ValueError("the local clock only goes forward")
        with self._lock:
            # Whole first, then under its name, so that no reader sees a part.
            unfinished = self.file.with_suffix(".part")
            unfinished.write_text(str((self.offset + step).total_seconds()), encoding="ascii")
            unfinished.replace(self.file)
