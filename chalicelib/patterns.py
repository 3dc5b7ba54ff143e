"""Regular expressions that the package holds compiled: a cold start compiles a hundred, which takes a tenth of it.

`infra/package/patterns.py` records what `re` makes of each. One that is not recorded, or was recorded by another
version of Python, is compiled as ever.
"""

import marshal
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "patterns_compiled"
"""Beside `chalicelib/` in the package, and nowhere else."""

COMPILER: Any = vars(re).get("_compiler")
"""The module of the standard library that makes patterns. It is private: without it, nothing is recorded or used."""

Made = tuple[int, list[int], int, dict[str, int], tuple[str | None, ...]]
"""What a pattern is made of: flags, code, number of groups, groups by name, names of groups."""


def version() -> list[int]:
    """Return what decides whether a recorded pattern is valid here: the version of its code, and Python's."""
    return [COMPILER._sre.MAGIC, *sys.version_info[:2]]


def install() -> None:
    """Use the recorded patterns from now on, if there are any for this Python."""
    known = _read() if COMPILER else {}
    if not known:
        return
    compile_anew, make = COMPILER.compile, COMPILER._sre.compile

    def compiled(pattern: Any, flags: int = 0) -> Any:
        made = known.get((pattern, flags)) if isinstance(pattern, str | bytes) else None
        return make(pattern, *made) if made else compile_anew(pattern, flags)

    COMPILER.compile = compiled


def _read() -> Mapping[tuple[str | bytes, int], Made]:
    try:
        valid_for, known = marshal.loads(FILE.read_bytes())  # noqa: S302 - our own package's
    except (OSError, EOFError, TypeError, ValueError):
        return {}
    return known if valid_for == version() else {}
