"""What can be wrong with an extraction: the whole file is refused, or single lines are passed over and reported."""

from enum import StrEnum
from typing import NamedTuple

_SHOWN = 20


class BadExtraction(Exception):
    """A file that is refused whole: nothing of it is taken, and everything known stays."""


class LineFault(StrEnum):
    """Why one line is passed over. The values are the words of the report."""

    COLUMNS = "another number of columns"
    ENCODING = "not UTF-8"
    NUL = "a NUL byte"
    NO_IDENTIFIER = "no national identifier"


class FaultyLine(NamedTuple):
    """A line that was passed over; `number` counts from 1, the header included."""

    number: int
    fault: LineFault


class LineFaults:
    """The lines passed over: all of them are counted, the first of them are shown."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[FaultyLine] = []

    def add(self, number: int, fault: LineFault) -> None:
        """Note one line."""
        self.count += 1
        if len(self.first) < _SHOWN:
            self.first.append(FaultyLine(number, fault))
