"""What a world held at one moment, to begin several tests there."""

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import NamedTuple, TypeVar

from chalicelib.settings import settings
from tests.dynamodb.memory import service
from tests.dynamodb.sizes import Image
from tests.integration import small_aws
from tests.integration.world import World

T = TypeVar("T")


class KeptWorld(NamedTuple):
    """The items, the mails that left, and the time."""

    items: tuple[Image, ...]
    mails: tuple[small_aws.Sent, ...]
    now: datetime

    def put_back(self, world: World) -> None:
        """Let a world go on from here."""
        service.create(settings().table_name)
        for item in self.items:
            service.table(settings().table_name).put(item)
        small_aws.MAILS[:] = self.mails
        world.now = self.now


Kept = dict[Hashable, tuple[KeptWorld, T]]


def begun_once(world: World, kept: Kept[T], key: Hashable, build: Callable[[], T]) -> T:
    """Let a world go on from where `build` left the first one that asked for this key; return what it gave then."""
    if key not in kept:
        built = build()
        kept[key] = kept_world(world), built
    left, built = kept[key]
    left.put_back(world)
    return built


def kept_world(world: World) -> KeptWorld:
    """Return what a world holds now; no item is ever changed in place."""
    return KeptWorld(tuple(service.table(settings().table_name).items()), tuple(small_aws.MAILS), world.now)
