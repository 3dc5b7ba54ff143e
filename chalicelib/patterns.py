"""Regular expressions and constructors of named tuples that the package holds compiled.

A cold start compiles a hundred of each, which takes an eighth of it. `infra/package/patterns.py` records what `re` and
`collections` make of them. One that is not recorded, or was recorded by another version of Python, is compiled as ever.
"""

import collections
import marshal
import re
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import CodeType
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
    """Use what was recorded from now on, if there is anything for this Python."""
    known, constructors = _read() if COMPILER else ({}, {})
    if not known:
        return
    vars(collections)["eval"] = partial(_evaluated, constructors)
    compile_anew, make = COMPILER.compile, COMPILER._sre.compile

    def compiled(pattern: Any, flags: int = 0) -> Any:
        made = known.get((pattern, flags)) if isinstance(pattern, str | bytes) else None
        return make(pattern, *made) if made else compile_anew(pattern, flags)

    COMPILER.compile = compiled


def _evaluated(constructors: Mapping[str, CodeType], source: str, names: dict[str, Any]) -> Any:
    """Do as `eval`, which `collections.namedtuple` calls with the text of a constructor, without compiling it."""
    return eval(constructors.get(source, source), names)  # noqa: S307 - the text is made by the standard library


def _read() -> tuple[Mapping[tuple[str | bytes, int], Made], Mapping[str, CodeType]]:
    try:
        valid_for, known, constructors = marshal.loads(FILE.read_bytes())  # noqa: S302 - our own package's
        return (known, marshal.loads(constructors)) if valid_for == version() else ({}, {})  # noqa: S302
    except (OSError, EOFError, TypeError, ValueError):
        return {}, {}
