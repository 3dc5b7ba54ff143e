"""A world that stands while the tests of a module look at it."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib import runtime
from chalicelib.store import secrets
from tests.integration.scenes import Scenes
from tests.integration.world import World


@contextmanager
def standing_scenes() -> Iterator[Scenes]:
    """Yield a separate world with its people, for the tests of a module that change nothing in it."""
    world = World()
    secrets.forget()
    runtime.set_clock(lambda: world.now)
    world.create()
    try:
        yield Scenes(world)
    finally:
        world.destroy()


@contextmanager
def standing_situations() -> Iterator[Scenes]:
    """Yield such a world with a delegation in every situation."""
    with standing_scenes() as scenes:
        scenes.every()
        yield scenes
