"""Faults of an extraction: a bad file is rejected whole; single bad lines are skipped and reported."""

from enum import StrEnum
from typing import NamedTuple

_SHOWN = 20


class BadExtraction(Exception):
    """A file that is rejected whole: none of it is loaded, and the table does not change."""


class LineFault(StrEnum):
    """Why one line is skipped. The values are the words of the report."""

    COLUMNS = "another number of columns"
    ENCODING = "not UTF-8"
    NUL = "a NUL byte"
    NO_IDENTIFIER = "no national identifier"
    TOO_LONG = "a text that is too long to be one of these"


class FaultyLine(NamedTuple):
    """A skipped line; `number` counts from 1, the header included."""

    number: int
    fault: LineFault


class LineFaults:
    """The skipped lines: all are counted, the first ones are shown."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[FaultyLine] = []

    def add(self, number: int, fault: LineFault) -> None:
        """Note one line."""
        self.count += 1
        if len(self.first) < _SHOWN:
            self.first.append(FaultyLine(number, fault))
