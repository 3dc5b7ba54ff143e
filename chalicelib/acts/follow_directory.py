"""A load of the national directory, and its consequences for the delegations (specification §8)."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from chalicelib.acts.load_directory import Loaded, Progress, load
from chalicelib.acts.note_doubts import note_doubts
from chalicelib.acts.settle_doubts import settle_doubts
from chalicelib.context import Context
from chalicelib.directory.kinds import PERSONS
from chalicelib.domain.doubts import Load


class Followed(NamedTuple):
    """The result of a load, and the number of doubts by what became of them."""

    loaded: Loaded
    doubts: Counter[str]


def _always() -> bool:
    return True


def load_and_follow(
    context: Context,
    where: str,
    progress: Progress,
    *,
    accept_changes: bool = False,
    has_time: Callable[[], bool] = _always,
) -> Followed:
    """Load the extraction at a path or a URL, and settle the doubts; raise as `load` does, and then settle none.

    Doubts for which there is no time left wait for the next load.
    """
    loaded = load(
        PERSONS,
        where,
        context.now,
        progress,
        accept_changes=accept_changes,
        follow=lambda this, fresh: note_doubts(context, this, fresh),
    )
    return Followed(loaded, settle_doubts(context, Load(context.now, loaded.published), has_time))
