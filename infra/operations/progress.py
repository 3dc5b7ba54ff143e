"""A progress bar on the terminal; elsewhere one line for each tenth of the way."""

import sys
from types import TracebackType
from typing import Self

_WIDTH = 30


class Bar:
    """Shows how far each stage is, on the standard error."""

    def __init__(self) -> None:
        self._on_terminal = sys.stderr.isatty()
        self._shown = ("", -1)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the line of the bar."""
        if self._on_terminal:
            print(file=sys.stderr)

    def show(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` is done; a total of 0 is one that nobody knows."""
        share = min(1.0, done / total) if total else 0.0
        if self._on_terminal:
            bar = "#" * int(share * _WIDTH)
            counted = f"{done} of {total}" if total else f"{done}"
            print(f"\r{stage:8}[{bar:{_WIDTH}}] {counted}\033[K", end="", file=sys.stderr, flush=True)
            return
        shown = (stage, int(share * 10))
        if shown != self._shown:
            self._shown = shown
            print(f"{stage} {share:.0%}" if total else f"{stage} {done}", file=sys.stderr, flush=True)
