"""A load of the national directory, with what follows from it in the delegations (spec §8)."""

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
    """What a load did, and how many doubts there were, by what became of them."""

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
    """Load the extraction at a path or an address, and follow it; raises as `load`, and then nothing follows.

    Where there is no time left, what follows waits for the next load.
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
