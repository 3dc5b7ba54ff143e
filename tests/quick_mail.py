"""Reads and folds each header of a mail once: the library does both anew for each mail and at each look.

A header is what its name and its text make it, and nobody changes one.
"""

from email.headerregistry import BaseHeader, HeaderRegistry
from functools import lru_cache
from typing import Any

_MOST = 4096


def install() -> None:
    """Put it in place, once."""
    if hasattr(HeaderRegistry, "is_quick"):
        return
    setattr(HeaderRegistry, "is_quick", True)  # noqa: B010 - the library knows no such attribute
    made, folded = HeaderRegistry.__call__, BaseHeader.fold

    @lru_cache(maxsize=_MOST)
    def known(registry: HeaderRegistry, name: str, value: str) -> Any:
        return made(registry, name, value)

    def quick(self: HeaderRegistry, name: str, value: Any) -> Any:
        return known(self, name, value) if type(value) is str else made(self, name, value)

    def fold(self: Any, *, policy: Any) -> str:
        kept: dict[Any, str] = self.__dict__.setdefault("_folded", {})
        if policy not in kept:
            kept[policy] = folded(self, policy=policy)
        return kept[policy]

    setattr(HeaderRegistry, "__call__", quick)  # noqa: B010 - a method may not be assigned to
    setattr(BaseHeader, "fold", fold)  # noqa: B010 - the same
