"""What `make test` runs of a long test, and what `make prove` runs of it: the whole."""

import os
from collections.abc import Iterable
from typing import TypeVar

import pytest

IS_WHOLE = os.environ.get("PROVE") == "1"
longer_in_prove = pytest.mark.longer
"""`make prove` runs the tests with this mark, and those of Hypothesis."""

_T = TypeVar("_T")


def examples(few: int, whole: int) -> int:
    """Return how many examples to try."""
    return whole if IS_WHOLE else few


def with_others(some: Iterable[_T], others: Iterable[_T]) -> list[_T]:
    """Return one of each kind; in the whole form, the others too, which the same rule treats as one of these."""
    return [*some, *(others if IS_WHOLE else ())]
