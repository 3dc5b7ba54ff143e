"""Load the national directory each night, and let the delegations follow it (specification §8)."""

import logging
from collections.abc import Callable
from functools import partial

from chalicelib import runtime
from chalicelib.acts.follow_directory import Followed, load_and_follow
from chalicelib.directory.faults import BadExtraction
from chalicelib.settings import settings
from chalicelib.store import restored
from chalicelib.store.calls import Busy, Raced

log = logging.getLogger(__name__)

_SECONDS_FOR_THE_END = 45.0
"""With less time left, no new work is begun. It is enough for one person with a thousand delegations."""


class _OutOfTime(Exception):
    """The function's time is nearly over. The work so far is kept, and the next night continues it."""


def handle(seconds_left: Callable[[], float]) -> None:
    """Load the directory, follow it, and log one line. Work that does not fit into the time is left for the next night.

    Nothing is done in a table that is shut (`restored.py`), or in a stage without the address of a directory.
    """
    if not (settings().directory_url and settings().directory_table):
        log.info("directory_not_set")
        return
    if restored.is_shut():
        log.warning("directory_not_loaded", extra={"error": "shut"})
        return
    try:
        _tell(_load(seconds_left))
    except BadExtraction as error:
        log.error("directory_refused", extra={"reason": str(error)})
    except (Busy, Raced, _OutOfTime) as error:
        log.warning("directory_not_loaded", extra={"error": type(error).__name__})


def _load(seconds_left: Callable[[], float]) -> Followed:
    has_time = partial(_has_time, seconds_left)
    progress = partial(_require_time, seconds_left)
    context = runtime.context()
    return load_and_follow(context, context.settings.directory_url, progress, has_time=has_time)


def _has_time(seconds_left: Callable[[], float]) -> bool:
    return seconds_left() > _SECONDS_FOR_THE_END


def _require_time(seconds_left: Callable[[], float], stage: str, done: int, total: int) -> None:
    if not _has_time(seconds_left):
        raise _OutOfTime


def _tell(followed: Followed) -> None:
    loaded, counts = followed
    figures = {"lines": loaded.lines, "faults": loaded.faults.count, **loaded.counts._asdict()}
    log.info("directory_loaded", extra={**figures, **{f"doubts_{name}": count for name, count in counts.items()}})
