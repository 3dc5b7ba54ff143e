"""The clock of the machine in the tests of turns."""

NOW = 1_700_000_000.0


class Clock:
    """The clock of the machine: it stands still but for sleeps."""

    def __init__(self) -> None:
        self.now = NOW

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
